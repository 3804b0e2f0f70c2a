"""Posts and staff: kinds behind their number, and the bodies of a table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checks_prose import checked, grid, rules

from extract.types import Fact, Table

POSTS = (
    "编制总数[编制总数=92名|kind=participants]，"
    "由行政编制[行政编制=31名|kind=participants]和事业编制[事业编制={}名|kind=participants]组成。"
)
STAFF = (
    "年末在职人员[在职人员={}人|kind=participants]，其中：行政人员[行政人员=28人|kind=participants]，"
    "事业人员[事业人员=55人|kind=participants]。"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (POSTS.format("61"), False),
        (POSTS.format("63"), True),  # more than there are
        (POSTS.format("59"), False),  # the rest may be 工勤编制
        (STAFF.format("85"), False),
        (STAFF.format("81"), True),
        # where posts are of these kinds and no other, so is the staff
        (POSTS.format("61") + STAFF.format("83"), False),
        (POSTS.format("61") + STAFF.format("85"), True),
        (POSTS.format("59") + STAFF.format("85"), False),
        (POSTS.format("61") + "\n" + STAFF.format("85"), False),
        # some of the last kind are of another one named in brackets
        (POSTS.format("63").replace("组成。", "（其中参公编制12名）。"), False),
    ],
)
def test_posts_and_staff_are_those_of_their_kinds(text: str, found: bool) -> None:
    assert ("text.heads" in rules(text)) is found


BODIES = [
    "单位|编制|在职",
    "局本级|15|15",
    "政务服务中心|23|22",
    "大数据中心|7|6",
    "合计|45|{}",
]


def table(total: str, scoped: bool = True) -> tuple[Table, tuple[Fact, ...]]:
    """A table of bodies and their heads."""
    made, facts = grid([row.format(total) for row in BODIES], unit="人", kind="participants", named="column")
    bodies = [row.split("|")[0] for row in BODIES]
    of = {fact.fact_id: bodies[fact.evidence[0].row or 0] for fact in facts}
    return made, tuple(
        replace(
            fact,
            who=fact.indicator,
            scope=None if of[fact.fact_id] == "合计" or not scoped else of[fact.fact_id],
        )
        for fact in facts
    )


@pytest.mark.parametrize(
    ("said", "total", "found"), [("43", "43", False), ("45", "43", True), ("45", "44", False), ("45", "", False)]
)
def test_staff_told_in_words_is_that_of_the_table_of_bodies(said: str, total: str, found: bool) -> None:
    text = f"年末在职人员[在职人员={said}人|kind=participants|who=在职]。"
    assert ("text.bodies" in rules(text, table(total))) is found  # a total that does not add up says nothing
    if said == total:
        outcomes = {check.rule: check.outcome for check in checked(text, table(total)).checks}
        assert outcomes["text.bodies"] == "exact"


@pytest.mark.parametrize(
    "text",
    [
        "局机关在职人员[在职人员=45人|kind=participants|who=在职]。",
        "在职人员[在职人员=45人|kind=participants|who=在职|scope=局本级]。",
        "在职人员[在职人员=45人|kind=participants|who=在职|period=2022]。",
        "上年末在职人员[在职人员=45人|kind=participants|who=在职]，年末在职人员[在职人员=43人|kind=participants|who=在职]。",
    ],
)
def test_staff_of_one_body_or_another_year_is_not_that_of_all(text: str) -> None:
    assert "text.bodies" not in rules(text, table("43"))


def test_a_table_without_bodies_has_no_total_of_them() -> None:
    text = "年末在职人员[在职人员=45人|kind=participants|who=在职]。"
    assert "text.bodies" not in rules(text, table("43", scoped=False))


@pytest.mark.parametrize(("said", "found"), [("43", False), ("45", True)])
def test_the_total_of_bodies_may_stand_at_the_end_of_a_row(said: str, found: bool) -> None:
    made, facts = grid(
        ["|局本级|政务服务中心|大数据中心|合计", "在职|15|22|6|43"], unit="人", kind="participants", named="row"
    )
    heads = ["", "局本级", "政务服务中心", "大数据中心", None]
    along = tuple(replace(fact, indicator="在职", who="在职", scope=heads[fact.evidence[0].col or 0]) for fact in facts)
    text = f"年末在职人员[在职人员={said}人|kind=participants|who=在职]。"
    assert ("text.bodies" in rules(text, (made, along))) is found
