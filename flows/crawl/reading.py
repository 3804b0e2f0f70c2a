"""What a page leads to, by the selectors of the portal file or by the words of its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from flows.crawl.files import sniff
from flows.crawl.page import Link, Page, iso_date, words
from flows.crawl.portal import Portal
from models.patterns import load, rows

#: The name of a column is short.
LONGEST_COLUMN = 24
Role = Literal["list", "detail"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")


#: How far an answer is looked at to see whether it is an error.
_LOOKED_AT = 1 << 16
#: What stands around the name of a body in a title.
_PARTS = re.compile(
    r"(?:19|20)\d\d\s*年?度?|部门(?=整体|预|决|绩效|支出|[（(])|关于|公开|发布|公布|[《》（）()\s\d.、：:_-]+"
)


@dataclass(frozen=True)
class Told:
    """What a portal says about a disclosure; None where it does not say, or says two things."""

    title: str | None = None
    date: str | None = None
    department: str | None = None
    region: str | None = None
    year: str | None = None
    kind: str | None = None


@dataclass
class Found:
    """Where a page leads."""

    next: list[str] = field(default_factory=list)
    #: Lists within this list.
    columns: list[Link] = field(default_factory=list)
    disclosures: list[Link] = field(default_factory=list)
    attachments: list[Link] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many links there are."""
        return len(self.next) + len(self.columns) + len(self.disclosures) + len(self.attachments)


def read(page: Page, role: Role, portal: Portal, start: bool = False) -> Found:
    """Where a page leads, in the style of its portal; ``start`` where the portal file names the page itself."""
    if portal.style == "discover":
        found = _discovered(page)
        if start and not words()["column"].search(page.title or ""):
            # The front page of a portal links files of all kinds; those of a column are all meant.
            found.attachments = [link for link in found.attachments if _is_about_money(link)]
        return found
    if role == "list":
        assert portal.list is not None
        chosen = page.chosen(portal.list.links)
        following = [link.url for link in page.chosen(portal.list.next)] if portal.list.next else page.next_page()
        files = [link for link in chosen if link.is_attachment]
        return Found(following, [], [link for link in chosen if not link.is_attachment], files)
    if portal.detail.attachments is not None:
        return Found(attachments=page.chosen(portal.detail.attachments))
    return Found(attachments=[link for link in page.links if link.is_attachment])


def _discovered(page: Page) -> Found:
    table, found = words(), Found(page.next_page())
    for link in page.links:
        if link.url in found.next:
            continue
        if link.is_attachment:
            found.attachments.append(link)
        elif not link.anchor or not link.url.lower().startswith("http"):
            continue
        elif table["disclosure"].search(link.text) and len(link.text) > 4:
            found.disclosures.append(link)
        elif len(link.text) <= LONGEST_COLUMN and table["column"].search(link.text):
            found.columns.append(link)
    return found


def _is_about_money(link: Link) -> bool:
    table = words()
    return bool(table["disclosure"].search(link.text) or table["column"].search(link.text))


def told(page: Page, portal: Portal, listed: Link | None = None) -> Told:
    """What is said about the disclosure of a page.

    Parameters
    ----------
    page : Page
        The page of the disclosure.
    portal : Portal
        Its file: selectors first, then the usual marks, then what holds for the whole portal.
    listed : Link, optional
        The link that led to it from a list; its row often shows the date.
    """
    rules = portal.detail
    title = page.value(rules.title) or page.title or (listed.text if listed else None)
    from_list = date_of(listed) if listed else None
    date = iso_date(page.value(rules.date)) or page.date or from_list
    named = words_of(title)
    year = _year_only(page.value(rules.year)) or named.year
    return Told(
        title,
        date,
        page.value(rules.department) or named.department or portal.department,
        page.value(rules.region) or portal.region,
        year,
        named.kind or portal.kind,
    )


def told_of_file(link: Link, dossier: Told) -> Told:
    """What is said about one attachment: its own words before those of its page."""
    own = words_of(link.text)
    return Told(
        dossier.title or link.text or None,
        dossier.date,
        own.department or dossier.department,
        dossier.region,
        own.year or dossier.year,
        own.kind or dossier.kind,
    )


def told_of_listed(link: Link, portal: Portal) -> Told:
    """What is said about an attachment that a list links without a page of its own."""
    own = words_of(link.text)
    return Told(
        link.text or None,
        date_of(link),
        own.department or portal.department,
        portal.region,
        own.year,
        own.kind or portal.kind,
    )


def is_data(body: bytes) -> bool:
    """Whether an answer holds the entries of a list as data."""
    return bool(words()["data"].search(body[:_LOOKED_AT].decode("latin-1")))


def unlike_file(url: str, body: bytes) -> tuple[str, str] | None:
    """Why an answer is not the file that was asked for: the number of its failure and what is to be told.

    A page that calls itself one and holds figures is a document; any other page stands for an error.
    """
    sniffed = sniff(body)
    if not body:
        return "JS145", ""
    if sniffed.extension in ("html", "txt") or sniffed.detail == "JSON":
        page = Page(url, body[:_LOOKED_AT])
        if page.missing or sniffed.what == "other" or sniffed.what == "html":
            if page.missing is None and Link(url, "").suffix in words()["pages"] and page.has_figures:
                return None
            return "JS133", f" ({page.missing or page.title or page.visible[:60]})"
    if sniffed.what == "packed":
        return "JS137", f" ({sniffed.detail})"
    return ("JS138", f" ({sniffed.detail})") if sniffed.what == "other" else None


def words_of(text: str | None) -> Told:
    """Department, year and kind that a title names; nothing where it names two of a thing."""
    text = text or ""
    years = set(_YEAR.findall(text))
    kinds = {row["kind"] for pattern, row in rows("portal", "kinds") if pattern.search(text)}
    bodies = set(_bodies(text))
    return Told(
        year=years.pop() if len(years) == 1 else None,
        kind=kinds.pop() if len(kinds) == 1 else None,
        department=bodies.pop() if len(bodies) == 1 else None,
    )


def _bodies(text: str) -> list[str]:
    table = load("sections")
    # A year parts what stands before it from what it belongs to.
    pieces = _PARTS.split(text)
    found = [re.match(table["body"], piece) for piece in pieces]
    return [one.group(0) for one in found if one and not re.search(table["not_body"], one.group(0))]


def date_of(link: Link) -> str | None:
    """The date in the row of a list, when there is one only."""
    dates = {found.group(0) for found in words()["date"].finditer(link.beside)}
    return iso_date(dates.pop()) if len(dates) == 1 else None


def _year_only(text: str | None) -> str | None:
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text or "")
    return found.group(1) if found else None
