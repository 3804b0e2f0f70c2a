"""On how much two facts agree: the cumulative levels of SPEC section 8.

| level | fields that have to agree besides those of the levels before |
| --- | --- |
| value | value (as a number), unit, words of a value in words |
| indicator | the name |
| measure | kind, measure, basis, direction, qualifier |
| versus | versus, period |
| whole | flow, part, fund, versus_basis, versus_indicator, who, scope, reason |

Section, department and fiscal year of a fact are those of the part of the
document it stands in; ``PLACED`` names them, and they are counted apart: one
heading that is read wrongly would spoil every fact below it.

Flow, part and fund tell the columns of a form apart. Prose has no columns: there
they are labelled only where the names do not tell two figures apart, so that of two
facts of the text one of which leaves such a field open, the field says nothing.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from evaluation.scores.matching.alignment import squeeze
from extract.types import Fact

LEVELS = ("value", "indicator", "measure", "versus", "whole")
FIELDS: dict[str, tuple[str, ...]] = {
    "value": ("value", "unit", "value_text"),
    "indicator": ("indicator",),
    "measure": ("kind", "measure", "basis", "direction", "qualifier"),
    "versus": ("versus", "period"),
    "whole": ("flow", "part", "fund", "versus_basis", "versus_indicator", "who", "scope", "reason"),
}
PLACED = ("section", "department", "fiscal_year")
#: What the head of a column says of a figure.
OF_COLUMNS = ("basis", "measure", "versus", "period", "flow", "part", "fund")
#: All fields in the order in which a difference is looked for.
ORDER = tuple(name for level in LEVELS for name in FIELDS[level])
#: Fields that are printed text: blanks and the width of characters do not count.
_TEXTS = frozenset({"indicator", "value_text", "versus_indicator", "who", "scope", "reason", "department", "qualifier"})
#: What tells the columns of a form apart.
_COLUMNS = frozenset({"flow", "part", "fund"})
#: What a score counts, whether its unit is printed or not.
POINTS = "分"
#: Signs that print one qualifier.
_SIGNS = {">=": "≥", "<=": "≤"}


def differences(wanted: Fact, given: Fact) -> tuple[str, ...]:
    """The fields on which two facts differ, in the order of ``ORDER``."""
    return tuple(name for name in ORDER if not same(name, wanted, given))


def first_difference(wanted: Fact, given: Fact) -> str | None:
    """The first field on which two facts differ, None where they agree."""
    return next(iter(differences(wanted, given)), None)


def agreed(wanted: Fact, given: Fact) -> int:
    """How many levels agree, from the first on: 0 (the value differs) to 5 (the whole fact)."""
    for count, level in enumerate(LEVELS):
        if not all(same(name, wanted, given) for name in FIELDS[level]):
            return count
    return len(LEVELS)


def same(name: str, wanted: Fact, given: Fact) -> bool:
    """Whether two facts agree on a field; an empty text and none are the same."""
    one, two = getattr(wanted, name), getattr(given, name)
    if name == "value":
        return _same_value(wanted, given)
    if name == "unit" and wanted.unit_base is not None and given.unit_base is not None:
        return bool(wanted.unit_base == given.unit_base)
    if name == "unit" and wanted.kind == given.kind == "score":
        return (one or POINTS) == (two or POINTS)
    if name in _COLUMNS and (one is None or two is None) and _in_prose(wanted) and _in_prose(given):
        return True
    if name in _TEXTS:
        one, two = squeeze(one or "").rstrip("。；;，,"), squeeze(two or "").rstrip("。；;，,")
        one, two = _SIGNS.get(one, one), _SIGNS.get(two, two)
    return bool((one or None) == (two or None))


def _in_prose(fact: Fact) -> bool:
    return all(place.table is None for place in fact.evidence)


def _same_value(wanted: Fact, given: Fact) -> bool:
    if wanted.value_base is not None and given.value_base is not None:
        return number(wanted.value_base) == number(given.value_base)
    return number(wanted.value) == number(given.value)


def number(text: str | None) -> Decimal | str | None:
    """A decimal string as a number, so that 1.50 equals 1.5; what is no number stays as it is."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
