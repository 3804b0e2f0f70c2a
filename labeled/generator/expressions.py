"""Small safe expressions over Decimals and strings, with draws that each have a stream of their own."""

from __future__ import annotations

import ast
import operator
import random
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from labeled.generator.filled import SourceError

Value = Decimal | str | bool

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half up, as the forms are."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


class Evaluator:
    """Evaluates expressions over the names known so far.

    Parameters
    ----------
    names : mapping
        Values by dotted name; looked up at every use.
    stream : str
        Names the random stream: the document and the seed.
    """

    def __init__(self, names: Mapping[str, Value], stream: str) -> None:
        self.names = names
        self.stream = stream
        self._random = random.Random(stream)

    def __call__(self, expression: str, stream: str = "", local: Mapping[str, Value] | None = None) -> Value:
        """The value of an expression; ``stream`` is the name that is being drawn."""
        self._random = random.Random(f"{self.stream}/{stream}")
        try:
            tree = ast.parse(expression.strip(), mode="eval")
        except SyntaxError as error:
            raise SourceError(f"not an expression: {expression!r}") from error
        return self._value(tree.body, expression, local or {})

    def _value(self, node: ast.expr, source: str, local: Mapping[str, Value]) -> Any:
        def value(inner: ast.expr) -> Any:
            return self._value(inner, source, local)

        match node:
            case ast.Constant(value=str() | bool()):
                return node.value
            case ast.Constant(value=int() | float()):
                # from the characters, so that 0.10 keeps its places and nothing passes through a float
                return Decimal((ast.get_source_segment(source.strip(), node) or str(node.value)).replace("_", ""))
            case ast.Name() | ast.Attribute():
                name = ast.unparse(node)
                for known in (local, self.names):
                    if name in known:
                        return known[name]
                raise SourceError(f"unknown name {name} in {source!r}")
            case ast.BinOp() if type(node.op) in _BINARY:
                return _BINARY[type(node.op)](value(node.left), value(node.right))
            case ast.UnaryOp(op=ast.USub()):
                return -value(node.operand)
            case ast.UnaryOp(op=ast.Not()):
                return not value(node.operand)
            case ast.BoolOp():
                values = [value(inner) for inner in node.values]
                return all(values) if isinstance(node.op, ast.And) else any(values)
            case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return _COMPARE[type(op)](value(node.left), value(right))
            case ast.IfExp():
                return value(node.body) if value(node.test) else value(node.orelse)
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                function = getattr(self, f"_f_{name}", None)
                if function is None:
                    raise SourceError(f"unknown function {name} in {source!r}")
                return function(*[value(argument) for argument in node.args])
        raise SourceError(f"not allowed in an expression: {source!r}")

    def _f_money(self, low: Decimal, high: Decimal, places: Decimal = Decimal(2)) -> Decimal:
        step = Decimal(1).scaleb(-int(places))
        return step * self._random.randint(int(low / step), int(high / step))

    def _f_count(self, low: Decimal, high: Decimal) -> Decimal:
        return Decimal(self._random.randint(int(low), int(high)))

    def _f_pick(self, *choices: Value) -> Value:
        return choices[self._random.randrange(len(choices))]

    def _f_part(self, whole: Decimal, low: Decimal, high: Decimal) -> Decimal:
        return rounded(whole * self._f_money(low, high, Decimal(6)))

    def _f_round(self, value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
        return rounded(value, int(places))

    def _f_percent(self, part: Decimal, whole: Decimal, places: Decimal = Decimal(2)) -> Decimal:
        return rounded(part / whole * 100 if whole else Decimal(0), int(places))

    def _f_sum(self, *values: Decimal) -> Decimal:
        return sum(values, Decimal(0))

    def _f_min(self, *values: Decimal) -> Decimal:
        return min(values)

    def _f_max(self, *values: Decimal) -> Decimal:
        return max(values)

    def _f_abs(self, value: Decimal) -> Decimal:
        return abs(value)

    def _f_word(self, value: Decimal, up: Value, down: Value, same: Value = "持平") -> Value:
        return up if value > 0 else down if value < 0 else same
