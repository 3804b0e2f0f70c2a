"""Which documents are held out (``splits.yaml``): never trained on, never used to write or tune a rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

SPLITS = Path(__file__).with_name("splits.yaml")


@cache
def splits() -> dict[str, frozenset[str]]:
    """The ids of the documents of each split."""
    read = yaml.safe_load(SPLITS.read_text(encoding="utf-8"))
    return {name: frozenset(ids) for name, ids in read["splits"].items()}


def held_out(id: str) -> bool:
    """Whether a document is held out."""
    return id in splits()["held_out"]
