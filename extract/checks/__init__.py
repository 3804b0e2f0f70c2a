"""Stage checks: the identities that the figures must satisfy, who is wrong, and repairs.

Identities are data (models/identities). They are bound to facts by meaning,
evaluated by interval arithmetic, and give facts their status: ``confirmed``,
``conflict``, or a ``repaired`` fact beside the one that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extract.checks.binding import bind
from extract.checks.certainty import as_sure_as_checked
from extract.checks.figures import RECOGNISED, figures
from extract.checks.repair import Repairer
from extract.checks.verdict import Verdict
from extract.errors import failure
from extract.options import Options
from extract.stages import ChecksResult
from extract.types import Fact, Route, Table
from models.identities import identities


def run(
    facts: tuple[Fact, ...],
    tables: tuple[Table, ...],
    options: Options,
    routes: Mapping[int, Route] | None = None,
    words: str = "",
) -> ChecksResult:
    """Check every figure against the identities it takes part in.

    Parameters
    ----------
    facts : tuple of Fact
        Numbered (``fact_id`` set).
    tables : tuple of Table
        The tables that the facts' evidence names.
    options : Options
    routes : mapping of page number to Route, optional
        Which pages were recognised. Inputs without pages are read as they are.
    words : str, optional
        The characters of the text, to which the evidence of the narrative points: some identities hold
        by what stands between two figures (共三类：…).

    Returns
    -------
    ChecksResult
        The facts in their order with status and checks, repaired facts behind
        those they mend; the checks, sorted; the cells that deserve another look.
    """
    terms = figures(facts, tables, routes or {})
    equations = bind(identities(), terms, tables, words)
    repairer = Repairer(equations)
    repairs = repairer.run()
    result = Verdict(facts, tables, equations, repairs, terms).result()
    result = replace(
        result, facts=tuple(as_sure_as_checked(fact, _recognised(fact, routes or {})) for fact in result.facts)
    )
    if repairer.bounded:
        result = replace(result, failures=(*result.failures, failure("JS701", str(repairer.bounded))))
    return result


def _recognised(fact: Fact, routes: Mapping[int, Route]) -> bool:
    return any(place.page is not None and routes.get(place.page) in RECOGNISED for place in fact.evidence[:1])
