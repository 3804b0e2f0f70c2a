"""Tables as wholes, by the measures that others publish: TEDS and GriTS-content.

TEDS: a table is a tree (table, rows, cells); one less the cheapest edits from the
printed to the read tree, over the nodes of the larger one. A cell with other spans
costs 1, one with another text its normalised edit distance. Zhong, ShafieiBavani and
Jimeno Yepes, Image-based table recognition (2020).

GriTS-content: rows and columns of both grids are aligned so that the texts are
likest (longest common subsequence); F1 of the likeness over the cells. The text of a
merged cell stands in every place it covers. Smock, Pesala and Abraham, GriTS: Grid
table similarity metric for table structure recognition (2022).

Both compare every cell of one table with every cell of the other. The trees here
have three floors only, so that the tree edit distance is a row of vector operations
for each node of one table; it is the same number that a general algorithm finds
(tests/evaluation/test_scores_whole_tables.py). A pair with more than ``MOST_PAIRS``
pairs of cells is left out and counted as such.

Blanks and the width of characters do not count, as elsewhere in the scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.process import cdist

from evaluation.scores.cells import matched_tables
from evaluation.scores.counts import Prf
from evaluation.scores.matching.alignment import squeeze
from extract.types import Table

#: Pairs of cells up to which two tables are compared: 1,000 rows of ten columns on both sides, some 20 CPU seconds.
MOST_PAIRS = 100_000_000
#: Decimals that are kept of a likeness.
PLACES = 4

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Box(NamedTuple):
    """A cell as it is compared: its text without blanks, and its spans."""

    text: str
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[Box]]
Texts = list[list[str]]


@dataclass(frozen=True)
class WholeScore:
    """Sums over pairs of tables; a table that one side lacks counts as wholly wrong.

    Attributes
    ----------
    nodes, edits : int, float
        Nodes of the larger tree of each pair, and the cost of the edits between them.
    wanted, given, alike : int, int, float
        Places of the printed grids, of the read ones, and how many of them are alike.
    compared, left_out : int
        Pairs of tables, and those too large to compare.
    """

    nodes: int = 0
    edits: float = 0.0
    wanted: int = 0
    given: int = 0
    alike: float = 0.0
    compared: int = 0
    left_out: int = 0

    def __add__(self, other: WholeScore) -> WholeScore:
        return WholeScore(
            self.nodes + other.nodes,
            round(self.edits + other.edits, PLACES),
            self.wanted + other.wanted,
            self.given + other.given,
            round(self.alike + other.alike, PLACES),
            self.compared + other.compared,
            self.left_out + other.left_out,
        )

    @property
    def teds(self) -> Prf:
        """TEDS as counts whose F1 it is: nodes of the larger tree, on both sides."""
        return Prf(self.nodes, self.nodes, round(self.nodes - self.edits, PLACES))

    @property
    def grits(self) -> Prf:
        """GriTS-content as counts whose F1 it is."""
        return Prf(self.wanted, self.given, self.alike)


def score_whole(entries: Sequence[dict[str, Any]], tables: Sequence[Table], all_known: bool = True) -> WholeScore:
    """Compare the tables read of one disclosure with those it prints.

    Parameters
    ----------
    entries : sequence of dict
        The printed tables: ``grid`` and ``spans`` (row, column, rows, columns), ``pages``.
    tables : sequence of Table
    all_known : bool
        Whether there are no other tables in the print: then one that was read beside them is wholly wrong.

    Returns
    -------
    WholeScore
    """
    pairs = matched_tables(entries, tables)
    total = WholeScore()
    for entry, table in zip(entries, pairs, strict=True):
        total += compared(printed_rows(entry), [] if table is None else read_rows(table))
    if all_known:
        found = {id(table) for table in pairs if table is not None}
        for table in tables:
            if id(table) not in found:
                total += compared([], read_rows(table))
    return total


def compared(printed: Rows, read: Rows) -> WholeScore:
    """One pair of tables; no rows stand for a table that is not there."""
    want, have = as_grid(printed), as_grid(read)
    places, read_places = _places(want), _places(have)
    nodes = max((1 + len(rows) + _cells(rows) for rows in (printed, read) if rows), default=0)
    if not (printed and read):
        return WholeScore(nodes, float(nodes), places, read_places, 0.0, 1)
    if printed == read:
        return WholeScore(nodes, 0.0, places, read_places, float(places), 1)
    if max(places * read_places, _cells(printed) * _cells(read)) > MOST_PAIRS:
        return WholeScore(left_out=1)
    edits, alike = round(tree_edits(printed, read), PLACES), round(grids_alike(want, have), PLACES)
    return WholeScore(nodes, edits, places, read_places, alike, 1)


def printed_rows(entry: dict[str, Any]) -> Rows:
    """The cells of a table of a truth; what a merged cell covers has none of its own."""
    spans = {(row, col): (rows, cols) for row, col, rows, cols in entry.get("spans") or ()}
    covered = {
        (row + down, col + across)
        for (row, col), (rows, cols) in spans.items()
        for down in range(rows)
        for across in range(cols)
        if down or across
    }
    return [
        [
            Box(squeeze(text), *spans.get((row, col), (1, 1)))
            for col, text in enumerate(texts)
            if (row, col) not in covered
        ]
        for row, texts in enumerate(entry["grid"])
    ]


def read_rows(table: Table) -> Rows:
    """The cells of a table that was read, row by row."""
    rows: Rows = [[] for _ in range(table.n_rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
        rows[cell.row].append(Box(squeeze(cell.text), cell.rowspan, cell.colspan))
    return rows


def as_grid(rows: Rows) -> Texts:
    """The texts of a table by place; a merged cell's text in every place it covers."""
    taken: dict[tuple[int, int], str] = {}
    for row, boxes in enumerate(rows):
        col = 0
        for box in boxes:
            while (row, col) in taken:
                col += 1
            for down in range(box.rowspan):
                taken.update({(row + down, col + across): box.text for across in range(box.colspan)})
    height = max((row + 1 for row, _ in taken), default=0)
    width = max((col + 1 for _, col in taken), default=0)
    return [[taken.get((row, col), "") for col in range(width)] for row in range(height)]


