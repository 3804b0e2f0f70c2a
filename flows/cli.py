"""The command line. Prefect and the stages are imported when a run begins."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from extract.errors import failure
from extract.export.counts import Counts
from extract.export.files import DamagedPart
from extract.export.store import Store, StoreError, hidden, sqlite_url
from extract.options import Options, OptionsError, load_options
from flows.bulk.holding import Held
from flows.bulk.scheduler import ClusterError, look_at
from flows.inputs import InputsError, gather
from flows.progress import plain, watching
from flows.server import Server, ServerError
from flows.storage.address import is_address
from flows.storage.place import opened
from flows.storage.shelf import shelf_at
from flows.summary import as_text

if TYPE_CHECKING:
    from flows.storage.publishing import Publisher

#: Exit codes of every command.
ALL_READ, WRONG_USE, NOT_INSTALLED, SOME_FAILED, GATE_HOLDS, INTERRUPTED = 0, 2, 3, 4, 5, 130

#: What a wrong option raises. Its class is click's, of which Typer may carry a copy of its own.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="juesuan",
    help="决算: reads disclosures of Chinese public bodies into figures that can be trusted.",
    epilog="Example: juesuan run disclosures/ --out results",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


#: Who reads the documents of a run.
Runner = Literal["local", "dask"]


class Stop(Exception):
    """Ends a command with one line and an exit code."""

    def __init__(self, code: str, detail: str, status: int = WRONG_USE):
        super().__init__(detail)
        why = failure(code, " ".join(detail.split()))
        self.line = f"juesuan: {why.code} {why.message} → {why.remedy}"
        self.status = status


@app.callback()
def _commands() -> None:
    """Keeps ``run`` and ``doctor`` commands of their own."""


@app.command(epilog="Example: juesuan run disclosures/ more/2023.pdf --out results --workers 2")
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders, or manifests (.csv or .jsonl with path or url, and optionally department, year).",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="PLACE",
            help="Folder for the results, or the address of one (s3://BUCKET/FOLDER, docs/scale.md); kept and "
            "completed when it exists.",
        ),
    ],
    config: Annotated[Path | None, typer.Option(help="TOML file with options (docs/quickstart.md).")] = None,
    work: Annotated[
        Path | None,
        typer.Option(help="Working folder of results at an address; by default one for each below out/work."),
    ] = None,
    cache: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE",
            help="Folder of the stage cache in place of .cache in the results, or an address (s3://BUCKET/FOLDER) "
            "behind it, to share one between machines.",
        ),
    ] = None,
    store: Annotated[
        str | None, typer.Option(metavar="URL", help="Another database than juesuan.db in the folder of results.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Worker processes; by default as cores and memory allow.")
    ] = None,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Also draw every page with its facts, into pictures/ of the results.")
    ] = False,
    runner: Annotated[Runner, typer.Option(help="Who reads: processes of this machine, or a Dask cluster.")] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", envvar="DASK_SCHEDULER_ADDRESS", help="Of the cluster: tcp://HOST:8786 (docs/scale.md)."
        ),
    ] = None,
) -> None:
    """Read documents into PLACE. Safe to kill and to run again: only what is unfinished is read.

    Exit codes: 0 all read, 2 wrong use or no input readable, 3 not installed, 4 some failed or are partial.
    """
    if not inputs or not all(inputs):
        raise Stop("JS901", "an INPUT is empty")
    if work is not None and not is_address(out):
        raise Stop("JS901", "--work is of an --out that is an address")
    options = _options(config)
    with _held(out, work, cache) as (folder, publisher):
        if runner == "dask":
            workers = _look_at(scheduler, workers, folder)
        by = scheduler if runner == "dask" else None
        status, counts = read_into(inputs, folder, options, store, workers, pictures, by, cache, publisher)
    if publisher is not None:
        sys.stdout.write(f"已发布 published   {publisher.remote.address}\n")
    sys.stdout.write(as_text(counts, folder, hidden(store or sqlite_url(folder))))
    sys.stdout.flush()
    raise typer.Exit(status)


@app.command(epilog="Example: juesuan crawl portal.toml --out crawled")
def crawl(
    portal: Annotated[Path, typer.Argument(metavar="PORTAL.toml", help="The file of a portal (docs/crawl.md).")],
    out: Annotated[Path, typer.Option(help="Folder for the files and their manifest; a crawl into it goes on.")],
) -> None:
    """Fetch a portal's disclosures and write a manifest that ``juesuan run`` takes. Safe to kill and to run again.

    Exit codes: 0 all fetched, 2 wrong use or nothing fetched, 3 not installed, 4 some could not be fetched.
    """
    from flows.crawl_command import run_command

    with _held(out):
        status = run_command(portal, out)
    raise typer.Exit(status)


@app.command(epilog="Example: juesuan evaluate --against out/before/report.json --out out/now")
def evaluate(
    out: Annotated[Path, typer.Option(help="Folder for report.json, report.html and the caches.")],
    gold: Annotated[Path | None, typer.Option(help="Folder of labels; by default those of the project.")] = None,
    against: Annotated[Path | None, typer.Option(metavar="REPORT.json", help="The report to compare with.")] = None,
    gate: Annotated[Path | None, typer.Option(help="The gate's configuration (docs/reading-the-report.md).")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file with options of reading.")] = None,
    routes: Annotated[
        str | None, typer.Option(help="Only these ways in which a document comes, separated by commas.")
    ] = None,
    documents: Annotated[str | None, typer.Option(help="Only these, separated by commas.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="So many fillings of each written document.")] = 1,
    samples: Annotated[bool, typer.Option(help="Committed renderings of the written documents only.")] = False,
    real: Annotated[bool, typer.Option(help="Score the labelled real disclosures too, where ../shared is.")] = True,
    cache: Annotated[Path | None, typer.Option(help="Folder of caches, to share one between reports.")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="REPORT.json", help="Read nothing: judge this report and show it.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 2,
) -> None:
    """Score what is read against what is known to be printed, and judge the change: ship, hold, or too few to judge.

    Exit codes: 0 the gate does not hold, 2 wrong use, 3 not installed, 5 the gate holds, with the reasons.
    """
    from flows.evaluate_command import run_command, show_report

    wanted: dict[str, Any] = {"routes": routes, "documents": documents, "seeds": seeds, "samples": samples}
    wanted |= {"real": real, "workers": workers}
    with _held(out):
        if report is not None:
            holds = show_report(out, report, against, gate, cache)
        else:
            holds = run_command(out, gold, against, gate, cache, _options(config), **wanted)
    raise typer.Exit(GATE_HOLDS if holds else ALL_READ)


@app.command(epilog="Example: juesuan doctor")
def doctor() -> None:
    """Check the installation by doing a small piece of every stage.

    Exit codes: 0 everything needed works, 3 something needed is missing.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from flows.doctor import examine

    raise typer.Exit(ALL_READ if examine() else NOT_INSTALLED)


