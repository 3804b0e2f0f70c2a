"""Draws the numbers of a source: single ones and trees of codes with their sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from labeled.generator.expressions import Evaluator, Value, rounded
from labeled.generator.filled import SourceError


@dataclass(frozen=True)
class Node:
    """A code of a tree with its name and its values by column, ``total`` included."""

    code: str
    name: str
    values: dict[str, Decimal]


@dataclass(frozen=True)
class Numbers:
    """All drawn and computed values, and the trees by name, nodes in printing order."""

    values: dict[str, Value]
    trees: dict[str, tuple[Node, ...]]
    evaluate: Evaluator


def draw(spec: dict[str, Any], stream: str) -> Numbers:
    """Evaluate ``numbers`` of a source in order."""
    values: dict[str, Value] = {}
    trees: dict[str, tuple[Node, ...]] = {}
    evaluate = Evaluator(values, stream)
    for name, given in spec.items():
        if name in values:
            raise SourceError(f"number {name} is given twice")
        if isinstance(given, dict):
            trees[name] = _tree(name, given, evaluate)
            for node in trees[name]:
                key = "total" if node.code == "total" else f"c{node.code}"
                values.update({f"{name}.{key}.{column}": value for column, value in node.values.items()})
            trees[name] = trees[name][1:]
        else:
            values[name] = evaluate(str(given), name)
    return Numbers(values, trees, evaluate)


def _tree(name: str, given: dict[str, Any], evaluate: Evaluator) -> tuple[Node, ...]:
    """The whole first, then every code in order."""
    columns = list(given["tree"])
    names = {str(code): str(title) for code, title in given.get("names", {}).items()}
    sums: dict[str, dict[str, Decimal]] = {}
    for label, cells in given["leaves"].items():
        code, _, title = str(label).partition(" ")
        names[code] = title or names.get(code, "")
        if len(cells) != len(columns):
            raise SourceError(f"{name}: {label} has {len(cells)} values for {len(columns)} columns")
        drawn = {
            column: rounded(Decimal(evaluate(str(cell), f"{name}.{code}.{column}")))
            for column, cell in zip(columns, cells, strict=True)
        }
        drawn["total"] = sum(drawn.values(), Decimal(0))
        for upper in ("total", *(code[:length] for length in (3, 5, 7) if length <= len(code))):
            known = sums.setdefault(upper, dict.fromkeys((*columns, "total"), Decimal("0.00")))
            for column, value in drawn.items():
                known[column] += value
    for code in sums:
        if code != "total" and not names.get(code):
            raise SourceError(f"{name}: code {code} has no name")
    order = ["total", *sorted(code for code in sums if code != "total")]
    return tuple(Node(code, names.get(code, ""), sums[code]) for code in order)
