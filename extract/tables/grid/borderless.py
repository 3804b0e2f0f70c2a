"""Tables set in columns without rules: a first version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extract.types import Page


def borderless_parts(page: Page, ruled: Sequence[Any]) -> list[Any]:
    """Tables without rules; none yet."""
    return []
