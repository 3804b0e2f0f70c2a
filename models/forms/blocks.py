"""The words of heads inside a table (blocks.yaml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from models.reading import data_of
from models.units import units

_BRACKETS = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,6}(?:[（(][^（）()]{1,3}[）)])?)[）)]$")


@dataclass(frozen=True)
class HeadWords:
    """What a row of heads inside a table may print.

    Attributes
    ----------
    head : pattern
        Matched against the whole of a head without its unit in brackets.
    first : pattern
        Of the first cell of a row of two.
    answers : pattern
        Words in place of a figure that head nothing.
    """

    head: re.Pattern[str]
    first: re.Pattern[str]
    answers: re.Pattern[str]

    def says(self, text: str) -> bool:
        """Whether a text is a head: known words, or words with a unit in brackets behind them.

        Parameters
        ----------
        text : str
            Without blanks.
        """
        behind = _BRACKETS.search(text)
        unit = behind is not None and (behind[1] in units() or behind[1] == "%")
        bare = text[: behind.start()] if behind is not None else text
        return bool(bare) and (unit or self.head.fullmatch(bare) is not None)


@cache
def head_words() -> HeadWords:
    """The words of heads inside tables."""
    data = data_of(resources.files("models.forms").joinpath("blocks.yaml").read_text(encoding="utf-8"))
    when, says = data["when"], "|".join(data["says"])
    return HeadWords(
        re.compile(f"(?:{when})*(?:{says})|(?:{when})+|{data['beside']}"),
        re.compile(data["first"]),
        re.compile(data["answers"]),
    )
