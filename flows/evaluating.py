"""The flow behind ``juesuan evaluate``: the evaluation, watched by Prefect, with its summary as artifacts.

The work is in ``evaluation.evaluate``, a plain function that knows no Prefect.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from evaluation.evaluate import GOLD, WRITTEN_ROUTES, Asked, Evaluated, evaluate
from evaluation.report.schema import Report, read_report
from evaluation.report.summary import as_markdown, measure_rows
from flows.progress import Watch

#: What the command line has made ready; a deployed flow makes its own.
_READY: ContextVar[tuple[Asked, Report | None, Watch | None] | None] = ContextVar("ready", default=None)


def run_evaluation(asked: Asked, against: Report | None, watch: Watch) -> Evaluated:
    """Run the flow for what was asked; the results stand in ``asked.out``."""
    from flows.watching.sending import send_what_waits

    token = _READY.set((asked, against, watch))
    try:
        return juesuan_evaluate(str(asked.out))
    finally:
        _READY.reset(token)
        send_what_waits()


@flow(name="juesuan-evaluate", persist_result=False, validate_parameters=False)
def juesuan_evaluate(
    out: str,
    gold: str | None = None,
    against: str | None = None,
    gate: str | None = None,
    routes: str | None = None,
    samples: bool = False,
    real: bool = True,
) -> Any:
    """Score everything and judge it. As a deployment after ``juesuan-train`` its run fails where the gate holds.

    Parameters
    ----------
    out : str
        The folder of the report.
    gold : str, optional
        The folder of the labels.
    against : str, optional
        Another report.json.
    gate : str, optional
        The gate's configuration.
    routes : str, optional
        Only these ways in which a document comes, separated by commas.
    samples, real : bool
        The committed renderings instead of new ones; the labelled disclosures too, where they are.

    Raises
    ------
    RuntimeError
        Where the gate holds and no command line is there to say so, with the reasons.
    """
    ready = _READY.get()
    if ready is not None:
        return _evaluate(*ready)
    chosen = tuple(routes.split(",")) if routes else ()
    asked = Asked(
        Path(out),
        gold=Path(gold) if gold else GOLD,
        gate=Path(gate) if gate else None,
        routes=chosen or WRITTEN_ROUTES,
        real_routes=chosen or None,
        samples=samples,
        real=real,
    )
    evaluated = _evaluate(asked, read_report(Path(against)) if against else None, None)
    if evaluated.verdict.outcome == "hold":
        raise RuntimeError("the gate holds: " + "; ".join(finding.text for finding in evaluated.verdict.holds))
    return evaluated


def _evaluate(asked: Asked, against: Report | None, watch: Watch | None) -> Evaluated:
    def told(done: int, of: int, record: Any) -> None:
        if watch is not None:
            if done == 1:
                watch.begin(of)
            watch.read(record.name, record.status, sum(record.costs.values()))

    evaluated = evaluate(asked, against, told)
    create_markdown_artifact(as_markdown(evaluated), key="juesuan-evaluation")
    create_table_artifact(measure_rows(evaluated), key="juesuan-measures")
    return evaluated
