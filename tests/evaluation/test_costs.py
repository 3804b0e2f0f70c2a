"""What a stage cost is told the same whether it was made now or read from the cache."""

from __future__ import annotations

from pathlib import Path

from evaluation.sources.costs import CountingCache
from extract.types import Text


def read(folder: Path) -> CountingCache:
    cache = CountingCache(folder)

    def outer() -> Text:
        # a second look, asked for while the stage is made
        return cache.get_or_make("ab" * 32, "look-1", "1", Text, lambda: Text("inner"))

    cache.get_or_make("ab" * 32, "checks", "1", Text, outer)
    return cache


def test_a_look_is_part_of_the_stage_that_asked_for_it(tmp_path: Path) -> None:
    made, cached = read(tmp_path), read(tmp_path)
    assert list(made.seconds) == ["checks"]
    assert (made.seconds, made.peaks) == (cached.seconds, cached.peaks)
