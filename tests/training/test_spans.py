"""The span model: what it learns from, who is left out, and what a vote is worth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evaluation.training import networks, votes
from evaluation.training.networks import Labelled, examples, fold, folds, train
from extract.entities import find
from extract.entities.learned import BOTH, MODEL, RULE, UNLIKE, Span
from extract.types import Paragraph, Text
from models import spans

CHARS = "培训费支出决算为3万元，比上年减少1万元，主要原因是人员减少。"


def labelled(document: str, part: str = "real", complete: tuple[str, ...] = votes.LABELS) -> Labelled:
    text = Text(CHARS, (Paragraph(0, len(CHARS)),))
    words = [
        ("INDICATOR", "培训费"),
        ("BASIS", "支出决算"),
        ("AMOUNT", "3万元"),
        ("PERIOD", "上年"),
        ("AMOUNT", "1万元"),
    ]
    gold = [Span(label, CHARS.index(word), CHARS.index(word) + len(word)) for label, word in words]
    gold.append(Span("REASON", CHARS.index("人员减少"), len(CHARS) - 1))
    return Labelled(document, part, text, find(text), tuple(gold), (), frozenset(complete))


def test_each_real_document_is_left_out_alone_with_its_share_of_the_written() -> None:
    some = [labelled("a"), labelled("b"), *(labelled(f"w{n}", "written") for n in range(3))]
    assert folds(some) == [{"a", "w0", "w2"}, {"b", "w1"}]
    assert sorted(name for group in folds(some[2:]) for name in group) == ["w0", "w1", "w2"]


def test_what_a_document_does_not_label_whole_is_left_open() -> None:
    import spacy

    vocab = spacy.blank("zh").vocab
    (whole,) = examples([labelled("a")], spans.ENTITIES, vocab)
    (part,) = examples([labelled("w", "written", ("AMOUNT", "REASON"))], spans.ENTITIES, vocab)
    assert "" not in whole.get_aligned_ner() and None not in whole.get_aligned_ner()
    assert None in part.get_aligned_ner()
    assert [ent.text for ent in whole.reference.ents] == ["培训费", "支出决算", "3万元", "上年", "1万元"]
    (reason,) = examples([labelled("a")], spans.REASONS, vocab)
    assert [ent.text for ent in reason.reference.ents] == ["人员减少"]


def test_the_same_seed_trains_the_same_network_which_is_read_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "EPOCHS", 30)
    some = [labelled("a"), labelled("b")]
    one, other = (train(some, spans.ENTITIES, 5) for _ in range(2))
    assert one.to_bytes() == other.to_bytes()
    spans.save(one, tmp_path, spans.ENTITIES)
    read = spans.load(tmp_path, spans.ENTITIES)
    told = networks.told_by({spans.ENTITIES: read}, some[0])
    assert told == networks.told_by({spans.ENTITIES: one}, some[0])
    assert Span("AMOUNT", CHARS.index("3万元"), CHARS.index("3万元") + 3) in told
    assert spans.load(tmp_path, spans.REASONS) is None


def test_a_fold_speaks_only_of_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "EPOCHS", 1)
    assert set(fold([labelled("a"), labelled("b")], frozenset({"a"}), 0)) == {"a"}


def test_a_span_is_judged_where_labels_say_something() -> None:
    one = labelled("a", complete=("AMOUNT", "REASON"))
    judge = votes.Judge(one)
    at = CHARS.index("3万元")
    assert judge.says(Span("AMOUNT", at, at + 3)) is True
    assert judge.says(Span("AMOUNT", at, at + 2)) is False
    assert judge.says(Span("INDICATOR", 0, 3)) is None
    why = CHARS.index("人员减少")
    assert judge.says(Span("REASON", why - 3, why + 4)) is True
    assert judge.says(Span("REASON", why - 4, why + 4)) is False


def test_few_spans_of_the_rules_say_little() -> None:
    tally: Counter[tuple[str, str, bool]] = Counter()
    tally.update({("PERIOD", BOTH, True): 90, ("PERIOD", UNLIKE, False): 1, ("PERIOD", RULE, True): 9})
    share = votes.shares([tally])["PERIOD"]
    assert share[BOTH] > 0.99
    # one wrong span of one is not nothing of all
    assert share[UNLIKE] == pytest.approx(10 * 0.99 / 11, abs=1e-3)
    assert votes.shares([Counter({("AMOUNT", MODEL, False): 8})]) == {"AMOUNT": {MODEL: 0.1}}
