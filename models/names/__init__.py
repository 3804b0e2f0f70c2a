"""Which of several names a figure of prose has: weights of signs, learned from labels (card.md).

``weights.json`` is what ``python -m evaluation.training.names`` makes; a sum of weights is all that it takes to use it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
#: Weights that stand in for those of the folder while a model is tried.
_instead: list[dict[str, Any] | None] = []


@contextmanager
def using(weights: dict[str, Any] | None) -> Iterator[None]:
    """Use other weights than those of the folder; with None names stay as the rules have them."""
    _instead.append(weights)
    _of_way.cache_clear()
    try:
        yield
    finally:
        _instead.pop()
        _of_way.cache_clear()


@cache
def _read() -> dict[str, Any] | None:
    path = FOLDER / "weights.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def model() -> dict[str, Any] | None:
    """The model: ``bias``, ``thresholds``, ``weights`` by sign, ``version``; None where none was trained."""
    return _instead[-1] if _instead else _read()


def of_way(way: str, sign: str) -> str:
    """The name of a sign as it counts for one way to another name alone."""
    return f"{way}|{sign}"


@cache
def _of_way(way: str) -> dict[str, float]:
    """What each sign weighs for a name that was made in one way: its weight for all ways and that for this one."""
    known = model()
    weights: dict[str, float] = known["weights"] if known is not None else {}
    own = of_way(way, "")
    signs = {sign for sign in weights if "|" not in sign} | {
        sign.removeprefix(own) for sign in weights if sign.startswith(own)
    }
    return {sign: weights.get(sign, 0.0) + weights.get(own + sign, 0.0) for sign in signs}


def weight(way: str, signs: Mapping[str, float]) -> float:
    """What signs weigh for a name that was made in one way: those of all ways and those of this one.

    Parameters
    ----------
    way : str
        See ``extract.facts.narrative.others``.
    signs : mapping of str to float
        See ``extract.facts.narrative.signs``; those that are not known weigh nothing.
    """
    weights = _of_way(way)
    return sum([weights[sign] * strength for sign, strength in signs.items() if sign in weights])


def probability(way: str, total: float) -> float:
    """How likely a name is the right one, by the sum of what its signs weigh."""
    known = model()
    if known is None:
        return 0.0
    score = known["bias"] + known["weights"].get(f"way={way}", 0.0) + total
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
