"""The artifacts of a run: progress while it reads, and at its end what came out.

What cannot be shown costs the run nothing: the files of results do not depend on a server that answers.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import PrefectException

from extract.export.counts import Counts
from flows.progress import Watch
from flows.summary import as_markdown
from flows.watching import drift
from flows.watching.seen import Seen, cost_rows, failure_rows
from flows.work import log

#: Seconds between two updates of the progress.
PAUSE = 5.0
#: What asking a server raises that is out of reach.
TROUBLE = (PrefectException, httpx.HTTPError, OSError)
READ_NOW = "本次读取的文件 / documents read in this run"


class Progress:
    """A watch that hands on what it is told, and keeps the progress artifact of the flow run up to date."""

    def __init__(self, watch: Watch):
        self._watch = watch
        self._artifact: UUID | None = None
        self._total = self._done = 0
        self._told = 0.0

    def begin(self, total: int) -> None:
        """Begin; inside the flow run that is to bear the artifact."""
        self._watch.begin(total)
        self._total = total
        try:
            found: Any = create_progress_artifact(0.0, key="juesuan-progress", description=f"0 / {total}")
            self._artifact = found
        except TROUBLE as error:
            log.warning("no progress is shown by the server: %s", error)

    def read(self, name: str, status: str, seconds: float) -> None:
        """One document is finished."""
        self._watch.read(name, status, seconds)
        self._done += 1
        if self._done == self._total or time.monotonic() - self._told >= PAUSE:
            self._tell()

    def say(self, message: str) -> None:
        """A remark for the log."""
        self._watch.say(message)

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self._artifact is None:
            return
        share = round(100 * self._done / self._total, 1) if self._total else 100.0
        try:
            update_progress_artifact(self._artifact, progress=share, description=f"{self._done} / {self._total}")
        except TROUBLE as error:
            log.warning("no progress is shown by the server any more: %s", error)
            self._artifact = None


def show(counts: Counts, seen: Seen, out: Path, watch: Watch) -> None:
    """Make the artifacts of a run that is finished; inside its flow run."""
    try:
        before = drift.last_runs()
        closures = drift.closure_rows(seen.closures, before)
        create_markdown_artifact(as_markdown(counts, out), key="juesuan-summary")
        create_table_artifact(
            failure_rows(seen),
            key="juesuan-failures",
            description="未读全的内容与处理办法 / what was not read, and what to do; also in failures.html",
        )
        create_table_artifact(closures, key=drift.KEY, description=f"against the last {drift.LAST_RUNS} runs")
        create_table_artifact(cost_rows(seen), key="juesuan-costs", description="documents read in this run")
        if seen.slowest:
            create_table_artifact(seen.slowest, key="juesuan-slowest", description="documents read in this run")
    except TROUBLE as error:
        log.warning("the artifacts of the run could not be shown: %s", error)
        return
    if fell := drift.fallen(closures):
        log.warning("identities that close less often than in the last runs: %s", "; ".join(fell))
        watch.say("勾稽关系相符率下降 / identities close less often than before: " + "; ".join(fell))
