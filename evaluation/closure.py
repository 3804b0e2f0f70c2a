"""How many identities close, per form and route: needs no gold, and so watches production.

    python -m evaluation.closure out/run

An identity belongs to the form in which its first figure stands, or to the
narrative. ``closed`` are exact or within rounding, of all that had their
operands; confirmed figures are counted without zeros.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

#: The form of what stands in the text, and the route of inputs without pages.
NARRATIVE, FLOWING = "text", "flowing"
Place = tuple[str, str]


@dataclass
class Closure:
    """Counts of one form on one route."""

    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def closed(self) -> tuple[int, int]:
        """Identities that hold, and all that had their operands."""
        holding = self.outcomes["exact"] + self.outcomes["rounding"]
        return holding, holding + self.outcomes["violation"]


def closure(folder: Path) -> dict[Place, Closure]:
    """The counts of a run, by (form, route).

    Parameters
    ----------
    folder : Path
        Of a finished run: documents.jsonl, tables.jsonl, facts.jsonl, checks.jsonl.

    Raises
    ------
    FileNotFoundError
        If one of the files is missing.
    """
    routes: dict[tuple[str, int], str] = {}
    for document in _lines(folder / "documents.jsonl"):
        for number, route in enumerate(document["routes"], 1):
            routes[(document["sha256"], number)] = route
    tables = _lines(folder / "tables.jsonl")
    forms = {(table["doc"], table["table_id"]): table["form"] or "other" for table in tables}
    places: dict[str, Place] = {}
    found: dict[Place, Closure] = {}
    for fact in _lines(folder / "facts.jsonl"):
        place = _place(fact, forms, routes)
        places[fact["fact_id"]] = place
        if fact.get("value") is None or Decimal(fact["value"]):
            found.setdefault(place, Closure()).statuses[fact["status"]] += 1
    for check in _lines(folder / "checks.jsonl"):
        first = next((places[name] for name in check["operands"] if name in places), None)
        if first is not None:
            found.setdefault(first, Closure()).outcomes[check["outcome"]] += 1
    return found


def _place(fact: dict[str, Any], forms: dict[tuple[str, str], str], routes: dict[tuple[str, int], str]) -> Place:
    evidence = (fact.get("evidence") or [{}])[0]
    table = evidence.get("table")
    in_text = table is None or evidence.get("start") is not None
    form = NARRATIVE if in_text else forms.get((fact["doc"], table), "other")
    return form, routes.get((fact["doc"], evidence.get("page") or 0), FLOWING)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def summary(found: dict[Place, Closure]) -> str:
    """The counts as a Markdown table."""
    out = [
        "| form | route | identities closed | violated | not applicable | confirmed of non-zero figures |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (form, route), one in sorted(found.items()):
        holding, applicable = one.closed
        share = f"{holding}/{applicable} = {holding / applicable:.1%}" if applicable else "–"
        figures = one.statuses.total()
        sure = one.statuses["confirmed"]
        confirmed = f"{sure}/{figures} = {sure / figures:.1%}" if figures else "–"
        broken, without = one.outcomes["violation"], one.outcomes["not_applicable"]
        out.append(f"| {form} | {route} | {share} | {broken} | {without} | {confirmed} |")
    return "\n".join(out)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder of a finished run")
    print(summary(closure(parser.parse_args(arguments).run)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
