"""The gate trips with the right reason, lets improvements through, and knows what it cannot judge."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from evaluation.evaluate import Asked, evaluate
from evaluation.gate import GateConfig, GateError, judge, load_config
from evaluation.gate.rules import Floor
from evaluation.report.schema import DocumentRecord, FactRecord, Manifest, Report
from evaluation.report.trust import trust_of
from extract.options import OcrOptions, Options
from labeled.render.fonts import FONTS, find_font

CONFIG = GateConfig(critical={"form.value": 0.01}, parts=("written",))
MANIFEST = Manifest(extraction="e", evaluation="v", models="m", gold="g", options={}, libraries={})


def fact(index: int, right: bool, status: str = "read") -> FactRecord:
    wanted = {"indicator": "基本支出", "value": str(100 + index)}
    given = None if right else {**wanted, "value": "9"}
    return FactRecord(
        key=f"t1/{index}/1", layer="form", kind="amount", levels=5 if right else 0, read=True,
        wanted=wanted, given=given, status=status, confidence=1.0,
    )  # fmt: skip


def record(id: str, wrong: int = 0, n: int = 200, status: str = "read") -> DocumentRecord:
    facts = tuple(fact(index, index >= wrong, status) for index in range(n))
    return DocumentRecord(
        part="written", id=id, seed=0, route="txt", cluster=id, template="x", kind="final_account", year="2021",
        sha256="0" * 64, status="ok", pages=0, facts=facts,
    )  # fmt: skip


def report(wrong: list[int], **more: object) -> Report:
    documents = tuple(record(f"d{index}", count, **more) for index, count in enumerate(wrong))  # type: ignore[arg-type]
    return Report(made_at="2026-01-01", manifest=MANIFEST, documents=documents)


BEFORE = report([4] * 8)


def test_nothing_changed_passes() -> None:
    assert judge(BEFORE, CONFIG, BEFORE).outcome == "ship"


def test_an_improvement_passes() -> None:
    assert judge(report([1] * 8), CONFIG, BEFORE).outcome == "ship"
    assert judge(report([0] + [4] * 7), CONFIG, BEFORE).outcome == "ship"


def test_a_critical_field_that_falls_by_more_than_the_margin_holds() -> None:
    verdict = judge(report([10] * 8), CONFIG, BEFORE)
    assert verdict.outcome == "hold"
    (reason,) = verdict.holds
    assert reason.rule == "critical form.value"
    assert "fell by 3.00 points" in reason.text


def test_a_small_fall_everywhere_is_within_the_margin() -> None:
    assert judge(report([5] * 8), CONFIG, BEFORE).outcome == "ship"


def test_a_change_too_small_for_the_sample_is_too_few_to_judge() -> None:
    for wrong in ([8] + [4] * 7, [8, 2, 2] + [4] * 5):
        verdict = judge(report(wrong), CONFIG, BEFORE)
        assert verdict.outcome == "too few to judge"
        assert "no test can be significant" in verdict.few[0].text


def test_another_part_carries_the_verdict_where_one_has_too_few() -> None:
    def with_real(base: Report, wrong: int) -> Report:
        real = record("000", wrong).model_copy(update={"part": "real"})
        return base.model_copy(update={"documents": (*base.documents, real)})

    both = CONFIG.model_copy(update={"parts": ("written", "real")})
    verdict = judge(with_real(BEFORE, 5), both, with_real(BEFORE, 4))
    assert verdict.outcome == "ship"
    assert [finding.part for finding in verdict.few] == ["real"]
    assert verdict.rests_on == ("written",)


def test_a_wrong_value_among_confirmed_holds_without_any_margin() -> None:
    verdict = judge(report([1] + [0] * 7, status="confirmed"), CONFIG)
    assert verdict.outcome == "hold"
    assert "1 wrong values among 1600 confirmed, 0 allowed" in verdict.holds[0].text
    lenient = CONFIG.model_copy(update={"wrong_confirmed": 99})
    assert judge(report([1] * 8, status="confirmed"), lenient).outcome == "ship"
    risen = judge(report([2] * 8, status="confirmed"), lenient, report([1] * 8, status="confirmed"))
    assert "rose from 8 to 16; the margin is zero" in risen.holds[0].text


def test_a_document_that_must_never_break_holds_below_its_floor_and_where_it_is_missing() -> None:
    floor = Floor(document="d0", route="txt", measure="form.value", f1=0.99)
    config = CONFIG.model_copy(update={"never_break": (floor,)})
    assert judge(report([2] + [0] * 7), config).outcome == "ship"
    verdict = judge(report([3] + [0] * 7), config)
    assert verdict.holds[0].rule == "never_break"
    assert "98.50 < 99.00" in verdict.holds[0].text
    gone = config.model_copy(update={"never_break": (floor.model_copy(update={"document": "d99"}),)})
    assert "d99.0/txt was not evaluated" in judge(BEFORE, gone).holds[0].text


def test_coverage_at_fixed_precision_below_the_least_holds() -> None:
    config = CONFIG.model_copy(update={"coverage": {"written": 0.5}})
    assert judge(report([1] * 8), config).outcome == "ship"
    assert judge(BEFORE, config).holds[0].rule == "coverage"


def test_a_document_that_was_left_out_holds() -> None:
    fewer = BEFORE.model_copy(update={"documents": BEFORE.documents[:-1]})
    assert "d7.0/txt" in judge(fewer, CONFIG, BEFORE).holds[0].text


def test_no_document_says_too_few() -> None:
    empty = BEFORE.model_copy(update={"documents": ()})
    assert judge(empty, CONFIG).outcome == "too few to judge"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[critical]\ncells = 0.05", "not between 0 and 0.01"),
        ("wrong_confirmed = 0", "critical"),
        ("[critical", "cannot read"),
        ("[critical]\ncells = 0.0\n[typo]\n", "typo"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GateError, match=said):
        load_config(file)


def test_the_committed_configurations_can_be_used(root: Path) -> None:
    for file in sorted((root / "evaluation" / "gate").glob("*.toml")):
        assert load_config(file).critical, file.name


def evaluated(out: Path, cache: str, **more: object) -> Asked:
    asked = Asked(out, routes=("txt",), documents=("hunan-a",), samples=True, real=False, workers=1, cache=out / cache)
    return replace(asked, gate=Path("evaluation/gate/ci.toml").resolve(), **more)  # type: ignore[arg-type]


def test_a_broken_rule_holds_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(root)
    good = evaluate(evaluated(tmp_path, "good"))
    assert good.verdict.outcome != "hold", [finding.text for finding in good.verdict.holds]
    import extract.facts.tables.values as values

    whole = values.to_base

    def without_its_unit(value, unit):
        based = whole(value, unit)
        return None if based is None else (based[0] / 10, based[1])

    monkeypatch.setattr(values, "to_base", without_its_unit)
    bad = evaluate(evaluated(tmp_path, "bad"), against=good.report)
    assert bad.verdict.outcome == "hold"
    rules = {finding.rule for finding in bad.verdict.holds}
    assert {"critical form.value", "never_break"} <= rules


def test_swapped_model_data_holds_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(root)
    good = evaluate(evaluated(tmp_path, "good"))
    import extract.tables.recognition as recognition

    known = recognition.forms
    fewer = tuple(form for form in known() if form.id not in ("02", "03", "05"))
    monkeypatch.setattr(recognition, "forms", lambda: fewer)
    bad = evaluate(evaluated(tmp_path, "bad"), against=good.report)
    assert bad.verdict.outcome == "hold"
    assert any("hunan-a.0/txt: form.indicator" in finding.text for finding in bad.verdict.holds)


def test_a_swapped_trained_model_holds_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    from models import trust

    monkeypatch.chdir(root)
    asked = Asked(tmp_path, routes=("txt",), documents=("budget",), real=False, workers=1)
    good = evaluate(replace(asked, cache=tmp_path / "good")).report
    reached = trust_of(good.documents).calibration
    assert reached is not None
    config = GateConfig(critical={}, parts=("written",), wrong_confirmed=99, calibration={"written": reached})
    assert not judge(good, config).holds
    trained = trust.model()
    other = {**trained, "bias": -trained["bias"], "weights": {k: -v for k, v in trained["weights"].items()}}
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(other), encoding="utf-8")
    monkeypatch.setattr(trust, "model", lambda: json.loads(file.read_text(encoding="utf-8")))
    bad = evaluate(replace(asked, cache=tmp_path / "bad")).report
    (reason,) = judge(bad, config).holds
    assert reason.rule == "calibration"
    assert "points from the truth" in reason.text


def test_a_mended_rule_passes_and_a_rule_that_fails_one_figure_is_too_few_to_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.chdir(root)
    good = evaluate(evaluated(tmp_path, "good")).report
    config = GateConfig(critical={"form.value": 0.005}, parts=("written",), wrong_confirmed=99)
    form = [f for d in good.documents for f in d.facts if f.layer == "form" and f.kind == "amount" and f.wanted]
    amounts = [f.wanted["value"] for f in form if f.wanted]
    # one that nothing confirms: a wrong one among the confirmed would hold by itself
    unsure = [f.wanted["value"] for f in form if f.wanted and f.status == "read"]
    figure = next(value for value in unsure if amounts.count(value) == 1)
    import extract.facts.tables.values as values

    whole = values.to_base

    def read_with(fails: Callable[[Decimal], bool], name: str) -> Report:
        """The same document by a rule that loses a power of ten of some figures."""

        def to_base(value: Decimal, unit: str | None) -> tuple[Decimal, str] | None:
            based = whole(value, unit)
            return (based[0] / 10, based[1]) if based is not None and fails(value) else based

        monkeypatch.setattr(values, "to_base", to_base)
        return evaluate(evaluated(tmp_path, name)).report

    worse = read_with(lambda value: value > 100, "worse")
    assert judge(worse, config, good).outcome == "hold"
    improved = judge(good, config, worse)
    assert improved.outcome == "ship"
    assert any("rose or stayed" in finding.text for finding in improved.findings)
    verdict = judge(read_with(lambda value: value == Decimal(figure), "one"), config, good)
    assert verdict.outcome == "too few to judge"
    assert "1 of 1 documents differ" in verdict.few[0].text


@pytest.mark.slow
def test_a_worse_ocr_option_holds_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    try:
        find_font(FONTS["hei"].name)
    except FileNotFoundError:
        pytest.skip("the font that renders the document is not installed")
    monkeypatch.chdir(root)
    gate = tmp_path / "gate.toml"
    gate.write_text('parts = ["written"]\nwrong_confirmed = 99\n[critical]\ntokens = 0.005\n', encoding="utf-8")
    asked = Asked(tmp_path, routes=("garbled",), documents=("evaluation-a",), real=False, workers=1, gate=gate)
    good = evaluate(asked)
    coarse = Options(ocr=OcrOptions(dpi=72))
    bad = evaluate(replace(asked, options=coarse), against=good.report)
    assert [finding.rule for finding in bad.verdict.holds] == ["critical tokens"]
