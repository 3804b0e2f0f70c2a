"""Gold in the forms of other tools: what goes out comes back, no span is lost, none is moved."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeled.gold import GoldDocument, GoldError, load, reference_text
from labeled.gold.exchange import from_conll, from_docbin, from_label_studio, to_conll, to_docbin, to_label_studio
from labeled.gold.exchange.common import ordered
from labeled.gold.spans import Places
from labeled.gold.types import Reference, digest

FORMS = [(to_label_studio, from_label_studio), (to_docbin, from_docbin), (to_conll, from_conll)]


@pytest.mark.parametrize(("out", "back"), FORMS)
def test_written_gold_comes_back(out, back) -> None:  # type: ignore[no-untyped-def]
    documents = [(d, reference_text(d.reference)) for d in load("written", documents=["budget", "selfeval-b"])]
    assert [d for d, _ in back(out(documents))] == [ordered(d) for d, _ in documents]


@pytest.mark.parametrize(("out", "back"), FORMS)
def test_real_gold_comes_back(shared, out, back) -> None:  # type: ignore[no-untyped-def]
    documents = [(d, reference_text(d.reference, shared)) for d in load("real", documents=["003", "b05"])]
    assert [d for d, _ in back(out(documents))] == [ordered(d) for d, _ in documents]


def marked(text: str, edges: list[int]) -> GoldDocument:
    """A document whose entities lie between the edges, with a reason over the first two thirds."""
    reference = Reference(how="dump", source="x.txt", length=len(text), sha=digest(text))
    places = Places(text, reference)
    labels = ["INDICATOR", "AMOUNT", "BASIS"]
    entities = [
        {"is": "entity", "id": f"e{low}", "label": labels[n % 3], **places.span(low, high)}
        for n, (low, high) in enumerate(zip(edges, edges[1:], strict=False))
        if text[low:high].strip()
    ]
    reason = places.span(0, max(1, len(text) * 2 // 3))
    entities.append({"is": "entity", "id": "r0", "label": "REASON", **reason})
    fields = {"document": "x", "part": "real", "sha256": "0", "kind": "budget", "reference": reference}
    return ordered(GoldDocument.model_validate({**fields, "entities": entities}))


# letters, blanks of all kinds, marks that the forms use themselves, and an ideograph of two UTF-16 units
ALPHABET = "支出万元公务0123.，。\n\t \u3000\f\\\"'#-BIO\u2028𠮷é"


@given(st.text(ALPHABET, min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_span_is_lost_in_any_form(text: str, cuts: list[int]) -> None:
    document = marked(text, sorted({cut for cut in cuts if cut <= len(text)}))
    for out, back in FORMS:
        assert back(out([(document, text)])) == [(document, text)]


def test_label_studio_counts_utf16_units() -> None:
    document = marked("𠮷支出", [1, 3])
    result = json.loads(to_label_studio([(document, "𠮷支出")]))[0]["annotations"][0]["result"]
    assert next(r["value"]["start"] for r in result if r["value"]["labels"] == ["INDICATOR"]) == 2


def test_a_span_added_in_label_studio_is_taken_over() -> None:
    document = marked("公务接待费0.5万元", [0, 5])
    tasks = json.loads(to_label_studio([(document, "公务接待费0.5万元")]))
    value = {"start": 5, "end": 10, "text": "0.5万元", "labels": ["AMOUNT"]}
    tasks[0]["annotations"][0]["result"].append({"id": "new", "type": "labels", "value": value})
    ((changed, _),) = from_label_studio(json.dumps(tasks))
    assert [(e.label, e.start, e.end) for e in changed.entities if e.start == 5] == [("AMOUNT", 5, 10)]


def test_a_shifted_span_of_label_studio_is_refused() -> None:
    document = marked("公务接待费0.5万元", [0, 5])
    tasks = json.loads(to_label_studio([(document, "公务接待费0.5万元")]))
    tasks[0]["annotations"][0]["result"][0]["value"]["start"] += 1
    with pytest.raises(GoldError, match="not the text at its place"):
        from_label_studio(json.dumps(tasks))


def test_a_tag_that_goes_on_nothing_is_refused() -> None:
    written = to_conll([(marked("公务接待费0.5万元", [0, 5]), "公务接待费0.5万元")])
    with pytest.raises(GoldError, match="goes on nothing"):
        from_conll(written.replace("B-INDICATOR", "I-INDICATOR"))
