"""Shorthand and reference text become a gold document."""

from __future__ import annotations

import re
from typing import Any

from labeled.gold.shorthand.markup import Block, MarkupError, ReasonMark, SpanMark, StateMark, ValueMark
from labeled.gold.shorthand.values import LABELS, base_of, kind_of, printed
from labeled.gold.spans import Places
from labeled.gold.types import unblanked

_STATE = {
    "I": "indicator",
    "B": "basis",
    "P": "period",
    "W": "versus_indicator",
    "F": "flow",
    "T": "part",
    "U": "fund",
    "WHO": "who",
    "S": "scope",
    "V": "versus_basis",
    "PATH": "indicator_path",
}
_BASES = (
    (r"年初.*预算|当年预算安排", "initial_budget"),
    (r"调整.*预算|全年预算", "adjusted_budget"),
    (r"(上年|去年).*决算", "prior_final"),
    (r"执行|实际", "execution"),
    (r"决算", "final"),
    (r"预算", "budget"),
)
_CHANGES = ("change", "change_rate", "comparison")


def basis_of(words: str) -> str:
    """The basis that words state.

    Examples
    --------
    >>> basis_of("年初预算数")
    'initial_budget'
    """
    for pattern, basis in _BASES:
        if re.search(pattern, words):
            return basis
    raise MarkupError(f"{words!r} states no basis; say it behind =")


def period_of(words: str, year: str | None) -> str:
    """The period that words state in a section of that year.

    Examples
    --------
    >>> period_of("截至2023年6月30日", "2023"), period_of("上年", "2023"), period_of("年末", "2023")
    ('2023-06-30', '2022', '2023-12-31')
    """
    words = unblanked(words)
    if year and words in ("上年", "去年", "上年度", "上一年度"):
        return str(int(year) - 1)
    if year and words in ("本年", "本年度", "当年", "全年", "今年"):
        return year
    if year and words in ("年末", "年底"):
        return f"{year}-12-31"
    if found := re.fullmatch(r"(?:截[至止]到?)?(\d{4})年(\d{1,2})月(\d{1,2})日.*", words):
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    if found := re.fullmatch(r"(\d{4})年?[度初]?", words):
        return found[1]
    if found := re.fullmatch(r"(?:截[至止]到?)?(\d{4})年(?:年)?[末底]", words):
        return f"{found[1]}-12-31"
    raise MarkupError(f"{words!r} states no period; say it behind =")


def _norm(mark: SpanMark, year: str | None) -> str:
    words = mark.text.rpartition("^")[2]
    if mark.label == "INDICATOR":
        return unblanked(words)
    return basis_of(words) if mark.label == "BASIS" else period_of(words, year)


