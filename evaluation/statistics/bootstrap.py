"""Bootstrap over documents (or departments, where several share one): documents are drawn, never sentences.

Facts of one document share its template and its scan; drawing them one by one
would call an interval narrow that is wide. Efron and Tibshirani, An
Introduction to the Bootstrap (1993), chapter 13: the percentile interval.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Counts = np.ndarray[Any, Any]

#: Draws; the error of a percentile that they leave is below a tenth of a point.
DRAWS = 4000
LEVEL = 0.95
SEED = 20_211


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


def f1_of(counts: Counts) -> Any:
    """F1 of counts (…, 3): wanted, given, right. 1 where nothing was wanted and nothing given."""
    counts = np.asarray(counts, float)
    both = counts[..., 0] + counts[..., 1]
    return np.where(both > 0, 2 * counts[..., 2] / np.where(both > 0, both, 1), 1.0)


def f1_interval(counts: Counts, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED) -> Interval | None:
    """Percentile interval of the micro F1.

    Parameters
    ----------
    counts : array of int, shape (clusters, 3)
        Wanted, given and right of each document or department.
    level, draws, seed
        The same seed gives the same interval.

    Returns
    -------
    Interval or None
        None with fewer than two clusters: one document says nothing of others.
    """
    counts = np.asarray(counts)
    if len(counts) < 2:
        return None
    return _percentiles(f1_of(_weights(len(counts), draws, seed) @ counts), level)


def difference_interval(
    new: Counts, old: Counts, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> Interval | None:
    """Percentile interval of F1(new) − F1(old), the same documents drawn on both sides.

    Parameters
    ----------
    new, old : array of int, shape (clusters, 3)
        In the same order of clusters.
    """
    new, old = np.asarray(new), np.asarray(old)
    if new.shape != old.shape:
        raise ValueError("paired counts need the same clusters on both sides")
    if len(new) < 2:
        return None
    weights = _weights(len(new), draws, seed)
    return _percentiles(f1_of(weights @ new) - f1_of(weights @ old), level)


def _weights(clusters: int, draws: int, seed: int) -> Counts:
    """How often each cluster is drawn, in each draw."""
    return np.random.default_rng(seed).multinomial(clusters, [1 / clusters] * clusters, size=draws)


def _percentiles(values: Counts, level: float) -> Interval:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))
