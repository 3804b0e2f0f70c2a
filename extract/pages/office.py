"""Office files by LibreOffice, in a process that can be killed, with a profile of its own.

The file comes from outside: its macros are not run and its links are not followed. Whatever
happens to the process that asked, LibreOffice and its children end with it.
"""

from __future__ import annotations

import shutil
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


#: Runs a command as a group that is killed when standard input ends: on time-out, and when the reader itself is killed.
_KEEPER = """
exec 3<&0
"$@" </dev/null &
child=$!
{ cat <&3; kill -9 0; } >/dev/null 2>&1 &
exec 3<&-
wait $child
"""
#: Settings of the profile, (path, name, value): macros off, links neither updated nor fetched.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    # whatever asks the network all the same finds nobody
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


class _Way(NamedTuple):
    suffix: str
    target: str
    format: Format


#: Texts become docx, whose tables are exact; sheets become html, which keeps every sheet whole. A docx, which is read
#: as it is, becomes the pages that it prints.
_WAYS = {
    "docx": _Way(".docx", "pdf", "pdf"),
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
        profile = Path(folder) / "profile"
        _set_up(profile)
        given = Path(folder) / f"input{way.suffix}"
        given.write_bytes(data)
        arguments = [
            command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", way.target, "--outdir", folder, str(given),
        ]  # fmt: skip
        output, code = _run(arguments, Path(folder))
        made = Path(folder) / f"input.{way.target}"
        if code != 0 or not made.exists() or not made.stat().st_size:
            raise refuse("JS108", output[-160:] or f"exit {code}")
        return made.read_bytes(), way.format


def _set_up(profile: Path) -> None:
    """Write the settings of a new profile."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(arguments: list[str], folder: Path) -> tuple[str, int]:
    """Run in a process group of its own, so that its children end with it; what it printed, and its exit code."""
    printed = folder / "printed"
    with printed.open("wb") as file:
        process = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", *arguments],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    assert process.stdin is not None
    try:
        code = process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise refuse("JS108", f"超时 / took longer than {SECONDS} s") from error
    finally:
        process.stdin.close()  # the keeper kills what is left
        process.wait()
    return printed.read_text("utf-8", "replace").strip(), code
