"""LibreOffice itself, where it is installed: what a file from outside may not do, and what is killed."""

from __future__ import annotations

import http.server
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from extract.errors import JuesuanError
from extract.pages import office

needs_soffice = pytest.mark.skipif(office.soffice() is None, reason="LibreOffice (soffice) is not installed")

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_BASIC = """Sub Go
  n = FreeFile
  Open "{file}" For Output As #n
  Print #n, "ran"
  Close #n
End Sub"""


@pytest.fixture
def website() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def with_macro(file: Path, link: str) -> bytes:
    """A text that runs a macro when it is opened and shows a picture from the network."""
    namespaces = " ".join(
        f'xmlns:{name}="{_OFFICE}{full}:1.0"'
        for name, full in {
            "office": "office", "script": "script", "text": "text", "draw": "drawing", "svg": "svg-compatible",
            "table": "table",
        }.items()
    )  # fmt: skip
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {namespaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"
 xmlns:dom="http://www.w3.org/2001/xml-events" xmlns:ooo="http://openoffice.org/2004/office">
<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" xlink:type="simple"
 script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.M.Go?language=Basic&amp;location=document"/>
</office:event-listeners></office:scripts>
<office:body><office:text><text:p>合计 1.00<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">
<draw:image xlink:href="{link}/picture.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>
</draw:frame></text:p></office:text></office:body></office:document-content>"""
    doctype = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
    library = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "Basic/script-lc.xml": doctype.format("library:libraries", "libraries")
        + f'<library:libraries {library}><library:library library:name="Standard" library:link="false"/>'
        "</library:libraries>",
        "Basic/Standard/script-lb.xml": doctype.format("library:library", "library")
        + f'<library:library {library} library:name="Standard" library:readonly="false"'
        ' library:passwordprotected="false"><library:element library:name="M"/></library:library>',
        "Basic/Standard/M.xml": doctype.format("script:module", "module")
        + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M"'
        f' script:language="StarBasic">{_BASIC.format(file=file)}</script:module>',
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in files
        if name != "mimetype"
    )
    files["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}manifest:1.0" manifest:version="1.2"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{files["mimetype"]}"/>{entries}</manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@needs_soffice
def test_macros_are_not_run_and_links_not_followed(
    tmp_path: Path, website: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked = website
    monkeypatch.setitem(office._WAYS, "doc", office._Way(".odt", "docx", "docx"))
    data, _ = office.convert(with_macro(tmp_path / "ran", url), "doc")
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert "1.00" in made.read("word/document.xml").decode()
    assert not (tmp_path / "ran").exists() and asked == []


@needs_soffice
@pytest.mark.slow
@pytest.mark.parametrize("careful", [False, True])
def test_the_profile_is_what_forbids_it(
    careful: bool, tmp_path: Path, website: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened with a careless profile, the same file runs its macro and asks the network."""
    url, asked = website
    ran = tmp_path / "ran"
    if not careful:
        path = "org.openoffice.Office.Common/Security/Scripting"
        monkeypatch.setattr(office, "_SETTINGS", ((path, "MacroSecurityLevel", "0"),))
    (tmp_path / "file.odt").write_bytes(with_macro(ran, url))
    office._set_up(tmp_path / "profile")
    place = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    monkeypatch.setattr(office, "SECONDS", 12)
    with pytest.raises(JuesuanError):  # it stays open until it is killed
        office._run([str(office.soffice()), place, "--headless", str(tmp_path / "file.odt")], tmp_path)
    assert ran.exists() != careful
    assert bool(asked) != careful


def fake_soffice(folder: Path, pids: Path) -> None:
    """A LibreOffice that starts a child of its own, and both hang."""
    command = folder / "soffice"
    command.write_text(f"#!/bin/sh\nsleep 300 &\necho $! $$ > {pids}.new\nmv {pids}.new {pids}\nwait\n")
    command.chmod(0o755)


def both_gone(pids: Path) -> bool:
    until = time.monotonic() + 10
    left = [int(pid) for pid in pids.read_text().split()]
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in left):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_conversion_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_soffice(tmp_path, tmp_path / "pids")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "SECONDS", 1.0)
    with pytest.raises(JuesuanError) as caught:
        office.convert(b"x", "doc")
    assert caught.value.failure.code == "JS108"
    assert both_gone(tmp_path / "pids")


def test_a_conversion_ends_with_the_worker_that_asked(tmp_path: Path) -> None:
    fake_soffice(tmp_path, tmp_path / "pids")
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path)}
    program = "from extract.pages.office import convert; convert(b'x', 'doc')"
    worker = subprocess.Popen([sys.executable, "-c", program], env=environment)
    until = time.monotonic() + 30
    while not (tmp_path / "pids").exists():
        assert worker.poll() is None and time.monotonic() < until
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert both_gone(tmp_path / "pids")
