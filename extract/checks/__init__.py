"""Stage checks: the identities that the figures must satisfy, who is wrong, and repairs."""

from __future__ import annotations

from collections.abc import Mapping

from extract.options import Options
from extract.stages import ChecksResult
from extract.types import Fact, Route, Table


def run(
    facts: tuple[Fact, ...],
    tables: tuple[Table, ...],
    options: Options,
    routes: Mapping[int, Route] | None = None,
) -> ChecksResult:
    """Check every figure against the identities it takes part in."""
    return ChecksResult(facts, ())