class Assembler:
    """Collects sentences, entities and facts of one document, block by block."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.entities: list[dict[str, Any]] = []
        self.facts: list[dict[str, Any]] = []
        self._ahead: list[tuple[str, int]] = []
        self._state: dict[str, tuple[str | None, str | None]] = {}
        self._once: dict[str, tuple[str | None, str | None]] = {}
        self._pending: list[dict[str, Any]] = []
        self._starts: list[int] = []
        self._low = 0

    def block(self, block: Block, low: int, high: int, starts: list[int]) -> None:
        """Label a block that lies in [low, high); ``starts`` are the starts of its sentences."""
        self._starts = starts
        if not block.carries:
            self._low = low
            self._state, self._once, self._pending, self._ahead = {}, {}, [], []
        cursor = low
        for mark in block.marks:
            try:
                cursor = self._mark(mark, block, cursor, high)
            except MarkupError as error:
                raise MarkupError(f"line {block.line} ({block.anchor}): {error}") from error

    def _find(self, words: str, low: int, high: int) -> tuple[int, int]:
        before, _, words = words.rpartition("^")
        place = self.places.find(before + words, low, high)
        if place is None:
            raise MarkupError(f"{before + words!r} does not stand there")
        if before:
            # what stands before ^ only tells which place is meant
            first = self.places.find(before, *place)
            assert first is not None
            place = self._find(words, first[1], place[1])
        return place

    def _entity(self, label: str, start: int, end: int, norm: str | None) -> str:
        # by its place, so that a new label renames no other
        id = f"{'r' if label == 'REASON' else 'e'}{start}"
        span = self.places.span(start, end)
        self.entities.append({"is": "entity", "id": id, "label": label, **span, "norm": norm})
        return id

    def _mark(self, mark: Any, block: Block, cursor: int, high: int) -> int:
        if isinstance(mark, StateMark):
            self._state[_STATE[mark.key]] = (mark.value, self._earlier(mark.value) if mark.key == "I" else None)
            return cursor
        if isinstance(mark, SpanMark):
            start, end = self._find(mark.text, cursor, high)
            norm = (None if mark.norm == "-" else mark.norm) if mark.norm else _norm(mark, block.attributes.get("year"))
            id = self._entity(mark.label, start, end, norm)
            if mark.feeds == "back":
                if not self._pending:
                    raise MarkupError(f"{mark.text!r} names no figure before it")
                self._pending[-1].update(indicator=norm, indicator_at=id)
            elif mark.feeds:
                kept = self._once if mark.once else self._state
                kept[mark.feeds] = (norm, id)
            return end
        if isinstance(mark, ReasonMark):
            return self._reason(mark, cursor, high)
        start, end = self._find(mark.text, cursor, high)
        self._fact(mark, block, start, end)
        return end

    def _earlier(self, name: str | None) -> str | None:
        """The last span of this block that has the name: a figure whose name is carried on links to it."""
        spans = [e for e in self.entities if e["label"] == "INDICATOR" and e["start"] >= self._low]
        return next((str(e["id"]) for e in reversed(spans) if e["norm"] == name), None)

    def _reason(self, mark: ReasonMark, cursor: int, high: int) -> int:
        start, end = self._find(mark.begin, cursor, high)
        if mark.end is not None:
            _, end = self._find(mark.end, end, high)
        id = self._entity("REASON", start, end, None)
        if mark.ahead:
            self._ahead = [(id, end)] * (mark.count or 1)
            return start
        if mark.of:
            told = [f for f in self._pending if f["measure"] in _CHANGES and f["indicator"] in mark.of]
        elif mark.count is not None:
            told = self._pending[len(self._pending) - mark.count :] if mark.count else []
        else:
            told = self._explained(start)
        if mark.count != 0 and not told:
            raise MarkupError(f"the reason {mark.begin!r} explains nothing")
        for fact in told:
            fact["reason_at"] = id
        if mark.count is None:
            self._pending = []
        return start

    def _explained(self, start: int) -> list[dict[str, Any]]:
        """The changes since the last reason of this sentence or the one before; else the last fact."""
        of = [sentence for sentence in self._starts if sentence <= start]
        for low in reversed(of[-2:]):
            told = [f for f in self._pending if f["measure"] in _CHANGES and f["_start"] >= low]
            if told:
                return told
        return self._pending[-1:]

    def _fact(self, mark: ValueMark, block: Block, start: int, end: int) -> None:
        given = dict(mark.attributes)
        fields: dict[str, Any] = {"measure": mark.measure}
        if mark.measure == "comparison":
            unit = None
            fields.update(kind="text", value_text=unblanked(mark.text))
        else:
            found = printed(self.places.text[start:end])
            unit = given.get("unit", found.unit)
            fields.update(kind=kind_of(unit), value=given.pop("value", found.value), unit=unit)
            fields.update(qualifier=found.qualifier, value_text=found.broken)
        label = given.pop("label", None)
        fields.update({key: value for key, value in given.items() if key in ("kind", "measure")})
        self._signed(fields, mark, given)
        state = self._said(fields["kind"], block)
        at = {f"{key}_at": state[key][1] for key in ("indicator", "basis", "period") if key not in given}
        values: dict[str, Any] = {key: value for key, (value, _) in state.items()}
        if values.get("indicator_path"):
            values["indicator_path"] = tuple(values["indicator_path"].split("/"))
        fields = {**values, **fields}
        self._compared(fields, mark, given, state)
        fields.update(given)
        if fields.get("value") is not None:
            fields["value_base"], unit_base = base_of(fields["value"], fields.get("unit"))
            fields["unit_base"] = given.get("unit_base", unit_base)
        norm = fields.get("value") or fields.get("value_text")
        id = self._entity(label or LABELS[fields["kind"]], start, end, norm)
        fact = {"is": "fact", "id": f"f{start}", "at": id, **fields, **at, "_start": start}
        # figures inside the reason are not what it explains
        if self._ahead and self._ahead[-1][1] <= start:
            fact["reason_at"], _ = self._ahead.pop()
        self.facts.append(fact)
        self._pending.append(fact)
        self._once = {}

    @staticmethod
    def _signed(fields: dict[str, Any], mark: ValueMark, given: dict[str, str | None]) -> None:
        if fields["measure"] not in ("change", "change_rate"):
            if mark.sign:
                raise MarkupError(f"{mark.text!r}: only changes have a sign")
            return
        if mark.sign is None and given.get("direction") != "unknown":
            raise MarkupError(f"{mark.text!r}: a change needs + or -")
        value = fields.get("value")
        if mark.sign == "-" and value and value.strip("0.") and not value.startswith("-"):
            fields["value"] = "-" + value

    def _said(self, kind: str, block: Block) -> dict[str, tuple[str | None, str | None]]:
        """The state with the defaults of the section below it and what was said for this value above it."""
        plain = {key: (value, None) for key, value in block.attributes.items() if key != "year"}
        plain["fiscal_year"] = (block.attributes.get("year"), None)
        plain.setdefault("period", plain["fiscal_year"])
        state = {"indicator": (None, None), "basis": (None, None), **plain, **self._state}
        if kind in ("participants", "quantity", "score"):
            # people and things are counted; that a text speaks of final accounts says nothing of their basis
            state["basis"] = (None, None)
        return {**state, **self._once}

    @staticmethod
    def _compared(fields: dict[str, Any], mark: ValueMark, given: dict[str, str | None], state: Any) -> None:
        measure = fields["measure"]
        whole = fields.pop("versus_indicator", None)
        stated = fields.pop("versus_basis", None)
        basis = given.get("basis", fields.get("basis"))
        if measure == "share":
            fields.update(versus="whole", versus_basis=basis, versus_indicator=whole)
        elif mark.versus is not None:
            own = basis if mark.versus == "prior_year" else mark.versus
            fields.update(versus=mark.versus, versus_basis=stated or own)
