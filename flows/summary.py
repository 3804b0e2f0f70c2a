"""What a run says at its end, for a terminal and as artifacts of the flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.cells import cell_len

from extract.export.counts import Counts
from flows.progress import plain

#: Words beside the English ones, in the order of print.
STATUS = {"ok": "读全", "partial": "部分", "failed": "失败", "skipped": "跳过"}
ROUTE = {"digital": "文字", "scanned": "扫描", "garbled": "乱码", "blank": "空白"}
FACT = {"confirmed": "已核实", "read": "已读取", "repaired": "已修复", "conflict": "有矛盾", "abstained": "存疑"}
OUTCOME = {"exact": "相符", "rounding": "尾差", "violation": "不符", "not_applicable": "不适用"}
BLAME = {"document_error": "文件有误", "ocr_error": "识别有误", "unit_slip": "单位有误", "unknown": "原因不明"}
TABLE = {"performance": "绩效", "other": "其他"}
#: Failures of one code that are named in full; the others are in documents.jsonl.
NAMED = 5
_LABEL_CELLS = 18


def as_text(counts: Counts, out: Path, store: str) -> str:
    """The summary for a terminal or a log."""
    lines = [
        _line("结果 results", plain(str(out))),
        _line("数据库 store", plain(store)),
        _line("文件 documents", _counted(counts.documents, STATUS)),
        _line("页面 pages", _counted(counts.pages, ROUTE)),
        _line("表格 tables", _forms(counts.tables)),
        _line("数据 facts", _counted(counts.facts, FACT)),
        _line("勾稽 checks", _counted(counts.checks, OUTCOME)),
    ]
    if counts.blames:
        lines.append(_line("不符 violations", _counted(counts.blames, BLAME)))
    by_code: dict[str, list[tuple[str, dict]]] = {}
    for name, failure in counts.failures:
        by_code.setdefault(failure["code"], []).append((name, failure))
    if by_code:
        lines.append(_line("问题 failures", str(len(counts.failures))))
    for code, found in sorted(by_code.items()):
        for name, failure in found[:NAMED]:
            where = f" p.{failure['page']}" if failure["page"] else ""
            lines.append(f"  {code}  {plain(name)}{where}: {plain(failure['message'])}")
        if len(found) > NAMED:
            lines.append(f"  {code}  … {len(found) - NAMED} more in documents.jsonl")
        lines.append(f"         → {plain(found[0][1]['remedy'])}")
    return "\n".join(lines) + "\n"


def as_markdown(counts: Counts, out: Path) -> str:
    """The summary artifact."""
    rows = [
        ("文件 documents", _counted(counts.documents, STATUS)),
        ("页面 pages", _counted(counts.pages, ROUTE)),
        ("表格 tables", _forms(counts.tables)),
        ("数据 facts", _counted(counts.facts, FACT)),
        ("勾稽 checks", _counted(counts.checks, OUTCOME)),
        ("不符 violations", _counted(counts.blames, BLAME)),
        ("问题 failures", str(len(counts.failures))),
    ]
    table = "\n".join(f"| {label} | {value} |" for label, value in rows)
    return f"# juesuan\n\nResults: `{plain(str(out))}`\n\n| | |\n| --- | --- |\n{table}\n"


def _counted(counter: Counter[str], labels: dict[str, str]) -> str:
    """``12: 读全 ok 10 · 失败 failed 2``; what did not occur is left out."""
    known = [(name, counter[name]) for name in labels if counter[name]]
    others = [(name, count) for name, count in sorted(counter.items()) if name not in labels]
    return _total(counter.total(), [f"{labels.get(name, '')} {name} {count}".strip() for name, count in known + others])


def _forms(counter: Counter[str]) -> str:
    parts = [f"{TABLE[name]} {name} {n}" if name in TABLE else f"{name}×{n}" for name, n in sorted(counter.items())]
    return _total(counter.total(), parts)


def _total(total: int, parts: Iterable[str]) -> str:
    return f"{total}: " + " · ".join(parts) if total else "0"


def _line(label: str, value: str) -> str:
    return label + " " * max(2, _LABEL_CELLS - cell_len(label)) + value
