"""How sure a figure is: of its reading in the text (card.md), and behind the checks (calibration.md).

``weights.json`` is what ``juesuan train`` makes, ``calibration.json`` what
``python -m evaluation.training.calibration`` makes; nothing but a sum of weights is needed to use them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

#: A confidence nearer to 0 or 1 counts as this.
EDGE = 0.001


@cache
def model() -> dict[str, Any]:
    """The model: ``bias``, ``weights`` by trait, ``version`` and what it was made of."""
    text = resources.files(__name__).joinpath("weights.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def probability(traits: Mapping[str, float]) -> float:
    """The probability that a reading with these traits is right; unknown traits count for nothing.

    Parameters
    ----------
    traits : mapping of str to float
        See ``extract.facts.said.traits``.

    Returns
    -------
    float
        Between 0 and 1.
    """
    known = model()
    weights = known["weights"]
    return _logistic(known["bias"] + sum(weights.get(trait, 0.0) * strength for trait, strength in traits.items()))


@cache
def calibration() -> dict[str, Any]:
    """Platt's scaling: ``slope`` and ``shift`` for every group of facts, and of what it was made."""
    text = resources.files(__name__).joinpath("calibration.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def calibrated(group: str, sure: float) -> float:
    """The share of facts of a group and of this confidence that are right; the confidence itself of a group not known.

    Platt, Probabilistic outputs for support vector machines (1999).

    Parameters
    ----------
    group : str
        From where, how read, and what the checks say: ``text.printed.confirmed``.
    sure : float
        Confidence of the reading, before the checks.

    Returns
    -------
    float
        Between 0 and 1.
    """
    found = calibration()["groups"].get(group)
    if found is None:
        return sure
    return _logistic(found["shift"] + found["slope"] * logit(sure))


def logit(sure: float) -> float:
    """The logarithm of the odds, of a confidence that is never quite 0 or 1."""
    held = min(max(sure, EDGE), 1 - EDGE)
    return math.log(held / (1 - held))


def _logistic(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
