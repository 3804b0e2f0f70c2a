"""From a source and a seed to a filled document."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from extract.numbers import plain, to_base
from labeled.generator.expressions import Value
from labeled.generator.filled import Filled, PageBreak, Paragraph, SourceError, Table, TruthFact
from labeled.generator.numbers import Numbers, draw
from labeled.generator.places import Attributes, Place, fill_prose, kind_of, unfold
from labeled.generator.tables import fill_table

_HEADINGS = ("h1", "h2", "h3")
_SENTENCE_END = re.compile("[。！？]")
#: Words of a scope that may stand apart have more characters.
_SHORTEST_APART = 4
_FIELDS = (
    "section",
    "department",
    "fiscal_year",
    "indicator",
    "kind",
    "flow",
    "part",
    "fund",
    "measure",
    "basis",
    "versus",
    "versus_basis",
    "versus_indicator",
    "period",
    "value",
    "unit",
    "value_text",
    "value_base",
    "unit_base",
    "direction",
    "qualifier",
    "who",
    "scope",
)
_SHORT = {"id"}


class Source(BaseModel):
    """The file, as FORMAT.md describes it."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    id: str
    template: str
    kind: str
    department: str
    fiscal_year: str
    unit: str = "万元"
    presets: dict[str, str] = {}
    numbers: dict[str, Any] = {}
    identities: list[str] = []
    breaks: list[dict[str, str]] = []
    blocks: list[dict[str, Any]]


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise SourceError(f"{twice[0]} is given twice, line {node.start_mark.line + 1}")
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(path: Path) -> Source:
    """Read and validate a source."""
    with path.open(encoding="utf-8") as file:
        return Source.model_validate(yaml.load(file, Loader=_Loader))


def fill(path: Path | str, seed: int = 0) -> Filled:
    """Fill a source with the numbers of a seed; the same seed gives the same document.

    Raises
    ------
    SourceError
        With the file and the place, where the source is wrong or an identity
        does not hold.
    """
    path = Path(path)
    source = load(path)
    try:
        return _Filling(source, seed).run()
    except SourceError as error:
        raise SourceError(f"{path.name}, seed {seed}: {error}") from error


