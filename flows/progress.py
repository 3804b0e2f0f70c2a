"""How far a run is: a bar on a terminal, plain lines in a log. Always on stderr."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


class Watch(Protocol):
    """What is told of the run."""

    def begin(self, total: int) -> None:
        """So many documents are to be read."""

    def read(self, name: str, status: str, seconds: float) -> None:
        """One document is finished."""

    def say(self, message: str) -> None:
        """A remark for the log."""


def plain(text: str) -> str:
    """A text from outside, safe on a terminal: control characters as escapes."""
    return (
        "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
        .encode("utf-8", errors="backslashreplace")
        .decode("utf-8")
    )


class Lines:
    """Plain lines on stderr: ``[3/12] ok 1.2s name``."""

    def __init__(self) -> None:
        self._total = 0
        self._count = 0

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def begin(self, total: int) -> None:
        self._total = total

    def read(self, name: str, status: str, seconds: float) -> None:
        self._count += 1
        self.say(f"[{self._count}/{self._total}] {status} {seconds:.1f}s {name}")

    def say(self, message: str) -> None:
        print(plain(message), file=sys.stderr, flush=True)


class Bar:
    """A progress bar on stderr; what is not ``ok`` stays as a line above it."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._bar = self._progress.add_task("starting", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, total: int) -> None:
        self._progress.update(self._bar, total=total, description="reading")

    def read(self, name: str, status: str, seconds: float) -> None:
        self._progress.advance(self._bar)
        if status not in ("ok", "skipped"):
            self.say(f"{status}: {name}")

    def say(self, message: str) -> None:
        self._progress.console.print(escape(plain(message)), highlight=False, soft_wrap=True)


def watching() -> Bar | Lines:
    """A bar where stderr is a terminal, otherwise lines."""
    return Bar() if sys.stderr.isatty() else Lines()
