"""Two reports, fact by fact: what was fixed, what broke, what changed and is wrong on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from evaluation.report.schema import DocumentRecord, FactRecord

Sort = Literal["fixed", "broken", "changed"]


@dataclass(frozen=True)
class Change:
    """A fact that two reports read differently."""

    sort: Sort
    document: DocumentRecord
    key: str
    new: FactRecord | None
    old: FactRecord | None

    @property
    def money(self) -> Decimal:
        """元 at stake, 0 where it is not money."""
        told = [Decimal(one.money) for one in (self.new, self.old) if one is not None and one.money is not None]
        return max(told, default=Decimal(0))

    @property
    def fact(self) -> FactRecord:
        """The side that is there, the new one first."""
        found = self.new or self.old
        assert found is not None
        return found


def changes(records: Sequence[DocumentRecord], against: Sequence[DocumentRecord]) -> list[Change]:
    """All facts that two reports read differently, the dearest first.

    An invented fact that one side does not have is right on that side.
    """
    old = {(record.part, record.name): record for record in against}
    out: list[Change] = []
    for record in records:
        before = old.get((record.part, record.name))
        if before is None:
            continue
        now, then = ({fact.key: fact for fact in side.facts} for side in (record, before))
        for key in dict.fromkeys((*now, *then)):
            sort = _sort(now.get(key), then.get(key))
            if sort is not None:
                out.append(Change(sort, record, key, now.get(key), then.get(key)))
    return sorted(out, key=lambda change: (-change.money, change.document.part, change.document.name, change.key))


def _sort(new: FactRecord | None, old: FactRecord | None) -> Sort | None:
    if new is not None and old is not None and new.read_fields == old.read_fields:
        return None
    right_now, right_then = _right(new), _right(old)
    if right_now and right_then:
        return None
    if right_now:
        return "fixed"
    return "broken" if right_then else "changed"


def _right(fact: FactRecord | None) -> bool:
    return fact is None or fact.outcome == "right"


def per_document(found: Sequence[Change]) -> dict[str, dict[Sort, int]]:
    """How many facts of each document were fixed, broken or changed."""
    out: dict[str, dict[Sort, int]] = {}
    for change in found:
        counts = out.setdefault(
            f"{change.document.part} {change.document.name}", {"fixed": 0, "broken": 0, "changed": 0}
        )
        counts[change.sort] += 1
    return dict(sorted(out.items()))
