"""What else a doubtful reading may have been: the small edits of its text, and what each costs."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import NamedTuple

from extract.checks.figures import Figure, number_of

# Costs are rounded natural logarithms of odds, so that they add up over the figures of an explanation.
#: That a reading which looks right is wrong at all (a per cent or so of the numbers of a bad scan).
MISREAD = 4
#: The engine's own other reading.
ALTERNATIVE = 0
#: A mend of what is no number as it stands.
FORMAT = 1
#: A point lost or moved; a digit read as one of those it is confused with; a digit doubled.
POINT, CONFUSED, DOUBLED = 1, 1, 1
#: Any other digit; a digit dropped; a digit too many.
DIGIT, DROPPED, ADDED = 2, 2, 3
#: A figure of which nothing was read, forced by its equations.
FORCED = 2
#: What a second look that read the same digits takes off the odds that they are wrong.
READ_TWICE = 3
#: Rules of edits that change digits and not the form of a number.
CONFUSABLE, OTHER_DIGIT = "confusable_digit", "other_digit"
DIGIT_RULES = frozenset({CONFUSABLE, OTHER_DIGIT, "dropped_digit", "doubled_digit", "added_digit"})
#: How many figures a point may have moved.
POINT_MOVES = (1, 2)
#: Letters of a text that may each be a misread figure, at most.
LETTERS = 3
_DIGITS = "0123456789"
_BLANKS = " \u00a0\u3000\n\t"
_POINTS = ".．。·,，:：;；'’"


class Edit(NamedTuple):
    """Another value for a figure, in base units; ``rule`` names the edit."""

    cost: int
    value: Decimal
    text: str
    rule: str


@cache
def confusions() -> dict[str, tuple[str, ...]]:
    """For every character as read, the characters that may have been printed (models/confusions.csv).

    Digits are confused both ways; letters and stray signs stand for the digit or the point only.

    >>> "8" in confusions()["3"] and "3" in confusions()["8"]
    True
    """
    text = resources.files("models").joinpath("confusions.csv").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["read"], set()).add(row["printed"])
        if row["kind"] == "digit":
            found.setdefault(row["printed"], set()).add(row["read"])
    return {read: tuple(sorted(printed)) for read, printed in found.items()}


def edits(figure: Figure) -> tuple[Edit, ...]:
    """The values that a figure takes by one small edit, each once at its lowest cost, cheapest first."""
    best: dict[Decimal, Edit] = {}
    valid = figure.value is not None
    for extra, text, rule in _texts(figure):
        printed = number_of(text)
        if printed is None or _places(printed) > figure.places:
            continue  # finer than its column prints
        value = printed * figure.factor
        if value == figure.value:
            continue
        cost = extra + (MISREAD if valid and not figure.odd and rule != "alternative" else FORMAT)
        if figure.read_twice and rule in DIGIT_RULES:
            cost += READ_TWICE
        edit = Edit(cost, value, text, rule)
        if value not in best or edit < best[value]:
            best[value] = edit
    return tuple(sorted(best.values()))


def forced(figure: Figure, value: Decimal) -> Edit:
    """The edit that gives a figure of which nothing was read the value that its equations ask for."""
    return Edit(FORCED, value, f"{figure.printed(value):f}", "forced")


def one_digit_apart(one: Decimal, other: Decimal) -> bool:
    """Whether two printed numbers differ in one figure of the same place.

    >>> one_digit_apart(Decimal("35.10"), Decimal("85.10"))
    True
    """
    if one.is_signed() != other.is_signed():
        return False
    places = max(_places(one), _places(other))
    left, right = f"{abs(one):.{places}f}", f"{abs(other):.{places}f}"
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _texts(figure: Figure) -> Iterator[tuple[int, str, str]]:
    for other in figure.alternatives:
        yield ALTERNATIVE, other, "alternative"
    text = unicodedata.normalize("NFKC", figure.text).strip(_BLANKS)
    if not text:
        return
    if figure.value is None:
        yield from _mended(text, figure.places)
        return
    text = text.replace(",", "")
    yield from _moved_points(text, figure.places)
    yield from _other_digits(text)


def _other_digits(text: str) -> Iterator[tuple[int, str, str]]:
    """One digit changed, dropped or added by the reading."""
    for i, char in enumerate(text):
        if not char.isdigit():
            continue
        alike = confusions().get(char, ())
        for other in _DIGITS:
            if other != char:
                rule = CONFUSABLE if other in alike else OTHER_DIGIT
                yield (CONFUSED if rule == CONFUSABLE else DIGIT), text[:i] + other + text[i + 1 :], rule
            yield DROPPED, text[:i] + other + text[i:], "dropped_digit"
        if len(text) > 1:
            twice = (i and text[i - 1] == char) or text[i + 1 : i + 2] == char
            yield (DOUBLED if twice else ADDED), text[:i] + text[i + 1 :], "doubled_digit" if twice else "added_digit"
    for other in _DIGITS:
        yield DROPPED, text + other, "dropped_digit"
    if "." in text:
        point = text.index(".")
        for other in _DIGITS:
            yield DROPPED, text[:point] + other + text[point:], "dropped_digit"


def _moved_points(text: str, places: int) -> Iterator[tuple[int, str, str]]:
    """The point lost, moved or set where there was none."""
    bare = text.replace(".", "")
    if "." not in text:
        if places and len(bare.lstrip("-")) > places:
            yield POINT, f"{bare[:-places]}.{bare[-places:]}", "lost_point"
        return
    at = text.index(".")
    for move in POINT_MOVES:
        for place in (at - move, at + move):
            if 0 < place < len(bare):
                yield POINT, f"{bare[:place]}.{bare[place:]}", "moved_point"
            elif place == len(bare):
                yield POINT, bare, "moved_point"


def _mended(text: str, places: int) -> Iterator[tuple[int, str, str]]:
    """Readings of a text that is no number: split by a blank, stray signs, letters for figures."""
    parts = text.split()
    if len(parts) > 1:
        yield 0, "".join(parts), "joined"
        if len(parts) == 2:
            yield 0, ".".join(parts), "blank_for_point"
    whole = "".join(parts)
    swapped = _letters_as_digits(whole)
    if swapped and swapped != whole:
        yield 0, swapped, "letter_for_digit"
        whole = swapped
    points = [i for i, char in enumerate(whole) if char in _POINTS]
    if points:
        bare = [char for char in whole if char not in _POINTS]
        yield 0, "".join(bare), "stray_sign"
        for i in points:
            kept = "".join(c if j != i else "." for j, c in enumerate(whole) if j == i or c not in _POINTS)
            yield 0, kept, "sign_for_point"
    stripped = whole.strip("|!'’`-_~*<>p/ ")
    if stripped != whole:
        yield 0, stripped, "stray_sign"
    if places and whole.isdigit() and len(whole) > places:
        yield POINT, f"{whole[:-places]}.{whole[-places:]}", "lost_point"


def _letters_as_digits(text: str) -> str | None:
    """The text with letters read as the figures they resemble; None where one resembles none or several."""
    out, letters = [], 0
    for char in text:
        if char.isdigit() or char in _POINTS or char == "-":
            out.append(char)
            continue
        printed = [other for other in confusions().get(char, ()) if other.isdigit()]
        if len(printed) != 1:
            return None
        letters += 1
        out.append(printed[0])
    return "".join(out) if letters <= LETTERS else None
