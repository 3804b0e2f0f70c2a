"""Pictures of Prefect's page with the artifacts of a real run, taken by headless Chromium.

    python -m benchmarks.prefect_page --out docs/pictures

Starts a Prefect server of its own, runs samples of the project and some broken files, and pictures the flow run and the
artifacts. What the page says is printed too, so that a test can look for it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from flows.serving.command import Wanted, _server

SAMPLES = Path("labeled/samples")
GIVEN = ("hunan-a.txt", "hunan-a.docx")
FONT = "STSong-Light"
#: Broken files: name and contents.
BROKEN = {
    "下载错误.pdf": b"<!DOCTYPE html><html><body>404 not found</body></html>",
    "空文件.pdf": b"",
    "说明.json": b"{}",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1280, 640)
PAGES = ("prefect-run", "prefect-summary", "prefect-failures", "prefect-costs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out/prefect"))
    parser.add_argument("--port", type=int, default=4211)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    print(json.dumps(take(given.out.resolve(), given.port), ensure_ascii=False, indent=1))


def take(out: Path, port: int, inputs: Path | None = None) -> dict[str, str]:
    """Run, and picture; the words of each page by its name."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("no Chromium here")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home / "in", inputs)
        wanted = Wanted(home / "server", "127.0.0.1", port, 1, 30, None, [], [])
        with _server(wanted) as api:
            run(home, api)
            flow_run = newest(api)
            site = api.removesuffix("/api")
            places = {"prefect-run": f"{site}/runs/flow-run/{flow_run}"} | {
                name: f"{site}/artifacts/artifact/{artifact(api, name.replace('prefect', 'juesuan'))}"
                for name in PAGES[1:]
            }
            return {name: picture(browser, home, places[name], out / f"{name}.png") for name in PAGES}


def fill(place: Path, inputs: Path | None) -> None:
    """The documents of the run, under short names."""
    place.mkdir()
    for file in sorted(inputs.iterdir()) if inputs else [SAMPLES / name for name in GIVEN]:
        shutil.copyfile(file, place / file.name)
    for name, data in BROKEN.items():
        (place / name).write_bytes(data)
    _without_head(place / "无表头.pdf")


def _without_head(file: Path) -> None:
    """A page with a table that has figures only: it is partial, and its failure names the page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    page = Canvas(str(file), pagesize=A4)
    page.setFont(FONT, 16)
    page.drawString(120, 770, "虚构市样例局2023年度部门决算公开")
    page.setFont(FONT, 11)
    page.drawString(72, 735, "2023年度支出合计345.60万元，比上年减少12.40万元，下降3.46%。")
    for row, column in product(range(6), range(4)):
        left, bottom = 72 + column * 110, 520 + row * 28
        page.rect(left, bottom, 110, 28)
        page.drawRightString(left + 100, bottom + 10, f"{(row + 3) * (column + 7) * 13.37:.2f}")
    page.save()


def run(home: Path, api: str) -> None:
    """``juesuan run in --out results``, inside the folder, so that no path of this machine is to be seen."""
    environment = {
        **os.environ, "PREFECT_API_URL": api, "PYTHONPATH": os.getcwd(),
        "JUESUAN_RESULTS_URL": "http://127.0.0.1:8080",
    }  # fmt: skip
    program = [sys.executable, "-m", "flows.cli", "run", "in", "--out", "results", "--workers", "1"]
    done = subprocess.run(program, cwd=home, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 4):
        sys.exit(f"the run ended with {done.returncode}: {done.stderr[-2000:]}")


def newest(api: str) -> str:
    """The identity of the flow run."""
    return str(_ask(api, "flow_runs", limit=1, sort="START_TIME_DESC")[0]["id"])


def artifact(api: str, key: str) -> str:
    """The identity of the artifact that bears a key."""
    return str(_ask(api, "artifacts", limit=1, artifacts={"key": {"any_": [key]}})[0]["id"])


def _ask(api: str, what: str, **query: Any) -> list[dict[str, Any]]:
    request = urllib.request.Request(
        f"{api}/{what}/filter", json.dumps(query).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def picture(browser: str, home: Path, address: str, file: Path) -> str:
    """Picture a page; its words."""
    plain = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={home / 'browser'}",
        f"--window-size={SIZE[0]},{SIZE[1]}", "--force-prefers-color-scheme=light", "--virtual-time-budget=20000",
    ]  # fmt: skip
    began = time.monotonic()
    subprocess.run([*plain, f"--screenshot={file}", address], check=True, capture_output=True, timeout=120)
    shown = subprocess.run([*plain, "--dump-dom", address], check=True, capture_output=True, text=True, timeout=120)
    image = Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
    image.save(file, optimize=True)
    words = unescape(re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", shown.stdout, flags=re.S))
    print(f"{file.name}: {file.stat().st_size // 1024} kB, {time.monotonic() - began:.0f} s", file=sys.stderr)
    return " ".join(words.split())


if __name__ == "__main__":
    main()
