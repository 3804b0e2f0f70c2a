"""Loaded by the workers of a cluster in a test: every load of the models of recognition leaves a line."""

from __future__ import annotations

import os
from typing import Any

from extract.ocr import engine
from extract.ocr.rapid import RapidEngine

_set_up = RapidEngine.__init__


def counted(self: RapidEngine, *given: Any, **more: Any) -> None:
    """Load them, and say so."""
    with open(os.environ["COUNTED_LOADS"], "a") as file:
        file.write(f"{os.getpid()}\n")
    _set_up(self, *given, **more)


RapidEngine.__init__ = counted  # type: ignore[method-assign]
assert not engine._load.cache_info().currsize
