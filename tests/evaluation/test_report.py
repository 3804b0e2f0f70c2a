"""The report: complete, the same for the same input, verdict first, nothing from outside, right at every width."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from evaluation.evaluate import Asked, Evaluated, evaluate, publish, report_bytes
from evaluation.gate import GateConfig
from evaluation.page.crops import Strips, errors_of
from evaluation.report.comparison import changes
from evaluation.report.measures import added, lines_of, measures_of
from evaluation.report.schema import DocumentRecord, FactRecord, Report, ReportError, read_report
from evaluation.report.summary import as_markdown, as_text
from evaluation.report.trust import trust_of

GATE = GateConfig(critical={"cells": 0.0, "form.value": 0.005}, parts=("written",))


ROUTES = ("txt", "docx", "borderless")


@dataclass(frozen=True)
class Two:
    """A report on real readings, one in which some facts are read otherwise, and the page that compares them."""

    before: Report
    now: Evaluated
    folder: Path


def misread(fact: FactRecord) -> FactRecord:
    wanted = fact.wanted or {}
    given = {**wanted, "value": "9" + wanted.get("value", ""), "value_base": "9" + wanted.get("value_base", "")}
    return fact.model_copy(update={"levels": 0, "given": given, "field": "value", "stage": "reading", "place": "甲乙"})


def changed(report: Report, change: Callable[[int, FactRecord], FactRecord]) -> Report:
    def of(record: DocumentRecord) -> DocumentRecord:
        facts = tuple(change(index, fact) for index, fact in enumerate(record.facts))
        return record.model_copy(update={"facts": facts})

    return report.model_copy(update={"documents": tuple(of(record) for record in report.documents)})


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    folder = tmp_path_factory.mktemp("report")
    asked = Asked(folder / "before", routes=ROUTES, samples=True, real=False, workers=1)
    before = evaluate(asked).report
    now = changed(before, lambda at, fact: misread(fact) if fact.outcome == "right" and at % 40 == 0 else fact)
    return Two(before, publish(now, before, GATE, folder / "now", folder / "before" / ".cache" / "crops"), folder)


def test_report_of_the_same_readings_is_the_same_bytes_but_for_its_time(two: Two) -> None:
    kept = two.folder / "before" / ".cache"
    asked = Asked(two.folder / "again", routes=ROUTES, samples=True, real=False, workers=1, cache=kept)
    again = evaluate(asked).report
    assert report_bytes(again.model_copy(update={"made_at": two.before.made_at})) == report_bytes(two.before)
    pages = [(two.folder / name / "report.html").read_text(encoding="utf-8") for name in ("before", "again")]
    assert pages[0].replace(two.before.made_at, "") == pages[1].replace(again.made_at, "")


def test_report_reads_back_and_every_figure_can_be_computed_anew(two: Two) -> None:
    back = read_report(two.folder / "before" / "report.json")
    assert report_bytes(back) == report_bytes(two.before)
    assert lines_of(back.documents) == lines_of(two.before.documents)
    assert trust_of(back.documents) == trust_of(two.before.documents)
    total = added(back.documents)
    assert total["form.value"].wanted == sum(
        f.layer == "form" and f.wanted is not None for d in back.documents for f in d.facts
    )
    assert total["cells"].wanted > 500


def test_a_report_of_another_version_or_none_is_refused_in_one_line(tmp_path: Path, two: Two) -> None:
    for text in ("{}", "[", two.before.model_copy(update={"schema_version": 0}).model_dump_json()):
        file = tmp_path / "report.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ReportError) as told:
            read_report(file)
        assert "\n" not in str(told.value)


def test_measures_add_up_over_documents(two: Two) -> None:
    names = {name for record in two.before.documents for name in measures_of(record)}
    for name in names:
        parts = [measures_of(record)[name] for record in two.before.documents if name in measures_of(record)]
        assert added(two.before.documents)[name].right == sum(part.right for part in parts)


def test_changes_are_told_by_fact_and_ranked_by_money(two: Two) -> None:
    found = changes(two.now.report.documents, two.before.documents)
    broken = sum(fact.outcome == "right" for d in two.before.documents for fact in d.facts[::40])
    assert len(found) == broken > 10
    assert {change.sort for change in found} == {"broken"}
    assert [change.money for change in found] == sorted((change.money for change in found), reverse=True)
    assert {change.sort for change in changes(two.before.documents, two.now.report.documents)} == {"fixed"}
    worse = changed(two.now.report, lambda at, fact: misread(misread(fact)) if fact.stage == "reading" else fact)
    assert {change.sort for change in changes(worse.documents, two.now.report.documents)} <= {"changed"}
    assert changes(two.before.documents, two.before.documents) == []


def test_every_error_names_the_first_stage_that_went_wrong(two: Two) -> None:
    for record in two.before.documents:
        for fact in record.facts:
            assert (fact.stage is None) == (fact.outcome == "right")


def test_page_says_the_verdict_first_and_needs_nothing_from_outside(two: Two) -> None:
    page = (two.folder / "now" / "report.html").read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    assert two.now.verdict.outcome == "hold"
    assert body.index("暂缓发布") < body.index("<nav>") < body.index('id="written"') < body.index('id="changes"')
    without_names = re.sub(r'xmlns(:\w+)?="[^"]*"|<!DOCTYPE[^>]*>|data:image/\w+;base64,[^"]*', "", page)
    assert not re.search(r"https?://|//[a-z]|@import|<link[^>]+href=\"(?!data:)", without_names)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "n 印出" in page


def test_errors_stand_with_pictures_of_their_places(two: Two) -> None:
    page = (two.folder / "before" / "report.html").read_text(encoding="utf-8")
    shown = re.findall(r'<img src="data:image/webp;base64,([^"]+)"', page)
    assert shown
    for data in shown:
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            assert image.width <= 500 and image.height <= 100
            pixels = np.asarray(image.convert("RGB"), int)
            # the box around the figure
            assert (pixels[..., 0] - pixels[..., 1:].max(axis=-1) > 60).sum() > 40
    assert sum(map(len, shown)) < 4_000_000


def test_pictures_stop_where_they_would_make_the_file_heavy(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    crops = two.folder / "before" / ".cache" / "crops"
    some = [(record, fact) for record, fact in errors_of(two.before.documents) if Strips(crops).of(record, fact)]
    assert len(some) > 1
    first = len(Strips(crops).of(*some[0]) or "")
    monkeypatch.setattr("evaluation.page.crops.TOGETHER", first)
    strips = Strips(crops)
    assert strips.of(*some[0]) is not None
    assert strips.of(*some[1]) is None


def test_of_held_out_documents_only_figures_are_shown(two: Two, tmp_path: Path) -> None:
    documents = tuple(record.model_copy(update={"part": "written_held_out"}) for record in two.now.report.documents)
    hidden = two.now.report.model_copy(update={"documents": documents})
    before = tuple(record.model_copy(update={"part": "written_held_out"}) for record in two.before.documents)
    publish(hidden, two.before.model_copy(update={"documents": before}), GATE, tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "甲乙" not in page
    assert 'class="errors"' not in page
    assert '<tr data-sort="' not in page
    assert "甲乙" in (two.folder / "now" / "report.html").read_text(encoding="utf-8")


def test_calibration_error_is_the_mean_distance_of_confidence_and_truth(two: Two) -> None:
    def sure(at: int, fact: FactRecord) -> FactRecord:
        # of ten facts that are 0.9 sure eight are right: off by 0.1
        return fact.model_copy(update={"read": True, "confidence": 0.9, "levels": 5 if at % 10 < 8 else 0})

    (one,) = two.before.documents[:1]
    ten = one.model_copy(update={"facts": tuple(sure(at, fact) for at, fact in enumerate(one.facts[:200]))})
    assert trust_of([ten]).calibration == pytest.approx(0.1)


def test_costs_are_those_of_the_first_reading(two: Two) -> None:
    paged = [record for record in two.before.documents if record.pages]
    assert paged
    for record in paged:
        assert record.costs["tables"] > 0
        assert record.memory["tables"] > 20


def test_summaries_begin_with_the_verdict(two: Two) -> None:
    assert as_text(two.now, "report.html").startswith("暂缓发布 hold\n")
    assert as_markdown(two.now).startswith("# 暂缓发布 hold\n")
    assert "(n " in as_text(two.now, "report.html")


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium here: the page is not looked at")
    return found


#: Appended to the page: tells whether anything is wider than the window, and what a filter leaves.
PROBE = """<script>
window.onerror = (message) => { document.title = "ERROR " + message };
addEventListener("load", () => {
  const root = document.documentElement;
  const inside = element => element.closest(".scroll, svg") !== null;
  const over = [...document.querySelectorAll("body *")]
    .filter(e => !inside(e) && e.getBoundingClientRect().right > innerWidth + 1);
  const select = document.querySelector("[data-for=change-table] [data-filter=sort]");
  select.value = "fixed"; select.dispatchEvent(new Event("change"));
  const fixed = document.querySelector("[data-for=change-table] .shown").textContent;
  select.value = "broken"; select.dispatchEvent(new Event("change"));
  const broken = document.querySelector("[data-for=change-table] .shown").textContent;
  const names = over.map(e => e.tagName + "." + e.className);
  const told = {wide: root.scrollWidth, window: innerWidth, over: names, fixed, broken};
  document.body.dataset.told = JSON.stringify(told);
});
</script>"""


def run(browser: str, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
    return subprocess.run([browser, *plain, *arguments], capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_page_in_a_browser_has_no_overflow_no_error_and_filters(
    two: Two, browser: str, width: int, tmp_path: Path
) -> None:
    page = (two.folder / "now" / "report.html").read_text(encoding="utf-8")
    # headless Chromium has a least width of 500: a frame gives the narrow window
    inner = tmp_path / "inner.html"
    inner.write_text(page.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<body style="margin:0"><iframe src="inner.html" width="{width}" height="2000" style="border:0"></iframe>'
        "<script>onload=()=>setTimeout(()=>{const d=document.querySelector('iframe').contentDocument;"
        "document.title=d.title;document.body.dataset.told=d.body.dataset.told},500)</script>",
        encoding="utf-8",
    )
    allow = ("--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=5000")
    seen = run(browser, tmp_path / "profile", *allow, "--dump-dom", outer.as_uri())
    assert "CONSOLE" not in seen.stderr, seen.stderr
    assert "ERROR" not in seen.stdout[:2000]
    told = re.search(r'data-told="([^"]*)"', seen.stdout)
    assert told is not None
    text = told[1].replace("&quot;", '"')
    assert f'"wide":{width},"window":{width},"over":[]' in text
    count = sum(fact.outcome == "right" for d in two.before.documents for fact in d.facts[::40])
    assert f'"fixed":"0 / {count}","broken":"{count} / {count}"' in text


@pytest.mark.slow
def test_page_prints_to_paper(two: Two, browser: str, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    page = two.folder / "now" / "report.html"
    run(browser, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri())
    with pypdfium2.PdfDocument(out) as pdf:
        text = pdf[0].get_textpage().get_text_range()
        assert "暂缓发布" in text
        right_edges = []
        for number in range(min(len(pdf), 4)):
            image: Image.Image = pdf[number].render(scale=1, grayscale=True).to_pil()
            right_edges.append(min(image.crop((image.width - 6, 0, image.width, image.height)).tobytes()))
        # nothing runs off the paper
        assert min(right_edges) > 200
