"""Which column of a table names its rows, and what its columns print."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.numbers import fold_width, parse_number
from extract.tables.headers import is_code, squeezed
from extract.types import Table
from models.forms import words
from models.taxonomy import known_code

#: What is longer tells about a row and does not name it.
LONGEST_NAME = 30
#: Digits of a 类, with which the codes of its 款 and 项 begin.
CLASS_DIGITS = 3
#: Roles whose cells may print a number.
NUMERIC_ROLES = frozenset({"value", "target", "actual", "weight", "score"})
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Content:
    """What stands in a column below the header; texts are words where they are no misread figure."""

    numbers: int
    codes: int
    texts: int
    words: int = 0
    #: Codes that begin with a class of the classifications.
    classes: int = 0
    #: Words that stand for the whole of the table, as columns of codes and of names print them.
    totals: int = 0

    @property
    def printed(self) -> int:
        return self.numbers + self.codes + self.texts


def content_of(table: Table, col: int, header_rows: int) -> Content:
    numbers = codes = texts = words_alone = totals = classes = 0
    for cell in table.cells:
        text = squeezed(cell.text)
        if cell.col != col or cell.row < header_rows or not text or words().nothing.match(text):
            continue
        if is_code(text) and "." not in text:
            codes += 1
            classes += known_code(fold_width(text)[:CLASS_DIGITS])
        elif parse_number(text) is not None:
            numbers += 1
        else:
            texts += 1
            words_alone += _WORDS.search(text) is not None
            totals += words().totals.match(text) is not None
    return Content(numbers, codes, texts, words_alone, classes, totals)


def with_a_name(table: Table, roles: list[str], header_rows: int) -> list[str]:
    """The column of words before the first value that tells the rows apart names them, of several the last.

    采购单位 · 采购项目 · 采购目录: bodies and kinds of goods repeat, what is bought does not.
    """
    first = next((col for col, role in enumerate(roles) if role in NUMERIC_ROLES), None)
    if first is None:
        return roles
    figures = {col for col, role in enumerate(roles) if role in NUMERIC_ROLES}
    rows = {cell.row for cell in table.cells if cell.col in figures and parse_number(squeezed(cell.text)) is not None}
    told: dict[int, int] = {}
    for col in range(first):
        if roles[col] in ("text", "ignore") and content_of(table, col, header_rows).texts:
            texts = {squeezed(cell.text) for cell in table.cells if cell.col == col and cell.row in rows}
            named = (text for text in texts if text and not words().nothing.match(text))
            told[col] = sum(len(text) <= LONGEST_NAME for text in named)
    if not told:
        return roles
    name = max(told, key=lambda col: (told[col], col))
    return [*roles[:name], "name", *roles[name + 1 :]]


def with_a_name_that_tells(table: Table, roles: list[str], header_rows: int) -> list[str]:
    """Names that come again and again are what rows belong to, where words to their right tell all rows apart.

    项目名称 · 采购品目名称: what is bought for two projects, not the projects twice.
    """
    first = next((col for col, role in enumerate(roles) if role == "value"), None)
    if first is None or roles[:first].count("name") != 1:
        return roles
    name = roles.index("name")
    figures = {col for col, role in enumerate(roles) if role == "value"}
    rows = {cell.row for cell in table.cells if cell.col in figures and parse_number(squeezed(cell.text)) is not None}

    def printed(col: int) -> list[str]:
        texts = [(squeezed(cell.text), cell.colspan) for cell in table.cells if cell.col == col and cell.row in rows]
        return [text for text, wide in texts if text and wide == 1 and not words().totals.match(text)]

    given = printed(name)
    for col in range(name + 1, first):
        texts = printed(col)
        if roles[col] == "text" and len(set(given)) < len(given) <= len(texts) == len(set(texts)):
            return [*roles[:name], "text", *roles[name + 1 : col], "name", *roles[col + 1 :]]
    return roles


def with_names_behind_codes(roles: list[str]) -> list[str]:
    """Words between codes and figures are the names of the codes, whatever heads them: 编码 · 科目 · 金额.

    Examples
    --------
    >>> with_names_behind_codes(["code", "name", "value", "code", "text", "value"])
    ['code', 'name', 'value', 'code', 'name', 'value']
    """
    sides = zip(["", *roles], roles, [*roles[1:], ""], strict=False)
    return ["name" if here == "text" and (left, right) == ("code", "value") else here for left, here, right in sides]


def with_a_name_for_each_group(table: Table, roles: list[str], header_rows: int) -> list[str]:
    """In a form of groups side by side a column of labels right before figures names what is to its right."""
    out = list(roles)
    for col in range(1, len(roles) - 1):
        behind = next((role for role in roles[col + 1 :] if role != "line_no"), "")
        before = next((role for role in reversed(out[:col]) if role not in ("line_no", "ignore")), "")
        if roles[col] == "text" and before == behind == "value" and content_of(table, col, header_rows).texts:
            out[col] = "name"
    return out
