"""CoNLL: a token a line, tab-separated: token, entity in BIO, reason in BIO.

Blank lines stand between sentences, ``# gold = {…}`` before each document.
Line ends, tabs and backslashes inside tokens are written as JSON writes them,
so that the tokens joined are the text to the character.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from extract.entities.docs import tokens
from labeled.gold.exchange.common import Marked, put_together, rest_of
from labeled.gold.files import GoldError
from labeled.gold.types import Entity, GoldDocument

_HEAD = "# gold = "


def to_conll(documents: Sequence[tuple[GoldDocument, str]]) -> str:
    """The documents as CoNLL.

    Parameters
    ----------
    documents : sequence of (GoldDocument, str)
        Each with its reference text.

    Raises
    ------
    GoldError
        If spans of one column overlap.
    """
    lines: list[str] = []
    for document, text in documents:
        columns = [
            _tags([e for e in document.entities if e.label != "REASON"]),
            _tags([e for e in document.entities if e.label == "REASON"]),
        ]
        edges = {edge for entity in document.entities for edge in (entity.start, entity.end)}
        ends = {sentence.end for sentence in document.sentences}
        lines.append(_HEAD + rest_of(document))
        at = 0
        for token in tokens(text, edges | ends):
            tags = [_tag(column, at) for column in columns]
            lines.append("\t".join([json.dumps(token, ensure_ascii=False)[1:-1], *tags]))
            at += len(token)
            if at in ends:
                lines.append("")
        lines.append("")
    return "\n".join(lines)


def _tags(entities: Iterable[Entity]) -> dict[int, tuple[int, str]]:
    """For each start of a span its end and label."""
    found: dict[int, tuple[int, str]] = {}
    last = 0
    for entity in sorted(entities, key=lambda e: e.start):
        if entity.start < last:
            raise GoldError(f"{entity.id} overlaps another span of its column")
        found[entity.start] = (entity.end, entity.label)
        last = entity.end
    return found


def _tag(column: dict[int, tuple[int, str]], at: int) -> str:
    if at in column:
        return f"B-{column[at][1]}"
    # spans of a column do not overlap: only the last one that began can hold the token
    start = max((start for start in column if start < at), default=None)
    if start is not None and at < column[start][0]:
        return f"I-{column[start][1]}"
    return "O"


def from_conll(text: str) -> list[tuple[GoldDocument, str]]:
    """The documents and texts of ``to_conll``, also after their tags were changed.

    Raises
    ------
    GoldError
        If a line is no token with two tags, or a span goes on that never began.
    """
    found: list[tuple[GoldDocument, str]] = []
    rest: str | None = None
    words: list[str] = []
    rows: list[tuple[str, ...]] = []

    def finish() -> None:
        if rest is not None:
            whole = "".join(words)
            found.append((put_together(rest, whole, _spans(words, rows)), whole))

    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_HEAD):
            finish()
            rest, words, rows = line[len(_HEAD) :], [], []
        elif line:
            word, *tags = line.split("\t")
            if rest is None or len(tags) != 2:
                raise GoldError(f"line {number}: no token with two tags")
            words.append(json.loads(f'"{word}"'))
            rows.append(tuple(tags))
    finish()
    return found


def _spans(words: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[Marked]:
    found: list[Marked] = []
    for column in range(2):
        open_: tuple[str, int] | None = None
        at = 0
        for word, row in zip([*words, ""], [*rows, ("O", "O")], strict=True):
            kind, _, label = row[column].partition("-")
            if open_ is not None and kind != "I":
                found.append(Marked(open_[0], open_[1], at))
                open_ = None
            if kind == "B":
                open_ = (label, at)
            elif kind == "I" and (open_ is None or open_[0] != label):
                raise GoldError(f"I-{label} at character {at} goes on nothing")
            at += len(word)
    return found
