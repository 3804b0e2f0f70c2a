"""Two labellings of one text."""

from __future__ import annotations

from pathlib import Path

import pytest

from labeled.gold import GoldDocument
from labeled.gold.compile import build
from labeled.gold.shorthand.markup import MarkupError, parse
from labeled.gold.upkeep.again import labelled_again
from labeled.gold.upkeep.twice import agreement, draw, report

TEXT = "培训费3万元，比上年减少1万元。\n会议费2万元。\n没有数字的一句。\n"
HEAD = "! id=000 source=x.txt kind=final_account year=2023\n= section=final_account year=2023 basis=final\n"
FIRST = "[ 培训费\nI:培训费 3万元 y:上年 1万元@c-y\n> 会议费\nI:会议费 2万元\n] 一句。\n"


def made(folder: Path, labels: str) -> GoldDocument:
    (folder / "x.txt").write_text(TEXT, encoding="utf-8")
    return build(parse(HEAD + labels), folder)[0]


def test_a_labelling_agrees_with_itself(tmp_path: Path) -> None:
    agreed = agreement(made(tmp_path, FIRST), made(tmp_path, FIRST))
    assert agreed.f1("AMOUNT") == 1
    assert agreed.pairs == agreed.fields["measure"] == 3
    assert agreed.f1("REASON") is None


def test_differences_are_counted_by_label_and_field(tmp_path: Path) -> None:
    second = made(tmp_path, FIRST.replace("y:上年 ", "").replace("1万元@c-y", "1万元@c-i"))
    agreed = agreement(made(tmp_path, FIRST), second)
    assert agreed.first["PERIOD"] == 1
    assert agreed.fields["versus"] == 2
    assert "only first 1" in report(agreed)


def test_only_what_was_labelled_again_is_compared(tmp_path: Path) -> None:
    second = made(tmp_path, "[ 会议费\nI:会议费 2万元\n] 2万元。\n")
    agreed = agreement(made(tmp_path, FIRST), second)
    assert agreed.first.total() == 0
    assert agreed.pairs == 1


def test_labels_of_another_text_are_refused(tmp_path: Path) -> None:
    first = made(tmp_path, FIRST)
    other = first.model_copy(update={"reference": first.reference.model_copy(update={"sha": "0"})})
    with pytest.raises(ValueError, match="different texts"):
        agreement(first, other)


def test_sentences_are_drawn_by_their_digits_not_their_labels(tmp_path: Path) -> None:
    document = made(tmp_path, FIRST)
    drawn = draw([(document, TEXT)], 10, 1)
    assert {d.text for d in drawn} == {"培训费3万元，比上年减少1万元。", "会议费2万元。"}
    assert drawn == draw([(document, TEXT)], 10, 1)


def test_marks_of_drawn_sentences_become_a_second_labelling(tmp_path: Path) -> None:
    first = made(tmp_path, FIRST)
    drawn = draw([(first, TEXT)], 10, 1)
    marks = {"培训费3万元，比上年减少1万元。": "I:培训费 3万元 1万元@c-y", "会议费2万元。": "I:会议费 2万元"}
    file = "\n".join(f"#{n} final\n{marks[one.text]}" for n, one in enumerate(drawn))
    (second,) = labelled_again(file, drawn, {"000": (first, TEXT)})
    assert len(second.sentences) == len(drawn) == 2
    agreed = agreement(first, second)
    assert agreed.first == {"PERIOD": 1}
    assert (agreed + agreed).pairs == 2 * agreed.pairs == 6
    with pytest.raises(MarkupError, match="no line"):
        labelled_again("#0 final\n", drawn, {"000": (first, TEXT)})
