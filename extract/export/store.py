"""The store: the results of runs in a database, SQLite unless told otherwise.

Rows have natural keys (document, fact, cell), no running numbers, and a document
is written whole or not at all: writing it again gives the same rows. Numbers are
text, because SQLite would keep a decimal as a float.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, ProgrammingError

from extract.export.connecting import TROUBLE, Database
from extract.export.records import Part, Record

STORE_FILE = "juesuan.db"
#: The first half of the keys of our advisory locks in PostgreSQL, to keep clear of other programs' locks.
_LOCKS = 0x6A73
#: Runs that may write the same document, or make the tables, in the same moment.
AT_ONCE = 3

metadata = sa.MetaData()


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text) for name in names]


def _place() -> list[sa.Column]:
    return [sa.Column("page", sa.Integer), *(sa.Column(edge, sa.Float) for edge in ("x0", "top", "x1", "bottom"))]


def _doc() -> sa.Column:
    return sa.Column("doc", sa.String(600), primary_key=True)


#: ``doc`` is the sha256, or the name of an input whose bytes could not be had.
documents = sa.Table(
    "documents",
    metadata,
    _doc(),
    *_texts("sha256", "format", "department", "fiscal_year"),
    sa.Column("kinds", sa.JSON),
    sa.Column("pages", sa.Integer),
    sa.Column("routes", sa.JSON),
    sa.Column("status", sa.String(10)),
    sa.Column("repairs", sa.JSON),
    *_texts("version"),
    sa.Column("fingerprint", sa.String(64)),
)
sources = sa.Table(
    "sources",
    metadata,
    _doc(),
    sa.Column("n", sa.Integer, primary_key=True),
    *_texts("path", "url", "department", "year"),
)
facts = sa.Table(
    "facts",
    metadata,
    _doc(),
    sa.Column("fact_id", sa.String(200), primary_key=True),
    *_texts("section", "department", "fiscal_year", "indicator", "indicator_id"),
    sa.Column("indicator_path", sa.JSON),
    *_texts("flow", "part", "fund", "kind", "measure", "basis", "versus", "versus_basis", "versus_indicator", "period"),
    *_texts(
        "value", "unit", "value_text", "value_base", "unit_base", "direction", "qualifier", "who", "scope", "reason"
    ),
    sa.Column("reason_start", sa.Integer),
    sa.Column("reason_end", sa.Integer),
    *_texts("made_by"),
    sa.Column("confidence", sa.Float),
    *_texts("status"),
    sa.Column("checks", sa.JSON),
)
evidence = sa.Table(
    "evidence",
    metadata,
    _doc(),
    sa.Column("fact_id", sa.String(200), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    *_place(),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
    *_texts("text", "table_id"),
    sa.Column("row", sa.Integer),
    sa.Column("col", sa.Integer),
)
tables = sa.Table(
    "tables",
    metadata,
    _doc(),
    sa.Column("table_id", sa.String(200), primary_key=True),
    *_texts("form", "title", "unit"),
    sa.Column("pages", sa.JSON),
    sa.Column("header_rows", sa.Integer),
    sa.Column("n_rows", sa.Integer),
    sa.Column("n_cols", sa.Integer),
)
cells = sa.Table(
    "cells",
    metadata,
    _doc(),
    sa.Column("table_id", sa.String(200), primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("col", sa.Integer, primary_key=True),
    sa.Column("rowspan", sa.Integer),
    sa.Column("colspan", sa.Integer),
    *_texts("text", "value"),
    *_place(),
    sa.Column("confidence", sa.Float),
    *_texts("status"),
)
checks = sa.Table(
    "checks",
    metadata,
    _doc(),
    sa.Column("check_id", sa.String(200), primary_key=True),
    *_texts("rule", "outcome", "blame"),
    sa.Column("operands", sa.JSON),
    *_texts("expected", "found", "residual", "tolerance", "note"),
)
failures = sa.Table(
    "failures",
    metadata,
    _doc(),
    sa.Column("n", sa.Integer, primary_key=True),
    *_texts("code", "stage"),
    sa.Column("page", sa.Integer),
    *_texts("message", "remedy"),
)


class StoreError(Exception):
    """A database that cannot be used; its text is one line for the user.

    ``missing`` tells that a driver has to be installed first.
    """

    def __init__(self, message: str, missing: bool = False):
        super().__init__(message)
        self.missing = missing


class Store:
    """Writes documents into a database.

    Parameters
    ----------
    url : str
        Of SQLAlchemy, such as ``sqlite:///results/juesuan.db`` or
        ``postgresql://user@host/juesuan``.

    Raises
    ------
    StoreError
        If there is no driver for it, or no connection.
    """

    def __init__(self, url: str):
        try:
            self._database = Database(url, _as_json)
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError(f"not a database address that SQLAlchemy knows: {error}") from error
        except ModuleNotFoundError as error:
            raise StoreError(f"the driver of this database is not installed: {error.name}", missing=True) from error

        def create(connection: sa.Connection) -> None:
            _alone(connection, "")
            metadata.create_all(connection)

        try:
            self._shared(create)
        except TROUBLE as error:
            self._database.close()
            raise StoreError(f"cannot open the database: {_in_one_line(error)}") from error

    def write(self, document: Record, part: Part) -> bool:
        """Write one document unless it stands there already just so.

        Returns
        -------
        bool
            Whether anything had to be written.

        Raises
        ------
        StoreError
            If the database went away or is full.
        """
        return bool(self.write_all([(document, part)]))

    def write_all(self, some: Sequence[tuple[Record, Part]]) -> int:
        """Write several documents, in the order of their keys, in one transaction: a commit waits for the disk.

        Returns
        -------
        int
            How many of them had to be written.

        Raises
        ------
        StoreError
            If the database went away or is full; then none of them is written.
        """
        marked = [(key_of(document), _fingerprint(document, part), document, part) for document, part in some]

        def write(connection: sa.Connection) -> int:
            written = 0
            for doc, mark, document, part in marked:
                _alone(connection, doc)
                known = connection.execute(sa.select(documents.c.fingerprint).where(documents.c.doc == doc)).first()
                if known is not None:
                    if known[0] == mark:
                        continue
                    _delete(connection, doc)
                for table, rows in _rows(doc, document, part, mark):
                    if rows:
                        connection.execute(sa.insert(table), rows)
                written += 1
            return written

        try:
            return int(self._shared(write))
        except TROUBLE as error:
            raise StoreError(f"cannot write into the database: {_in_one_line(error)}") from error

    def keep_only(self, docs: set[str]) -> None:
        """Remove all documents but these."""

        def remove(connection: sa.Connection) -> None:
            for doc in sorted(set(connection.execute(sa.select(documents.c.doc)).scalars()) - docs):
                _alone(connection, doc)
                _delete(connection, doc)

        try:
            self._database.begin(remove)
        except TROUBLE as error:
            raise StoreError(f"cannot write into the database: {_in_one_line(error)}") from error

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def _shared(self, work: Callable[[sa.Connection], Any]) -> Any:
        """Do work that another run may be doing at the same moment: who loses sees what the other wrote and goes on."""
        for _ in range(AT_ONCE):
            try:
                return self._database.begin(work)
            except (IntegrityError, ProgrammingError):
                continue
        return self._database.begin(work)


def sqlite_url(out: Path) -> str:
    """The address of the store in a folder of results."""
    return sa.URL.create("sqlite", database=str(out / STORE_FILE)).render_as_string(hide_password=False)


def hidden(url: str) -> str:
    """The address without its password, for logs and screens."""
    return sa.make_url(url).render_as_string(hide_password=True)


def key_of(document: Record) -> str:
    """The key of a document: its sha256, or the name of an input whose bytes could not be had."""
    first = document["sources"][0]
    return document["sha256"] or f"unread:{first['path'] or first['url']}"[:600]


def _alone(connection: sa.Connection, doc: str) -> None:
    """Wait until no other transaction writes this document ("": makes the tables), and keep others waiting.

    Two transactions that replace the same rows table by table would otherwise wait for each other. SQLite has one
    writer at a time anyway. Locks are taken in the order of the documents' keys, so they cannot make a ring themselves.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCKS, sa.func.hashtext(doc))))


