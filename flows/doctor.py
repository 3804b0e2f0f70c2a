"""``juesuan doctor``: a small piece of every stage, done for real.

A model that loads lazily, a wheel that another one has overwritten, a database
that nobody may write to: such things show when they are used and not before.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distributions
from importlib.metadata import version as installed_version
from pathlib import Path

import psutil
from PIL import Image, ImageDraw, ImageFont

from extract.errors import JuesuanError
from extract.options import Options
from flows.progress import plain

#: Distributions whose version explains most reports.
NAMED = (
    "camelot-py",
    "onnxruntime",
    "openvino",
    "paddleocr",
    "pdfplumber",
    "prefect",
    "rapidocr",
    "spacy",
    "sqlalchemy",
)
#: The one opencv that serves all of them (docs/decisions/0001-one-opencv.md).
OPENCV = "opencv-contrib-python-headless"
#: What office files need.
OFFICE = ("soffice", "libreoffice")
#: The figure that every generated page shows.
FIGURE = "1234.56"
_DISCLOSURE = f"""虚构市样例局2023年度部门决算公开
第一部分 部门概况
一、主要职责
负责样例事务。
第三部分 2023年度部门决算情况说明
一、收入支出决算总体情况说明
2023年度支出总计{FIGURE}万元，比上年增加100.00万元，增长8.81%，主要原因是样例业务增加。
"""


class Missing(Exception):
    """Something that is needed does not work; its text is one line."""


def examine() -> bool:
    """Do all checks and print a line for each.

    Returns
    -------
    bool
        Whether everything that is needed works.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for noisy in ("RapidOCR", "ppocr", "jieba"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("版本 versions", _versions),
        ("机器 machine", _machine),
        ("图像库 opencv", _opencv),
        ("识别 OCR", _ocr),
        ("表格 tables", _tables),
        ("文字 text to checks", _text),
        ("流程 flow, export, store", _flow),
    )
    healthy = True
    for label, check in checks:
        began = time.monotonic()
        try:
            told = check()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the installation is what a doctor reports
            healthy = False
            print(f"!!  {label}: {plain(_one_line(error))}", flush=True)
        else:
            print(f"ok  {label}: {told} ({time.monotonic() - began:.1f} s)", flush=True)
    optional()
    print("一切正常 / everything needed works" if healthy else "安装不完整 / something needed is missing", flush=True)
    return healthy


def optional() -> None:
    """Print a line for each program that adds something where it is installed."""
    print(_office(), flush=True)
    print(_postgres(), flush=True)


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, (Missing, JuesuanError)) else f"{type(error).__name__}: {text}"


def _versions() -> str:
    found = [f"Python {sys.version.split()[0]}"]
    for name in NAMED:
        try:
            found.append(f"{name} {installed_version(name)}")
        except PackageNotFoundError as error:
            raise Missing(f"{name} is not installed; run make run, or install requirements.lock") from error
    return ", ".join(found)


def _machine() -> str:
    free = psutil.virtual_memory().available / 2**30
    return f"{os.cpu_count()} cores, {free:.1f} GiB of memory free"


def _opencv() -> str:
    """Two opencv wheels unpack into one folder, and the last one installed wins."""
    names = {str(one.metadata["Name"]).lower() for one in distributions()}
    found = sorted(name for name in names if name.startswith("opencv-"))
    if found != [OPENCV]:
        raise Missing(f"{', '.join(found) or 'no opencv'}; install {OPENCV} and no other")
    import cv2

    return f"{OPENCV} {cv2.__version__}"


def _ocr() -> str:
    from extract import ocr, pages

    options = Options()
    source = pages.acquire(_image(), options, "doctor.png")
    opened = pages.open_pages(source, options)
    read = ocr.read_pages(opened.pages, pages.rasters(source, options), options)
    words = " ".join(word.text for page in read.pages for word in page.words)
    if FIGURE not in words:
        raise Missing(f"the picture says {FIGURE}, {options.ocr.engine} reads {words!r}")
    return f"{options.ocr.engine} on {options.ocr.runtime} reads {FIGURE}"