def _cells(rows: Rows) -> int:
    return sum(map(len, rows))


def _places(grid: Texts) -> int:
    return len(grid) * len(grid[0]) if grid else 0


def tree_edits(one: Rows, two: Rows) -> float:
    """The cost of the cheapest edits between two tables as trees.

    The nodes stand in the order in which their last descendant ends: the cells of a row,
    then the row. ``before[j]`` is the cost between all nodes of ``one`` so far and the first j of
    ``two``; a node costs 1 to take out or to put in. Zhang and Shasha, Simple fast algorithms
    for the editing distance between trees (1989), where the trees of two nodes are: two cells
    (the cost between them), a cell and a row (the cell is one of the row's, the rest is
    put in), two rows (the cheapest edits between their cells).
    """
    width = max((len(row) for row in two), default=0)
    texts, at, spans = _padded(two, width)
    lengths = np.array([len(row) for row in two])
    ends = np.cumsum(lengths + 1)  # of each row, counted from 1: where it stands itself
    starts = ends - lengths - 1
    real = np.arange(width) < lengths[:, None]
    places = (starts[:, None] + 1 + np.arange(width))[real]
    steps = np.arange(int(ends[-1]) + 1, dtype=float) if len(ends) else np.zeros(1)
    before = steps
    for row in one:
        start, cheapest = before, np.full(int(real.sum()), np.inf)
        rows = np.broadcast_to(np.arange(width + 1, dtype=float), (len(two), width + 1))
        for costs in _costs(row, texts, at, spans):
            inner = costs[real]
            cheapest = np.minimum(cheapest, inner)
            # one cell against the cells of each row
            rows = _inserted(np.minimum(rows[:, :-1] + costs, rows[:, 1:] + 1), rows[:, :1] + 1)
            least = np.min(np.where(real, costs, 1.0), axis=1, initial=1.0)
            change = before + 1
            change[places] = np.minimum(change[places], before[places - 1] + inner)
            change[ends] = np.minimum(change[ends], before[starts] + np.maximum(lengths, 1) + least * (lengths > 0))
            before = _settled(change, steps)
        change = before + 1
        if row:
            change[places] = np.minimum(change[places], start[places - 1] + len(row) + cheapest)
        else:
            change[places] = np.minimum(change[places], start[places - 1] + 1)
        change[ends] = np.minimum(change[ends], start[starts] + rows[np.arange(len(two)), lengths])
        before = _settled(change, steps)
    return float(before[-1])


