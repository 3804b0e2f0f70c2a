"""Labels on a text that moved are found again or noticed, never put elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeled.gold import GoldDocument, check, load, reference_text
from labeled.gold.compile import build
from labeled.gold.shorthand.markup import parse
from labeled.gold.types import unblanked
from labeled.gold.upkeep.moving import moved

TEXT = (
    "一、收入情况\n本年收入合计40万元，其中：事业收入10万元，占25%。\n"
    "会议费支出10万元，比上年减少2万元，主要原因是会议减少。\n"
)
LABELS = """! id=000 source=x.txt kind=final_account year=2023
= section=final_account year=2023 basis=final
[ 一、收入情况
I:本年收入合计 40万元 W=本年收入合计 I:事业收入 10万元 25%@s
> 会议费支出
I:会议费 10万元 y:上年 2万元@c-y R:会议减少
] 会议减少。
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> GoldDocument:
    folder: Path = tmp_path_factory.mktemp("shared")
    (folder / "x.txt").write_text(TEXT, encoding="utf-8")
    return build(parse(LABELS), folder)[0]


def words(document: GoldDocument, text: str) -> list[tuple[str, str]]:
    return [(e.id, unblanked(text[e.start : e.end])) for e in document.entities]


def test_what_did_not_move_stays(document: GoldDocument) -> None:
    found = moved(document, TEXT)
    assert found.lost == ()
    assert found.document.entities == tuple(sorted(document.entities, key=lambda e: e.start))
    assert found.document.facts == document.facts


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.sampled_from([" ", "\n", "\u3000", "\t"])), max_size=15))
@settings(max_examples=40, deadline=None)
def test_new_blanks_and_line_ends_lose_nothing(document: GoldDocument, blanks: list[tuple[int, str]]) -> None:
    text = TEXT
    for at, blank in sorted(blanks, reverse=True):
        text = text[:at] + blank + text[at:]
    found = moved(document, text)
    assert found.lost == ()
    assert sorted(words(found.document, text)) == sorted(words(document, TEXT))
    check(found.document, text)


def test_an_equal_figure_before_it_is_not_taken_for_it(document: GoldDocument) -> None:
    text = "水印10万元。\n" + TEXT
    found = moved(document, text)
    assert found.lost == ()
    assert all(entity.start >= len("水印10万元。\n") for entity in found.document.entities)
    check(found.document, text)


def test_a_changed_sentence_is_told_and_left_out(document: GoldDocument) -> None:
    text = TEXT.replace("40万元", "4O万元")
    found = moved(document, text)
    assert any(line.startswith("sentence") for line in found.lost)
    assert {fact.indicator for fact in found.document.facts} == {"会议费"}
    check(found.document, text)
    # the changed sentence is no longer a stretch of which all is known
    assert all(text[low:high].find("4O万元") < 0 for low, high in found.document.regions)


@pytest.mark.slow
def test_real_gold_is_found_again_after_other_line_ends(shared: Path) -> None:
    for gold in load("real", documents=["b05"]):
        text = reference_text(gold.reference, shared).replace("，", "，\n")
        found = moved(gold, text)
        assert found.lost == ()
        check(found.document, text)
