"""Heads inside a table: a block below the figures of a form whose columns are others than those of its head.

Below the money of form 07: 二、相关统计数 | 项目 | 行次 | 数量 | 项目 | 行次 | 数量.
"""

from __future__ import annotations

import re

from extract.types import Column, Table
from models.forms import words


def inner_columns(table: Table) -> dict[int, dict[int, Column]]:
    """The columns below each row of heads inside a table, by row and column.

    Parameters
    ----------
    table : Table
        Recognised.

    Returns
    -------
    dict of int to dict of int to Column
        Only rows below such heads, and of them only columns of figures: each is named by the column of names before it.
    """
    out: dict[int, dict[int, Column]] = {}
    heads: dict[int, Column] = {}
    for row in range(table.header_rows, table.n_rows):
        cells = sorted((cell for cell in table.cells if cell.row == row and cell.text.strip()), key=lambda c: c.col)
        texts = [re.sub(r"\s+", "", cell.text) for cell in cells]
        if _heads(texts):
            heads, name = {}, None
            for cell, text in zip(cells, texts, strict=True):
                if words().inner_names.match(text):
                    name = cell.col
                elif words().inner_values.match(text):
                    heads[cell.col] = Column(cell.col, "value", name_col=name)
        elif heads:
            out[row] = heads
    return out


def _heads(texts: list[str]) -> bool:
    """Whether a row prints heads and nothing else: names, numbers of lines, and figures, in this order."""
    names = [words().inner_names.match(text) is not None for text in texts]
    values = [words().inner_values.match(text) is not None for text in texts]
    lines = [text in ("行次", "序号") for text in texts]
    told = all(map(any, zip(names, values, lines, strict=True)))
    return bool(texts) and told and names[0] and any(values)
