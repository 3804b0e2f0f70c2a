"""The file that describes a portal (TOML): where to begin, who may be asked, how its pages are read."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

#: Kinds of documents, as everywhere in the project.
DocumentKind = Literal["final_account", "budget", "self_evaluation"]


class PortalError(ValueError):
    """A portal file that cannot be used; its text is one line for the user."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Host(_Frozen):
    """A host that may be asked. Nothing else is."""

    name: str = Field(description="the name as it stands in addresses, without a port")
    ports: tuple[int, ...] = Field(default=(80, 443), description="ports that may be asked")
    allow_private: bool = Field(default=False, description="whether it may lie on a private network or this machine")
    address: str | None = Field(default=None, description="a fixed address instead of asking DNS; checked as any other")

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        name = value.strip().lower().rstrip(".")
        if not name or re.search(r"[/:@\s*]", name):
            raise ValueError("a host is named without scheme, port or wildcard")
        return name.encode("idna").decode("ascii")

    @field_validator("address")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return value if value is None else str(ipaddress.ip_address(value))


class Pace(_Frozen):
    """How gently the portal is asked; all of it holds for each host by itself."""

    seconds: float = Field(default=1.0, ge=0.001, le=3600, description="least time between two requests")
    concurrent: int = Field(default=2, ge=1, le=8, description="requests under way at once")
    retries: int = Field(default=3, ge=0, le=10, description="further tries after a passing failure")
    backoff: float = Field(default=5.0, gt=0, description="first wait after 429 or 503, which then doubles")
    longest_wait: float = Field(default=300.0, gt=0, description="longer waits are left for the next crawl")


class CrawlLimits(_Frozen):
    """What an answer, a page, an archive and the whole crawl may cost."""

    seconds: float = Field(default=120.0, gt=0, description="one request, from connection to last byte")
    crawl_seconds: float = Field(default=0, ge=0, description="the whole crawl; 0: no end. The next one goes on")
    header_bytes: int = Field(default=32 * 1024, gt=0, description="status line and header of an answer")
    page_bytes: int = Field(default=4 * 1024 * 1024, gt=0, description="a page, also when its transfer is unpacked")
    file_bytes: int = Field(default=128 * 1024 * 1024, gt=0, description="an attachment, also when unpacked")
    links_per_page: int = Field(default=1000, gt=0, description="a page with more links is refused")
    pages: int = Field(default=20_000, gt=0, description="list and disclosure pages of one crawl")
    depth: int = Field(default=4, ge=1, le=20, description="columns within columns, when they are discovered")
    list_pages: int = Field(default=1000, gt=0, description="pages of one list")
    redirects: int = Field(default=5, ge=0, le=20, description="redirections of one request")
    archive_files: int = Field(default=500, gt=0, description="files in an archive, those of inner archives included")
    archive_bytes: int = Field(default=1024 * 1024 * 1024, gt=0, description="all files of an archive, unpacked")
    archive_ratio: int = Field(default=200, gt=1, description="unpacked to packed size of a member above 1 MiB")
    archive_depth: int = Field(default=2, ge=1, le=5, description="archives within archives; 1: none")


class Selector(_Frozen):
    """Where a thing stands on a page. Written as a bare selector, or with a pattern that cuts it out."""

    select: str = Field(min_length=1, description="CSS, or XPath where it begins with / or . or (")
    pattern: str | None = Field(default=None, description="regular expression; its first group, or all of it")

    @property
    def is_xpath(self) -> bool:
        """Whether it is XPath; a CSS class begins with a dot too, but no dot before a slash."""
        return self.select.startswith(("/", "(", "./", "../"))

    @model_validator(mode="after")
    def _compiles(self) -> Selector:
        from parsel import Selector as Parsed

        if self.pattern is not None:
            re.compile(self.pattern)
        empty = Parsed(text="<html></html>")
        try:
            empty.xpath(self.select) if self.is_xpath else empty.css(self.select)
        except (ValueError, SyntaxError) as error:
            raise ValueError(f"not a selector: {self.select}: {error}") from error
        return self


def _selector(value: object) -> object:
    return {"select": value} if isinstance(value, str) else value


Select = Annotated[Selector, BeforeValidator(_selector)]


class ListRules(_Frozen):
    """How a list page is read."""

    links: Select = Field(description="the links to disclosures")
    next: Select | None = Field(default=None, description="the link to the next page; found by its words without")


class DetailRules(_Frozen):
    """How the page of a disclosure is read; what is not given is found by the usual marks."""

    title: Select | None = None
    date: Select | None = None
    department: Select | None = None
    region: Select | None = None
    year: Select | None = None
    attachments: Select | None = Field(default=None, description="the links to attachments")


class Portal(_Frozen):
    """A portal as its file describes it."""

    name: str = Field(min_length=1)
    contact: str = Field(min_length=3, description="mail or page of who crawls; it stands in the user agent")
    start: tuple[str, ...] = Field(min_length=1, description="addresses of list pages, or of the page to discover from")
    style: Literal["selectors", "discover"] = "discover"
    keep_pages: Literal["auto", "always", "never"] = Field(
        default="auto", description="auto keeps a page that has no attachment, or text or a table of its own"
    )
    region: str | None = None
    department: str | None = Field(default=None, description="where the portal is that of one department")
    kind: DocumentKind | None = None
    hosts: tuple[Host, ...] = Field(min_length=1)
    pace: Pace = Pace()
    limits: CrawlLimits = CrawlLimits()
    list: ListRules | None = None
    detail: DetailRules = DetailRules()

    @field_validator("contact")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable():
            raise ValueError("a mail address or a page, in ASCII")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Portal:
        if self.style == "selectors" and self.list is None:
            raise ValueError("style selectors needs [list] with links")
        names = {host.name for host in self.hosts}
        if len(names) != len(self.hosts):
            raise ValueError("a host is named twice")
        for address in self.start:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or (parts.hostname or "") not in names:
                raise ValueError(f"start {address} is not http(s) on one of the hosts")
        return self


def load_portal(path: Path) -> Portal:
    """Read a portal file.

    Raises
    ------
    PortalError
        In one line: what is wrong in which file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PortalError(f"cannot read portal file {path}: {error}") from error
    try:
        return Portal.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise PortalError(f"portal file {path}: {where}{first['msg'].removeprefix('Value error, ')}") from error
