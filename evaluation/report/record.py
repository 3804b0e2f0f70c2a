"""From a scored document to its record."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from decimal import Decimal

from evaluation.report.schema import CellCounts, DocumentRecord, FactRecord, Part, WholeCounts
from evaluation.scores.document import DocumentScore
from evaluation.scores.matching.likeness import ORDER, PLACED, differences, number
from evaluation.scores.matching.pairs import Pair
from extract.types import Fact

#: Decimals of a confidence.
PLACES = 4
#: Fields that are kept of a fact besides those that are compared.
_KEPT = (*ORDER, *PLACED, "value_base", "unit_base")
LONGEST_PLACE = 160


def record_of(
    score: DocumentScore,
    part: Part,
    cluster: str,
    costs: dict[str, float] | None = None,
    memory: dict[str, int] | None = None,
) -> DocumentRecord:
    """All that the report needs of one document.

    Parameters
    ----------
    score : DocumentScore
    part : Part
    cluster : str
        What is drawn as one in the statistics: the document, or its department.
    costs : dict of float, optional
        CPU seconds per stage.
    memory : dict of int, optional
        MiB held at most, per stage.
    """
    document, reading = score.document, score.reading
    seen: Counter[str] = Counter()
    facts = []
    for pair in score.pairs:
        key = _key(pair)
        seen[key] += 1
        facts.append(_fact(pair, score, key if seen[key] == 1 else f"{key}#{seen[key]}"))
    misread = sum(miss.why == "value" and any(char.isdigit() for char in miss.read) for miss in score.cells.misses)
    cells, known = score.cells, score.contradictions
    return DocumentRecord(
        part=part,
        id=score.id,
        seed=score.seed,
        route=score.route,
        cluster=cluster,
        template=score.template,
        kind=score.truth.kind,
        year=score.truth.fiscal_year,
        sha256=document.sha256,
        status=document.status,
        pages=len(document.pages),
        facts=tuple(facts),
        abstained=score.abstained,
        unjudged=score.unjudged,
        cells=CellCounts(
            zeros=cells.zeros,
            zeros_exact=cells.zeros_exact,
            others=cells.others,
            others_exact=cells.others_exact,
            misread=misread,
            invented=cells.invented,
            tables=cells.tables,
            tables_found=cells.tables_found,
        ),
        whole=WholeCounts(**asdict(score.whole)),
        tokens=(reading.tokens.wanted, reading.tokens.given, int(reading.tokens.right)),
        characters=reading.characters,
        edits=reading.edits,
        entities={label: tuple(one) for label, one in score.entities.labels.items()},
        confusions=dict(sorted(confusions(score).items())),
        label_confusions=dict(sorted(score.entities.confusions.items())),
        checks=dict(sorted(_checks(score).items())),
        contradictions=None if known is None else (known.known, known.found, known.false),
        repairs=dict(sorted(score.repairs.items())),
        failures=tuple(sorted(one.code for one in document.failures)),
        costs=costs or {},
        memory=memory or {},
    )


def _fact(pair: Pair, score: DocumentScore, key: str) -> FactRecord:
    wanted, given = pair.wanted, pair.given
    whole = pair.levels == 5
    different = differences(wanted, given) if wanted is not None and given is not None else ()
    place = score.context(wanted) if wanted is not None else score.read_context(given)  # type: ignore[arg-type]
    seen = None if whole else score.place(pair)
    return FactRecord(
        key=key,
        layer=pair.layer,
        kind=pair.kind,
        levels=pair.levels,
        read=given is not None,
        wanted=None if wanted is None else _fields(wanted),
        given=None if given is None or whole else _fields(given),
        status=None if given is None else given.status,
        confidence=None if given is None else round(given.confidence, PLACES),
        made_by=None if given is None else given.made_by,
        stage=None if whole else score.stages.first_wrong(pair),
        field=different[0] if different else None,
        money=_money(pair),
        place=None if whole else place[:LONGEST_PLACE],
        page=None if seen is None else seen[0],
        box=None if seen is None else tuple(round(edge, 1) for edge in seen[1]),  # type: ignore[arg-type]
    )


def _key(pair: Pair) -> str:
    """The place of a fact, the same in every report on the same document."""
    fact = pair.wanted or pair.given
    assert fact is not None
    place = fact.evidence[0] if fact.evidence else None
    head = "" if pair.wanted is not None else "+"
    if place is None:
        return f"{head}?"
    if place.table is not None and place.row is not None:
        at = f"{place.table}/{place.row}/{place.col}"
        return f"{head}{at}/{place.start}" if pair.wanted is not None and place.start else f"{head}{at}"
    return f"{head}{place.start}-{place.end}"


def _fields(fact: Fact) -> dict[str, str]:
    return {name: str(value) for name in _KEPT if (value := getattr(fact, name))}


def money_of(fact: Fact | None) -> Decimal | None:
    """An amount in 元, None where the fact is none."""
    if fact is None or fact.unit_base != "元" or fact.value_base is None:
        return None
    found = number(fact.value_base)
    return found if isinstance(found, Decimal) else None


def _money(pair: Pair) -> str | None:
    wanted, given = money_of(pair.wanted), money_of(pair.given)
    if wanted is not None and given is not None and not pair.levels:
        return format(abs(wanted - given), "f")
    one = wanted if wanted is not None else given
    return None if one is None else format(abs(one), "f")


def confusions(score: DocumentScore) -> Counter[str]:
    """Characters of values that were recognised as others: ``8→3``; ``length`` where digits were lost or added.

    Only of figures that went wrong where they were read: a number of a neighbouring cell is no confusion.
    """
    found: Counter[str] = Counter()
    for pair in score.pairs:
        if pair.wanted is None or pair.given is None or pair.levels:
            continue
        one, two = pair.wanted.value, pair.given.value
        if one is None or two is None or one == two or score.stages.first_wrong(pair) != "reading":
            continue
        if len(one) != len(two):
            found["length"] += 1
            continue
        for printed, read in zip(one, two, strict=True):
            if printed != read:
                found[f"{printed}→{read}"] += 1
    return found


def _checks(score: DocumentScore) -> Counter[str]:
    found: Counter[str] = Counter()
    for check in score.document.checks:
        found[check.outcome] += 1
        if check.outcome == "violation":
            found[f"blame {check.blame or 'unknown'}"] += 1
    return found
