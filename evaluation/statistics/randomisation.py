"""Paired randomisation test: had it been chance which of two readings is which, how often would they differ so much?

Noreen, Computer-Intensive Methods for Testing Hypotheses (1989); Yeh, More
accurate tests for the statistical significance of result differences (2000).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.statistics.bootstrap import SEED, Counts, f1_of

#: Up to so many differing clusters all ways of swapping are tried.
EXACT = 14
SAMPLES = 9999
#: Differences below it are rounding of floats.
_EQUAL = 1e-12


def paired_p(new: Counts, old: Counts, samples: int = SAMPLES, seed: int = SEED) -> float:
    """Two-sided p of the difference of the micro F1 of two readings of the same documents.

    Parameters
    ----------
    new, old : array of int, shape (clusters, 3)
        Wanted, given and right of each cluster, in the same order.

    Returns
    -------
    float
        1.0 where no cluster differs. Exact with few differing clusters, else
        (hits + 1) / (samples + 1).
    """
    new, old = np.asarray(new, float), np.asarray(old, float)
    if new.shape != old.shape:
        raise ValueError("paired counts need the same clusters on both sides")
    differs = (new != old).any(axis=1)
    count = int(differs.sum())
    if not count:
        return 1.0
    same = new[~differs].sum(axis=0)
    one, two = new[differs], old[differs]
    seen = abs(float(f1_of(same + one.sum(axis=0)) - f1_of(same + two.sum(axis=0))))
    if count <= EXACT:
        swaps = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    else:
        swaps = np.random.default_rng(seed).integers(0, 2, size=(samples, count))
    hits = int((_differences(one, two, same, swaps) >= seen - _EQUAL).sum())
    return hits / len(swaps) if count <= EXACT else (hits + 1) / (len(swaps) + 1)


def smallest_p(clusters: int) -> float:
    """The smallest two-sided p that so many differing clusters can give, all in one direction.

    Examples
    --------
    >>> smallest_p(3), smallest_p(6)
    (0.25, 0.03125)
    """
    return 1.0 if clusters < 1 else 2.0 ** (1 - clusters)


def _differences(one: Counts, two: Counts, same: Counts, swaps: Any) -> Counts:
    change = two - one
    first = same + one.sum(axis=0) + swaps @ change
    second = same + two.sum(axis=0) - swaps @ change
    return np.abs(f1_of(first) - f1_of(second))
