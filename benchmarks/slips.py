"""Human slips put into written documents one at a time: found, blamed on the print, told for what they are.

python -m benchmarks.slips --seeds 2

A document is read without recognition; one of its figures that an identity bears out is then printed with a slip, and
the checks are asked again. A slip is found if a violation holds its figure, blamed rightly if one of these blames the
print (or, for a unit, the unit), told if its note says that slip of that figure. Shares that are cut off instead of
rounded are no contradiction: of these ``put`` counts the shares and ``found`` the alarms.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from extract import checks
from extract.cache import StageCache
from extract.checks.slips import slips
from extract.document import extract_document
from extract.numbers import plain, to_base
from extract.options import Options
from extract.types import Check, Document, Fact
from labeled.generator.fill import fill
from labeled.gold.splits import held_out
from labeled.render import html

DOCUMENTS = Path("labeled/documents")
COUNTS = ("put", "found", "blamed", "told", "confirmed")
#: Units in which a figure is written by mistake.
UNITS = {"万元": "元", "元": "万元", "人": "万人"}
#: What a slip is called in the notes, where that is not its own name; a digit may be told as another slip of digits.
TOLD = {"one_digit": ("one_digit",), "digit_less": ("digit_less", "one_digit")}

Slip = Callable[[Fact, list[Fact], random.Random], str | None]


def _digits(value: str) -> list[int]:
    """The places of a value whose digit counts: all but those behind the first decimal."""
    end = value.find(".") + 2 if "." in value else len(value)
    return [at for at, char in enumerate(value[:end]) if char.isdigit()]


def _transposed(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    value = fact.value or ""
    places = _digits(value)
    pairs = [(a, b) for a, b in zip(places, places[1:], strict=False) if value[a] != value[b]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    out = list(value)
    out[a], out[b] = out[b], out[a]
    return "".join(out)


def _one_digit(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    value = fact.value or ""
    at = rng.choice(_digits(value))
    return value[:at] + rng.choice([d for d in "123456789" if d != value[at]]) + value[at + 1 :]


def _digit_more(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    value = fact.value or ""
    at = rng.choice(_digits(value.partition(".")[0]))
    return value[:at] + rng.choice("123456789") + value[at:]


def _digit_less(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    value = fact.value or ""
    places = _digits(value.partition(".")[0])
    at = rng.choice(places)
    return value[:at] + value[at + 1 :] if len(places) > 1 else None


def _point(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    value = fact.value or ""
    return plain(Decimal(value).scaleb(rng.choice((-1, 1)))) if "." in value else None


def _last_year(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    same = [f for f in facts if f.basis == "prior_final" and f.measure == "level" and f.indicator == fact.indicator]
    return same[0].value if fact.basis != "prior_final" and same and same[0].unit == fact.unit else None


def _neighbour(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    place = fact.evidence[0].start
    before = [
        f
        for f in facts
        if place is not None
        and f.evidence[0].start is not None
        and 0 < place - f.evidence[0].start < 120
        and (f.measure, f.basis, f.unit, f.section) == (fact.measure, fact.basis, fact.unit, fact.section)
        and f.indicator_id not in (None, fact.indicator_id)
        and f.value
        and Decimal(f.value)
    ]
    return before[-1].value if before and fact.indicator_id else None


def _added(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    if fact.evidence[0].start is None or "总计" not in (fact.indicator or "") or "财政" in (fact.indicator or ""):
        return None
    of = {f.indicator: f.value for f in reversed(facts) if f.evidence[0].table and f.value and f.basis == "final"}
    income, outlay = of.get("本年收入合计"), of.get("本年支出合计")
    return plain(Decimal(income) + Decimal(outlay)) if income and outlay else None


def _fund(fact: Fact, facts: list[Fact], rng: random.Random) -> str | None:
    """General public budget expenditure with that of the government funds."""
    if fact.evidence[0].start is None or fact.indicator_id != "account.expenditure.general_budget":
        return None
    for f in facts:
        if f.fund == "government_fund" and f.indicator == "本年支出合计" and f.value and Decimal(f.value):
            return plain(Decimal(fact.value or 0) + Decimal(f.value))
    return None


KINDS: dict[str, Slip] = {
    "transposed": _transposed,
    "one_digit": _one_digit,
    "digit_more": _digit_more,
    "digit_less": _digit_less,
    "point": _point,
    "last_year": _last_year,
    "neighbour": _neighbour,
    "added": _added,
    "fund": _fund,
}


def slipped(fact: Fact, value: str | None, unit: str | None = None) -> Fact:
    """A fact that prints another value, or another unit."""
    unit = unit or fact.unit
    base = to_base(Decimal(value or "0"), unit)
    changed = replace(fact, value=value, unit=unit)
    return replace(changed, value_base=plain(base[0]), unit_base=base[1]) if base else changed


def cases(kind: str, facts: list[Fact], sure: set[str], many: int, rng: random.Random) -> Iterator[Fact]:
    """Figures with a slip of a kind: some of the narrative, some of cells."""
    for told in (True, False):
        some = [
            fact
            for fact in facts
            if fact.fact_id in sure
            and (fact.evidence[0].start is not None) == told
            and (fact.measure == "share" if kind == "cut" else fact.measure == "level" and fact.kind != "percent")
        ]
        rng.shuffle(some)
        put = 0
        for fact in some:
            if kind == "unit":
                changed = slipped(fact, fact.value, UNITS[fact.unit]) if told and fact.unit in UNITS else None
            else:
                value = KINDS[kind](fact, facts, rng)
                changed = slipped(fact, value) if value and Decimal(value) != Decimal(fact.value or 0) else None
            if changed is not None:
                yield changed
                put += 1
            if put == many:
                break


def judged(kind: str, one: Fact, before: set[str], result: list[Check]) -> set[str]:
    """What of a slip was seen."""
    about = [c for c in result if c.outcome == "violation" and c.check_id not in before and one.fact_id in c.operands]
    words = [slips()[name] for name in TOLD.get(kind, (kind,))]
    seen = {"found"} if about else set()
    if any(c.blame == ("unit_slip" if kind == "unit" else "document_error") for c in about):
        seen.add("blamed")
    if any(f"{one.value}" in c.note and word in c.note for c in about for word in words):
        seen.add("told")
    return seen


def cut_off(document: Document, facts: list[Fact]) -> Counter[str]:
    """Every share that rounding raised, cut off instead."""
    count: Counter[str] = Counter()
    exact = {c.operands[0]: c.expected for c in document.checks if c.rule == "text.share" and c.outcome == "exact"}
    before = _violated(document.checks)
    for fact in facts:
        expected = exact.get(fact.fact_id or "")
        if expected is None or fact.value is None:
            continue
        cut = Decimal(expected).quantize(Decimal(fact.value), rounding=ROUND_DOWN)
        if cut != Decimal(fact.value):
            count["put"] += 1
            after = _again(document, facts, slipped(fact, plain(cut)))
            count["found"] += bool(_violated(after.checks) - before)
    return count


def _violated(of: tuple[Check, ...]) -> set[str]:
    return {check.check_id for check in of if check.outcome == "violation"}


def _again(document: Document, facts: list[Fact], one: Fact) -> Document:
    changed = tuple(one if fact.fact_id == one.fact_id else fact for fact in facts)
    result = checks.run(changed, document.tables, Options(), words=document.text.chars)
    return replace(document, facts=result.facts, checks=result.checks)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first", type=int, default=200, help="first seed")
    parser.add_argument("--many", type=int, default=2, help="figures of the narrative, and of cells, for each slip")
    parser.add_argument("--documents", nargs="*", default=sorted(path.stem for path in DOCUMENTS.glob("*.yaml")))
    parser.add_argument("--show", action="store_true", help="a line for every slip that was not told")
    parser.add_argument("--cache", type=Path, default=Path("out/cache"))
    given = parser.parse_args(arguments)
    total: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "unit", "cut")}
    for name in given.documents:
        for seed in range(given.first, given.first + given.seeds) if not held_out(name) else ():
            text = html(fill(DOCUMENTS / f"{name}.yaml", seed)).encode()
            document = extract_document(text, name=f"{name}.html", cache=StageCache(given.cache))
            sure = {fact.fact_id or "" for fact in document.facts if fact.status == "confirmed"}
            facts = [replace(fact, status="read", checks=()) for fact in document.facts if fact.status != "repaired"]
            for kind in (*KINDS, "unit"):
                for one in cases(kind, facts, sure, given.many, random.Random(f"{name}/{seed}/{kind}")):
                    after = _again(document, facts, one)
                    seen = judged(kind, one, _violated(document.checks), list(after.checks))
                    status = next(fact.status for fact in after.facts if fact.fact_id == one.fact_id)
                    total[kind].update({"put": 1, "confirmed": int(status == "confirmed")}, **dict.fromkeys(seen, 1))
                    if given.show and "told" not in seen:
                        was = next(fact for fact in facts if fact.fact_id == one.fact_id)
                        place = f"{name} {seed} {kind} {one.evidence[0].table or 'text'} {one.indicator}"
                        print(f"{place} {was.value}{was.unit} → {one.value}{one.unit}: {sorted(seen)} {status}")
            total["cut"].update(cut_off(document, facts))
    print(f"{'slip':>12} " + "".join(f"{name:>10}" for name in COUNTS))
    for kind, count in total.items():
        print(f"{kind:>12} " + "".join(f"{count[name]:10d}" for name in COUNTS))
    whole = sum((count for kind, count in total.items() if kind != "cut"), Counter())
    print(f"{'all but cut':>12} " + "".join(f"{whole[name]:10d}" for name in COUNTS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
