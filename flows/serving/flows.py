"""The flows of the deployments: what the commands do, started by a server, with every parameter described.

Each holds its folder of results as its command does, so a schedule and a person do not write into one another's files.
The parameters are described as ``Args`` because Prefect shows those, and no others, in its forms.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from extract.options import Options, load_options
from flows.bulk.holding import held
from flows.bulk.scheduler import look_at
from flows.progress import Lines
from flows.storage.place import opened
from flows.watching.states import WITH_FAILURES
from flows.work import LOG_FILE, log_to


@flow(name="juesuan-run", persist_result=False)
def run_documents(
    inputs: list[str],
    out: str,
    config: str | None = None,
    store: str | None = None,
    workers: int | None = None,
    pictures: bool = False,
    scheduler: str | None = None,
    work: str | None = None,
    cache: str | None = None,
) -> State[Any]:
    """Read documents; what was finished under this version is not read again.

    Args:
        inputs: 输入 / files, folders and manifests, as for juesuan run; paths of the machine that serves
        out: 结果文件夹或地址 / folder or address (s3://…) of the results; kept and completed when it exists
        config: 选项文件 / TOML file with options (docs/quickstart.md)
        store: 数据库地址 / address of another database than juesuan.db in the folder of results
        workers: 读取进程数 / worker processes; by default as cores and memory allow
        pictures: 画出每页 / also draw every page with its facts
        scheduler: Dask 调度器地址 / a Dask cluster that reads in place of worker processes (docs/scale.md)
        work: 工作文件夹 / working folder where the results are at an address
        cache: 缓存文件夹或地址 / folder or address of the stage cache, to share one between runs and machines
    """
    from flows.run import carry_out, make_plan

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with opened(out, work) as (place, publisher):
        log_to(place / LOG_FILE)
        options = load_options(Path(config)) if config else Options()
        if scheduler is not None:
            workers = look_at(scheduler, place)
        return carry_out(make_plan(inputs, place, options, store, workers, pictures, scheduler, cache, publisher))


@flow(name="juesuan-backfill", persist_result=False)
def backfill(root: str, store: str | None = None, workers: int | None = None, only_count: bool = False) -> State[Any]:
    """Run folders of results again: what this version of code and models changes is read again, nothing else.

    Args:
        root: 根文件夹 / a folder of results, or a folder with folders of results in it
        store: 数据库地址 / the database of those runs that had one of their own
        workers: 读取进程数 / worker processes; by default as cores and memory allow
        only_count: 只计数 / read nothing, only say how many documents would be read again
    """
    from flows.serving.backfill import run_again

    found = run_again(Path(root), store, workers, only_count)
    message = "; ".join(f"{one.out}: {one.told}" for one in found) or f"no folder of results below {root}"
    if any(one.ended == "Failed" for one in found) or not found:
        return Failed(message=message)
    partial = any(one.ended == WITH_FAILURES for one in found)
    return Completed(name=WITH_FAILURES if partial else None, message=message)


@flow(name="juesuan-crawl", persist_result=False)
def crawl_portal(portal: str, out: str) -> State[Any]:
    """Fetch a portal's disclosures; one crawl at a time of any host, whichever machine it runs on.

    Args:
        portal: 门户描述文件 / the file of a portal (docs/crawl.md)
        out: 文件与清单所在 / folder for the files and their manifest; a crawl into it goes on
    """
    from flows.serving.crawling import crawl_politely

    with _ready(out) as place:
        return crawl_politely(Path(portal), place)


@flow(name="juesuan-evaluate", persist_result=False)
def evaluate_all(out: str, gold: str | None = None, against: str | None = None, gate: str | None = None) -> Any:
    """Score what is read against what is known to be printed; the run fails where the gate holds.

    Args:
        out: 报告文件夹 / folder of report.json and report.html
        gold: 标注文件夹 / folder of labels; by default those of the project
        against: 对比的报告 / the report.json to compare with
        gate: 门槛配置 / the gate's configuration
    """
    from flows.evaluating import juesuan_evaluate

    with _ready(out):
        return juesuan_evaluate.fn(out, gold, against, gate)


@flow(name="juesuan-train", persist_result=False)
def train_models(out: str = "models", shared: str = "../shared", work: str = "out/train") -> Any:
    """Train the models from labeled/, without the documents that are held out.

    Args:
        out: 模型文件夹 / folder of the models; each is written into one of its own
        shared: 真实公开文书 / folder of the real disclosures that the gold set labels
        work: 缓存 / folder for the stage cache
    """
    from flows.train import juesuan_train

    with _ready(work):
        return juesuan_train.fn(out, str(Path(shared).resolve()), str(Path(work) / "stages"), Lines().say)


@contextmanager
def _ready(out: str) -> Iterator[Path]:
    """The folder of a flow run's results, held, with its log; one thread for each worker."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with held(Path(out)):
        log_to(Path(out) / LOG_FILE)
        yield Path(out)
