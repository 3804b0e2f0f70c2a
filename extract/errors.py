"""Failures: what could not be read, why, and what to do about it.

Every failure has a number that is never reused. The hundreds say the stage:
1 acquire, 2 pages (opening, triage), 3 OCR, 4 tables, 5 text, 6 entities and
facts, 7 checks, 8 export and flow, 9 use and installation. The page
docs/failures.md is printed from this table (``python -m extract.errors``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from extract.errors_cluster import CLUSTER
from extract.errors_crawl import CRAWL
from extract.errors_storage import STORAGE
from extract.errors_tables import TABLES
from extract.errors_text import TEXT

Severity = Literal["skipped", "failed", "partial", "note"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong with a document.

    ``page`` is 1-based, or None where it concerns the whole document.
    """

    code: str
    stage: str
    page: int | None
    message: str
    remedy: str

    @property
    def severity(self) -> Severity:
        """What it does to the status of the document."""
        return KINDS[self.code].severity


class FailureKind(NamedTuple):
    """A row of the table of failures. ``message`` may hold ``{detail}``."""

    stage: str
    severity: Severity
    message: str
    remedy: str


KINDS: dict[str, FailureKind] = {
    # acquire
    "JS101": FailureKind(
        "acquire", "failed", "文件不存在 / no such file: {detail}", "检查路径 / check the path and run again"
    ),
    "JS102": FailureKind(
        "acquire", "failed", "空文件 / the file is empty", "重新下载 / fetch it again from its source"
    ),
    "JS103": FailureKind(
        "acquire",
        "failed",
        "不是 PDF，而是网页 / an HTML page saved as .pdf: {detail}",
        "门户返回了错误页，请重新下载 / the portal answered with a page; fetch the document again",
    ),
    "JS104": FailureKind(
        "acquire",
        "skipped",
        "不是公开文件类型 / not a kind of file that holds a disclosure: {detail}",
        "无需处理 / nothing to do",
    ),
    "JS105": FailureKind(
        "acquire",
        "failed",
        "文件过大 / the file is larger than the limit: {detail}",
        "调高 limits.file_bytes / raise limits.file_bytes if the file is trusted",
    ),
    "JS106": FailureKind(
        "acquire",
        "failed",
        "文件无法读取 / the file cannot be read: {detail}",
        "检查权限 / check its permissions",
    ),
    "JS107": FailureKind(
        "acquire",
        "failed",
        "需要 LibreOffice / doc, wps, xls and xlsx need LibreOffice, which is not installed",
        "安装 LibreOffice 后重跑 / install LibreOffice (soffice on the PATH) and run again",
    ),
    "JS110": FailureKind(
        "acquire",
        "failed",
        "网页嵌套过深 / the elements of the page are nested too deeply to be read whole",
        "在浏览器中打印为 PDF 后重跑 / print it to a PDF in a browser and run again",
    ),
    "JS109": FailureKind(
        "acquire",
        "failed",
        "docx 无法打开 / the docx cannot be opened: {detail}",
        "用办公软件打开并另存 / open it in an office program and save it again",
    ),
    "JS108": FailureKind(
        "acquire",
        "failed",
        "LibreOffice 转换失败 / LibreOffice could not convert the file: {detail}",
        "用办公软件另存为 PDF / open it and save it as PDF",
    ),
    # pages
    "JS201": FailureKind(
        "triage",
        "failed",
        "PDF 损坏，无法修复 / the PDF is damaged beyond repair: {detail}",
        "重新下载 / fetch it again; if it stays so, open it and print it to a new PDF",
    ),
    "JS202": FailureKind(
        "triage",
        "failed",
        "PDF 有打开密码 / the PDF asks for a password to be opened",
        "去除密码后重跑 / save it without a password and run again",
    ),
    "JS203": FailureKind(
        "triage",
        "partial",
        "页数超过上限，其后未读 / more pages than the limit, the rest is not read: {detail}",
        "调高 limits.pages / raise limits.pages if the file is trusted",
    ),
    "JS204": FailureKind(
        "triage",
        "partial",
        "页面尺寸超过上限 / the page is larger than the limit: {detail}",
        "调高 limits.page_points / raise limits.page_points if the file is trusted",
    ),
    "JS205": FailureKind(
        "triage",
        "failed",
        "图像像素超过上限 / the image has more pixels than the limit: {detail}",
        "调高 limits.page_pixels 或缩小图像 / raise limits.page_pixels or make the image smaller",
    ),
    "JS206": FailureKind(
        "triage",
        "partial",
        "页面无法打开 / the page cannot be opened: {detail}",
        "重新下载或重新扫描该页 / fetch the file again, or scan this page again",
    ),
    "JS207": FailureKind(
        "triage",
        "partial",
        "文件被截断，缺页 / the file is truncated, pages are missing: {detail}",
        "重新下载 / fetch it again from its source",
    ),
    "JS208": FailureKind(
        "triage",
        "failed",
        "图像无法解码 / the image cannot be decoded: {detail}",
        "重新下载或另存为 PNG / fetch it again, or save it as PNG",
    ),
    "JS209": FailureKind(
        "triage",
        "skipped",
        "没有公开材料的文字 / no text of a disclosure is to be seen: {detail}",
        "无需处理 / nothing to do; scan again at 200 dpi if it is a disclosure",
    ),
    "JS210": FailureKind(
        "triage",
        "failed",
        "PDF 没有页面 / the PDF has no pages",
        "重新下载 / fetch it again from its source",
    ),
    "JS211": FailureKind(
        "triage",
        "partial",
        "页面内容数据损坏 / the contents of pages are damaged, text may be missing: {detail}",
        "重新下载 / fetch it again from its source",
    ),
    "JS212": FailureKind(
        "triage",
        "partial",
        "页面上的图像解压后超过上限 / a picture on the page is larger than the limit when unpacked: {detail}",
        "调高 limits.image_bytes / raise limits.image_bytes if the file is trusted",
    ),
    "JS213": FailureKind(
        "triage",
        "failed",
        "数据流解压后超过上限 / a part of the PDF is larger than the limit when unpacked: {detail}",
        "调高 limits.stream_bytes / raise limits.stream_bytes if the file is trusted",
    ),
    "JS214": FailureKind(
        "triage",
        "partial",
        "页面处理超时或使解析库崩溃，已跳过 / the page took too long or crashed its reader and was given up: {detail}",
        "查看该页；可打印为新 PDF 后重跑 / look at the page; print the file to a new PDF and run again",
    ),
    "JS215": FailureKind(
        "triage",
        "failed",
        "打开文件超时或使解析库崩溃 / opening the file took too long or crashed its reader: {detail}",
        "打印为新 PDF 后重跑 / print it to a new PDF and run again",
    ),
    # OCR
    "JS301": FailureKind(
        "ocr",
        "partial",
        "页面无法识别 / the page could not be recognised: {detail}",
        "查看该页图像 / look at the page; scan it again if it is damaged",
    ),
    "JS302": FailureKind(
        "ocr",
        "failed",
        "识别引擎无法加载 / the OCR engine cannot be loaded: {detail}",
        "运行 juesuan doctor / run juesuan doctor and install what it names",
    ),
    "JS303": FailureKind(
        "ocr",
        "note",
        "扫描页上没有文字 / no text was found on the scanned page",
        "无需处理 / nothing to do unless the page shows text",
    ),
    "JS304": FailureKind(
        "ocr",
        "note",
        "文字层未与页面图像核对 / the text layer was not compared with the picture of the page: {detail}",
        "运行 juesuan doctor / run juesuan doctor and install what it names",
    ),
    "JS305": FailureKind(
        "ocr",
        "partial",
        "页面上有未能识别的文字，处数 / places of the page with print that could not be read: {detail}",
        "查看该页图像中标出的位置 / see the places marked in the picture of the page",
    ),
    # export and flow
    "JS801": FailureKind(
        "flow",
        "failed",
        "内部错误 / internal error: {detail}",
        "请附上 juesuan.log 报告；其他文件不受影响 / report it with juesuan.log; a rerun tries it again",
    ),
    "JS802": FailureKind(
        "flow",
        "failed",
        "读取进程两次被终止 / its worker was killed twice while reading it (often for lack of memory)",
        "减少并行或增加内存后重跑 / run again with fewer --workers or more memory",
    ),
    "JS803": FailureKind(
        "flow",
        "failed",
        "超过时限 / took longer than the limit: {detail}",
        "调高 limits.seconds_per_document / raise limits.seconds_per_document and run again",
    ),
    "JS804": FailureKind(
        "flow",
        "failed",
        "清单中只有网址，文件尚未下载 / the manifest has only an address, no fetched file: {detail}",
        "先下载，再把 path 写入清单 / fetch it and put its path into the manifest",
    ),
    "JS805": FailureKind(
        "flow",
        "failed",
        "清单中的一行无效 / a row of the manifest cannot be used: {detail}",
        "改正该行后重跑 / correct the row and run again",
    ),
    "JS806": FailureKind(
        "flow",
        "skipped",
        "符号链接指向文件夹之外 / a symbolic link that leads out of the folder",
        "如需读取，请直接给出该文件 / name the file itself if it should be read",
    ),
    "JS807": FailureKind(
        "flow",
        "skipped",
        "不是普通文件 / not a regular file (a device, a pipe or a socket)",
        "无需处理 / nothing to do",
    ),
    "JS808": FailureKind(
        "flow",
        "failed",
        "读取期间文件被改动 / the file changed while it was being read",
        "待文件写完后重跑 / run again when nothing writes to it any more",
    ),
    # use and installation: these end a run, or a command, not a document
    "JS901": FailureKind(
        "use",
        "failed",
        "参数错误 / wrong use: {detail}",
        "见 --help / see --help",
    ),
    "JS902": FailureKind(
        "use",
        "failed",
        "配置文件无法使用 / the configuration cannot be used: {detail}",
        "改正配置文件 / correct the configuration file",
    ),
    "JS903": FailureKind(
        "use",
        "failed",
        "没有可读取的输入 / no input that can be read: {detail}",
        "检查路径 / check the paths",
    ),
    "JS904": FailureKind(
        "use",
        "failed",
        "结果文件夹无法使用 / the folder of results cannot be used: {detail}",
        "换一个 --out / choose another --out",
    ),
    "JS905": FailureKind(
        "use",
        "failed",
        "数据库无法使用 / the store cannot be used: {detail}",
        "检查 --store / check --store",
    ),
    "JS906": FailureKind(
        "use",
        "failed",
        "安装不完整 / the installation is not complete: {detail}",
        "运行 juesuan doctor / run juesuan doctor and install what it names",
    ),
    "JS907": FailureKind(
        "use",
        "failed",
        "Prefect 服务无法启动或连接 / no Prefect server could be started or reached: {detail}",
        "检查 PREFECT_API_URL / check PREFECT_API_URL, or unset it to use a temporary server",
    ),
    "JS908": FailureKind(
        "use",
        "failed",
        "另一个运行正在写入该结果文件夹 / another run is writing into the folder of results: {detail}",
        "等它结束后重跑，或换一个 --out / run again when it has ended, or choose another --out",
    ),
    # entities and facts
    "JS601": FailureKind(
        "facts",
        "note",
        "写了“主要原因是”却没有写原因 / a reason is announced and left empty: {detail}",
        "文件本身的缺漏，可向发布单位反映 / a gap in the document itself; tell the publisher",
    ),
    "JS602": FailureKind(
        "facts",
        "skipped",
        "没有表格也没有数字，不是公开文件 / neither a table nor a figure: not a disclosure",
        "无需处理 / nothing to do",
    ),
    "JS603": FailureKind(
        "facts",
        "partial",
        "表中的数字未作为数据 / numbers of a table that became no fact: {detail}",
        "在 tables.jsonl 中按行列号核对，必要时按原页录入 / find them by row and column in tables.jsonl",
    ),
    # checks
    "JS701": FailureKind(
        "checks",
        "note",
        "修正搜索达到上限，部分矛盾未求解 / the search for repairs reached its bound, groups left open: {detail}",
        "有关数已入待核队列，请人工核对 / the figures stand in the review queue; compare them with the print",
    ),
}

