"""The taxonomy is a set of whole trees, and a name means one entry or none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models import taxonomy

HEALTH = ("卫生健康支出", "医疗保障管理事务")


def rows(root: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for file in sorted((root / "models/taxonomy").glob("*.csv")):
        found.extend(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    return found


def test_taxonomy_every_row_has_a_source_and_a_known_parent(root: Path) -> None:
    found = rows(root)
    ids = [row["id"] for row in found]
    assert len(ids) == len(set(ids)) > 1000
    for row in found:
        assert row["source"] and row["kind"] and row["name"], row
        assert not row["parent"] or row["parent"] in ids, row


def test_taxonomy_codes_grow_by_two_digits_from_their_parent(root: Path) -> None:
    by_id = {row["id"]: row for row in rows(root)}
    for row in by_id.values():
        if row["code"]:
            assert len(row["code"]) in ((3, 5, 7) if row["kind"] == "function" else (3, 5)), row
            parent = by_id.get(row["parent"])
            assert (parent["code"] if parent else "") == row["code"][:-2] if len(row["code"]) > 3 else not parent, row


def test_taxonomy_siblings_have_different_names(root: Path) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows(root):
        if row["parent"] == "function.20899" or row["parent"].endswith("99") or row["parent"] == "function.229":
            continue  # 其他…支出 changed its last code between years; both stay
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            key = (row["kind"], row["parent"], taxonomy.fold(name))
            if row["parent"]:
                assert key not in seen, key
            seen.add(key)


@pytest.mark.parametrize(
    ("name", "code", "parents", "expected"),
    [
        ("行政运行", "2101501", (), "function.2101501"),
        ("行政运行", None, HEALTH, "function.2101501"),
        ("行政运行", None, (), None),  # stands below dozens of 款
        ("行政 运行", "２１０１５０１", (), "function.2101501"),
        ("一般行政管理事务", "2101501", (), "function.2101502"),  # the name wins …
        ("一般行政管理事务", "2101501", HEALTH, "function.2101501"),  # … unless code and parents agree
        ("职业年金缴费用", "30109", (), "economy.30109"),  # a misprint beside its code
        ("蔬菜大棚", "2101501", (), None),
        ("蔬菜大棚", None, (), None),
        ("二十三、其他支出", None, (), "function.229"),
        ("其他支出", "399", (), "economy.399"),
        ("住房公积金", None, (), None),
        ("住房公积金", None, ("住房保障支出", "住房改革支出"), "function.2210201"),
        ("公务接待费", None, (), "three_public.reception"),
        ("公务接待费", "30217", (), "economy.30217"),
        ("其中：因公出国(境)费用", None, (), "three_public.abroad"),
        ("“三公”经费", None, (), "three_public"),
        ("居民医保参保人数", None, (), "fund.resident_medical.insured"),
        ("本年收入合计", None, (), "account.income"),
        ("", None, (), None),
    ],
)
def test_find_means_one_entry_or_none(
    name: str, code: str | None, parents: tuple[str, ...], expected: str | None
) -> None:
    found = taxonomy.find(name, code, parents)
    assert (found.id if found else None) == expected


def test_find_gives_the_path_of_the_tree() -> None:
    found = taxonomy.find("事业运行", "2101550")
    assert found is not None
    assert found.path == (*HEALTH, "事业运行")


def test_valid_in_knows_when_an_entry_was_used() -> None:
    old, new = taxonomy.by_code("21006"), taxonomy.by_code("21017")
    assert old and new
    assert taxonomy.valid_in(old, "2020") and not taxonomy.valid_in(old, "2024")
    assert taxonomy.valid_in(new, "2024") and not taxonomy.valid_in(new, "2020")
