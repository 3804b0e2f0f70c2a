"""Totals that stand behind the figures they are of, and net changes with what came and what went behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.checks.arithmetic import ZERO, Equation
from extract.checks.figures import Figure
from extract.checks.listed import slipped
from extract.checks.slips import digits_of
from extract.checks.told import NEAR, Narrative, end_of, same_section
from models.identities import Identity

#: Significant digits from which a sum is no chance, and parts from which one that is left out is none.
SIGNIFICANT, SEVERAL = 4, 3
#: Characters before a change in which it is called net.
SAID = 8
_STOP = re.compile(r"[。\n]")
#: What came, and what went, is told right behind the net change: 净增23人（新招录40人，辞职21人）.
_RIGHT_BEHIND = re.compile(r"[，,；;：:（(](?:其中|年内|全年|当年|本年)?[：:，,]?[^\d，,。；;\n]{0,16}")
_NEXT = re.compile(r"[，,、；;](?:[^\d，,。；;\n]{0,16})")


def totals_behind(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Totals over the figures of their sentence before them: 甲10万元、乙20万元、丙30万元，共60万元.

    Which of the figures are meant the words leave open, so that a difference says nothing but where the total is
    exactly that of all of them without one, or one slip of the digits keeps it from coming out.
    """
    for position, whole in enumerate(told.levels):
        if digits_of(whole.value) < SIGNIFICANT or whole.fact.kind == "percent" or identity.said_pattern is None:
            continue
        parts = _before(told, whole, position)
        words = told.between(parts[-1], whole) if parts else None
        if words is None or not identity.said_pattern.fullmatch(words):
            continue
        for first in range(len(parts) - 1):
            if sum((part.value or ZERO for part in parts[first:]), ZERO) == whole.value:
                yield Equation(identity, whole, tuple((1, part) for part in parts[first:]))
                break
        else:
            if len(parts) >= SEVERAL and (_leaves_out(whole, parts) or len(list(slipped(whole, parts))) == 1):
                yield Equation(identity, whole, tuple((1, part) for part in parts))


def _before(told: Narrative, whole: Figure, position: int) -> list[Figure]:
    """The figures of a whole's unit that stand before it in its sentence."""
    parts: list[Figure] = []
    for figure in reversed(told.levels[:position]):
        words = told.between(figure, whole)
        if words is None or _STOP.search(words) or len(words) > NEAR:
            break
        if figure.unit == whole.unit and same_section(figure.fact, whole.fact):
            parts.insert(0, figure)
    return parts


def _leaves_out(whole: Figure, parts: list[Figure]) -> bool:
    off = sum((part.value or ZERO for part in parts), ZERO) - (whole.value or ZERO)
    return digits_of(off) >= SIGNIFICANT and sum(1 for part in parts if part.value == off) == 1


def net(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Net changes over what came and what went, told right behind them, where every figure there is one of both.

    ``parts`` of the identity name what came (factor 1) and what went (factor -1).
    """
    for position, whole in enumerate(told.figures):
        if whole.fact.measure != "change" or whole.fact.kind == "percent" or whole.value is None:
            continue
        if identity.said_pattern is None or not identity.said_pattern.search(told.sentence(whole)[-SAID:]):
            continue
        parts = _came_and_went(identity, told, whole, told.figures[position + 1 :])
        if {factor for factor, _ in parts} == {1, -1}:
            yield Equation(identity, whole, tuple(parts))


def _came_and_went(
    identity: Identity, told: Narrative, whole: Figure, behind: Sequence[Figure]
) -> list[tuple[int, Figure]]:
    parts: list[tuple[int, Figure]] = []
    last = whole
    for figure in behind:
        words = told.between(last, figure)
        follows = (_NEXT if parts else _RIGHT_BEHIND).fullmatch(words) if words else None
        if not words or follows is None or figure.unit != whole.unit or figure.value is None:
            break
        factor = next((o.factor for o in identity.parts if o.name_pattern and o.name_pattern.search(words)), None)
        if factor is None:
            return []
        parts.append((factor, figure))
        last = figure
    rest = _STOP.split(told.chars[end_of(last) : end_of(last) + 2])[0]
    return [] if rest.startswith(("等", "左")) else parts