def _settled(change: Floats, steps: Floats) -> Floats:
    """The least cost where any number of nodes may still be put in."""
    return np.minimum.accumulate(change - steps) + steps


def _inserted(rows: Floats, first: Floats) -> Floats:
    steps = np.arange(rows.shape[1] + 1, dtype=float)
    return np.minimum.accumulate(np.concatenate([first, rows], axis=1) - steps, axis=1) + steps


def _padded(rows: Rows, width: int) -> tuple[list[str], Any, Any]:
    """The different texts of a table; for each place the number of its text, and its spans."""
    numbers: dict[str, int] = {}
    at = np.zeros((len(rows), width), int)
    spans = np.zeros((len(rows), width, 2), int)
    for row, boxes in enumerate(rows):
        for col, box in enumerate(boxes):
            at[row, col] = numbers.setdefault(box.text, len(numbers))
            spans[row, col] = box.rowspan, box.colspan
    return list(numbers) or [""], at, spans


def _costs(row: Sequence[Box], texts: Sequence[str], at: Any, spans: Any) -> Iterator[Floats]:
    """For each cell of a row what it costs to make it each cell of another table."""
    if not row:
        return
    distance = cdist([box.text for box in row], texts, scorer=Levenshtein.normalized_distance, dtype=np.float64)
    for box, far in zip(row, distance, strict=True):
        yield np.where((spans == (box.rowspan, box.colspan)).all(axis=2), far[at], 1.0)


def grids_alike(one: Texts, two: Texts) -> float:
    """How many places of two grids are alike, summed over the rows and columns that answer to each other.

    The most similar substructures are found for rows and for columns apart (the search for
    both at once is NP-hard), with the shortcuts of the published implementation where one
    answer is known to be the best.
    """
    height, width = len(one), len(one[0])
    same_shape = (height, width) == (len(two), len(two[0]))
    alike = _alike()
    if same_shape:
        whole = sum(
            alike(a, b) for first, second in zip(one, two, strict=True) for a, b in zip(first, second, strict=True)
        )
        if whole >= (max(height, width) - 1) * min(height, width):
            return whole
    rows = _answering(one, two)
    if width == len(two[0]):
        kept = sum(alike(a, b) for i, j in rows for a, b in zip(one[i], two[j], strict=True))
        if kept >= len(rows) * width - 1:
            return kept
    columns = _answering(_turned(one), _turned(two))
    return sum(alike(one[i][a], two[j][b]) for i, j in rows for a, b in columns)


def _alike() -> Callable[[str, str], float]:
    known: dict[tuple[str, str], float] = {}

    def alike(a: str, b: str) -> float:
        if a == b:
            return 1.0
        if (a, b) not in known:
            known[a, b] = Indel.normalized_similarity(a, b)
        return known[a, b]

    return alike


def _turned(grid: Texts) -> Texts:
    return [list(column) for column in zip(*grid, strict=True)]


def _answering(one: Texts, two: Texts) -> list[tuple[int, int]]:
    """Pairs of rows of two grids that answer to each other, in order, so that most is alike."""
    numbers: dict[str, int] = {}
    at = np.array([[numbers.setdefault(text, len(numbers)) for text in row] for row in two])
    texts = list(numbers)
    best = np.zeros((len(one) + 1, len(two) + 1))
    gained = np.zeros((len(one), len(two)))
    for i, row in enumerate(one):
        likeness = cdist(row, texts, scorer=Indel.normalized_similarity, dtype=np.float64)
        sums = np.zeros((len(two), at.shape[1] + 1))
        for alike in likeness:
            kept = np.maximum(sums[:, 1:], sums[:, :-1] + alike[at])
            sums[:, 1:] = np.maximum.accumulate(kept, axis=1)
        gained[i] = sums[:, -1]
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], best[i, :-1] + gained[i]))
    found = []
    i, j = len(one), len(two)
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + gained[i - 1, j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return found[::-1]
