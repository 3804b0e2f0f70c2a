"""How the forms of written documents are read when they are worded and laid out otherwise.

    python -m benchmarks.variants
    python -m benchmarks.variants --set closed --seeds 2
    python -m benchmarks.variants --documents zhejiang --changes heads columns --show-errors

Each opened document is changed in one way after another and read again: heads of the same meaning in other words
(heads), other titles (titles), value columns in another order (columns), a common head over the columns of figures
(parent). The words are those of benchmarks/variants.yaml. What the figures are stays as it is: a head that the name of
a figure repeats is left alone. Printed are the whole facts of forms before and after each change, over the documents
that it changes.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from evaluation.scores.counts import Prf, percent
from evaluation.scores.document import DocumentScore
from evaluation.scores.facts import added, score_pairs
from evaluation.sources.routes import DOCUMENTS, check_route, make, written_ids
from evaluation.written import error_line, score_made
from extract.cache import StageCache
from labeled.generator.tables import bars
from labeled.gold.splits import held_out

WORDS = Path(__file__).with_name("variants.yaml")
CACHE = Path("out/evaluation/.cache")
#: Half of the places where a head or a title could be worded otherwise are.
SHARE = 0.5
_FLOWS = {"flow=income": "收入", "flow=expenditure": "支出"}

Spec = dict[str, Any]
Change = Callable[[Spec, Mapping[str, Any], random.Random], Spec | None]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _joined(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def heads(table: Spec, words: Mapping[str, Any], draw: random.Random) -> Spec | None:
    """A table with other words of the same meaning in its head; None where it has none that may be changed.

    Parameters
    ----------
    table : dict
        As its source has it.
    words : mapping
        One set of the words, years and department filled in.
    draw : random.Random
    """
    named = " ".join(re.findall(r"indicator=([^\s|>]+)", str(table)))
    chosen: dict[str, str] = {}

    def said(cell: str) -> str:
        plain = re.sub(r"\\n|\s", "", cell)
        if plain not in words["heads"] or plain in named:
            return cell
        if plain not in chosen:
            chosen[plain] = draw.choice(words["heads"][plain]) if draw.random() < SHARE else cell
        return chosen[plain]

    header = [_joined([said(cell) for cell in bars(line)]) for line in _lines(table.get("header", ""))]
    rows = _lines(table.get("rows", ""))
    if table.get("form") == "performance":  # the heads of the indicators stand inside
        rows = [line if line.strip().startswith("@") else _joined([said(cell) for cell in bars(line)]) for line in rows]
    out = table | {"header": "\n".join(header), "rows": "\n".join(rows)}
    return out if any(key != value for key, value in chosen.items()) else None


def titles(table: Spec, words: Mapping[str, Any], draw: random.Random) -> Spec | None:
    """A table under another title of the same meaning; None where no other is known.

    Parameters
    ----------
    table, words, draw
        As of ``heads``.
    """
    fitting = [(pattern, other) for pattern, other in words["titles"] if re.search(pattern, table.get("title") or "")]
    if not fitting:
        return None
    pattern, other = draw.choice(fitting)
    return table | {"title": re.sub(pattern, other, table["title"], count=1)}


def columns(table: Spec, words: Mapping[str, Any], draw: random.Random) -> Spec | None:
    """A table with value columns that stand side by side exchanged; None where none can be.

    Parameters
    ----------
    table, words, draw
        As of ``heads``.
    """
    del words
    header, rows = _lines(table.get("header", "")), _lines(table.get("rows", ""))
    if not header or table.get("form") == "performance" or any("@columns" in line for line in rows):
        return None
    roles = bars(table["columns"].strip())
    split = [re.match(r"\s*(@[^|]*)?(\|.*)$", line) for line in rows]
    grid = [bars(line) for line in header] + [bars(one[2]) for one in split if one]
    widths = list(table.get("widths", []))
    swapped = False
    for col in range(len(roles) - 1):
        if not (roles[col].startswith("value") and roles[col + 1].startswith("value")):
            continue
        if draw.random() > SHARE or not all(_may_swap(row, col) for row in grid):
            continue
        if any(bars(line)[at].startswith("其中") for line in header for at in (col, col + 1)):
            continue  # stands behind what it is a part of
        if any(re.fullmatch(r"[\d一二三四五六七八九]+|\d+=.*", bars(line)[col]) for line in header):
            continue  # the numbers of the columns would tell of the exchange
        for row in grid:
            if row[col + 1] != "<":
                row[col], row[col + 1] = row[col + 1], row[col]
        roles[col], roles[col + 1] = roles[col + 1], roles[col]
        if widths:
            widths[col], widths[col + 1] = widths[col + 1], widths[col]
        swapped = True
    if not swapped:
        return None
    head, body = grid[: len(header)], grid[len(header) :]
    leads = [(one[1] or "") if one else "" for one in split]
    return table | {
        "columns": _joined(roles),
        "header": "\n".join(map(_joined, head)),
        "rows": "\n".join(f"{lead}{_joined(row)}" for lead, row in zip(leads, body, strict=True)),
        "widths": widths,
    }


def _may_swap(row: list[str], col: int) -> bool:
    """Whether two cells of a row can change places: each stands alone, or both are under one head."""
    first, second = row[col], row[col + 1]
    after = row[col + 2] if col + 2 < len(row) else ""
    if "<<" in first or "<<" in second:
        return False  # says something of all that follows
    if second == "<":
        return True
    return first != "<" and after != "<"


def parent(table: Spec, words: Mapping[str, Any], draw: random.Random) -> Spec | None:
    """A table with one head more over its columns of figures: 收入 or 支出; None where it has several of that kind.

    Parameters
    ----------
    table, words, draw
        As of ``heads``.
    """
    del words, draw
    header, roles = _lines(table.get("header", "")), bars(table.get("columns", "||").strip())
    values = [col for col, role in enumerate(roles) if role.startswith("value")]
    flow = next((said for key, said in _FLOWS.items() if key in str(table.get("facts", ""))), None)
    if not header or flow is None or len(values) < 2 or values != list(range(values[0], values[-1] + 1)):
        return None
    first = bars(header[0])
    if any(cell in _FLOWS.values() for cell in first) or table.get("form") == "performance":
        return None
    top = ["^" if col not in values else flow if col == values[0] else "<" for col in range(len(roles))]
    top = [first[col] if cell == "^" else cell for col, cell in enumerate(top)]
    below = [cell if col in values else "^" if cell != "<" else "<" for col, cell in enumerate(first)]
    below = ["^" if top[col] == "<" and col not in values else cell for col, cell in enumerate(below)]
    return table | {"header": "\n".join([_joined(top), _joined(below), *header[1:]])}


CHANGES: dict[str, Change] = {"heads": heads, "titles": titles, "columns": columns, "parent": parent}


def changed(document: str, change: str, words: Mapping[str, Any], seed: int) -> Spec | None:
    """The source of a document with its tables changed; None where the change finds nothing.

    Parameters
    ----------
    document : str
        Its id.
    change : str
        One of ``CHANGES``.
    words : mapping
        One set of benchmarks/variants.yaml.
    seed : int
    """
    source = yaml.safe_load((DOCUMENTS / f"{document}.yaml").read_text(encoding="utf-8"))
    year = int(source["fiscal_year"])
    filled = yaml.safe_load(
        yaml.safe_dump(dict(words), allow_unicode=True)
        .replace("{year}", str(year)).replace("{prior}", str(year - 1)).replace("{department}", source["department"])
    )  # fmt: skip
    found = False
    for place, block in enumerate(source["blocks"]):
        if isinstance(block, dict) and isinstance(block.get("table"), dict):
            draw = random.Random(f"{document}/{change}/{place}/{seed}")
            other = CHANGES[change](block["table"], filled, draw)
            if other is not None:
                block["table"], found = other, True
    return source if found else None


def _whole(scores: list[DocumentScore], level: str = "whole") -> Prf:
    return added(score_pairs(one.pairs, None, "form") for one in scores)[level]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.variants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", nargs="+", metavar="ID", help="default: all that are opened")
    parser.add_argument("--changes", nargs="+", choices=sorted(CHANGES), default=list(CHANGES))
    parser.add_argument("--set", dest="words", choices=("opened", "closed"), default="opened", help="of the words")
    parser.add_argument("--route", default="docx", help="default docx: whose cells are known, so that names alone fail")
    parser.add_argument("--seeds", type=int, default=1, help="drawings of each change")
    parser.add_argument("--show-errors", action="store_true", help="of the opened words only")
    options = parser.parse_args(arguments)
    try:
        check_route(options.route)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))[options.words]
    documents = options.documents or [id for id in written_ids() if not held_out(id)]
    cache = StageCache(CACHE)
    heading = ("change", "documents", "facts of forms", "whole before", "value", "name", "whole after")
    print(f"| {' | '.join(heading)} | wrong confirmed | other column |")
    print("| --- " * (len(heading) + 2) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for change in options.changes:
            before: list[DocumentScore] = []
            after: list[DocumentScore] = []
            for document in documents:
                for seed in range(options.seeds):
                    source = changed(document, change, words, seed)
                    if source is None:
                        continue
                    path = Path(folder) / f"{document}.{change}.{seed}.yaml"
                    path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), encoding="utf-8")
                    before.append(score_made(make(document, 0, options.route), cache))
                    after.append(score_made(make(document, 0, options.route, path), cache))
                    if options.show_errors and options.words == "opened":
                        known = {error_line(before[-1], miss) for miss in before[-1].errors}
                        for miss in after[-1].errors:
                            line = error_line(after[-1], miss)
                            if miss.pair.layer == "form" and line not in known:
                                print(f"  {change} {seed} {line}")
            wrong = sum(len(one.wrong_confirmed) for one in after)
            beside = sum(len(one.elsewhere_confirmed) for one in after)
            print(
                f"| {change} | {len(after)} | {_whole(after).wanted} | {percent(_whole(before).f1)} | "
                f"{percent(_whole(after, 'value').f1)} | {percent(_whole(after, 'indicator').f1)} | "
                f"**{percent(_whole(after).f1)}** | {wrong} | {beside} |"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
