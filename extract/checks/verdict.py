"""From outcomes to the record: checks, the status of facts, repaired facts, cells to look at again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.checks.arithmetic import Equation, Outcome, Ratio, confirms, evaluate, is_loose, is_stray, vouched_by
from extract.checks.blame import blame, slipped_unit
from extract.checks.figures import Figure
from extract.checks.independence import borne_out
from extract.checks.repair import Repair
from extract.checks.scale import doubted_scales
from extract.checks.slips import Slip, Slips, slips
from extract.checks.unknown_heads import under_unknown_heads
from extract.numbers import plain, to_base, trimmed
from extract.stages import ChecksResult
from extract.types import Blame, Check, Fact, Region, Table

#: Hexadecimal digits of a check id.
ID_LENGTH = 16
#: The check of a recognised figure's decimal places against those of its column.
PLACES_RULE = "reading.places"
PLACES_NOTE = "小数位数与同列其他数不同，疑为误识 / other decimal places than the rest of its column: probably misread"
#: The check of a figure with a slip against the print of the same name without it.
TWICE_RULE = "text.again_slip"
TWICE_NOTE = "同一科目另处所印的数正合等式 / another print of the same name has the value that agrees"
#: Places that are looked at again, at most.
MOST_DOUBTS = 60


class Verdict:
    """Puts together what the equations say."""

    def __init__(
        self,
        facts: tuple[Fact, ...],
        tables: tuple[Table, ...],
        equations: Sequence[Equation],
        repairs: Sequence[Repair],
        figures: Sequence[Figure] = (),
    ):
        self.facts = facts
        self.tables = tables
        self.unknown_heads = under_unknown_heads(tables)
        self.equations = equations
        self.repairs = {repair.figure.fact.fact_id: repair for repair in repairs}
        self.values: dict[str, Decimal] = {name: repair.edit.value for name, repair in self.repairs.items()}
        operands = {f.fact.fact_id: f for e in equations for f in e.operands}
        self.doubted_scales = doubted_scales(equations, (*figures, *operands.values()))
        self.slips = Slips(tuple({f.fact.fact_id: f for f in (*figures, *operands.values())}.values()))
        self.checks: list[Check] = []
        self.touched: dict[str, list[str]] = defaultdict(list)
        self.confirmed: set[str] = set()
        self.conflict: set[str] = set()
        #: equations whose agreement confirms
        self.agreeing: list[Equation] = []
        #: recognised figures that are printed again below each other: a total of a single part
        self.copies: list[set[str]] = []
        #: figures that a sum vouches for; those of a violated percentage or comparison
        self.summed: set[str] = set()
        #: recognised figures of other places than their column's, in sums that hold by rounding only
        self.oddly_rounded: set[str] = set()
        self.questioned: set[str] = set()
        #: recognised figures that differ by a last digit from another print of the same quantity
        self.strays: set[str] = set()
        self.suspects: dict[str, Figure] = {}
        #: the slips of the print that sums tell, by the figure that carries them
        self.slipped: dict[str, Slip] = {}
        self.explained: dict[tuple[str, ...], Slip] = {}

    def result(self) -> ChecksResult:
        """The result of the stage."""
        vouched = self._vouched()
        self._explain_sums(vouched)
        for equation in self.equations:
            read = evaluate(equation, {})
            mended = [figure for figure in equation.operands if figure.fact.fact_id in self.repairs]
            if mended:
                self._record_mended(equation, read, mended)
            else:
                self._record(equation, read, vouched)
        for figure in {figure.fact.fact_id: figure for e in self.equations for figure in e.operands}.values():
            doubted = figure.finer or figure.fact.fact_id in self.oddly_rounded
            if doubted and figure.fact.fact_id not in self.repairs:
                self._record_finer(figure)
        self._settle()
        checks = {check.check_id: check for check in self.checks}
        return ChecksResult(
            tuple(self._facts()),
            tuple(sorted(checks.values(), key=lambda check: (check.rule, check.operands, check.check_id))),
            (),
            self._doubts(),
        )

    def _vouched(self) -> dict[str, int]:
        """For every fact, how many equations with independent operands hold."""
        counts: dict[str, int] = defaultdict(int)
        for equation in self.equations:
            if any(figure.fact.fact_id in self.repairs for figure in equation.operands):
                continue  # a repair made it hold; it vouches for nothing
            if confirms(equation, evaluate(equation, {})):
                for figure in vouched_by(equation):
                    if figure.value:
                        counts[figure.fact.fact_id] += 1
        return counts

    def _explain_sums(self, vouched: dict[str, int]) -> None:
        for equation in self.equations:
            read = evaluate(equation, {})
            if (
                read.outcome == "violation"
                and not is_loose(equation)
                and blame(equation, {}, vouched) == "document_error"
            ):
                slip = self.slips.explain(equation, read)
                if slip is not None:
                    self.explained[equation.key] = slip
                    self.slipped.setdefault(slip.figure.fact.fact_id, slip)

    def _record(self, equation: Equation, read: Outcome, vouched: dict[str, int]) -> None:
        if read.outcome == "violation":
            whose = blame(equation, {}, vouched)
            self._add(equation, read, _ids(equation), blame_=whose, note=self._told(equation, read, whose))
            self.conflict.update(figure.fact.fact_id for figure in _contradicted(equation, vouched))
            if whose in ("unknown", "unit_slip"):
                self._suspect(equation.operands)
            if is_loose(equation):
                self.questioned.update(_ids(equation))
            return
        if read.outcome == "rounding":
            self.oddly_rounded.update(figure.fact.fact_id for figure in equation.operands if figure.odd)
        unread = [figure for figure in equation.operands if figure.value is None]
        self._suspect(unread)
        note = "缺 / missing: " + ", ".join(equation.missing) if equation.missing else ""
        if unread:
            note = "有无法识读的数 / an operand is unreadable"
        self._add(equation, read, _ids(equation), note=note)
        if is_stray(equation, read) and not all(figure.certain for figure in equation.operands):
            self.strays.update(_ids(equation))
        if confirms(equation, read):
            self.agreeing.append(equation)
        elif read.holds and not is_loose(equation) and not all(figure.certain for figure in equation.operands):
            self.copies.append({figure.fact.fact_id for figure in equation.operands if figure.value})

    def _settle(self) -> None:
        """Let agreements confirm, now that all contradictions are known.

        What recognition read is not borne out by a second print, or by what a
        percentage is made of, where that one is in a contradiction itself; and a copy of
        a contradicted figure is no better than that one.
        """
        contradicted = self._with_copies(self.conflict)
        agreeing, sums = [], []
        for equation in self.agreeing:
            sure = all(figure.certain for figure in equation.operands)
            single = equation.identity.second_reading or is_loose(equation)
            if single and not sure and any(figure.fact.fact_id in self.conflict for figure in equation.operands):
                continue
            agreeing.append(equation)
            if not equation.identity.second_reading or sure:
                sums.append(equation)
        self.confirmed = borne_out(agreeing, contradicted) - contradicted
        self.summed = borne_out(sums, contradicted)

    def _with_copies(self, contradicted: set[str]) -> set[str]:
        found = set(contradicted)
        grown = True
        while grown:
            more = {name for pair in self.copies if len(pair) > 1 and pair & found for name in pair}
            grown = not more <= found
            found |= more
        return found

    def _told(self, equation: Equation, read: Outcome, whose: str) -> str:
        """The identity, and the human slip that explains its violation where the print is to blame."""
        zh = equation.identity.zh
        if whose == "unit_slip":
            name = slipped_unit(equation, {})
            printed = next(
                (f"{f.fact.value}{f.fact.unit or ''}: " for f in equation.operands if f.fact.fact_id == name), ""
            )
            return f"{zh}。{'' if is_loose(equation) else printed}{slips()['unit']}"
        slip = self._slip(equation, read) if whose == "document_error" else None
        right = self.slips.printed_right(slip) if slip is not None and slip.instead is not None else None
        if slip is not None and right is not None and right not in equation.operands:
            self._record_twice(slip, right)
        return f"{zh}。{slip.told()}" if slip else zh

    def _slip(self, equation: Equation, read: Outcome) -> Slip | None:
        """The slip of a violation; a percentage is explained by that of its operand, which sums know better."""
        if not is_loose(equation):
            return self.explained.get(equation.key)
        if isinstance(equation, Ratio):
            known = (self.slipped.get(figure.fact.fact_id) for figure in equation.operands)
            slip = next(filter(None, known), None)
            if slip is not None:
                return slip
        return self.slips.explain(equation, read)

    def _record_twice(self, slip: Slip, right: Figure) -> None:
        """A figure with a slip, beside the print of the same name that has the value without it."""
        operands = (slip.figure.fact.fact_id, right.fact.fact_id)
        check_id = _check_id(TWICE_RULE, operands)
        self.checks.append(
            Check(
                check_id,
                TWICE_RULE,
                "violation",
                operands,
                "document_error",
                expected=right.fact.value,
                found=slip.figure.fact.value,
                note=f"{TWICE_NOTE}。{slip.told()}",
            )
        )
        for name in operands:
            self.touched[name].append(check_id)

    def _record_finer(self, figure: Figure) -> None:
        """A recognised figure of other decimal places than its column prints: flagged, whatever rounding allows."""
        name = figure.fact.fact_id
        check_id = _check_id(PLACES_RULE, (name,))
        self.checks.append(
            Check(check_id, PLACES_RULE, "violation", (name,), "unknown", found=figure.fact.value, note=PLACES_NOTE)
        )
        self.touched[name].append(check_id)
        self.conflict.add(name)
        self._suspect([figure])

    def _record_mended(self, equation: Equation, read: Outcome, mended: list[Figure]) -> None:
        """Two checks: the reading as it was, and what the repair makes of it."""
        texts = ", ".join(f"{f.text!r} → {self.repairs[f.fact.fact_id].edit.text}" for f in mended)
        if read.outcome == "violation":
            blamed: Blame = "ocr_error" if not any(figure.certain for figure in mended) else "unknown"
            self._add(equation, read, _ids(equation), blame_=blamed, note=f"修正 / repaired: {texts}")
        elif read.outcome == "not_applicable":
            self._add(equation, read, _ids(equation), note=f"修正 / repaired: {texts}")
        ids = tuple(
            repaired_id(figure.fact.fact_id) if figure.fact.fact_id in self.repairs else figure.fact.fact_id
            for figure in equation.operands
        )
        outcome = evaluate(equation, self.values)
        whose: str | None = None
        if outcome.outcome == "violation":  # what else is wrong there has not been found
            whose = "unknown"
            others = [figure for figure in equation.operands if figure.fact.fact_id not in self.repairs]
            self.conflict.update(figure.fact.fact_id for figure in others if figure.value)
            self._suspect(others)
        self._add(equation, outcome, ids, blame_=whose, note=f"修正 / repaired: {texts}")

    def _add(
        self, equation: Equation, outcome: Outcome, operands: tuple[str, ...], blame_: str | None = None, note: str = ""
    ) -> None:
        check_id = _check_id(equation.identity.id, operands)
        scale = self._scale(equation)
        self.checks.append(
            Check(
                check_id=check_id,
                rule=equation.identity.id,
                outcome=outcome.outcome,
                operands=operands,
                blame=blame_,  # type: ignore[arg-type]
                expected=_shown(outcome.expected, scale),
                found=_shown(outcome.found, scale),
                residual=_shown(outcome.residual, scale),
                tolerance=_shown(outcome.tolerance, scale),
                note=note or equation.identity.zh,
            )
        )
        for name in operands:
            self.touched[name].append(check_id)

    @staticmethod
    def _scale(equation: Equation) -> Decimal:
        """The factor of the printed unit where all operands share one; otherwise base units are shown."""
        if isinstance(equation, Ratio):
            return Decimal(1)
        factors = {figure.factor for figure in equation.operands}
        return factors.pop() if len(factors) == 1 else Decimal(1)

    def _suspect(self, figures: Iterable[Figure]) -> None:
        for figure in figures:
            if figure.table and not figure.certain and figure.page is not None and figure.bbox is not None:
                self.suspects[figure.fact.fact_id] = figure

    def _facts(self) -> Iterable[Fact]:
        """All facts in their order, a repaired one behind the one it mends.

        Two recognised prints of one quantity may have lost the same point: where a
        percentage speaks against them, their agreement does not confirm.
        """
        settled = self.confirmed - self.strays - (self.questioned - self.summed)
        for fact in self.facts:
            touched = tuple(sorted(set(self.touched.get(fact.fact_id, ()))))
            repair = self.repairs.get(fact.fact_id)
            if repair is not None:
                unread = fact.status == "abstained"
                yield replace(fact, checks=touched, status="abstained" if unread else "conflict")
                yield self._repaired(fact, repair)
            elif fact.fact_id in self.conflict:
                yield replace(fact, checks=touched, status="conflict")
            elif fact.fact_id in settled and fact.status == "read" and not self._of_nothing_known(fact):
                yield replace(fact, checks=touched, status="confirmed")
            else:
                yield replace(fact, checks=touched) if touched else fact

    def _of_nothing_known(self, fact: Fact) -> bool:
        """Whether an identity bears out the digits and not what they are of: scale or words of a head are unknown."""
        place = fact.evidence[0] if fact.evidence else None
        apart = place is not None and (place.table, place.col) in self.unknown_heads
        return apart or self._of_no_scale(fact)

    def _of_no_scale(self, fact: Fact) -> bool:
        """Whether an identity bears out the digits of an amount, of which nobody knows what they count."""
        if fact.kind != "amount":
            return False
        return fact.unit is None or any(place.table in self.doubted_scales for place in fact.evidence[:1])

    def _repaired(self, fact: Fact, repair: Repair) -> Fact:
        name = repaired_id(fact.fact_id)
        printed = repair.figure.printed(repair.edit.value)
        printed = printed.quantize(Decimal(1).scaleb(-repair.figure.places))
        base = to_base(printed, fact.unit)
        return replace(
            fact,
            fact_id=name,
            value=plain(printed),
            value_text=None,
            value_base=plain(base[0]) if base else plain(trimmed(printed)),
            unit_base=base[1] if base else fact.unit_base,
            made_by=f"repair:{repair.edit.rule}",
            status="repaired",
            checks=tuple(sorted(set(self.touched.get(name, ())))),
        )

    def _doubts(self) -> tuple[Region, ...]:
        """Recognised cells in open contradictions, those in most of them first."""
        order = sorted(
            self.suspects.values(),
            key=lambda figure: (-len(self.touched[figure.fact.fact_id]), figure.page or 0, figure.fact.fact_id),
        )
        return tuple(
            Region(figure.page, figure.bbox, "check", f"{figure.table}:{figure.row}:{figure.col}")
            for figure in order[:MOST_DOUBTS]
            if figure.page is not None and figure.bbox is not None
        )


def _contradicted(equation: Equation, vouched: dict[str, int]) -> Iterable[Figure]:
    """Whom a violation puts in doubt: all non-zero operands; of a loose one the whole and what nothing vouches for."""
    for figure in equation.operands:
        if is_loose(equation):
            if figure is equation.whole or (figure.value and not vouched.get(figure.fact.fact_id)):
                yield figure
        elif figure.value:
            yield figure


def repaired_id(fact_id: str) -> str:
    """The id of the repaired fact beside a fact."""
    return f"{fact_id}-repaired"


def _ids(equation: Equation) -> tuple[str, ...]:
    return tuple(figure.fact.fact_id for figure in equation.operands)


def _check_id(rule: str, operands: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((rule, *operands)).encode()).hexdigest()[:ID_LENGTH]


def _shown(value: Decimal | None, scale: Decimal) -> str | None:
    return None if value is None else plain(trimmed(value / scale))
