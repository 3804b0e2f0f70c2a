"""What a value cell prints: number, unit, base value, kind; or that it could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.heads import said_alone
from extract.numbers import fold_width, parse_number, plain, to_base
from extract.types import Cell, Column, FactKind, Number, Table
from models import patterns
from models.forms import words
from models.units import units

#: Signs and words of comparison around a number; a qualifier is kept as it is printed.
_QUALIFIED = re.compile(
    r"(?P<sign>≥|≤|>=|<=|>|<|=|大于等于|小于等于|不低于|不少于|不超过|不高于|不多于|至少|大于|小于|约)?\s*"
    r"(?P<rest>.+?)(?P<after>及以上|及以下|以上|以下|以内|左右)?"
)
_SIGNS = {">=": "≥", "<=": "≤"}
#: Signs that a column of their own may print (指标性质).
COMPARING = frozenset({"≥", "≤", "=", ">", "<", "＝", "＞", "＜"})
#: Measures that are no amount.
RATES = frozenset({"change_rate", "completion", "share"})
#: Units that count people or things.
BATCHES = frozenset({"批", "批次"})
#: A rate above this is no ratio but a percentage, whether the print has its sign or not.
HIGHEST_RATIO = 5
#: Confidence of a value whose place or reading is in doubt.
DOUBTED = 0.5
_UNIT_AT_END = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,6}(?:[（(][^（）()]{1,3}[）)])?)[）)]$")
#: What a column of units may print: no number, no sentence.
_MAY_BE_UNIT = re.compile(r"(?![一丨l|]$)[^\d\s、，。；：,;:]{1,8}")
#: The end of a name that is of a rate, whatever its head says of a measure: 规模控制率（%）.
_OF_RATE = re.compile(r"(?:率|百分比)(?:[（(][^（）()]*[）)])?$")
_BETWEEN_UNITS = re.compile(r"[、/／，,]")
#: Line ends, and blanks before the rest of a unit: 961台 （套）.
_WITHIN = re.compile(r"\s*\n\s*|(?<=[\u4e00-\u9fff])\s+(?=[（(][\u4e00-\u9fff])")
_WITH_UNIT = re.compile(
    r"(?P<number>[-+(]?[\d,.]+%?[)]?)\s*"
    r"(?:(?P<unit>[^\d\s.,%()]{1,6}(?:[(][^()\d]{1,3}[)])?)|[(](?P<bracketed>[^()\d]{1,4})[)])"
)


#: What kind of fact a unit makes.
_KINDS: dict[str, FactKind] = {
    "money": "amount",
    "standard": "amount",
    "participants": "participants",
    "quantity": "quantity",
    "ratio": "quantity",
    "duration": "quantity",
    "percent": "percent",
}


@dataclass(frozen=True)
class Reading:
    """A cell as a value; ``value`` is None where it has ink and could not be read."""

    value: str | None
    unit: str | None
    value_base: str | None
    unit_base: str | None
    kind: FactKind | None
    qualifier: str | None = None


def number_with_unit(text: str) -> tuple[Number, str | None, str | None] | None:
    """Number, unit and qualifier of a text that prints one value: ``≥95%``, ``720.87万元``, ``12.5``."""
    flat = fold_width(_WITHIN.sub("", text)).strip()
    match = _QUALIFIED.fullmatch(flat)
    if match is None:
        return None
    sign = match["sign"] or match["after"]
    qualifier = _SIGNS.get(sign, sign) if sign else None
    number = parse_number(match["rest"])
    if number is not None:
        return number, "%" if number.percent else None, qualifier
    with_unit = _WITH_UNIT.fullmatch(match["rest"])
    unit = None if with_unit is None else with_unit["unit"] or with_unit["bracketed"]
    if unit is not None and ("（" in text or unit not in units()):
        unit = unit.replace("(", "（").replace(
            ")", "）"
        )  # 台（套） as it is printed, or where recognition lost the width
    if with_unit is None or unit not in units() and unit not in ("分", "%"):
        return None
    number = parse_number(with_unit["number"])
    return None if number is None else (number, unit, qualifier)


def unit_apart(label: str) -> tuple[str, str | None]:
    """A label without the unit that it puts in brackets at its end, and that unit: 公务用车保有量（辆）."""
    match = _UNIT_AT_END.search(label)
    if match is not None and (match[1] in units() or match[1] == "%"):
        return label[: match.start()], match[1]
    # 台、套 is one unit printed as two; units of different kinds (个、万元) are none.
    joined = _BETWEEN_UNITS.sub("", match[1]) if match is not None else ""
    return (label[: match.start()], joined) if match is not None and joined in units() else (label, None)


def unit_printed(text: str) -> str | None:
    """What a column of units prints for a row, a unit that nobody knows too: then the figure has no base value.

    Parameters
    ----------
    text : str
        Of the cell, without blanks.

    Returns
    -------
    str or None
        None where it prints none, or what can be no unit.
    """
    if text in units() or text == "%":
        return text
    says_none = words().nothing.match(text) is not None or words().totals.match(text) is not None
    return text if _MAY_BE_UNIT.fullmatch(text) and not says_none else None


def unit_listed(listed: tuple[str, ...], label: str, leaf: str) -> str | None:
    """The unit of a caption that lists several (单位：人、万元) which a figure of that name has.

    Parameters
    ----------
    listed : tuple of str
        What the caption prints.
    label, leaf : str
        What names the row and the column.

    Returns
    -------
    str or None
        None where the names do not tell, or two units of that kind are listed: nothing is guessed.
    """
    said = leaf if words().of_people.search(leaf) or words().of_money.search(leaf) else label
    things = _thing_listed(listed, leaf) or _thing_listed(listed, label)
    if things is not None:
        return things
    people, money = words().of_people.search(said), words().of_money.search(said)
    if bool(people) == bool(money) or (money and words().counted.search(label)):
        return None
    kind = "participants" if people else "money"
    found = [unit for unit in listed if unit in units() and units()[unit].kind == kind]
    if people and said.endswith("人次"):
        found = [unit for unit in found if unit.endswith("人次")]
    return found[0] if len(found) == 1 else None


def _thing_listed(listed: tuple[str, ...], name: str) -> str | None:
    """The measure word, of those that a caption lists, by which a thing of that name is counted: 辆 of 应急保障用车."""
    for pattern, counters in words().measure_words:
        if pattern.search(name):
            found = [unit for unit in listed if re.fullmatch(counters, unit)]
            return found[0] if len(found) == 1 else None
    return None


def reading_of(cell: Cell, column: Column, table: Table) -> Reading | None:
    """The value of a cell of a value column, None where nothing is printed."""
    if cell.status == "blank":
        return None
    if cell.status == "unreadable" or may_be_no_figure(cell):
        return Reading(None, _unit_of(column, table), None, None, None)
    read = number_with_unit(cell.text)
    if read is None:
        return None
    number, unit, qualifier = read
    unit = unit or _unit_of(column, table)
    rated = _is_rate(column)
    if rated and unit is None and abs(number.value) > HIGHEST_RATIO:
        unit = "%"  # 执行率 · 91.49: no ratio is so high
    reading = valued(number, unit, qualifier)
    return replace(reading, kind="percent") if column.measure in RATES or (rated and unit is None) else reading


def _is_rate(column: Column) -> bool:
    """Whether the figures of a column are rates, by what it measures or by its head: 到位率 in a table of money."""
    return column.measure in RATES or _OF_RATE.search(said_alone(column.header.rpartition("/")[2])) is not None


def _unit_of(column: Column, table: Table) -> str | None:
    """The unit of a column; that of the table is of its amounts, never of its rates."""
    return column.unit if _is_rate(column) else column.unit or table.unit


def counted_kind(reading: Reading, name: str) -> FactKind | None:
    """The kind of a value, batches of things (抽检批次) apart from batches of people (接待批次).

    Parameters
    ----------
    reading : Reading
    name : str
        What is counted.
    """
    of_things = reading.unit in BATCHES and patterns.expression("values", "batches_of_things").search(name)
    return "quantity" if of_things else reading.kind


def may_be_no_figure(cell: Cell) -> bool:
    """Whether a cell in doubt may print that there is nothing to print: a 1 that the engine could as well read as /.

    Parameters
    ----------
    cell : Cell
        With the engine's other readings. Only a single character is taken for such a sign.
    """
    offered = [re.sub(r"\s+", "", other) for other in cell.alternatives]
    alone = cell.status == "doubtful" and len(cell.text.strip()) == 1
    return alone and any(words().nothing.match(other) is not None for other in offered)


def confidence_of(cell: Cell) -> float:
    """How sure a cell is; one that the table stage doubts is never surer than a guess between two."""
    return min(cell.confidence, DOUBTED) if cell.status == "doubtful" else cell.confidence


def valued(number: Number, unit: str | None, qualifier: str | None = None) -> Reading:
    """A number with its unit, in print and in the base unit."""
    if unit == "分":  # no table prints money in it
        return Reading(plain(number.value), unit, None, None, "score", qualifier)
    known = units().get(unit or "")
    base = to_base(number.value, unit)
    kind: FactKind | None = None
    if number.percent or unit == "%":
        kind = "percent"
    elif known is not None:
        kind = _KINDS.get(known.kind)
    return Reading(
        plain(number.value), unit, plain(base[0]) if base else None, base[1] if base else None, kind, qualifier
    )
