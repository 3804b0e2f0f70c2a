"""What ``juesuan evaluate`` does: checks what was asked, runs the flow, prints the verdict."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evaluation.evaluate import CACHE, GOLD, SHARED, WRITTEN_ROUTES, Asked, Evaluated, jobs_of, publish
from evaluation.gate import GateError, load_config
from evaluation.report.schema import Report, ReportError, read_report
from evaluation.report.summary import as_text
from evaluation.sources.gold import GoldError
from evaluation.sources.reading import crops_of
from evaluation.sources.routes import check_route
from extract.options import Options
from flows.progress import watching
from flows.server import Server, ServerError

#: The scans of real disclosures; those of written ones are named by their profile.
SCAN = "scan"


def run_command(
    out: Path,
    gold: Path | None,
    against: Path | None,
    gate: Path | None,
    cache: Path | None,
    options: Options,
    *,
    routes: str | None,
    documents: str | None,
    seeds: int,
    samples: bool,
    real: bool,
    workers: int,
) -> bool:
    """Evaluate and print the verdict; whether the gate holds.

    Raises
    ------
    Stop
        Before any work, if it cannot be done.
    """
    from flows.cli import Stop

    try:
        other = read_report(against) if against else None
        load_config(gate) if gate else load_config()
        chosen = tuple(routes.split(",")) if routes else ()
        asked = Asked(
            out,
            gold=gold or GOLD,
            routes=tuple(check_route(route) for route in chosen if route != SCAN) if chosen else WRITTEN_ROUTES,
            real_routes=chosen or None,
            documents=tuple(documents.split(",")) if documents else (),
            seeds=seeds,
            samples=samples,
            real=real,
            cache=cache,
            workers=workers,
            options=options,
            gate=gate,
        )
        if gold is not None and not gold.is_dir():
            raise GoldError(f"no folder {gold}")
        if not jobs_of(asked):
            raise GoldError(f"no document of that name: {documents}")
    except (GateError, ReportError, GoldError, ValueError) as error:
        raise Stop("JS902", str(error)) from error
    if real and not SHARED.is_dir():
        print(
            "juesuan: 没有真实公开文书，只评自写文书 / no real disclosures here: the written ones only", file=sys.stderr
        )
    evaluated = _run(asked, other)
    sys.stdout.write(as_text(evaluated, str(out / "report.html")))
    return evaluated.verdict.outcome == "hold"


def show_report(out: Path, report: Path, against: Path | None, gate: Path | None, cache: Path | None) -> bool:
    """Judge a report that is there, against another if one is given, and print the verdict; whether the gate holds.

    Raises
    ------
    Stop
        If one of the files cannot be used.
    """
    from flows.cli import Stop

    try:
        now, other = read_report(report), read_report(against) if against else None
        config = load_config(gate) if gate else load_config()
    except (GateError, ReportError) as error:
        raise Stop("JS902", str(error)) from error
    evaluated = publish(now, other, config, out, crops_of(cache or report.parent / CACHE))
    sys.stdout.write(as_text(evaluated, str(out / "report.html")))
    return evaluated.verdict.outcome == "hold"


def _run(asked: Asked, other: Report | None) -> Evaluated:
    from flows.cli import NOT_INSTALLED, Stop

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with Server(asked.out / ".flow" / "prefect") as server, watching() as watch:
        try:
            server.ready()
        except ServerError as error:
            raise Stop("JS907", str(error), NOT_INSTALLED) from error
        # Prefect reads its settings when it is first imported, so not before the server is known.
        from flows.evaluating import run_evaluation

        return run_evaluation(asked, other, watch)
