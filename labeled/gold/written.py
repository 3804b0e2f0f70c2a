"""Gold of the documents written for the project, from what their source knows. Never added up with real gold."""

from __future__ import annotations

from labeled.gold.types import GoldDocument


def written() -> list[GoldDocument]:
    """The gold of each document of ``labeled/documents``, seed 0."""
    return []