class _Filling:
    def __init__(self, source: Source, seed: int) -> None:
        self.source = source
        self.seed = seed
        self.numbers: Numbers = draw(source.numbers, f"{source.id}/{seed}")
        self.section = source.kind
        self.blocks: list[Paragraph | Table | PageBreak] = []
        self.facts: list[TruthFact] = []
        self.contents: int | None = None

    def run(self) -> Filled:
        source = self.source
        for identity in source.identities:
            if self.numbers.evaluate(identity, identity) is not True:
                raise SourceError(f"does not hold: {identity}")
        for broken in source.breaks:
            if self.numbers.evaluate(broken["holds"], broken["id"]) is not False:
                raise SourceError(f"should be broken and is not: {broken['holds']}")
        for block in source.blocks:
            self._block(block)
        self._list_contents()
        return Filled(
            source.id,
            source.template,
            source.kind,
            source.department,
            source.fiscal_year,
            self.seed,
            tuple(self.blocks),
            tuple(self.facts),
            tuple(tuple(sorted(broken.items())) for broken in source.breaks),
        )

    def _block(self, block: dict[str, Any]) -> None:
        (kind, given), *more = block.items()
        if more:
            raise SourceError(f"a block has one kind: {list(block)}")
        match kind:
            case "cover":
                for line in given:
                    self._paragraph("cover", str(line), "center")
                self.blocks.append(PageBreak())
            case "contents":
                self.contents = len(self.blocks)
            case "section":
                self.section = str(given)
            case "pagebreak":
                self.blocks.append(PageBreak())
            case "p" | "h1" | "h2" | "h3":
                spec = given if isinstance(given, dict) else {"text": given}
                default = "center" if kind == "h1" else "left"
                self._paragraph(kind, str(spec["text"]), str(spec.get("align", default)))
            case "table":
                self._table(given)
            case _:
                raise SourceError(f"unknown block: {kind}")

    def _paragraph(self, kind: str, text: str, align: str = "left") -> None:
        presets = self.source.presets
        prose = fill_prose(unfold(text) if kind in ("p", "note") else text, self.numbers.evaluate, presets)
        for place in prose.places:
            if not scope_said(prose.text, place.start, str(place.attributes.get("scope", ""))):
                place = replace(place, attributes={**place.attributes, "scope": ""})
            self._fact(place, len(self.blocks))
        self.blocks.append(Paragraph(kind, prose.text, align))

    def _table(self, spec: dict[str, Any]) -> None:
        unit = str(spec.get("unit") or self.source.unit)
        above = [(str(spec[key]), align) for key, align in (("title", "center"), ("mark", "right")) if spec.get(key)]
        for caption, align in reversed(above) if spec.get("mark_above") else above:
            self._paragraph("caption", caption, align)
        if spec.get("line") or spec.get("unit"):
            right = f"{spec.get('unit_word', '单位')}：{unit}" if spec.get("unit") else ""
            self._paragraph("caption", f"{spec.get('line', '')}\t{right}", "both")
        number = 1 + sum(isinstance(block, Table) for block in self.blocks)
        table, found = fill_table(spec, f"t{number}", unit, self.numbers, self.source.presets)
        for item in found:
            self._fact(item.place, len(self.blocks), item.row, item.col)
        self.blocks.append(table)
        for note in spec.get("notes", []):
            self._paragraph("note", str(note))

    def _fact(self, place: Place, block: int, row: int | None = None, col: int | None = None) -> None:
        given: Attributes = {key: value for key, value in place.attributes.items() if key not in _SHORT}
        unknown = set(given) - set(_FIELDS)
        if unknown:
            raise SourceError(f"unknown attributes {sorted(unknown)} of {place.shown!r}")
        if not given.get("indicator"):
            raise SourceError(f"no indicator for {place.shown!r}")
        unit = given.get("unit", "")
        fields: dict[str, str] = {
            "section": self.section,
            "department": self.source.department,
            "fiscal_year": self.source.fiscal_year,
            "measure": "level",
            "period": self.source.fiscal_year,
            "kind": kind_of(place.value, unit),
            **given,
            **_value_of(place.value, place.shown, given, unit),
        }
        self.facts.append(
            TruthFact(
                tuple((name, fields[name]) for name in _FIELDS if fields.get(name)),
                block,
                place.start,
                place.end,
                "",
                row,
                col,
                place.reason,
                place.reason_at,
            )
        )

    def _list_contents(self) -> None:
        """Put the lines of the contents where they belong; all later blocks move down."""
        self._print_texts()
        if self.contents is None:
            return
        headings = [i for i, b in enumerate(self.blocks) if isinstance(b, Paragraph) and b.kind in ("h1", "h2")]
        shift = len(headings) + 2
        lines: list[Paragraph | Table | PageBreak] = [Paragraph("cover", "目录", "center")]
        lines += [Paragraph("contents", self.blocks[i].text, target=i + shift) for i in headings]  # type: ignore[union-attr]
        self.blocks[self.contents : self.contents] = [*lines, PageBreak()]
        self.facts = [
            TruthFact(f.fields, f.block + (shift if f.block >= self.contents else 0), *_rest(f)) for f in self.facts
        ]

    def _print_texts(self) -> None:
        """Give each fact the characters that it stands on."""
        done = []
        for fact in self.facts:
            block = self.blocks[fact.block]
            if isinstance(block, Table):
                text = next(c.text for c in block.cells if (c.row, c.col) == (fact.row, fact.col))
            else:
                assert isinstance(block, Paragraph)
                text = block.text
            printed = text[fact.start : fact.end]
            done.append(TruthFact(fact.fields, fact.block, fact.start, fact.end, printed, *_rest(fact)[3:]))
        self.facts = done


def scope_said(text: str, start: int, scope: str) -> bool:
    """Whether the sentence of a figure says its scope before it (labeled/gold/GUIDELINES.md, decision 12).

    A sentence that begins with 其中 goes on with the one before. The words may stand apart: 困难人员在县域内住院.

    Examples
    --------
    >>> scope_said("全县养路520公里。修桥3座", 13, "全县"), scope_said("全县养路520公里。其中县道90公里", 15, "全县")
    (False, True)
    """
    *before, sentence = _SENTENCE_END.split(text[:start])
    if before and sentence.startswith("其中"):
        sentence = before[-1] + sentence
    if scope in sentence:
        return True
    at = 0
    for char in scope:
        at = sentence.find(char, at) + 1
        if at == 0:
            return False
    return len(scope) >= _SHORTEST_APART


def _rest(fact: TruthFact) -> tuple[Any, ...]:
    return (fact.start, fact.end, fact.text, fact.row, fact.col, fact.reason, fact.reason_at)


def _value_of(value: Value, shown: str, given: Attributes, unit: str) -> dict[str, str]:
    """The fields of the value: as printed, signed by its words, and in the base unit."""
    if not isinstance(value, Decimal):
        return {"value_text": given.get("value_text") or shown}
    printed = Decimal(shown.replace(",", ""))
    if (
        given.get("direction") != "unknown"
        and value < 0 < printed
        and given.get("measure") in ("change", "change_rate")
    ):
        printed = -printed
    fields = {"value": plain(printed)}
    # 分 is a score here and never money
    base = None if unit == "分" else to_base(printed, unit)
    if base is not None:
        # 每人每年1650元: the rate is one per head, though its unit does not say so
        fields["value_base"], fields["unit_base"] = plain(base[0]), given.get("unit_base") or base[1]
    elif unit in ("%", "％"):
        fields["value_base"], fields["unit_base"] = plain(printed), "%"
    return fields
