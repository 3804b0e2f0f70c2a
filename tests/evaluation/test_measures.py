"""Micro and macro, slices, clusters, and the figures of trust: on documents made for it, against sums by hand."""

from __future__ import annotations

import pytest
from sklearn.metrics import brier_score_loss, precision_score

from evaluation.report.measures import added, by_cluster, lines_of, macro, measures_of, sliced
from evaluation.report.schema import DocumentRecord, FactRecord, WholeCounts
from evaluation.report.trust import trust_of
from evaluation.scores.counts import Prf
from evaluation.statistics import smallest_p


def facts(n: int, wrong: int, surest: float = 0.9) -> tuple[FactRecord, ...]:
    """So many facts of a table; the wrong ones are the least sure."""
    return tuple(
        FactRecord(
            key=f"t1/{at}/1", layer="form", kind="amount", levels=0 if at < wrong else 5, read=True,
            wanted={"indicator": "x", "value": str(at), "value_base": "100", "unit_base": "元"},
            given={"value": "9"} if at < wrong else None, status="read",
            confidence=0.3 if at < wrong else surest, money="40" if at < wrong else "100",
        )
        for at in range(n)
    )  # fmt: skip


def record(id: str, n: int = 10, wrong: int = 0, **more: object) -> DocumentRecord:
    given = {"part": "written", "seed": 0, "route": "txt", "cluster": id, "template": "hunan", "kind": "budget"}
    given |= {"year": "2021", "sha256": "0" * 64, "status": "ok", "pages": 0, "facts": facts(n, wrong)}
    return DocumentRecord.model_validate({"id": id} | given | more)


#: A long document that is read well, and a short one that is not.
TWO = [record("long", 90, 0), record("short", 10, 5)]


def test_micro_adds_facts_and_macro_is_the_mean_of_documents() -> None:
    assert added(TWO)["form.value"] == Prf(100, 100, 95)
    assert added(TWO)["form.value"].f1 == 0.95
    assert macro(TWO, "form.value") == pytest.approx((1.0 + 0.5) / 2)
    line = next(line for line in lines_of(TWO) if line.name == "form.value")
    assert (line.counts.f1, line.macro, line.clusters) == (0.95, 0.75, 2)


def test_a_document_without_such_facts_is_in_no_mean() -> None:
    assert macro([*TWO, record("empty", 0)], "form.value") == 0.75
    assert macro([record("empty", 0)], "form.value") is None


@pytest.mark.parametrize(
    ("name", "values"),
    [("route", ("txt", "office")), ("kind", ("budget", "final_account")), ("template", ("hunan", "yunnan")),
     ("year", ("2021", "2022"))],
)  # fmt: skip
def test_slices_hold_every_document_once_and_add_up(name: str, values: tuple[str, str]) -> None:
    records = [record(f"d{at}", 10 + at, at, **{name: values[at % 2]}) for at in range(5)]
    slices = sliced(records, name)
    assert list(slices) == sorted(values)
    assert sorted(one.id for some in slices.values() for one in some) == [one.id for one in records]
    sums = [added(some)["form.value"] for some in slices.values()]
    assert sums[0] + sums[1] == added(records)["form.value"]


def test_documents_of_one_department_are_one_in_the_statistics() -> None:
    records = [record(f"d{at}", 10, at, cluster="bureau") for at in range(4)]
    tables = {one.name: measures_of(one) for one in records}
    clusters = by_cluster(records, tables, "form.value")
    assert {name: counts.tolist() for name, counts in clusters.items()} == {"bureau": [40, 40, 34]}
    (line,) = [line for line in lines_of(records) if line.name == "form.value"]
    # one department says nothing of others
    assert line.interval is None and line.few


def test_three_documents_that_changed_are_too_few_however_much_changed() -> None:
    old = [record(f"d{at}", 200, 100) for at in range(3)]
    new = [record(f"d{at}", 200, 0) for at in range(3)]
    line = next(line for line in lines_of(new, old) if line.name == "form.value")
    assert line.p == smallest_p(3) == 0.25
    assert line.few_for_change
    assert line.change == pytest.approx(0.5)


def test_p_is_corrected_for_the_number_of_lines() -> None:
    old = [record(f"d{at}", 200, 20) for at in range(8)]
    new = [record(f"d{at}", 200, 0) for at in range(8)]
    lines = [line for line in lines_of(new, old) if line.p is not None]
    assert len(lines) > 5
    for line in lines:
        assert line.p is not None and line.p_holm is not None and line.p <= line.p_holm <= 1
    smallest = min(line.p for line in lines if line.p is not None)
    assert min(line.p_holm for line in lines if line.p_holm is not None) == pytest.approx(min(1, smallest * len(lines)))


def test_a_measure_that_the_other_report_did_not_count_has_no_change() -> None:
    new = [record(f"d{at}", whole=WholeCounts(nodes=100, edits=1, wanted=80, given=80, alike=79)) for at in range(8)]
    old = [record(f"d{at}") for at in range(8)]
    lines = {line.name: line for line in lines_of(new, old)}
    assert lines["teds"].counts.f1 == pytest.approx(0.99)
    assert lines["teds"].old is None and lines["teds"].change is None
    assert lines["form.value"].change == 0


def test_coverage_at_fixed_precision_and_the_curve_are_those_of_sorted_confidence() -> None:
    trust = trust_of([record("d", 100, 5)])
    # the 95 surest are right, the five least sure are wrong
    assert trust.curve == ((0.95, 0.0), (1.0, 0.05))
    assert trust.coverage == 0.95
    right = [fact.levels > 0 for fact in record("d", 100, 5).facts]
    assert 1 - trust.curve[-1][1] == precision_score(right, [True] * 100)


def test_calibration_error_bounds_the_brier_score_of_a_constant_confidence() -> None:
    one = record("d", 100, 20)
    told = tuple(fact.model_copy(update={"confidence": 0.8}) for fact in one.facts)
    trust = trust_of([one.model_copy(update={"facts": told})])
    assert trust.calibration == pytest.approx(0.0, abs=1e-9)
    # of a confidence that is right on average only the spread is left
    assert brier_score_loss([fact.levels > 0 for fact in told], [0.8] * 100) == pytest.approx(0.8 * 0.2)
    sure = tuple(fact.model_copy(update={"confidence": 1.0}) for fact in one.facts)
    assert trust_of([one.model_copy(update={"facts": sure})]).calibration == pytest.approx(0.2)


def test_money_is_weighed_by_the_amounts() -> None:
    trust = trust_of([record("d", 10, 3)])
    assert (trust.money, trust.money_right, trust.money_off) == (1000, 700, 120)


def test_identity_closure_is_the_share_that_holds_of_those_applied() -> None:
    checks = {"exact": 6, "rounding": 2, "violation": 2, "not_applicable": 50, "blame ocr_error": 2}
    assert trust_of([record("d", checks=checks)]).closure == 0.8
