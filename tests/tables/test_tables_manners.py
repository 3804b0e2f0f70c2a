"""Documents in manners that the written ones do not have: every cell in its place, every fact of a form as printed.

Three pairs of label and amount side by side with the titles and marks of final accounts on a budget; last year's
figures, differences and growth beside this year's; three bases on either side and a third group; merged scores;
rows that say the basis, codes under 类, 款 and 项, tasks under two rows of heads; two groups of codes and their sum.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.scores.document import score_document
from evaluation.sources.routes import make
from evaluation.written import error_line
from extract.document import extract_document
from labeled.render.fonts import have_font

MANNERS = Path(__file__).parent / "manners"
FORMS = {
    "three-pairs": [
        "budget_total",
        "budget_expenditure",
        "budget_general",
        "budget_basic",
        "budget_three_public",
        "budget_fund",
    ],
    "years-beside": ["budget_total", "budget_general", "budget_three_public", "budget_projects"],
    "three-bases": ["01", "05", "07"],
    "scored-rows": ["performance", "performance"],
    "turned-heads": ["02", "05", "07", "other", "procurement", "performance"],
    "one-list": ["04", "07", "other", "other", "other"],
    "groups-side-by-side": ["budget_general", "budget_basic", "other"],
    "heads-that-compare": ["05", "07", "other", "procurement", "performance"],
}


#: A dump has lost which cells of a form with parts of their own are merged: its facts are judged, not its columns.
MERGED_AWAY = {("turned-heads", "txt"), ("heads-that-compare", "txt")}

#: Figures in the middle of cells that are merged over columns of other rows: without rules they stand in one of these.
SET_IN_THE_MIDDLE = {("turned-heads", 5)}


@pytest.mark.parametrize("route", ["digital", "docx", "txt"])
@pytest.mark.parametrize("name", sorted(FORMS))
def test_manner_is_read_as_printed(name: str, route: str):
    if route == "digital" and not have_font("hei"):
        pytest.skip("fonts-wqy-zenhei is not installed (see labeled/SAMPLES.md)")
    made = make(name, 3, route, path=MANNERS / f"{name}.yaml")
    document = extract_document(made.data, name=made.name)
    score = score_document(made.truth, document, route, 3)
    assert [table.form for table in document.tables] == FORMS[name]
    if (name, route) not in MERGED_AWAY:
        assert score.cells.exact == score.cells.cells > 30 and not score.cells.invented
    assert [error_line(score, error) for error in score.errors if error.pair.layer == "form"] == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_manner_is_read_without_rules(name: str):
    if not have_font("hei"):
        pytest.skip("fonts-wqy-zenhei is not installed (see labeled/SAMPLES.md)")
    made = make(name, 3, "borderless", path=MANNERS / f"{name}.yaml")
    score = score_document(made.truth, extract_document(made.data, name=made.name), "borderless", 3)
    # 合计 is set in the middle over codes and names: no column of its own
    wrong = [miss for miss in score.cells.misses if (name, miss.table) not in SET_IN_THE_MIDDLE]
    assert score.cells.cells > 30 and wrong == []
    lost = [error_line(score, error) for error in score.errors if error.pair.layer == "form"]
    assert name not in ("turned-heads", "heads-that-compare", "groups-side-by-side") or lost == []
