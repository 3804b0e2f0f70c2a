"""How likely a figure of a bad scan is misread (card.md): trees over what readings, digits and columns say.

``digits.json`` is a small network that knows digits by their pictures, ``trees.json`` the trees.
``python -m evaluation.training.marks`` makes both; to use them numpy is enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import Any

import cv2
import numpy as np

#: Characters that are told apart by their pictures; a comma counts as a point.
CHARACTERS = "0123456789."
#: Size of the picture that the network sees: height, width.
SEEN = (12, 6)


#: Files that stand in for those of the folder while a model is made.
_instead: dict[str, dict[str, Any]] = {}


@contextmanager
def using(files: Mapping[str, dict[str, Any]]) -> Iterator[None]:
    """Use other contents than those of the folder, by the name of the file."""
    _instead.update(files)
    _layers.cache_clear()
    _trees.cache_clear()
    try:
        yield
    finally:
        for name in files:
            _instead.pop(name, None)
        _layers.cache_clear()
        _trees.cache_clear()


def _file(name: str) -> dict[str, Any]:
    return _instead.get(name) or _read(name)


@cache
def _read(name: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _layers() -> tuple[tuple[Any, Any], ...]:
    return tuple((np.array(one["weights"]), np.array(one["bias"])) for one in _file("digits.json")["layers"])


def as_seen(cuts: Any) -> Any:
    """Pictures of characters (n, height, width) as the network takes them: (n, 72)."""
    small = [
        cv2.resize(np.ascontiguousarray(cut, np.float32), SEEN[::-1], interpolation=cv2.INTER_AREA) for cut in cuts
    ]
    return np.array(small, np.float32).reshape(len(small), SEEN[0] * SEEN[1])


def digit_scores(cuts: Any) -> Any:
    """Log probability of each of ``CHARACTERS`` for pictures (n, height, width), array (n, 11)."""
    values = as_seen(cuts)
    layers = _layers()
    for weights, bias in layers[:-1]:
        values = np.maximum(0, values @ weights + bias)
    values = values @ layers[-1][0] + layers[-1][1]
    values = values - values.max(axis=1, keepdims=True)
    return values - np.log(np.exp(values).sum(axis=1, keepdims=True))


@cache
def _trees() -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(np.array(column) for column in tree) for tree in _file("trees.json")["trees"])


def threshold(inside: bool = False) -> float:
    """From this probability on a figure is marked; figures inside a line of text have their own."""
    return float(_file("trees.json")["thresholds"]["inside" if inside else "alone"])


def misread(traits: Sequence[Mapping[str, float]]) -> list[float]:
    """For each figure how likely it is misread.

    Parameters
    ----------
    traits : sequence of mapping of str to float
        See ``extract.ocr.traits``; one that is not known is NaN or left out.

    Returns
    -------
    list of float
        Between 0 and 1.
    """
    model = _file("trees.json")
    names = model["traits"]
    rows = np.array([[one.get(name, np.nan) for name in names] for one in traits], float).reshape(-1, len(names))
    score = np.full(len(rows), float(model["baseline"]))
    for trait, limit, left, right, unknown, value in _trees():
        node = np.zeros(len(rows), int)
        while True:
            inner = left[node] > 0
            if not inner.any():
                break
            seen = rows[np.arange(len(rows)), trait[node]]
            lower = np.where(np.isnan(seen), unknown[node] > 0, seen <= limit[node])
            node = np.where(inner, np.where(lower, left[node], right[node]), node)
        score += value[node]
    return [float(one) for one in 1 / (1 + np.exp(-np.clip(score, -30, 30)))]
