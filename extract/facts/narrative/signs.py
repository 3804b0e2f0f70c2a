"""What tells which of several names a figure has, for the model that chooses (models/names).

Parts of speech, lengths, where words stand, units and measures, and what the rest of the document prints. No sign is
a word of the language, but for the few characters that say that something rises, falls or is lacking.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from extract.facts.narrative.others import Other, Place
from extract.facts.narrative.printed import Printed
from extract.types import Fact
from models import taxonomy
from models.lexicon.words import words

Signs = dict[str, float]
#: The parts of speech that are told apart.
_TAGS = "vndpamtfsrljb"
_PART_TAGS = _TAGS + "uwc"
_ENDS = {
    "rate": re.compile(r"率$"),
    "degree": re.compile(r"[度比]$"),
    "people": re.compile(r"[人员户者民]$|群众$|人[口次数]$|对象$"),
    "money": re.compile(r"[费款金]$|支出$|收入$|预算$|决算$|投入$|投资$|补贴$|补助$"),
    "number": re.compile(r"数$|量$|额$"),
    "measure": re.compile(r"面积$|时间$|价格?$|标准$"),
}
_MOVES = frozenset("增减升降超缩压追多少高低短缺余欠净涨跌回调核较比相变结")
_PEOPLE = frozenset({"人", "人次", "名", "户", "例", "批次", "批"})
_THINGS = frozenset("个项次件家处场份期条起座所")
#: A short name has no more characters.
SHORT = 4
#: Scales of counts and lengths.
TENS, SIXTHS, QUARTERS = 10.0, 6.0, 4.0
MOST_LENGTH, MOST_GAP, MOST_COUNT, MOST_STEPS = 2.0, 12, 8, 5
#: Signs of a figure that are looked at together with others.
_FIRST = ("measure=change", "measure=change_rate", "measure=completion", "measure=share", "no noun", "same unit",
          "free", "short", "printed")  # fmt: skip
_SECOND = ("same unit", "no noun", "ends v", "begins v", "begins d", "short", "end rate", "new sentence", "free",
           "unit fits", "last told")  # fmt: skip
_PAIRS = {(one, two): f"{one} & {two}" for one in _FIRST for two in _SECOND}


def unit_kind(unit: str | None) -> str:
    """Of which kind a unit is.

    Examples
    --------
    >>> unit_kind("万元"), unit_kind("万人"), unit_kind("亩")
    ('money', 'people', 'measure')
    """
    if not unit:
        return "none"
    if "元" in unit:
        return "rate" if "/" in unit else "money"
    if "%" in unit or "百分" in unit:
        return "percent"
    bare = unit.lstrip("万亿余多")
    return "people" if bare in _PEOPLE else "things" if bare in _THINGS else "points" if unit == "分" else "measure"


@lru_cache(maxsize=1 << 14)
def _groups(name: str) -> Counter[str]:
    return Counter(word.group for word in words(name))


def _count(groups: Counter[str], tag: str) -> int:
    return groups.get(tag, 0)


def of_figure(place: Place, fact: Fact, printed: Printed, units: list[str | None], values: int) -> Signs:
    """The signs of a figure and of the name that the rules give it.

    Parameters
    ----------
    place : Place
    fact : Fact
        As the rules read it.
    printed : Printed
    units : list of str or None
        Of the figures that ``place.told`` names.
    values : int
        How many values of the sentence stand before this one.

    Returns
    -------
    dict
        Sign to its strength; signs that are not there are left out.
    """
    name, between = place.name, place.between
    own = words(name) if name else ()
    groups = _groups(name)
    kind = unit_kind(fact.unit)
    at = between.rfind(name) if place.printed and name else -1
    near = place.near
    lead = between[:1]
    flags = {
        f"kind={fact.kind}": True,
        f"measure={fact.measure}": True,
        f"unit={kind}": True,
        "basis": fact.basis is not None,
        "versus": fact.versus is not None,
        "free": fact.section in ("self_evaluation", "project_evaluation"),
        "printed": place.printed,
        "composed": place.composed,
        "nameless": not name,
        "short": len(name) <= SHORT,
        "new sentence": "。" in between,
        "behind a comma": lead != "" and lead in "，,",
        "behind a stop": lead != "" and lead in "；;。",
        "in brackets": lead != "" and lead in "（(",
        "behind 、": lead == "、",
        "known": bool(name) and taxonomy.knows(name),
        "a cell": name in printed.cells,
        "in a cell": bool(name) and name in printed.cell_text,
        "same unit": bool(units) and unit_kind(units[0]) == kind,
        "same unit printed": bool(units) and units[0] == fact.unit,
        "的": "的" in name,
        "verb inside": any(word.group == "v" for word in own[1:-1]),
        "no noun": bool(own) and not any(word.group[0] in "nlj" or word.group == "vn" for word in own),
        "a label": name in place.labels,
        "in a label": bool(name) and any(name in label for label in place.labels),
        "label in it": any(label in name for label in place.labels),
        "has labels": bool(place.labels),
        "begins moving": name[:1] in _MOVES,
        "ends moving": name[-1:] in _MOVES,
        "moving": any(char in _MOVES for char in name),
        "told before": bool(place.told) and place.told[0] == name,
    }
    flags.update({f"end {end}": bool(name) and pattern.search(name) is not None for end, pattern in _ENDS.items()})
    if own:
        flags[f"begins {own[0].group[0]}"] = flags[f"ends {own[-1].group[0]}"] = True
    counts = {
        "length": min(len(name) / TENS, MOST_LENGTH),
        "words": min(len(own), MOST_COUNT) / QUARTERS,
        "times": (printed.times(name) if name else 0) / QUARTERS,
        "named": min(printed.named[name], MOST_COUNT) / QUARTERS,
        "values": min(values, MOST_COUNT) / QUARTERS,
        "unit near": min(near[: len(near) - len(between)].count(fact.unit or "#"), MOST_COUNT) / QUARTERS,
        "digits": min(len((fact.value or "").replace(".", "").lstrip("-")), MOST_COUNT) / QUARTERS,
        "gap": min(len(between) - at - len(name), MOST_GAP) / SIXTHS if at >= 0 else 0.0,
        "before": min(at, MOST_GAP) / SIXTHS if at > 0 else 0.0,
    }
    counts.update({f"has {tag}": _count(groups, tag) / QUARTERS for tag in (*_TAGS, "vn", "ns") if groups.get(tag)})
    return _there(flags, counts)


def together(of_figure: Signs, of_other: Signs) -> Signs:
    """Signs that are there together."""
    first = [sign for sign in _FIRST if sign in of_figure]
    second = [sign for sign in _SECOND if sign in of_figure or sign in of_other]
    return {_PAIRS[one, two]: 1.0 for one in first for two in second if one != two}


def beside(of_figure: Signs, of_other: Signs) -> Signs:
    """Signs of another name that are there together with those of the figure, without what the figure has by itself."""
    second = [sign for sign in _SECOND if sign in of_other and sign not in of_figure]
    return {_PAIRS[one, two]: 1.0 for two in second for one in _FIRST if one in of_figure} if second else {}


class Own(NamedTuple):
    """The signs of another name: those that it has wherever it stands, those of its part, those that it has here."""

    name: Signs
    part: Signs
    here: Signs

    @property
    def all(self) -> Signs:
        """All of them."""
        return self.name | self.part | self.here


def of_other(other: Other, place: Place, fact: Fact, printed: Printed, units: list[str | None]) -> Own:
    """The signs of another name, and of what it has more or less than that of the rules; see ``of_figure``."""
    name, part = other.name, other.part
    if name not in printed.signs_of_names:
        printed.signs_of_names[name] = _of_name(name, printed)
    if part not in printed.signs_of_parts:
        printed.signs_of_parts[part] = _of_part(part, printed)
    here = _of_place(other, place, fact, printed, units)
    return Own(printed.signs_of_names[name], printed.signs_of_parts[part], here)


def _there(flags: dict[str, bool], counts: dict[str, float]) -> Signs:
    """The signs that are there, and those that have a strength."""
    found = {sign: 1.0 for sign, there in flags.items() if there}
    found.update({sign: strength for sign, strength in counts.items() if strength})
    return found


def _of_name(name: str, printed: Printed) -> Signs:
    """The signs that a name has wherever it stands."""
    own, groups = words(name), _groups(name)
    flags = {
        "its words begin v": own[0].group == "v",
        "its verbal noun": own[0].group == "vn",
        "its cell": name in printed.cells,
        "its in a cell": name in printed.cell_text,
        "its known": taxonomy.knows(name),
        "its 的": "的" in name,
        "its 、": "、" in name,
        "its brackets": name.count("“") != name.count("”") or name.count("（") != name.count("）"),
        f"its begins {own[0].group[0]}": True,
        f"its ends {own[-1].group[0]}": True,
    }
    flags.update({f"its end {end}": pattern.search(name) is not None for end, pattern in _ENDS.items()})
    counts = {
        "its length": min(len(name) / TENS, MOST_LENGTH),
        "first length": len(own[0].text) / QUARTERS,
        "its words": min(len(own), MOST_COUNT) / QUARTERS,
        "its times": printed.times(name) / QUARTERS,
        "its named": min(printed.named[name], MOST_COUNT) / QUARTERS,
        "its verbs": _count(groups, "v") / QUARTERS,
        "its nouns": sum(_count(groups, tag) for tag in ("n", "vn", "l", "j", "nz")) / QUARTERS,
    }
    return _there(flags, counts)


def _of_part(part: str, printed: Printed) -> Signs:
    """The signs of what another name has more or less than that of the rules; none of nothing."""
    if not part:
        return {}
    added, groups = words(part), _groups(part)
    flags = {
        "part 的": part.endswith("的"),
        "part in a cell": part in printed.cell_text,
        "part verbal noun": added[-1].group == "vn",
        "part place": _count(groups, "ns") + _count(groups, "nt") > 0,
        "part ends short": len(added[-1].text) == 1,
        f"part begins {added[0].group[0]}": True,
        f"part ends {added[-1].group[0]}": True,
    }
    there = {word.group[0] for word in added}
    flags.update({f"part has {tag}": True for tag in _PART_TAGS if tag in there})
    counts = {
        "part length": min(len(part), MOST_GAP) / SIXTHS,
        "part words": min(len(added), MOST_COUNT) / QUARTERS,
        "part times": printed.times(part) / QUARTERS,
        "part named": min(printed.named[part], MOST_COUNT) / QUARTERS,
    }
    return _there(flags, counts)


def _of_place(other: Other, place: Place, fact: Fact, printed: Printed, units: list[str | None]) -> Signs:
    """The signs that another name has beside this figure."""
    name, part, near = other.name, other.part, place.near
    last = place.told[0] if place.told else None
    flags = {
        "near": name in near,
        "of the last": last is not None and (name in last or last in name),
        "begins alike": name[:2] == place.name[:2],
        "whole": other.whole,
        "last told": other.far == 0,
        "part of the last": bool(part) and last is not None and last.startswith(part),
    }
    if other.words > 0:
        flags[f"words off {min(other.words, MOST_STEPS)}"] = True
    if other.far >= 0:
        flags[f"far {other.far}"] = True
    if place.labels:
        flags["its label"] = name in place.labels
        flags["its in a label"] = any(name in label for label in place.labels)
        flags["label in its"] = any(label in name for label in place.labels)
        flags["label ends alike"] = any(label.endswith(name) or name.endswith(label) for label in place.labels)
    if other.way == "carry" and other.far < len(units):
        flags["unit fits"] = unit_kind(units[other.far]) == unit_kind(fact.unit)
        flags["unit the same"] = units[other.far] == fact.unit
    if other.way == "cut":
        flags.update(_of_cut(place.name, other))
    if other.way == "complete":
        flags.update(_of_head(place, other))
    letters = place.letters_near
    counts = {
        "more times": (printed.times(name) - (printed.times(place.name) if place.name else 0)) / QUARTERS,
        "letters near": sum([char in letters for char in name]) / len(name),
        "both": (len(part) + len(place.name) - len(name)) / QUARTERS if other.way == "complete" else 0.0,
    }
    return _there(flags, counts)


def _of_cut(name: str, other: Other) -> dict[str, bool]:
    """Where the verbs and nouns stand around a cut."""
    off, left = words(name)[: other.words], words(name)[other.words :]
    verbs_off, verbs_left = (any(word.group == "v" for word in side) for side in (off, left))
    nouns_off = any(word.group[0] == "n" for word in off)
    return {
        "verb off": verbs_off,
        "verb left": verbs_left,
        "last verb off": off[-1].group == "v" and not verbs_left,
        "first verb left": left[0].group == "v" and not verbs_off,
        "noun off": nouns_off,
        "noun and verb off": nouns_off and off[-1].group == "v",
        "noun off, verb left": nouns_off and left[0].group == "v",
    }


def _of_head(place: Place, other: Other) -> dict[str, bool]:
    """Whether the head speaks of what the short name does: 县级资金到位 before 到位率."""
    head = place.told[other.far] if 0 <= other.far < len(place.told) else ""
    stem = place.name[:-1] if place.name[-1:] in ("率", "数", "额", "量") else place.name
    return {
        "stem in head": len(stem) > 1 and stem[:2] in head,
        "stem ends head": len(stem) > 1 and head.endswith(stem[:2]),
    }
