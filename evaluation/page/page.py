"""report.html: one file that stands alone, no outside address, readable in print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.gate.rules import GateConfig, Verdict
from evaluation.page import figures
from evaluation.page.crops import Strips, errors_of
from evaluation.page.rows import change_row, cost_rows, document_row, error_rows, signed, slice_rows, yuan
from evaluation.report import words
from evaluation.report.comparison import changes, per_document
from evaluation.report.measures import lines_of
from evaluation.report.schema import PARTS, DocumentRecord, Part, Report
from evaluation.report.trust import trust_of
from evaluation.scores.counts import percent
from evaluation.scores.matching.likeness import LEVELS
from evaluation.scores.whole_tables import WholeScore

#: Rows of the table of changes, and of that of errors, of each part: the dearest first; how many are left out is said.
MOST_ROWS = 1500
MOST_ERRORS = 300
#: Of these parts only figures are shown: whoever looks at their errors has no held-out part any more.
HELD_OUT = frozenset({"written_held_out", "real_held_out"})


def page_of(
    report: Report, against: Report | None, verdict: Verdict, config: GateConfig, crops: Path | None = None
) -> str:
    """The page of a report.

    Parameters
    ----------
    report : Report
    against : Report, optional
        What it is compared with.
    verdict : Verdict
    config : GateConfig
    crops : Path, optional
        The folder of the pictures of errors.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(percent=percent, signed=signed, yuan=yuan)
    strips = Strips(crops)
    parts = [
        _part(part, report.of(part), against.of(part) if against else (), strips) for part in PARTS if report.of(part)
    ]
    found = changes(report.documents, against.documents) if against else []
    shown = [change for change in found if change.document.part not in HELD_OUT]
    return environment.get_template("page.html").render(
        report=report,
        against=against,
        verdict=verdict,
        config=config,
        words=words,
        levels=LEVELS,
        parts=parts,
        change_counts=Counter(change.sort for change in found),
        change_rows=[change_row(change) for change in shown[:MOST_ROWS]],
        change_left=len(found) - min(len(shown), MOST_ROWS),
        change_routes=sorted({change.document.route for change in shown}),
        change_documents=per_document(found),
    )


def _part(
    part: Part, records: Sequence[DocumentRecord], against: Sequence[DocumentRecord], strips: Strips
) -> dict[str, Any]:
    trust = trust_of(records)
    lines = lines_of(records, against)
    errors = errors_of(records)
    rows, left = error_rows(() if part in HELD_OUT else errors, strips.of, MOST_ERRORS)
    digits, labels = _summed(records, "confusions"), _summed(records, "label_confusions")
    return {
        "name": part,
        "label": words.PARTS[part],
        "held_out": part in HELD_OUT,
        "records": records,
        "clusters": len({record.cluster for record in records}),
        "facts": sum(fact.wanted is not None for record in records for fact in record.facts),
        "lines": lines,
        "compared": any(line.old is not None for line in lines),
        "slices": {name: slice_rows(records, name) for name in words.SLICES},
        "whole": sum((WholeScore(**record.whole.model_dump()) for record in records), WholeScore()),
        "trust": trust,
        "errors": rows,
        "errors_left": left,
        "errors_all": len(errors),
        "digits": digits.most_common(16),
        "labels": labels.most_common(16),
        "documents": [document_row(record) for record in records],
        "costs": cost_rows(records),
        "figures": {
            "labels": figures.confusion(part, "labels", labels, words.LABELS) if labels else "",
            "digits": figures.confusion(part, "digits", digits, {}) if digits else "",
            "levels": figures.levels(part, records),
            "routes": figures.routes(part, records),
            "stages": figures.stages(part, records),
            "reliability": figures.reliability(part, trust) if trust.bins else "",
            "risk": figures.risk_coverage(part, trust) if trust.curve else "",
            "costs": figures.costs(part, records),
        },
    }


def _summed(records: Sequence[DocumentRecord], name: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for record in records:
        total.update(getattr(record, name))
    return total
