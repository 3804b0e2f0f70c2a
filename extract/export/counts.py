"""What the results of a run say, in counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from extract.errors import KINDS
from extract.export.records import Part, Record


@dataclass
class Counts:
    """Counts over the documents of a run; filled one document at a time.

    ``failures`` names each failure with the document's first source: notes are left
    out, they cost nothing.
    """

    documents: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    tables: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    blames: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, Record]] = field(default_factory=list)

    def add(self, document: Record, part: Part) -> None:
        """Count one document."""
        self.documents[document["status"]] += 1
        self.pages.update(document["routes"])
        self.tables.update(table["form"] or "other" for table in part.tables)
        self.facts.update(fact["status"] for fact in part.facts)
        self.checks.update(check["outcome"] for check in part.checks)
        self.blames.update(check["blame"] or "unknown" for check in part.checks if check["outcome"] == "violation")
        name = document["sources"][0]["path"] or document["sources"][0]["url"] or ""
        for failure in document["failures"]:
            if KINDS[failure["code"]].severity != "note":
                self.failures.append((name, failure))
