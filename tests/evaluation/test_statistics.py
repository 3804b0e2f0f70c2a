"""The estimators against published implementations (scipy), published figures and analytic cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evaluation.statistics import (
    difference_interval,
    f1_interval,
    f1_of,
    holm,
    paired_p,
    smallest_p,
    wilson,
)

RNG = np.random.default_rng(5)
#: Twelve documents: wanted, given, right.
WANTED = RNG.integers(40, 400, 12)
RIGHT = (WANTED * RNG.uniform(0.7, 1.0, 12)).astype(int)
OLD = np.stack([WANTED, WANTED - RNG.integers(0, 9, 12), RIGHT - 20], axis=1)
NEW = np.stack([WANTED, WANTED - RNG.integers(0, 9, 12), RIGHT - RNG.integers(0, 20, 12)], axis=1)


def f1_of_columns(wanted, given, right, axis=-1):
    return 2 * right.sum(axis) / (wanted.sum(axis) + given.sum(axis))


def test_f1_interval_is_that_of_scipy_bootstrap() -> None:
    theirs = stats.bootstrap(
        tuple(OLD.T), f1_of_columns, paired=True, vectorized=True, method="percentile", n_resamples=20_000, rng=1
    ).confidence_interval
    ours = f1_interval(OLD, draws=20_000)
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.002)


def test_difference_interval_is_that_of_scipy_bootstrap() -> None:
    def difference(a, b, c, d, e, f, axis=-1):
        return f1_of_columns(a, b, c, axis) - f1_of_columns(d, e, f, axis)

    theirs = stats.bootstrap(
        (*NEW.T, *OLD.T), difference, paired=True, vectorized=True, method="percentile", n_resamples=20_000, rng=1
    ).confidence_interval
    assert difference_interval(NEW, OLD, draws=20_000) == pytest.approx((theirs.low, theirs.high), abs=0.002)


def test_f1_interval_of_alike_documents_matches_the_normal_approximation() -> None:
    # given == wanted == 1 in each: F1 is the share of right ones, whose error is known
    counts = np.array([[1, 1, 1]] * 160 + [[1, 1, 0]] * 40)
    low, high = f1_interval(counts, draws=20_000) or (0, 0)
    half = 1.96 * (0.8 * 0.2 / 200) ** 0.5
    assert (low, high) == pytest.approx((0.8 - half, 0.8 + half), abs=0.006)


def test_intervals_say_nothing_of_one_document_and_never_move() -> None:
    assert f1_interval(OLD[:1]) is None
    assert difference_interval(NEW[:1], OLD[:1]) is None
    assert difference_interval(OLD, OLD) == (0.0, 0.0)
    assert f1_interval(OLD) == f1_interval(OLD)


def test_paired_p_is_that_of_scipy_permutation_test() -> None:
    def statistic(x, y, axis):
        return x.mean(axis) - y.mean(axis)

    # given == wanted == 10 in each: the difference of F1 is that of the means
    right = RNG.integers(3, 9, (2, 8))
    new, old = (np.stack([np.full(8, 10), np.full(8, 10), one], axis=1) for one in right)
    theirs = stats.permutation_test(
        (right[0].astype(float), right[1].astype(float)), statistic, permutation_type="samples", vectorized=True
    ).pvalue
    assert paired_p(new, old) == pytest.approx(theirs)


def test_paired_p_sampled_agrees_with_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = paired_p(NEW, OLD)
    monkeypatch.setattr("evaluation.statistics.randomisation.EXACT", 3)
    assert paired_p(NEW, OLD) == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("clusters", [1, 2, 3, 6, 9])
def test_paired_p_of_changes_in_one_direction_is_the_smallest_there_is(clusters: int) -> None:
    old = np.array([[100, 100, 80]] * clusters)
    new = old + np.array([0, 0, 5])
    assert paired_p(new, old) == pytest.approx(smallest_p(clusters))
    assert smallest_p(3) == 0.25  # three documents can never be significant


def test_paired_p_without_difference_is_one() -> None:
    assert paired_p(OLD, OLD) == 1.0


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (1, 29), (15, 148), (81, 263), (50, 50)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_wilson_is_that_of_scipy(hits: int, n: int, level: float) -> None:
    theirs = stats.binomtest(hits, n).proportion_ci(level, method="wilson")
    assert wilson(hits, n, level) == pytest.approx((theirs.low, theirs.high))


def test_wilson_gives_the_intervals_of_newcombe_1998() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, n), interval in published.items():
        assert wilson(hits, n) == pytest.approx(interval, abs=5e-5)
    assert wilson(0, 0) is None
    with pytest.raises(ValueError):
        wilson(3, 2)


def test_holm_gives_the_figures_of_r_p_adjust() -> None:
    # p.adjust(c(0.01, 0.02, 0.03, 0.04), "holm"); p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_f1_of_nothing_is_full() -> None:
    assert f1_of(np.array([[0, 0, 0], [4, 6, 4]])).tolist() == [1.0, 0.8]
