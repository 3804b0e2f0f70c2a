"""What is known of a portal from its crawls: one SQLite file, changed answer by answer."""

from __future__ import annotations

import sqlite3
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.crawl.reading import Told

#: A crawl that was cut off is taken up again within this time; later a new one begins.
RESUME_SECONDS = 24 * 3600
#: Changes with the tables below; a state of another form is not guessed at.
FORM = 1
_SCHEMA = """
create table if not exists meta (key text primary key, value text);
create table if not exists pages (
    url text primary key, role text, final text, type text, etag text, modified text, body blob,
    crawl integer, code text, detail text, asked integer);
create table if not exists dossiers (
    id text primary key, url text, title text, date text, department text, region text, year text, kind text);
create table if not exists links (
    dossier text, url text, role text, text text,
    title text, date text, department text, region text, year text, kind text, seen integer,
    primary key (dossier, url));
create table if not exists files (
    url text primary key, etag text, modified text, sha256 text, mark text, version integer not null default 0,
    replaces text, crawl integer, code text, detail text);
create table if not exists members (
    url text, member text, sha256 text, replaces text, code text, detail text, primary key (url, member));
create table if not exists contents (sha256 text primary key, path text, bytes integer);
create table if not exists versions (
    url text, version integer, sha256 text, replaces text, at text, primary key (url, version));
"""


@dataclass(frozen=True)
class KeptPage:
    """A page as it came last."""

    final: str
    #: Its Content-Type, which may be the only one to name the charset.
    type: str | None
    etag: str | None
    modified: str | None
    body: bytes
    crawl: int


@dataclass(frozen=True)
class Member:
    """A file in an archive, kept under its hash or not kept for a reason."""

    name: str
    sha256: str | None
    code: str | None = None
    detail: str = ""


class FolderTaken(ValueError):
    """The folder holds the crawl of another portal."""


def _replaced(before: sqlite3.Row | None, now: Member) -> str | None:
    """The hash of what stood under the name of a member before, as long as it was another."""
    if before is None:
        return None
    changed = before["sha256"] != now.sha256 and before["sha256"] is not None
    return str(before["sha256"]) if changed else before["replaces"]


