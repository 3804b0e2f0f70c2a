"""How sure a reading of the text is: a logistic model over the traits of the reading (card.md).

``weights.json`` is what ``juesuan train`` makes; nothing but a sum of weights is
needed to use it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


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
        See ``extract.facts.from_text_traits``.

    Returns
    -------
    float
        Between 0 and 1.
    """
    known = model()
    weights = known["weights"]
    score = known["bias"] + sum(weights.get(trait, 0.0) * strength for trait, strength in traits.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
