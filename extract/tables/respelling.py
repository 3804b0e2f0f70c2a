"""Words of heads and labels that recognition saw and did not choose: 功能分类科日名称 for 功能分类科目名称.

A word that no form and no classification knows is respelled where the engine itself offered one that they
know, or where the code beside it is surely read and the classification's name for it is but one character away
(20808 · 轨恤 is 抚恤), or what recognition is not sure of is more like that name than any other; and where signs of a
word make pairs that no known word has (公用经区) and one known word alone is as long and differs in those signs alone
(公用经费). The reading stays among the alternatives, and the cell carries the mark ``respelled``. Digits are never
touched, nor are names that another year's classification may have had. Of a number only separators are:
21.298.830.46 can be nothing but 21,298,830.46, and the cell stays doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from extract.numbers import fold_width, parse_number
from extract.tables.headers import is_code, squeezed
from extract.tables.spelling import misspelt
from extract.types import Cell, Table
from models import taxonomy
from models.forms import headwords

#: Mark of a cell whose word is one of the engine's alternatives.
RESPELLED = "respelled"
#: A code that is so sure tells what stands beside it.
SURE = 0.99
#: A word read less surely than this may be spelt worse than by one character.
UNSURE = 0.96
#: Share of the characters of the name of its code that such a word has to have, in their order.
LIKE = 0.6
#: A name so short is not told by all but one of its characters.
_LONG_ENOUGH = 4
#: Signs as which a thin 一 at the beginning of a word is offered.
_THIN = re.compile(r"^[-—–―·•~_]+(?=[\u4e00-\u9fff])")
_LEAD = re.compile(
    r"^(?:其中[：:]?|[一二三四五六七八九十]{1,3}[、.．,，。·]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.、．](?!\d))"
)
#: A number whose separators say where each digit stands, whichever of the two signs recognition took them for.
_SEPARATED = re.compile(r"(?P<sign>[-－]?)(?P<whole>\d{1,3}(?:[.,]\d{3})+)[.,](?P<cents>\d{2})")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]")
#: A figure of money.
_AMOUNT = re.compile(r"\d[.．]\d\d(?!\d)|\d,\d{3}(?!\d)")
#: A single character is told by its column, not by its likeness.
_FEWEST = 2


def respelled(tables: tuple[Table, ...], by_eye: Container[int]) -> tuple[Table, ...]:
    """The tables with the words of pages that were recognised by eye respelled where the engine offers a known one.

    Parameters
    ----------
    tables : tuple of Table
    by_eye : container of int
        Numbers of the pages whose words were recognised.
    """
    return tuple(
        replace(table, cells=tuple(_cell(cell, *said) if cell.page in by_eye else cell for cell in table.cells))
        for table in tables
        for said in ((_codes(table), _rows(table), _first_figure(table)),)
    )


def _codes(table: Table) -> dict[tuple[int, int], str]:
    """The codes that are surely read, by the place right behind each, or, where no name stands there, before it."""
    at = {(cell.row, cell.col): cell for cell in table.cells}
    ends = {(cell.row, cell.col + cell.colspan): (cell.row, cell.col) for cell in table.cells}
    out = {}
    for cell in table.cells:
        if is_code(cell.text) and cell.status == "read" and cell.confidence >= SURE:
            behind, before = (cell.row, cell.col + cell.colspan), ends.get((cell.row, cell.col))
            named = behind in at and _IDEOGRAPHS.search(at[behind].text) is not None
            if named or before is None:
                out[behind] = squeezed(cell.text)
            else:
                out[before] = squeezed(cell.text)
    return out


def _rows(table: Table) -> dict[int, list[str]]:
    """What the cells of each row say."""
    out: dict[int, list[str]] = {}
    for cell in table.cells:
        out.setdefault(cell.row, []).append(squeezed(cell.text))
    return out


def _first_figure(table: Table) -> int:
    """The first row with a figure that no head prints."""
    return min((cell.row for cell in table.cells if _AMOUNT.search(cell.text)), default=0)


def _cell(cell: Cell, codes: dict[tuple[int, int], str], beside: dict[int, list[str]], first: int) -> Cell:
    text = squeezed(cell.text)
    separated = _SEPARATED.fullmatch(fold_width(text))
    if separated is not None and parse_number(text) is None:
        # 21.298.830.46: groups of three and two digits behind them are one number alone
        text = f"{separated['sign']}{separated['whole'].replace('.', ',')}.{separated['cents']}"
        return replace(_as(cell, text), status="doubtful")
    if len(text) < _FEWEST or parse_number(text) is not None or _known(text):
        return cell
    offered = dict.fromkeys(_THIN.sub("一", squeezed(other)) for other in cell.alternatives)
    known = [other for other in offered if _known(other)]
    entry = taxonomy.by_code(codes.get((cell.row, cell.col), ""))
    if len(known) != 1 and entry is not None and (_one_away(text, entry.name) or _nearest(cell, entry)):
        known = [entry.name]
    if len(known) != 1:
        lead = said[0] if (said := _LEAD.match(text)) else ""
        # 年未结转和结余 is 年末, and not 年初, where 年初结转和结余 stands in the row
        said_by = misspelt(text[len(lead) :], of_head=cell.row < first)
        known = [lead + word for word in said_by if word not in beside[cell.row]]
    if len(known) != 1:
        return cell
    return _as(cell, known[0])


def _as(cell: Cell, text: str) -> Cell:
    """The cell with another text; what was read stays among what else it may be."""
    kept = dict.fromkeys((cell.text, *cell.alternatives))
    return replace(cell, text=text, alternatives=tuple(kept), marks=(*cell.marks, RESPELLED))


def _one_away(read: str, name: str) -> bool:
    """Whether one character was read for another, or one too many, or of a longer name one was not read."""
    if len(read) == len(name):
        return sum(one != other for one, other in zip(read, name, strict=True)) == 1
    if len(read) == len(name) - 1 and len(name) >= _LONG_ENOUGH:
        return any(name[:at] + name[at + 1 :] == read for at in range(len(name)))
    return len(read) == len(name) + 1 and any(read[:at] + read[at + 1 :] == name for at in range(len(read)))


def _nearest(cell: Cell, entry: taxonomy.Entry) -> bool:
    """Whether a word not read surely, or what else it may be, is likest the name of its code among all names."""
    if cell.confidence >= UNSURE:
        return False  # 经营主体管理 beside the code of 市场主体管理 is another year's name
    likeness = LCSseq.normalized_similarity
    for read in dict.fromkeys((squeezed(cell.text), *map(squeezed, cell.alternatives))):
        found = process.extract(read, taxonomy.coded_names(), scorer=likeness, limit=2, score_cutoff=LIKE)
        if found and found[0][0] == entry.name and (len(found) == 1 or found[1][1] < found[0][1]):
            return True
    return False


def _known(word: str) -> bool:
    bare = _LEAD.sub("", word)
    return word in headwords() or bare in headwords() or (bool(bare) and taxonomy.find(bare) is not None)
