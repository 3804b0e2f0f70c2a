"""Proportions and many tests at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from evaluation.statistics.bootstrap import LEVEL, Interval


def wilson(hits: int, n: int, level: float = LEVEL) -> Interval | None:
    """Wilson's score interval of a proportion of independent trials; None for no trial.

    Wilson, Probable inference, the law of succession, and statistical inference (1927).

    Examples
    --------
    >>> low, high = wilson(0, 248)
    >>> round(high, 4)  # none wrong of 248 does not mean none wrong ever
    0.0153
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(0.0 if hits == 0 else centre - half, 1.0 if hits == n else centre + half)


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for their number; each is to be held against the level itself.

    Holm, A simple sequentially rejective multiple test procedure (1979).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    out = [1.0] * len(p_values)
    least = 0.0
    for rank, index in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[index]))
        out[index] = least
    return out