KINDS |= {code: FailureKind(*row) for rows in (TABLES, TEXT, CRAWL, CLUSTER, STORAGE) for code, row in rows.items()}


class JuesuanError(Exception):
    """Raised inside a stage where nothing more can be read of the document."""

    def __init__(self, failure: Failure):
        super().__init__(f"{failure.code} {failure.message}")
        self.failure = failure


def failure(code: str, detail: str = "", page: int | None = None) -> Failure:
    """Make the failure ``code``, its message filled with ``detail``.

    Raises
    ------
    KeyError
        If the code is not in the table.
    """
    kind = KINDS[code]
    return Failure(code, kind.stage, page, kind.message.replace("{detail}", detail), kind.remedy)


def refuse(code: str, detail: str = "", page: int | None = None) -> JuesuanError:
    """The exception that ends a document with the failure ``code``."""
    return JuesuanError(failure(code, detail, page))


def as_markdown() -> str:
    """The page of failures, as it stands in docs/failures.md."""
    lines = [
        "# Failures",
        "",
        "Every failure in `documents.jsonl` has one of these numbers. Printed by `python -m extract.errors`.",
        "",
        "| code | stage | effect | what happened | what to do |",
        "| --- | --- | --- | --- | --- |",
    ]
    for code, kind in sorted(KINDS.items()):
        cells = (code, kind.stage, kind.severity, kind.message, kind.remedy)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")
