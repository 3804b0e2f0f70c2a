"""Reasons hung on what they explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.types import Fact, Mention, Text
from models import patterns

_CHANGES = ("change", "change_rate")


def explained(facts: list[Fact], first: int, reasons: Sequence[Mention], text: Text, before: Sequence[int]) -> None:
    """Give every change and comparison from ``first`` on the reason that explains it.

    A reason explains the changes printed since the reason before it; where none
    is printed, the comparison in words; at the head of a paragraph the changes
    ``before`` it, which the paragraph above left unexplained.
    """
    at = 0
    spans = [(reason.start, reason.end) for reason in reasons]
    for reason in reasons:
        since = [
            number for number in range(first, len(facts))
            if at <= _start(facts[number]) < reason.start
            and not any(low <= _start(facts[number]) < high for low, high in spans)
        ]  # fmt: skip
        changes = [number for number in since if facts[number].measure in _CHANGES]
        words = [number for number in since if facts[number].measure == "comparison"]
        others = [number for number in since if facts[number].measure == "completion"]
        # The words right before the announcement say what it explains: 决算数小于预算数的主要原因是.
        announced = text.chars[max(0, reason.start - 30) : reason.start]
        named = re.search(r"(?:大于|小于|等于|高于|低于)[^，。；]{0,12}的?(?:主要)?(?:原因|是)", announced)
        if named and words and not any(_after(facts, number, words) for number in changes):
            targets = changes or words
        else:
            targets = changes or words or others[-1:]
        if not targets and _heads_paragraph(text, reason.start):
            targets = list(before)
        for number in targets:
            facts[number] = replace(facts[number], reason=reason.text, reason_span=(reason.start, reason.end))
        at = reason.end


def _after(facts: list[Fact], number: int, words: list[int]) -> bool:
    return _start(facts[number]) > _start(facts[words[-1]])


def _start(fact: Fact) -> int:
    return fact.evidence[0].start or 0


def _heads_paragraph(text: Text, start: int) -> bool:
    paragraph = text.chars.rfind("\n", 0, start) + 1
    return start - paragraph <= 24


def empty_reasons(chars: str) -> list[int]:
    """Where a reason is announced and nothing follows."""
    found = []
    for match in patterns.expression("reasons", "announced").finditer(chars):
        if "原因" not in match[0] and not re.search(r"因为|由于", match[0]):
            continue
        if "原因" in match[0] and not re.search(r"(?:是|为|在于|系|[:：])", match[0]):
            continue
        rest = re.split(r"[。；;\n]", chars[match.end() :])[0]
        if patterns.expression("reasons", "empty").match(rest):
            found.append(match.start())
    return found
