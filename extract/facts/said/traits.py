"""What is known of how a figure was read, for the model that says how sure the reading is (models/trust)."""

from __future__ import annotations

import re

from extract.facts.narrative.state import State
from extract.facts.said.figures import Figure
from extract.types import Fact

#: Names are told apart by how they end; other ends are of this or that document.
_ENDS = re.compile(
    r"(?:收入|支出|结余|结转|费用?|经费|资金|补助|金额|总额|总计|合计|人数|人次|人员|率|比例|标准|得分|数量|项目|"
    r"设备|用车|单位|机构|保险|参保|住院|就诊|救助|价格|面积)$"
)
_VERBS = re.compile(
    r"^(?:实施|开展|组织|完成|发放|办理|落实|推进|建立|新增|追回|检查|处理|培训|救助|资助|支付|使用|安排|享受)"
)
#: Lengths and distances are told apart in steps of so many characters.
STEP = 4


def _steps(length: int, most: int = 6) -> str:
    return str(min(length // STEP, most))


def traits_of(fact: Fact, figure: Figure, state: State, *, inside_reason: bool, values_before: int) -> dict[str, float]:
    """The traits of a reading: which rules made it, and how far it had to reach for its parts.

    Parameters
    ----------
    fact : Fact
        As assembled, but for its reason.
    figure : Figure
    state : State
        As it was when the figure was read.
    inside_reason : bool
    values_before : int
        Figures of the paragraph before this one.

    Returns
    -------
    dict
        Trait to its strength, 1.0 for those that are there or not.
    """
    role, name = figure.role, fact.indicator or ""
    if figure.name is None:
        how = "none" if not name else "carried"
    else:
        printed = re.sub(r"[“”\"]", "", figure.told)
        how = "behind" if figure.behind else "beside" if printed == re.sub(r"[“”\"]", "", name) else "resolved"
    section = fact.section
    source = "word" if role.basis else "part" if state.part_basis else "none" if fact.basis is None else "heading"
    end = _ENDS.search(name)
    words = (
        f"kind={fact.kind}",
        f"measure={fact.measure}",
        f"measure,kind={fact.measure},{fact.kind}",
        f"basis={fact.basis}",
        f"basis,section={fact.basis},{section}",
        f"versus={fact.versus}",
        f"section={section}",
        f"how={how}",
        f"how,kind={how},{fact.kind}",
        f"how,section={how},{section}",
        f"end={end[0] if end else 'other'}",
        f"length={_steps(len(name))}",
        f"lead={_steps(len(figure.lead))}",
        f"before={min(values_before, 8)}",
        "known" if fact.indicator_id else "unknown",
        f"known,how={bool(fact.indicator_id)},{how}",
        f"period={'none' if fact.period is None else 'year' if len(fact.period) == 4 else 'day'}",
        f"basis from={source}",
    )
    flags = {
        "in reason": inside_reason,
        "in brackets": bool(state.brackets),
        "among parts": state.enumerating,
        "stale": state.stale,
        "verb first": _VERBS.match(name) is not None,
        "的 inside": "的" in name,
        "、 before": figure.lead.startswith("、"),
        "digits inside": re.search(r"\d", name) is not None,
        "prior": role.prior,
        "compared": role.compared,
        "no unit": figure.mention.unit is None,
        "qualifier": fact.qualifier is not None,
        "scope": fact.scope is not None,
        "planned": state.intended,
        "in a cell": fact.evidence[0].table is not None,
        "no base": fact.measure in ("change", "change_rate") and fact.versus is None,
        "no whole": fact.measure == "share" and fact.versus_indicator is None,
    }
    found = dict.fromkeys(words, 1.0)
    found.update({flag: 1.0 for flag, there in flags.items() if there})
    return found
