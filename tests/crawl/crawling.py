"""A crawl in a process of its own, as the command does it: a reactor runs once in a process."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

# Imported once here: the forks have it then. The reactor itself is not among it.
import flows.crawl.command  # noqa: F401
from flows.cli import main

#: A crawl of the tests that is not over by then hangs.
LONGEST = 100


@dataclass
class Crawled:
    """What came of a crawl."""

    status: int
    out: Path
    stderr: str
    stdout: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The manifest."""
        return [json.loads(line) for line in (self.out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]

    def by_path(self) -> dict[str, list[dict[str, Any]]]:
        """Its rows by the path of their address."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            found.setdefault("/" + row["url"].split("/", 3)[-1], []).append(row)
        return found

    def code(self, path: str) -> str | None:
        """The number of the failure of an address."""
        (row,) = self.by_path()[path]
        return row["failure"]["code"] if row["failure"] else None


def _child(arguments: list[str], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(out.with_suffix(f".{name}"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    # A fork has the log handlers of the tests before it; a process of the command begins without any.
    for name in ("", *logging.Logger.manager.loggerDict):
        logging.getLogger(name).handlers.clear()
    sys.argv = ["juesuan", *arguments]
    status = 1
    try:
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Without the exit handlers of the tests before it, which wait for threads that no fork has.
        os._exit(status)


@contextmanager
def crawling(portal: Path, out: Path) -> Iterator[BaseProcess]:
    """A crawl under way; it is killed if it is still there at the end."""
    process = multiprocessing.get_context("fork").Process(
        target=_child, args=(["crawl", str(portal), "--out", str(out)], out)
    )
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def crawl(portal: Path, out: Path) -> Crawled:
    """A crawl from beginning to end."""
    with crawling(portal, out) as process:
        process.join(LONGEST)
        assert process.exitcode is not None, out.with_suffix(".stderr").read_text()
    return Crawled(
        process.exitcode, out, out.with_suffix(".stderr").read_text(), out.with_suffix(".stdout").read_text()
    )


def rows_as_expected(crawled: Crawled, expected: dict[str, str]) -> list[str]:
    """What differs from what a site says that a crawl of it must come to."""
    rows, wrong = crawled.by_path(), []
    for path, what in expected.items():
        found = rows.get(path, [])
        codes = {row["failure"]["code"] for row in found if row["failure"]}
        if what.startswith("JS"):
            fits = codes == {what} and all(row["path"] is None for row in found)
        elif path.endswith(".zip"):
            fits = not codes and len(found) == 2
        else:
            fits = not codes and [row["sha256"] for row in found] == [what]
        if not fits:
            wrong.append(f"{path}: {what}: {found}")
    return wrong
