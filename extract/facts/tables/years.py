"""The years that a head or a label of a performance form speaks of."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(?P<first>(?:19|20)\d\d)年?度?[-－—–~～至到](?P<last>(?:19|20)\d\d)")
_SEVERAL = re.compile(r"中期|长期|实施期|建设期|项目期|三年")
_WHOLE = re.compile(r"项目(?:资金)?总(?:额|投资|预算|资金)")
_ONE = re.compile(r"年度|当年|本年")


def period_said(head: str, own: str | None) -> str | None:
    """The period of what stands below a head.

    Parameters
    ----------
    head : str
        As printed, without blanks: 中期指标值（2024-2026）, 实施期目标, 年度指标值.
    own : str or None
        The fiscal year of the section.

    Returns
    -------
    str or None
        ``2024/2026`` where the years are printed, None where it is of several years that are not, else ``own``.
    """
    told = _RANGE.search(head)
    if told is not None and told["first"] < told["last"]:
        return f"{told['first']}/{told['last']}"
    return None if _SEVERAL.search(head) and not _ONE.search(head) else own


def of_whole_project(label: str, beside: list[str]) -> bool:
    """Whether a label is of the whole project, beside one of a single year: 项目资金总额 · 年度资金总额."""
    return _WHOLE.search(label) is not None and any(_ONE.search(other) for other in beside if other != label)
