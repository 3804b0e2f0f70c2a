"""Units as they are printed behind a number: put together from parts, foreign money, and what is no unit at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.entities.values import BROKEN, values_of
from extract.numbers import to_base
from models.units import units


@pytest.mark.parametrize(
    ("text", "unit", "base"),
    [
        ("争取外国政府贷款5000万美元用于建设", "万美元", ("50000000", "美元")),
        ("垃圾处理费12元/吨", "元/吨", ("12", "元/吨")),
        ("聘请专家45元/人天", "元/人天", ("45", "元/人天")),
        ("管护费2万元/公里", "万元/公里", ("20000", "元/公里")),
        ("接种12.5万剂次", "万剂次", ("125000", "剂次")),
        ("打井32眼", "眼", ("32", "眼")),
        ("装机3.2万千瓦", "万千瓦", ("32000", "千瓦")),
        ("处理垃圾500吨/年", "吨/年", ("500", "吨/年")),
        ("巡查36处次", "处次", ("36", "处次")),
        ("接待讲解56场/次", "场/次", ("56", "场次")),
        ("修复湿地12hm²", "hm²", ("12", "公顷")),
        ("新增电缆35.5km", "km", ("35.5", "公里")),
    ],
)
def test_a_unit_is_read_whole(text: str, unit: str, base: tuple[str, str]) -> None:
    (value,) = values_of(text)
    assert value.unit == unit and value.norm is not None
    based = to_base(Decimal(value.norm), unit)
    assert based is not None and (str(based[0]), based[1]) == base


def test_what_money_is_for_each_of_is_kept_or_doubted() -> None:
    (listed,) = values_of("大棚补助800元/棚，已全部发放")
    assert listed.unit == "元" and listed.confidence == BROKEN


@pytest.mark.parametrize("text", ["设3组织", "共5口径", "完成2道路", "用了7G网络", "有9双方"])
def test_a_character_that_begins_a_word_is_no_unit(text: str) -> None:
    assert values_of(text) == []


_PARTS = [unit for unit, row in units().items() if row.kind in ("quantity", "participants") and row.factor == 1]


@given(st.sampled_from(["万", "亿", "百万"]), st.sampled_from(_PARTS))
def test_a_multiple_is_so_many_of_its_unit(many: str, unit: str) -> None:
    factor = {"万": 10_000, "亿": 100_000_000, "百万": 1_000_000}[many]
    row = units().get(many + unit)
    assert row is not None and row.base == units()[unit].base and row.factor == factor


@given(st.sampled_from([unit for unit in _PARTS if "/" not in unit]), st.sampled_from(["元", "万元"]))
def test_money_for_each_has_the_base_of_both(unit: str, money: str) -> None:
    row = units().get(f"{money}/{unit}")
    assert (
        row is not None
        and row.kind == "standard"
        and row.base.startswith("元/")
        and row.factor == units()[money].factor
    )