def _image() -> bytes:
    """A page with the figure on it."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    for row in range(6):
        pen.text((160, 200 + 120 * row), FIGURE, fill="black", font=ImageFont.load_default(48))
    data = io.BytesIO()
    page.save(data, "PNG", dpi=(150, 150))
    return data.getvalue()


def _tables() -> str:
    from extract import ocr, pages, tables

    options = Options()
    source = pages.acquire(_ruled_pdf(), options, "doctor.pdf")
    opened = pages.open_pages(source, options)
    found = tables.from_pages(
        pages.repaired(source), opened.pages, ocr.level_images(opened.pages, pages.rasters(source, options)), options
    )
    texts = [cell.text for table in found.tables for cell in table.cells]
    if FIGURE not in texts:
        raise Missing(f"a ruled table with {FIGURE} was read as {texts}")
    return f"a ruled table of {len(texts)} cells read"


def _ruled_pdf() -> bytes:
    """A page with a ruled table of three columns, written by hand: no PDF writer is needed."""
    rows = [("code", "name", "amount"), *((f"{210 + row}", f"row {row}", FIGURE) for row in range(4))]
    left, top, width, height = 80, 700, 140, 24
    marks = []
    for line in range(len(rows) + 1):
        y = top - line * height
        marks.append(f"{left} {y} m {left + 3 * width} {y} l S")
    for line in range(4):
        x = left + line * width
        marks.append(f"{x} {top} m {x} {top - len(rows) * height} l S")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            x, y = left + column * width + 8, top - (number + 1) * height + 8
            marks.append(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET")
    content = "\n".join(marks).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)


def _text() -> str:
    from extract import extract_document

    document = extract_document(_DISCLOSURE.encode(), name="doctor.txt")
    values = [fact.value for fact in document.facts]
    if FIGURE not in values:
        codes = ", ".join(one.code for one in document.failures)
        raise Missing(f"a text that says {FIGURE} gave {values} {codes}")
    return f"{len(values)} facts and {len(document.checks)} checks from one paragraph"


def _flow() -> str:
    """The main job on one small file, in worker processes, with a server of its own."""
    from flows.cli import ALL_READ, SOME_FAILED, Stop, read_into

    with tempfile.TemporaryDirectory(prefix="juesuan-doctor-") as folder:
        place = Path(folder)
        (place / "doctor.txt").write_text(_DISCLOSURE, encoding="utf-8")
        try:
            status, counts = read_into([str(place / "doctor.txt")], place / "results", Options(), None, 1)
        except Stop as stop:
            raise Missing(stop.line) from stop
        if status not in (ALL_READ, SOME_FAILED) or not counts.facts.total():
            told = "; ".join(f"{failure['code']} {failure['message']}" for _, failure in counts.failures)
            raise Missing(f"the run ended with {status}: {told}")
        with (place / "results" / "facts.jsonl").open("rb") as file:
            lines = sum(1 for _ in file)
        return f"Prefect {installed_version('prefect')}, {lines} facts in the files and in the store"


def _office() -> str:
    found = next((path for name in OFFICE if (path := shutil.which(name))), None)
    if found is None:
        return (
            "--  LibreOffice: 未安装，doc、wps、xls、xlsx 无法读取 / "
            "absent: doc, wps, xls and xlsx end as JS107; the rest works"
        )
    return f"ok  LibreOffice: {found}"


def _postgres() -> str:
    """What PostgreSQL would add, where no server of it stands on this machine."""
    server = shutil.which("postgres") or shutil.which("psql")
    ready = "--store postgresql://… (asyncpg " + installed_version("asyncpg") + ")"
    if server is None:
        return (
            f"--  PostgreSQL: 本机未安装，结果存入 juesuan.db；有服务器时用 {ready} / "
            f"not on this machine, results go to juesuan.db; with a server anywhere: {ready}"
        )
    return f"ok  PostgreSQL: {server}; {ready}"