@app.command(epilog="Example: juesuan train --out models")
def train(
    out: Annotated[Path, typer.Option(help="Folder of the models; each is written into one of its own.")] = Path(
        "models"
    ),
    shared: Annotated[Path, typer.Option(help="Folder of the real disclosures that the gold set labels.")] = Path(
        "../shared"
    ),
    work: Annotated[Path, typer.Option(help="Folder for the stage cache.")] = Path("out/train"),
) -> None:
    """Train the models from labeled/, without the documents that are held out; each comes with its card.

    The same labels give the same models. Exit codes: 0 trained, 3 not installed.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with Server(work / "prefect") as server:
        try:
            server.ready()
        except ServerError as error:
            raise Stop("JS907", str(error), NOT_INSTALLED) from error
        from flows.train import juesuan_train

        juesuan_train(str(out), str(shared.resolve()), str(work / "stages"), typer.echo)


@app.command(epilog="Example: juesuan serve --home /var/lib/juesuan --webhook http://127.0.0.1:9000/")
def serve(
    home: Annotated[Path, typer.Option(help="Folder of the server's database and logs.")] = Path("out/serve"),
    host: Annotated[str, typer.Option(help="Where the server listens; it asks nobody for a password.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page and the API.")] = 4200,
    limit: Annotated[int, typer.Option(min=1, help="Flow runs at once on this machine.")] = 1,
    keep_days: Annotated[int, typer.Option(min=1, help="Days for which the server keeps runs, logs and events.")] = 30,
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Told of every flow run that fails or is partial.")
    ] = None,
    schedule: Annotated[
        list[str] | None, typer.Option(metavar="DEPLOYMENT=CRON", help="For example run='0 2 * * *'; may be repeated.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="DEPLOYMENT.NAME=JSON", help="A default, such as run.out='\"results\"'; may be repeated."),
    ] = None,
) -> None:
    """Serve deployments (crawl, run, evaluate, train, backfill) with a Prefect server, until it is stopped.

    With PREFECT_API_URL set, no server is started: this machine works for that one. Exit codes: 0 stopped, 2 wrong
    use, 3 the server did not start.
    """
    from flows.serving.command import Wanted, run_command

    run_command(Wanted(home, host, port, limit, keep_days, webhook, schedule or [], parameter or []))


def read_into(
    inputs: list[str],
    out: Path,
    options: Options,
    store: str | None,
    workers: int | None,
    pictures: bool = False,
    scheduler: str | None = None,
    cache: str | None = None,
    publisher: Publisher | None = None,
) -> tuple[int, Counts]:
    """Look at the inputs, read them, put the results together; the exit code and what came out.

    Raises
    ------
    Stop
        Before any work, if it cannot be done.
    """
    if any(Path(name).resolve() == out.resolve() for name in inputs):
        raise Stop("JS904", f"{out} is an input as well")
    out.mkdir(parents=True, exist_ok=True)
    # One thread per worker: two workers with one thread each beat one with two by a quarter.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _check_store(store or sqlite_url(out))
    with Server(out / ".flow" / "prefect") as server, watching() as watch:
        try:
            gathered = gather(inputs, out)
        except InputsError as error:
            raise Stop("JS903", str(error)) from error
        for remark in gathered.remarks:
            watch.say(remark)
        if not gathered.inputs and not gathered.unread:
            raise Stop("JS903", ", ".join(inputs))
        # Prefect reads its settings when it is first imported, so not before the server is known; that takes about
        # as long as the server needs to come up, so not after it is up.
        from flows.pool import NoWorkers
        from flows.run import Plan, run_plan
        from flows.work import LOG_FILE, log, log_to

        try:
            server.ready()
        except ServerError as error:
            raise Stop("JS907", str(error), NOT_INSTALLED) from error
        where = store or sqlite_url(out)
        plan = Plan(inputs, gathered, options, out, where, store is not None, workers, watch, pictures, scheduler)
        plan.cache, plan.publisher = cache, publisher
        log_to(out / LOG_FILE)
        try:
            counts = run_plan(plan)
        except NoWorkers as error:
            raise Stop("JS906", str(error), NOT_INSTALLED) from error
        except ServerError as error:
            raise Stop("JS907", str(error)) from error
        except ClusterError as error:
            raise Stop(error.code, str(error)) from error
        except StoreError as error:
            raise Stop("JS905", str(error)) from error
        except (OSError, DamagedPart) as error:
            # A full disk, a share that went away, a bad block: what is finished stays, and a rerun goes on.
            log.exception("the run ended")
            raise Stop("JS904", f"{out}: {error}") from error
    return exit_code(counts), counts


def exit_code(counts: Counts) -> int:
    """What the documents of a run add up to; skipped ones do not count."""
    status = counts.documents
    if not status.total() or (status["failed"] and not status["ok"] and not status["partial"]):
        return WRONG_USE
    return SOME_FAILED if status["failed"] or status["partial"] else ALL_READ


def _look_at(scheduler: str | None, workers: int | None, out: Path) -> int:
    """The workers of the cluster that is to read."""
    if scheduler is None or workers is not None:
        raise Stop("JS901", "--runner dask needs --scheduler ADDRESS, and no --workers: they are the cluster's")
    try:
        return look_at(scheduler, out)
    except ClusterError as error:
        raise Stop(error.code, str(error), NOT_INSTALLED if error.code == "JS909" else WRONG_USE) from error


def _options(config: Path | None) -> Options:
    try:
        return load_options(config) if config else Options()
    except OptionsError as error:
        raise Stop("JS902", str(error)) from error


def _check_store(url: str) -> None:
    try:
        Store(url).close()
    except StoreError as error:
        raise Stop("JS905", str(error), NOT_INSTALLED if error.missing else WRONG_USE) from error


@contextmanager
def _held(
    out: Path | str, work: Path | None = None, cache: str | None = None
) -> Iterator[tuple[Path, Publisher | None]]:
    """The folder to write into, made and held, with what publishes it; an address of a cache has to be one."""
    try:
        if cache is not None and is_address(cache):
            shelf_at(cache)
        with opened(str(out), work) as found:
            yield found
    except Held as error:
        raise Stop(error.code, str(error)) from error


def main() -> None:
    """Run a command; what a user got wrong is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or a log that knows no Chinese gets escapes, not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        raise SystemExit(app(standalone_mode=False))
    except Stop as stop:
        _say(stop.line)
        raise SystemExit(stop.status) from None
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(_wrong(error))
            raise SystemExit(WRONG_USE) from None
        # Click would print a box of several lines.
        _say(Stop("JS901", _wrong(error)).line)
        raise SystemExit(WRONG_USE) from None
    except (KeyboardInterrupt, typer.Abort):
        _say("juesuan: 已中断；重跑同一命令即可继续 / interrupted; the same command goes on where this one stopped")
        raise SystemExit(INTERRUPTED) from None


def _wrong(error: Exception) -> str:
    return error.format_message() if hasattr(error, "format_message") else str(error)


def _say(line: str) -> None:
    print(plain(line), file=sys.stderr)


if __name__ == "__main__":
    # The commands raise the errors of flows.cli, which this module is not while it is __main__.
    from flows.cli import main as run_main

    run_main()
