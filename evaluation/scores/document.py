"""All layers of one document in one route."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from evaluation.scores.cells import Score, score
from evaluation.scores.contradictions import ContradictionScore
from evaluation.scores.entities import EntityScore, score_entities
from evaluation.scores.facts import Error, errors_of
from evaluation.scores.matching.likeness import OF_COLUMNS, differences, same
from evaluation.scores.matching.pairs import Pair, pair_up
from evaluation.scores.reading import ReadingScore, score_reading
from evaluation.scores.stages import PAGE_ROUTES, Stages
from evaluation.scores.truth import Truth
from evaluation.scores.whole_tables import WholeScore, score_whole
from extract.types import BBox, Document, Fact

#: Characters printed before and behind a place to show it.
AROUND = 24


@dataclass(frozen=True)
class DocumentScore:
    """Counts and pairs of one document; what needs no more than these is computed from them."""

    id: str
    seed: int
    route: str
    template: str
    truth: Truth
    document: Document
    pairs: tuple[Pair, ...]
    abstained: int
    cells: Score
    reading: ReadingScore
    stages: Stages
    repairs: Counter[str]
    unjudged: int = 0
    entities: EntityScore = EntityScore()
    contradictions: ContradictionScore | None = None
    whole: WholeScore = WholeScore()

    @cached_property
    def errors(self) -> list[Error]:
        """Every fact that is not wholly right."""
        return errors_of(self.pairs)

    @property
    def confirmed(self) -> int:
        """Facts that the checks confirm."""
        return sum(pair.given is not None and pair.given.status == "confirmed" for pair in self.pairs)

    @property
    def wrong_confirmed(self) -> list[Pair]:
        """Confirmed facts whose value is not what is printed, or that nothing printed answers to."""
        return [p for p in self.pairs if p.given is not None and p.given.status == "confirmed" and not p.levels]

    @property
    def elsewhere_confirmed(self) -> list[Pair]:
        """Confirmed facts of forms with the right value under another column: basis, flow, part, fund, period."""
        return [
            p
            for p in self.pairs
            if p.given is not None
            and p.given.status == "confirmed"
            and p.layer == "form"
            and p.levels
            and p.wanted is not None
            and not set(OF_COLUMNS).isdisjoint(differences(p.wanted, p.given))
        ]

    def place(self, pair: Pair) -> tuple[int, BBox] | None:
        """The page and the box of a fact: where it was read, else where it should have been; None if unknown."""
        for piece in pair.given.evidence if pair.given is not None else ():
            if piece.page is not None and piece.bbox is not None:
                return piece.page, piece.bbox
        if pair.wanted is None:
            return None
        cell = self.stages.cell_of(pair.wanted)
        if cell is not None and cell.page is not None and cell.bbox is not None:
            return cell.page, cell.bbox
        printed = pair.wanted.evidence[0]
        # the pages of a scan lie otherwise than those of what was scanned
        if self.route.partition(":")[0] in PAGE_ROUTES and printed.page is not None and printed.bbox is not None:
            return printed.page, printed.bbox
        return None

    def context(self, fact: Fact) -> str:
        """What is printed around a fact."""
        place = fact.evidence[0]
        if place.table is not None and place.row is not None and place.col is not None:
            entry = next(entry for entry in self.truth.tables if entry["table"] == place.table)
            row = " ".join(text.replace("\n", " ") or "·" for text in entry["grid"][place.row])
            return f"{place.table} {entry['title']} row {place.row} col {place.col}: {row}"
        return _around(self.truth.text, place.start, place.end)

    def read_context(self, fact: Fact) -> str:
        """What was read around a fact."""
        if not fact.evidence:
            return ""
        place = fact.evidence[0]
        if place.table is not None and place.row is not None and place.start is None:
            table = next(table for table in self.document.tables if table.table_id == place.table)
            row = " ".join(text.replace("\n", " ") or "·" for text in table.grid[place.row])
            return f"{place.table} {table.title} row {place.row} col {place.col}: {row}"
        return _around(self.document.text.chars, place.start, place.end)


def score_document(
    truth: Truth,
    document: Document,
    route: str,
    seed: int = 0,
    contradictions: ContradictionScore | None = None,
) -> DocumentScore:
    """Score all layers of a document.

    Parameters
    ----------
    truth : Truth
    document : Document
    route : str
    seed : int
    contradictions : ContradictionScore, optional
        Where it is known what contradicts itself in the print (``scores.contradictions``).
    """
    pairing = pair_up(truth, document)
    cells = score({"tables": list(truth.tables)}, document.tables)
    reading = score_reading(truth, document, pairing.alignment)
    return DocumentScore(
        truth.id,
        seed,
        route,
        truth.template,
        truth,
        document,
        pairing.pairs,
        pairing.abstained,
        cells,
        reading,
        Stages(truth, document, pairing, route),
        score_repairs(pairing.pairs, document),
        pairing.unjudged,
        score_entities(truth, document, pairing.alignment),
        contradictions,
        score_whole(truth.tables, document.tables, all_known=truth.regions is None),
    )


def score_repairs(pairs: tuple[Pair, ...], document: Document) -> Counter[str]:
    """What the proposed repairs would do.

    Returns
    -------
    Counter
        ``right``: a wrong reading becomes the printed value; ``wrong``: it becomes
        another wrong one; ``harmful``: a right reading would be lost; ``needless``: it
        proposes what was read.
    """
    at = {pair.given.evidence[:1]: pair for pair in pairs if pair.given is not None}
    found: Counter[str] = Counter()
    for fact in document.facts:
        if fact.made_by.startswith("repair:"):
            pair = at.get(fact.evidence[:1])
            if pair is not None and pair.wanted is not None and same("value", pair.wanted, fact):
                found["right" if not same("value", pair.wanted, pair.given) else "needless"] += 1  # type: ignore[arg-type]
            elif pair is not None and pair.levels:
                found["harmful"] += 1
            else:
                found["wrong"] += 1
    return found


def _around(text: str, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    before = text[max(0, start - AROUND) : start].split("\n")[-1]
    after = text[end : end + AROUND].split("\n")[0]
    return f"{before}【{text[start:end]}】{after}"
