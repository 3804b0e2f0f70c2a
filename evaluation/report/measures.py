"""The measures of a report, each a triple of counts per document that adds up.

Micro: counts are added over documents and F1 is taken of the sums; it is the
headline, because an auditor quotes figures, not documents. Macro (the mean of
the documents' F1) stands beside it where they differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from evaluation.report.schema import DocumentRecord, FactRecord
from evaluation.scores.counts import Prf
from evaluation.scores.entities import Matched
from evaluation.scores.matching.likeness import LEVELS, ORDER
from evaluation.scores.whole_tables import WholeScore
from evaluation.statistics import Interval, difference_interval, f1_interval, f1_of, holm, paired_p, smallest_p
from labeled.gold.types import Label

LAYERS = ("narrative", "form")
#: Spans count as right with both ends, or where they overlap.
SPANS = ("strict", "partial")
PAGES = ("cells", "teds", "grits", "tokens", "contradictions")
KINDS = ("amount", "percent", "participants", "quantity", "score", "text")
#: Fields that get a line of their own; value and unit are the level ``value``.
OWN_FIELDS = tuple(name for name in ORDER if name not in ("value", "unit", "value_text", "kind"))
#: Below so many printed facts a figure is too few to judge.
FEWEST = 20

Measures = dict[str, Prf]
#: All spans together come first.
_LABELS = ("", *get_args(Label))


#: Measures by the identity of the record, which is kept so that no other takes its place: a report asks often.
_KNOWN: dict[int, tuple[DocumentRecord, Measures]] = {}


def measures_of(record: DocumentRecord) -> Measures:
    """All measures of one document, by name.

    ``narrative.whole`` are the cumulative levels, ``narrative.amount.value`` those of one
    kind, ``field.basis`` a field of facts whose value is right, ``entity.AMOUNT.strict`` the
    spans of a label, ``cells`` value cells, ``teds`` and ``grits`` tables as wholes, ``tokens``
    the numbers on the pages, ``contradictions`` those that the print is known to hold.
    """
    known = _KNOWN.get(id(record))
    if known is None:
        known = _KNOWN[id(record)] = (record, _counted(record))
    return known[1]


def _counted(record: DocumentRecord) -> Measures:
    out: defaultdict[str, Prf] = defaultdict(Prf)
    for layer in LAYERS:
        for level in LEVELS:
            out[f"{layer}.{level}"] = Prf()
    for fact in record.facts:
        wanted, given = int(fact.wanted is not None), int(fact.read)
        for at, level in enumerate(LEVELS):
            counts = Prf(wanted, given, int(fact.levels > at))
            out[f"{fact.layer}.{level}"] += counts
            if level in ("value", "whole"):
                out[f"{fact.layer}.{fact.kind}.{level}"] += counts
        if fact.levels:
            for name, counts in _fields(fact):
                out[f"field.{name}"] += counts
    cells = record.cells
    exact = cells.zeros_exact + cells.others_exact
    if cells.zeros + cells.others + cells.invented:
        out["cells"] = Prf(cells.zeros + cells.others, exact + cells.misread + cells.invented, exact)
    if record.whole.nodes:
        whole = WholeScore(**record.whole.model_dump())
        out["teds"], out["grits"] = whole.teds, whole.grits
    for label, counted in record.entities.items():
        one = Matched(*counted)
        for how in SPANS:
            out[f"entity.{label}.{how}"] = one.prf(how)
            out[f"entity.{how}"] += one.prf(how)
    if record.contradictions is not None:
        known, found, false = record.contradictions
        out["contradictions"] = Prf(known, found + false, found)
    if record.tokens[0]:
        out["tokens"] = record.prf_tokens
    return dict(out)


def _fields(fact: FactRecord) -> Iterable[tuple[str, Prf]]:
    wanted, given = fact.wanted or {}, fact.read_fields or {}
    for name in OWN_FIELDS:
        one, two = wanted.get(name), given.get(name)
        if one is not None or two is not None:
            right = fact.levels == 5 or one == two
            yield name, Prf(int(one is not None), int(two is not None), int(right and one is not None))


def added(records: Iterable[DocumentRecord]) -> Measures:
    """The sums of all measures."""
    total: defaultdict[str, Prf] = defaultdict(Prf)
    for record in records:
        for name, counts in measures_of(record).items():
            total[name] += counts
    return dict(total)


def macro(records: Sequence[DocumentRecord], name: str) -> float | None:
    """The mean of the documents' F1, over documents that have such facts."""
    values = [f1 for record in records if (f1 := measures_of(record).get(name, Prf()).f1) is not None]
    return sum(values) / len(values) if values else None


