"""What a run shows: partial success is no success, drift is told from chance, and nothing grows without bound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.errors import failure
from extract.export.records import Part, failure_record
from flows.watching.seen import Closure, Seen, cost_rows, failure_rows

SHA = "a" * 64


def part(rules: dict[str, str] | None = None, seconds: float = 1.0, **document: Any) -> tuple[dict[str, Any], Part]:
    """A document with one check for each rule, and its part."""
    record = {"sha256": SHA, "sources": [{"path": "甲.pdf", "url": None}], "format": "pdf", "pages": 2, "status": "ok"}
    record |= {"routes": ["scanned", "scanned"], "failures": [], **document}
    checks = [{"rule": rule, "outcome": outcome} for rule, outcome in (rules or {}).items()]
    return record, Part(record, checks=checks, timings={"seconds": seconds, "stages": {"ocr": seconds}, "peak_mib": 9})


def test_slowest_and_costs_are_of_this_run_and_bounded(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    for number in range(60):
        seen.add(*part(seconds=float(number), sources=[{"path": f"{number}.pdf", "url": None}]), fresh=number != 59)
    assert [row["document"] for row in seen.slowest] == [f"{number}.pdf" for number in range(58, 38, -1)]
    (row,) = cost_rows(seen)
    assert (row["kind"], row["documents"], row["pages"]) == ("pdf scanned", 59, 118)
    assert row["seconds per page"] == f"{sum(range(59)) / 118:.3f}"
    assert cost_rows(Seen(tmp_path)), "Prefect does not show an empty table"


def test_failures_have_remedy_and_picture_and_the_rest_is_counted(tmp_path: Path) -> None:
    picture = tmp_path / "pictures" / SHA / "002.png"
    picture.parent.mkdir(parents=True)
    picture.touch()
    told = [failure_record(failure("JS206", "x", page)) for page in (1, 2)] + [failure_record(failure("JS601", "note"))]
    seen = Seen(tmp_path)
    seen.add(*part(failures=told), fresh=True)
    first, second = failure_rows(seen)
    assert (first["page"], first["picture"]) == ("1", "") and first["remedy"]
    assert second["picture"] == f"[p.2]({picture.as_uri()})"
    for _ in range(600):
        seen.add(*part(failures=told[:1]), fresh=True)
    rows = failure_rows(seen)
    assert len(rows) == 501 and "102 more" in rows[-1]["message"]


def test_closure_counts_documents(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    seen.add(*part({"a": "exact", "b": "violation", "c": "not_applicable"}), fresh=True)
    seen.add(*part({"a": "rounding", "b": "exact"}), fresh=False)
    assert {rule: (one.documents, one.closed) for rule, one in seen.closures.items()} == {"a": (2, 2), "b": (2, 1)}


@pytest.mark.parametrize(
    ("now", "then", "judged"),
    [
        ((100, 80), (500, 480), "fell"),
        ((500, 490), (500, 400), "rose"),
        ((100, 94), (500, 480), "same"),  # 94 against 96 of a hundred is chance
        ((50, 50), (50, 50), "same"),
        ((19, 0), (500, 500), "too few"),
        ((500, 0), (0, 0), "too few"),
    ],
)
def test_drift_is_told_from_chance(now: tuple[int, int], then: tuple[int, int], judged: str) -> None:
    from flows.watching.drift import judge

    assert judge(Closure(*now), Closure(*then)) == judged


@pytest.mark.parametrize(
    ("statuses", "name", "kind"),
    [
        ({"ok": 2}, "Completed", "COMPLETED"),
        ({"ok": 2, "skipped": 1}, "Completed", "COMPLETED"),
        ({}, "Completed", "COMPLETED"),
        ({"ok": 2, "partial": 1}, "CompletedWithFailures", "COMPLETED"),
        ({"partial": 1, "failed": 1}, "CompletedWithFailures", "COMPLETED"),
        ({"failed": 2, "skipped": 1}, "Failed", "FAILED"),
    ],
)
def test_partial_success_is_a_state_of_its_own(statuses: dict[str, int], name: str, kind: str) -> None:
    from flows.watching.states import ended

    state = ended(statuses, None)
    assert (state.name, state.type.value) == (name, kind)


@pytest.mark.usefixtures("prefect_server")
def test_a_run_is_compared_with_the_last_ones(tmp_path: Path) -> None:
    from prefect.artifacts import Artifact

    from extract.export.counts import Counts
    from flows.progress import Lines
    from flows.watching.artifacts import show
    from flows.watching.drift import KEY

    def run(closed: int) -> list[dict[str, Any]]:
        seen = Seen(tmp_path)
        for number in range(40):
            seen.add(*part({"form.drifting": "exact" if number < closed else "violation"}), fresh=True)
        show(Counts(), seen, tmp_path, Lines())
        artifact = Artifact.get(KEY)
        assert artifact is not None
        return json.loads(str(artifact.data))

    assert run(39)[0]["judged"] == "too few"
    assert run(38)[0]["judged"] == "same"
    (row,) = run(20)
    assert (row["judged"], row["documents before"], row["rate before"]) == ("fell", 80, "96.2 %")


def test_failed_pages_have_a_picture_each_bounded_and_named_by_us(root: Path, tmp_path: Path) -> None:
    from extract import pages
    from extract.options import Options
    from extract.types import Document
    from flows.pictures import MOST_FAILED, draw_failed_pages

    path, options = root / "labeled" / "samples" / "evaluation-a.pdf", Options()
    opened = pages.open_pages(pages.acquire(path, options), options)
    codes = [("JS403", 1), ("JS601", 2), ("JS214", 3), ("JS206", 2), *(("JS301", 1) for _ in range(9))]
    told = tuple(failure(code, "x", page) for code, page in codes)
    document = Document(SHA, "pdf", "partial", pages=opened.pages, failures=told)
    draw_failed_pages(document, path, options, tmp_path)
    drawn = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*"))
    assert drawn == [f"failed-pages/{SHA}/001.webp"], "one for each page; notes and what cannot be drawn have none"
    assert (tmp_path / drawn[0]).stat().st_size < 200_000 and MOST_FAILED <= 10
    draw_failed_pages(Document(SHA, "pdf", "ok", pages=opened.pages), path, options, tmp_path)
    assert not list(tmp_path.rglob("*.webp")), "read whole by now"


def test_the_page_of_failures_links_pictures_and_escapes_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.watching.failures_page import write_failures

    name = "甲\"><script>alert(1)</script>'&.pdf"
    picture = tmp_path / "failed-pages" / SHA / "002.webp"
    picture.parent.mkdir(parents=True)
    picture.touch()
    seen = Seen(tmp_path)
    told = [failure_record(failure("JS403", "<b>x</b>", 2)), failure_record(failure("JS403", "y", 3))]
    seen.add(*part(failures=told, sources=[{"path": name, "url": None}]), fresh=True)
    page = write_failures(seen)
    assert page is not None
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text and "<b>" not in text and "&lt;script&gt;" in text
    assert text.count(f'href="failed-pages/{SHA}/002.webp"') == 1 and text.count("<img") == 1
    rows = failure_rows(seen)
    assert [row["picture"] for row in rows] == [f"[p.2]({picture.as_uri()})", ""]
    assert rows[0]["document"].startswith('甲"\\>\\<script\\>'), "cells are markdown in Prefect's page"
    monkeypatch.setenv("JUESUAN_RESULTS_URL", "http://127.0.0.1:8080/results/")
    (row, _) = failure_rows(seen)
    assert row["picture"] == f"[p.2](http://127.0.0.1:8080/results/{tmp_path.name}/failed-pages/{SHA}/002.webp)"
    assert write_failures(Seen(tmp_path)) is None and not page.exists()
