"""The manifest of a crawl: a row for every document, and for everything that could not be had."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from extract.errors import Failure, failure
from flows.crawl.state import State

MANIFEST, TABLE, HISTORY = "manifest.jsonl", "manifest.csv", "versions.jsonl"
COLUMNS = (
    ("path", "url", "title", "department", "region", "year", "kind", "date", "sha256", "dossier", "page_url", "role")
    + ("name", "member", "version", "replaces", "failure")
)  # fmt: skip
#: Beginnings of a cell that a spreadsheet program takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FILES = """
select l.*, d.url as page_url, f.sha256, f.version, f.replaces, f.crawl, f.code, f.detail
from links l join dossiers d on d.id = l.dossier join files f on f.url = l.url
"""


def rows(state: State) -> list[dict[str, Any]]:
    """All rows, sorted by the page they belong to; equal for equal portals."""
    found = [*_documents(state), *_pages(state)]
    return sorted(found, key=lambda row: (row["page_url"], row["url"], row["member"] or ""))


def _documents(state: State) -> Iterator[dict[str, Any]]:
    paths = {row["sha256"]: row["path"] for row in state.query("select sha256, path from contents")}
    members: dict[str, list[Any]] = {}
    for row in state.query("select * from members order by url, member"):
        members.setdefault(row["url"], []).append(row)
    for link in state.query(_FILES):
        wrong = failure(link["code"], link["detail"] or "") if link["code"] else None
        known = {key: link[key] for key in ("url", "title", "department", "region", "year", "kind", "date")}
        known |= {"dossier": link["dossier"], "page_url": link["page_url"], "role": link["role"]}
        known |= {"name": link["text"] or None, "version": link["version"] or None, "replaces": link["replaces"]}
        inner = members.get(link["url"], [])
        for member in inner:
            why = failure(member["code"], member["detail"] or "") if member["code"] else wrong
            told = known | {"replaces": member["replaces"]}
            yield _row(told, member["sha256"], paths.get(member["sha256"]), why, member["member"])
        if not inner:
            if link["sha256"] is None and wrong is None:
                wrong = failure("JS139", link["url"])
            yield _row(known, link["sha256"], paths.get(link["sha256"]), wrong, None)


def _pages(state: State) -> Iterator[dict[str, Any]]:
    for page in state.query("select url, role, code, detail from pages where code is not null or body is null"):
        known = {"url": page["url"], "page_url": page["url"], "role": "list" if page["role"] == "list" else "page"}
        why = failure(page["code"], page["detail"] or "") if page["code"] else failure("JS139", page["url"])
        yield _row(known, None, None, why, None)


def _row(
    known: dict[str, Any], sha256: str | None, path: str | None, why: Failure | None, member: str | None
) -> dict[str, Any]:
    row = {key: known.get(key) for key in COLUMNS}
    row |= {"path": path, "sha256": sha256 if path else None, "member": member}
    row["failure"] = asdict(why) if why else None
    return row


def write(state: State, out: Path) -> Counter[str]:
    """Write manifest and versions, each whole or not at all; how many rows were had, failed, skipped.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    found = rows(state)
    _replace(out / MANIFEST, "".join(_line(row) for row in found).encode("utf-8"))
    _replace(out / TABLE, _table(found).encode("utf-8-sig"))
    history = state.query("select * from versions order by url, version")
    _replace(out / HISTORY, "".join(_line(dict(row)) for row in history).encode("utf-8"))
    counts: Counter[str] = Counter()
    for row in found:
        wrong = row["failure"]
        counts["had"] += row["path"] is not None
        if wrong is not None:
            code = wrong["code"]
            counts["skipped" if failure(code).severity == "skipped" else "failed"] += 1
            counts[code] += 1
    return counts


def _line(row: dict[str, Any]) -> str:
    # A lone surrogate in an address cannot be written as UTF-8.
    text = json.dumps(row, ensure_ascii=False)
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8") + "\n"


def _table(found: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in found:
        code = row["failure"]["code"] if row["failure"] else None
        writer.writerow({key: _cell(value) for key, value in {**row, "failure": code}.items()})
    return text.getvalue().encode("utf-8", errors="backslashreplace").decode("utf-8")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _replace(place: Path, data: bytes) -> None:
    beside = place.with_name(f".{place.name}.part")
    beside.write_bytes(data)
    beside.replace(place)