@dataclass(frozen=True)
class Line:
    """One line of the table of measures; what stands behind ``old`` is empty without another report.

    ``differing`` are the clusters in which the counts changed, ``fell`` those whose F1 fell.
    """

    name: str
    counts: Prf
    clusters: int
    interval: Interval | None
    macro: float | None
    old: Prf | None = None
    change: float | None = None
    change_interval: Interval | None = None
    differing: int = 0
    fell: int = 0
    p: float | None = None
    p_holm: float | None = None

    @property
    def few(self) -> bool:
        """Too few to judge the figure: little was printed, or in one document only."""
        return self.counts.wanted < FEWEST or self.interval is None

    @property
    def few_for_change(self) -> bool:
        """No change, in however many facts, could be significant with so few differing documents."""
        return self.differing > 0 and smallest_p(self.differing) > 0.05


def by_cluster(records: Iterable[DocumentRecord], tables: dict[str, Measures], name: str) -> dict[str, Any]:
    """Counts of a measure per cluster, as arrays of three."""
    out: dict[str, Any] = {}
    for record in records:
        counts = tables[record.name].get(name, Prf())
        if counts.wanted or counts.given:
            out[record.cluster] = out.get(record.cluster, 0) + np.array([counts.wanted, counts.given, counts.right])
    return out


def lines_of(records: Sequence[DocumentRecord], against: Sequence[DocumentRecord] | None = None) -> list[Line]:
    """The table of measures of one part.

    Parameters
    ----------
    records : sequence of DocumentRecord
    against : sequence of DocumentRecord, optional
        The same part of another report; only documents in both are compared.
    """
    tables = {record.name: measures_of(record) for record in records}
    both, before = _common(records, against or ())
    old_tables = {record.name: measures_of(record) for record in before}
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    lines = []
    for name in sorted(names, key=_order):
        counts = sum((table.get(name, Prf()) for table in tables.values()), Prf())
        if not counts.wanted and not counts.given:
            continue
        clusters = by_cluster(records, tables, name)
        values = np.array([clusters[key] for key in sorted(clusters)])
        mean = macro(records, name)
        line = Line(name, counts, len(clusters), f1_interval(values), mean)
        lines.append(_compared(line, both, before, tables, old_tables) if both else line)
    corrected = holm([line.p for line in lines if line.p is not None])
    at = iter(corrected)
    return [_with_holm(line, next(at)) if line.p is not None else line for line in lines]


def _compared(
    line: Line,
    both: Sequence[DocumentRecord],
    before: Sequence[DocumentRecord],
    tables: dict[str, Measures],
    old_tables: dict[str, Measures],
) -> Line:
    new, old = by_cluster(both, tables, line.name), by_cluster(before, old_tables, line.name)
    keys = sorted(set(new) | set(old))
    if not old:
        # nothing of the sort was counted before: no change is known
        return line
    none = np.zeros(3, int)
    a, b = (np.array([side.get(key, none) for key in keys]) for side in (new, old))
    sums = _prf(b)
    change = (_prf(a).f1 or 0.0) - (sums.f1 or 0.0)
    return Line(
        line.name,
        line.counts,
        line.clusters,
        line.interval,
        line.macro,
        sums,
        change,
        difference_interval(a, b),
        int((a != b).any(axis=1).sum()),
        int((f1_of(a) < f1_of(b)).sum()),
        paired_p(a, b),
    )


def _prf(counts: Any) -> Prf:
    wanted, given, right = counts.sum(axis=0)
    return Prf(int(wanted), int(given), float(right))


def _with_holm(line: Line, p: float) -> Line:
    return Line(**{**line.__dict__, "p_holm": p})


def _common(
    records: Sequence[DocumentRecord], against: Sequence[DocumentRecord]
) -> tuple[list[DocumentRecord], list[DocumentRecord]]:
    """The documents in both, in the same order."""
    old = {(record.part, record.name): record for record in against}
    both = [record for record in records if (record.part, record.name) in old]
    return both, [old[record.part, record.name] for record in both]


def _order(name: str) -> tuple[int, ...]:
    """Levels first, then kinds, fields, and the pages."""
    parts = name.split(".")
    if parts[0] in LAYERS:
        layer = LAYERS.index(parts[0])
        if len(parts) == 2:
            return 0, layer, LEVELS.index(parts[1])
        return 1, layer, KINDS.index(parts[1]), LEVELS.index(parts[2])
    if parts[0] == "field":
        return 2, OWN_FIELDS.index(parts[1])
    if parts[0] == "entity":
        label = parts[1] if len(parts) == 3 else ""
        return 3, _LABELS.index(label), SPANS.index(parts[-1])
    return 4, PAGES.index(name)


#: How documents are sliced, by the name of the slice.
SLICES: dict[str, Callable[[DocumentRecord], str]] = {
    "route": lambda record: record.route,
    "kind": lambda record: record.kind,
    "template": lambda record: record.template,
    "year": lambda record: record.year,
}


def sliced(records: Sequence[DocumentRecord], name: str) -> dict[str, list[DocumentRecord]]:
    """The documents of each value of a slice, sorted."""
    out: defaultdict[str, list[DocumentRecord]] = defaultdict(list)
    for record in records:
        out[SLICES[name](record)].append(record)
    return dict(sorted(out.items()))