class State:
    """The state of a portal's crawls.

    Raises
    ------
    FolderTaken
        If it is another portal's.
    sqlite3.Error
        If the file cannot be read or written.
    """

    def __init__(self, out: Path, portal: str):
        self._out = out
        place = out / ".crawl"
        place.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(place / "state.db", isolation_level=None)
        self._base.row_factory = sqlite3.Row
        self._base.execute("pragma journal_mode=wal")
        self._base.execute("pragma synchronous=normal")
        (form,) = self.query("pragma user_version")[0]
        if form not in (0, FORM):
            raise FolderTaken(f"{out} holds a crawl of another version of juesuan; choose another --out")
        self._base.executescript(f"{_SCHEMA} pragma user_version = {FORM};")
        self._belongs(portal)
        self.resumed = self._begin()
        self._forget_lost()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def query(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Rows of a query."""
        return self._base.execute(sql, values).fetchall()

    def _belongs(self, portal: str) -> None:
        """The crawls of two portals in one folder would take away each other's failures."""
        for row in self.query("select value from meta where key = 'portal'"):
            if row["value"] != portal:
                raise FolderTaken(f"{self._out} holds the crawl of {row['value']}")
        self._tell(portal=portal)

    def _begin(self) -> bool:
        """Number this crawl; whether it goes on with one that was cut off."""
        known = {row["key"]: row["value"] for row in self.query("select key, value from meta")}
        last = int(known.get("crawl", 0))
        age = time.time() - float(known.get("began", 0))
        if known.get("finished") == "0" and 0 <= age < RESUME_SECONDS:
            self.crawl = last
            return True
        self.crawl = last + 1
        self._tell(crawl=self.crawl, began=time.time(), finished=0)
        return False

    def finish(self) -> None:
        """The crawl came to its end: what failed before and is no longer linked has failed for good."""
        self._tell(finished=1)
        lists = "select 1 from pages where role = 'list' and code is not null and asked = ?"
        if self.query(lists, self.crawl):
            # What a list that did not come would have linked is not known.
            return
        self._base.execute("delete from pages where code is not null and asked < ?", (self.crawl,))
        self._base.execute(
            "delete from links where seen < ? and url in (select url from files where sha256 is null)", (self.crawl,)
        )

    def _tell(self, **values: Any) -> None:
        self._base.executemany(
            "insert or replace into meta values (?, ?)", [(key, str(value)) for key, value in values.items()]
        )

    def _forget_lost(self) -> None:
        """Contents whose file is gone or cut short are asked for again."""
        for row in self.query("select * from contents"):
            place = self._out / row["path"]
            try:
                whole = place.stat().st_size == row["bytes"]
            except OSError:
                whole = False
            if not whole:
                sha256 = row["sha256"]
                asked = "url in (select url from members where sha256 = ?) or sha256 = ?"
                self._base.execute(
                    f"update files set etag = null, modified = null, mark = null, crawl = null where {asked}",
                    (sha256, sha256),
                )
                self._base.execute(
                    "update pages set etag = null, modified = null, crawl = 0 where url in "
                    "(select url from files where sha256 = ?)",
                    (sha256,),
                )
                self._base.execute("delete from contents where sha256 = ?", (sha256,))

    # pages

    def page(self, url: str) -> KeptPage | None:
        """A page as it came last, if it came."""
        for row in self.query("select * from pages where url = ? and body is not null", url):
            body = zlib.decompress(row["body"])
            return KeptPage(row["final"], row["type"], row["etag"], row["modified"], body, row["crawl"] or 0)
        return None

    def page_asked(self, url: str, role: str) -> None:
        """A page is to be asked for: until it has come, it is listed as not had."""
        self._base.execute(
            "insert into pages (url, role, asked) values (?, ?, ?) "
            "on conflict (url) do update set asked = excluded.asked",
            (url, role, self.crawl),
        )

    def page_is_file(self, url: str) -> None:
        """A page turned out to be an attachment."""
        self._base.execute("delete from pages where url = ?", (url,))

    def page_came(self, url: str, role: str, page: KeptPage) -> None:
        """A page came."""
        self._base.execute(
            "insert or replace into pages values (?, ?, ?, ?, ?, ?, ?, ?, null, null, ?)",
            (
                url,
                role,
                page.final,
                page.type,
                page.etag,
                page.modified,
                zlib.compress(page.body),
                page.crawl,
                page.crawl,
            ),
        )

    def page_unchanged(self, url: str) -> None:
        """The portal says that a page is as it was."""
        self._base.execute("update pages set crawl = ?, code = null, detail = null where url = ?", (self.crawl, url))

    def page_failed(self, url: str, role: str, code: str, detail: str) -> None:
        """A page did not come, or is refused; what was known of it before stays."""
        self._base.execute(
            "insert into pages (url, role, code, detail, asked) values (?, ?, ?, ?, ?) on conflict (url) do update "
            "set code = excluded.code, detail = excluded.detail, asked = excluded.asked",
            (url, role, code, detail, self.crawl),
        )

    # disclosures and their attachments

    def dossier(self, ident: str, url: str, told: Told) -> None:
        """A disclosure as its page tells it now."""
        values = (ident, url, told.title, told.date, told.department, told.region, told.year, told.kind)
        self._base.execute("insert or replace into dossiers values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def link(self, dossier: str, url: str, role: str, text: str, told: Told) -> None:
        """A disclosure has this attachment."""
        self._base.execute("insert or ignore into files (url) values (?)", (url,))
        self._base.execute(
            "insert or replace into links values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (dossier, url, role, text, told.title, told.date, told.department, told.region, told.year, told.kind)
            + (self.crawl,),
        )

    def asked(self, url: str) -> bool:
        """Whether this crawl has had the answer to an address already."""
        return bool(self.query("select 1 from files where url = ? and crawl = ? and code is null", url, self.crawl))

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """What to send along so that only a change is answered."""
        for row in self.query("select etag, modified from files where url = ? and sha256 is not null", url):
            return row["etag"], row["modified"]
        return None, None

    def mark(self, url: str) -> tuple[str | None, str | None]:
        """The hash of a kept page's words, and of its bytes."""
        for row in self.query("select mark, sha256 from files where url = ?", url):
            return row["mark"], row["sha256"]
        return None, None

    def file_unchanged(self, url: str) -> None:
        """An attachment is as it was."""
        self._base.execute("update files set crawl = ?, code = null, detail = null where url = ?", (self.crawl, url))

    def file_failed(self, url: str, code: str, detail: str) -> None:
        """An attachment did not come; what came of it before stays known."""
        self._base.execute("insert or ignore into files (url) values (?)", (url,))
        self._base.execute(
            "update files set crawl = ?, code = ?, detail = ? where url = ?", (self.crawl, code, detail, url)
        )

    def content(self, sha256: str, path: str, size: int) -> str:
        """Contents are kept; the path under which they stand, the first one."""
        self._base.execute("insert or ignore into contents values (?, ?, ?)", (sha256, path, size))
        return str(self.query("select path from contents where sha256 = ?", sha256)[0]["path"])

    def has_content(self, sha256: str) -> bool:
        """Whether these bytes are kept already."""
        return bool(self.query("select 1 from contents where sha256 = ?", sha256))

    def file_came(
        self,
        url: str,
        sha256: str,
        members: list[Member],
        etag: str | None,
        modified: str | None,
        mark: str | None = None,
    ) -> str:
        """An attachment came: ``new``, ``changed`` (another version) or ``unchanged``."""
        row = self.query("select sha256, version, replaces from files where url = ?", url)[0]
        before, version, replaces = row["sha256"], row["version"], row["replaces"]
        verdict = "unchanged" if before == sha256 else "changed" if before else "new"
        self._base.execute("begin")
        if verdict != "unchanged":
            version, replaces = version + 1, before
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self._base.execute("insert into versions values (?, ?, ?, ?, ?)", (url, version, sha256, before, at))
        old = {row["member"]: row for row in self.query("select * from members where url = ?", url)}
        self._base.execute("delete from members where url = ?", (url,))
        self._base.executemany(
            "insert or replace into members values (?, ?, ?, ?, ?, ?)",
            [(url, one.name, one.sha256, _replaced(old.get(one.name), one), one.code, one.detail) for one in members],
        )
        self._base.execute(
            "update files set etag = ?, modified = ?, sha256 = ?, mark = ?, version = ?, replaces = ?, crawl = ?, "
            "code = null, detail = null where url = ?",
            (etag, modified, sha256, mark, version, replaces, self.crawl, url),
        )
        self._base.execute("commit")
        return verdict
