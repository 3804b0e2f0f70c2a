"""Gold on a terminal: each sentence with its marks and facts, to be read against the print. Needs the source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from labeled.gold.reference import SHARED, reference_text
from labeled.gold.types import GoldDocument, GoldFact

_SHORT = {"INDICATOR": "I", "BASIS": "B", "PERIOD": "P", "REASON": "R"}
_SHOWN = ("measure", "basis", "versus", "versus_basis", "versus_indicator", "period", "flow", "who", "scope")


def shown(document: GoldDocument, shared: Path = SHARED) -> Iterator[str]:
    """The lines: a sentence with bracketed spans, below it one line for each fact."""
    text = reference_text(document.reference, shared)
    facts = {fact.at: fact for fact in document.facts}
    for sentence in document.sentences:
        inside = [e for e in document.entities if sentence.start <= e.start < sentence.end]
        if not inside:
            continue
        opens: dict[int, str] = {}
        closes: dict[int, str] = {}
        for entity in sorted(inside, key=lambda e: (e.start, -e.end)):
            mark = _SHORT.get(entity.label, "")
            opens[entity.start] = opens.get(entity.start, "") + (f"{mark}[" if mark != "R" else "R{")
            closes[entity.end] = ("]" if mark != "R" else "}") + closes.get(entity.end, "")
        line = [closes.get(at, "") + opens.get(at, "") + text[at] for at in range(sentence.start, sentence.end)] + [
            closes.get(sentence.end, "")
        ]
        yield "".join(line).replace("\n", "")
        for entity in inside:
            if entity.id in facts:
                yield "    " + _line(facts[entity.id], text, document)


def _line(fact: GoldFact, text: str, document: GoldDocument) -> str:
    value = f"{fact.qualifier or ''}{fact.value if fact.value is not None else fact.value_text}{fact.unit or ''}"
    said = [f"{getattr(fact, name)}" for name in _SHOWN if getattr(fact, name) is not None]
    if fact.reason_at is not None:
        reason = document.entity(fact.reason_at)
        said.append("← " + text[reason.start : reason.end].replace("\n", "")[:12] + "…")
    return f"{fact.indicator} = {value}  ({fact.kind}; {', '.join(said)})"
