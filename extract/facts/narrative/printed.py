"""What the rest of a document prints of a name: as a cell of its tables, beside the same figure, again in its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from extract.facts.narrative.others import LONGEST_LABEL, SHORTEST
from extract.types import Mention, Table, Text

#: A figure of fewer digits than this is printed in many rows by chance.
FEWEST_DIGITS = 2
#: Of the characters of a label so many stand before the figure that it may name.
SPOKEN_OF = 0.6
#: More occurrences than this tell no more.
MOST = 6
_FIGURE = re.compile(r"[≥≤><=约]*-?(?P<n>[\d,]+(?:\.\d+)?).{0,5}")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_NUMERALS = re.compile(
    r"^(?:其中[：:]?|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．]|[①-⑳])+"
)
_SUMS = frozenset({"合计", "总分", "小计", "总计", "栏次"})


class Printed:
    """What is printed in a document."""

    def __init__(self, text: Text, tables: Sequence[Table], mentions: Iterable[Mention]):
        self.text = _squeezed(text.chars)
        self.named = Counter(mention.text for mention in mentions if mention.label == "INDICATOR")
        self.cells: set[str] = set()
        self.rows: dict[str, list[str]] = defaultdict(list)
        for table in tables:
            self._take(table)
        self.cell_text = "\n".join(sorted(self.cells))
        self._times: dict[str, int] = {}
        #: The signs of names and of what is cut off or added, each worked out once (signs.py).
        self.signs_of_names: dict[str, dict[str, float]] = {}
        self.signs_of_parts: dict[str, dict[str, float]] = {}

    def _take(self, table: Table) -> None:
        rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for cell in table.cells:
            words = _squeezed(cell.text)
            rows[cell.row].append((cell.col, words))
            if SHORTEST <= len(words) <= LONGEST_LABEL:
                self.cells.add(words)
        for cells in rows.values():
            label = ""
            for _, words in sorted(cells):
                figure = _FIGURE.fullmatch(words)
                if figure is not None and label:
                    self.rows[figure["n"].replace(",", "")].append(label)
                if _WORDS.search(words) and len(words) <= LONGEST_LABEL:
                    label = words

    def times(self, name: str) -> int:
        """How often the text prints a name, up to ``MOST``."""
        if name not in self._times:
            self._times[name] = min(self.text.count(name), MOST)
        return self._times[name]

    def labels(self, value: str | None, near: str) -> list[str]:
        """The labels of rows that print a value, without numerals and words of sums, if ``near`` speaks of them."""
        value = (value or "").lstrip("-")
        if len(value.replace(".", "").strip("0")) < FEWEST_DIGITS:
            return []
        bare = (_NUMERALS.sub("", label) for label in self.rows.get(value, ()))
        fit = (label for label in bare if label not in _SUMS and len(label) >= SHORTEST and not _digits(label))
        return [label for label in fit if sum(char in near for char in label) >= SPOKEN_OF * len(label)]


def _digits(words: str) -> bool:
    return re.search(r"\d", words) is not None


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)
