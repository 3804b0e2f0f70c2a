"""From rules and words to the cells of one page."""

from __future__ import annotations
