"""Confidence behind the checks: what the scaling learns, and that the shipped one sets the confidence of facts."""

from __future__ import annotations

import random

import pytest

from evaluation.training.calibration import Point, card, error, fit, probability, tried
from extract.checks.certainty import as_sure_as_checked, group_of
from extract.types import Evidence, Fact
from models import trust


def made(group: str, sure: float, share: float, many: int = 200) -> list[Point]:
    """Facts of ten documents, of which a share is right."""
    draw = random.Random(f"{group}{sure}")
    return [Point(f"d{i % 10}", group, sure, sure, draw.random() < share) for i in range(many)]


def test_calibration_brings_confidence_to_the_share_that_is_right() -> None:
    points = [*made("text", 0.9, 0.6), *made("text", 0.5, 0.3), *made("cell", 0.5, 0.97)]
    groups = fit(points)
    for group, sure, share in (("text", 0.9, 0.6), ("text", 0.5, 0.3), ("cell", 0.5, 0.97)):
        assert probability(groups, Point("x", group, sure, sure, True)) == pytest.approx(share, abs=0.08)
    assert error(tried(points)) < 0.06 < error((p.sure, p.right) for p in points)
    assert "| text | 400 |" in card(points, groups, "drawn")


def test_calibration_never_turns_the_order_of_readings_and_leaves_small_groups_alone() -> None:
    backwards = [*made("text", 0.9, 0.2), *made("text", 0.2, 0.9), *made("few", 0.7, 0.1, many=10)]
    groups = fit(backwards)
    assert groups["text"]["slope"] == 0
    assert "few" not in groups
    assert probability(groups, Point("x", "few", 0.7, 0.7, True)) == 0.7


def test_a_group_of_which_all_are_right_is_not_certain() -> None:
    (of,) = fit(made("cell", 0.99, 1.0)).values()
    assert 0.97 < probability({"cell": of}, Point("x", "cell", 0.99, 0.99, True)) < 1


def test_the_shipped_calibration_sets_the_confidence_of_facts() -> None:
    place = (Evidence(start=3, end=7),)
    for status in ("confirmed", "read", "conflict"):
        fact = Fact(indicator="公务接待费", kind="amount", confidence=0.8, status=status, evidence=place)
        group = group_of(fact, False)
        assert group in trust.calibration()["groups"]
        assert as_sure_as_checked(fact, False).confidence == pytest.approx(trust.calibrated(group, 0.8), abs=1e-4)
    unread = Fact(indicator="x", kind="amount", confidence=0.1, status="abstained", evidence=place)
    assert as_sure_as_checked(unread, True) is unread


def test_a_recognised_figure_that_is_contradicted_is_not_sure() -> None:
    place = (Evidence(page=1, table="t1", row=0, col=0),)
    fact = Fact(indicator="公务接待费", kind="amount", confidence=0.98, status="conflict", evidence=place)
    assert as_sure_as_checked(fact, True).confidence <= 0.6
