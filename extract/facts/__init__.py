"""Stage facts: cells and mentions assembled into records."""

from __future__ import annotations

from extract.facts.from_tables import from_tables
from extract.facts.from_text import from_text
from extract.facts.leftovers import left_over, numerals
from extract.facts.numbering import numbered

__all__ = ["from_tables", "from_text", "left_over", "numbered", "numerals"]
