"""Office files by LibreOffice, in a process that can be killed, with a profile of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from extract.errors import refuse
from extract.types import Format

#: Wall clock for one conversion; LibreOffice hangs on some files.
SECONDS = 180
#: Names under which LibreOffice is found.
_COMMANDS = ("soffice", "libreoffice")


class _Way(NamedTuple):
    suffix: str
    target: str
    format: Format


#: Texts become docx, whose tables are exact; sheets become html, which keeps every sheet whole.
_WAYS = {
    "doc": _Way(".doc", "docx", "docx"),
    "sheet": _Way(".xls", "html", "html"),
    "xlsx": _Way(".xlsx", "html", "html"),
}


def soffice() -> str | None:
    """The command of LibreOffice, or None where it is not installed."""
    return next((found for name in _COMMANDS if (found := shutil.which(name))), None)


def convert(data: bytes, kind: str) -> tuple[bytes, Format]:
    """The file in a format that can be read.

    Raises
    ------
    JuesuanError
        If LibreOffice is not installed, fails, or takes too long.
    """
    command = soffice()
    if command is None:
        raise refuse("JS107")
    way = _WAYS[kind]
    with tempfile.TemporaryDirectory(prefix="juesuan-office-") as folder:
        # Two LibreOffices with one profile: the second hands its file to the first and ends at once.
        profile = (Path(folder) / "profile").as_uri()
        given = Path(folder) / f"input{way.suffix}"
        given.write_bytes(data)
        arguments = [
            command, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", way.target, "--outdir", folder, str(given),
        ]  # fmt: skip
        output, code = _run(arguments)
        made = Path(folder) / f"input.{way.target}"
        if code != 0 or not made.exists() or not made.stat().st_size:
            raise refuse("JS108", output[-160:] or f"exit {code}")
        return made.read_bytes(), way.format


def _run(arguments: list[str]) -> tuple[str, int]:
    """Run in a process group of its own, so that its children end with it."""
    process = subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise refuse("JS108", f"超时 / took longer than {SECONDS} s") from error
    return output.decode("utf-8", "replace").strip(), process.returncode