def _delete(connection: sa.Connection, doc: str) -> None:
    for table in metadata.tables.values():
        connection.execute(sa.delete(table).where(table.c.doc == doc))


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace").decode("utf-8")


def _in_one_line(error: Exception) -> str:
    """What the database says, without the statement."""
    said = str(getattr(error, "orig", None) or error) or type(error).__name__
    return said.splitlines()[0]


def _fingerprint(document: Record, part: Part) -> str:
    digest = hashlib.sha256()
    for record in (document, *part.facts, *part.tables, *part.checks):
        digest.update(_as_json(record).encode("utf-8", errors="replace"))
    return digest.hexdigest()


def _rows(doc: str, document: Record, part: Part, mark: str) -> list[tuple[sa.Table, list[Record]]]:
    """The rows of a document, table by table."""
    rows: list[tuple[sa.Table, list[Record]]] = [
        (documents, [{**_only(documents, document), "fingerprint": mark}]),
        (sources, [{**source, "n": n} for n, source in enumerate(document["sources"])]),
        (failures, [{**failure, "n": n} for n, failure in enumerate(document["failures"])]),
        (facts, [_fact(fact) for fact in part.facts]),
        (
            evidence,
            [
                {**_boxed(place), "fact_id": fact["fact_id"], "n": n, "table_id": place["table"]}
                for fact in part.facts
                for n, place in enumerate(fact["evidence"])
            ],
        ),
        (
            tables,
            [
                {**table, "n_rows": len(table["grid"]), "n_cols": len(table["grid"][0]) if table["grid"] else 0}
                for table in part.tables
            ],
        ),
        (
            cells,
            [{**_boxed(cell), "table_id": table["table_id"]} for table in part.tables for cell in table["cells"]],
        ),
        (checks, list(part.checks)),
    ]
    return [(table, [_clean(_only(table, {**row, "doc": doc})) for row in found]) for table, found in rows]


def _only(table: sa.Table, record: Record) -> Record:
    """The fields of a record that the table has columns for."""
    return {name: value for name, value in record.items() if name in table.c}


def _fact(fact: Record) -> Record:
    start, end = fact["reason_span"] or (None, None)
    return {**fact, "reason_start": start, "reason_end": end}


def _boxed(place: Record) -> Record:
    x0, top, x1, bottom = place["bbox"] or (None, None, None, None)
    return {**place, "x0": x0, "top": top, "x1": x1, "bottom": bottom}


def _clean(row: Record) -> Record:
    """Characters that databases refuse (NUL, lone surrogates) as replacement characters."""
    return {name: _storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _storable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", errors="replace").decode("utf-8")
