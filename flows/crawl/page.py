"""A page as it came: its characters, links, title, date; whether it is an error page in disguise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urldefrag, urljoin, urlsplit

from parsel import Selector as Parsed
from w3lib.encoding import http_content_type_encoding, resolve_encoding
from w3lib.html import get_base_url
from w3lib.url import safe_url_string

from flows.crawl.portal import Selector
from models.patterns import expression, load

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SILENT = "not(parent::script or parent::style or parent::noscript)"
_LINKS = "//a[@href] | //area[@href] | //iframe[@src] | //embed[@src] | //object[@data]"
#: Where a link stands, and with what beside it: a list shows the date there.
_ROW = "ancestor::*[self::li or self::tr or self::dd][1]"
#: An error page has no more text than this, in characters.
LONGEST_ERROR = 400
#: A page with so many sums of money holds figures of its own.
LEAST_FIGURES = 3
#: Longest text of a link that is kept.
LONGEST_TEXT = 300
#: Longest address that is asked for; servers take no longer ones.
LONGEST_URL = 8000


@cache
def words() -> dict[str, Any]:
    """The patterns of models/patterns/portal.yaml, compiled where they are patterns."""
    table = load("portal")
    return {name: expression("portal", name) if isinstance(found, str) else found for name, found in table.items()}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The characters of a page and its encoding.

    UTF-8 where it decodes (Chinese in GB 18030 hardly ever does), then what header or page
    declare, then GB 18030; many portals declare nothing, some the wrong thing.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace"), encoding.removesuffix("-sig")
    declared = [http_content_type_encoding(content_type)]
    meta = _META_CHARSET.search(body[:4096])
    if meta:
        declared.append(resolve_encoding(meta.group(1).decode("ascii")))
    known = [name for name in declared if name and name not in ("cp1252", "ascii")]
    for encoding in ("utf-8", *known, "gb18030"):
        try:
            return body.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("gb18030" if not known else known[0], errors="replace"), known[0] if known else "gb18030"


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    url: str
    text: str
    #: What stands beside it in its row.
    beside: str = ""
    #: Whether it is an <a>, not a frame.
    anchor: bool = True

    @property
    def suffix(self) -> str:
        """The extension that the address or a value of its query shows, lower case."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return ""
        for piece in (parts.path, *parts.query.split("&")):
            name = unquote_to_bytes(piece).decode("latin-1").lower()
            found = re.search(r"\.([a-z0-9]{1,5})$", name)
            if found and (found.group(1) in words()["suffixes"] or piece == parts.path):
                return found.group(1)
        return ""

    @property
    def is_attachment(self) -> bool:
        """Whether its address or its words are those of a file."""
        table = words()
        if self.suffix in table["suffixes"]:
            return True
        if not self.anchor or self.suffix in table["pages"]:
            return False
        named = re.search(r"\.([a-z0-9]{1,5})\s*(?:[\(（].*)?$", self.text.lower())
        return bool(named and named.group(1) in table["suffixes"]) or bool(table["attachment"].match(self.text))


class Page:
    """A page of a portal."""

    def __init__(self, url: str, body: bytes, content_type: str | None = None):
        self.url, self.body = url, body
        self.text, self.encoding = decode(body, content_type)
        self.root = Parsed(text=(self.text or "<html/>") + _records(self.text), type="html")
        self.base = get_base_url(self.text, url)

    @cached_property
    def visible(self) -> str:
        """What a reader sees, blanks gathered."""
        return " ".join(" ".join(self.root.xpath(f"//body//text()[{_SILENT}]").getall()).split())

    @property
    def link_count(self) -> int:
        """How many links there are, counted without looking at them."""
        return int(float(self.root.xpath(f"count({_LINKS})").get() or 0))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links, each address once for each of its words."""
        return tuple(dict.fromkeys(self._links(self.root.xpath(_LINKS))))

    def _links(self, nodes: Any) -> Iterator[Link]:
        for node in nodes:
            anchor = node.root.tag in ("a", "area")
            href = node.attrib.get("href") or node.attrib.get("src") or node.attrib.get("data") or ""
            url = self.address(href)
            if url is None:
                continue
            text = " ".join(" ".join(node.xpath(".//text()").getall()).split())
            title = (node.attrib.get("title") or node.attrib.get("download") or "").strip()
            if len(title) > len(text) or not text:
                text = title or text
            beside = " ".join(" ".join(node.xpath(f"{_ROW}//text()").getall()[:40]).split())
            yield Link(self._shown(url), text[:LONGEST_TEXT], beside[: 2 * LONGEST_TEXT], anchor)

    def _shown(self, url: str) -> str:
        """What a viewer in the page shows, instead of the viewer: pdf.js takes the file in its query."""
        path, _, query = url.partition("?")
        if words()["viewer"].search(path):
            for _, value in parse_qsl(query, errors="surrogateescape"):
                if Link(value, "").suffix in words()["suffixes"]:
                    return self.address(value) or url
        return url

    def address(self, href: str) -> str | None:
        """The absolute address of a link, percent-encoded as a browser would; None where it stays on the page."""
        href = "".join(href.split("\n")).strip().replace("\\", "/")
        if not href or href.startswith("#") or href.lower().startswith(("mailto:", "tel:")):
            return None
        if len(href) > LONGEST_URL:
            return f"about:too-long,{href[:LONGEST_TEXT]}"
        try:
            joined = urldefrag(urljoin(self.base, href))[0]
            return safe_url_string(joined, encoding=self.encoding) if joined.startswith("http") else joined
        except (ValueError, UnicodeError):
            return href

    def chosen(self, selector: Selector) -> list[Link]:
        """The links that a selector names: of its elements, or of what stands in them."""
        nodes = self.root.xpath(selector.select) if selector.is_xpath else self.root.css(selector.select)
        found = []
        for node in nodes:
            if isinstance(node.root, str):
                url = self.address(node.root)
                found += [Link(url, "")] if url is not None else []
            else:
                inner = node.xpath("self::a[@href] | self::iframe[@src]") or node.xpath(".//a[@href] | .//iframe[@src]")
                found += list(self._links(inner))
        return list(dict.fromkeys(found))

    def value(self, selector: Selector | None) -> str | None:
        """The text that a selector names, cut out by its pattern; None where there is none."""
        if selector is None:
            return None
        nodes = self.root.xpath(selector.select) if selector.is_xpath else self.root.css(selector.select)
        for node in nodes:
            raw = node.root if isinstance(node.root, str) else " ".join(node.xpath(".//text()").getall())
            text = " ".join(raw.split())
            if selector.pattern is not None:
                found = re.search(selector.pattern, text)
                text = (found.group(1) if found.re.groups else found.group(0)) or "" if found else ""
            if text:
                return text
        return None

    def meta(self, what: str) -> str | None:
        """A label that the guidelines for government sites prescribe."""
        for name in words()[f"{what}_labels"]:
            for node in self.root.xpath("//meta[@name and @content]"):
                if node.attrib["name"].lower() == name.lower() and node.attrib["content"].strip():
                    return str(" ".join(node.attrib["content"].split()))
        return None

    @property
    def title(self) -> str | None:
        """What the page is called: its label, its first heading, or its window title without the site's name."""
        labelled = self.meta("title")
        if labelled:
            return labelled
        for heading in self.root.xpath("//h1"):
            text = " ".join(" ".join(heading.xpath(".//text()").getall()).split())
            if text:
                return text
        window = " ".join((self.root.xpath("//title/text()").get() or "").split())
        return re.split(r"\s*[-_|—]{1,2}\s*", window)[0] or None

    @property
    def date(self) -> str | None:
        """The day on which it was published, where a label or the words before a date say so."""
        found = words()["date_label"].search(self.visible)
        return iso_date(self.meta("date") or (found.group("date") if found else None))

    @property
    def has_figures(self) -> bool:
        """Whether sums of money stand on the page itself."""
        return len(words()["money"].findall(self.visible)) >= LEAST_FIGURES

    @property
    def mark(self) -> str:
        """Changes when the words of the page change; counters of visits do not count."""
        return hashlib.sha256(words()["counter"].sub("", self.visible).encode("utf-8")).hexdigest()

    @property
    def missing(self) -> str | None:
        """The words by which an error page betrays itself, also when its status says 200."""
        window = self.root.xpath("string(//title)").get() or ""
        for text in (window, self.visible if len(self.visible) <= LONGEST_ERROR else ""):
            found = words()["missing"].search(text) or (text == window and words()["missing_title"].search(text))
            if found:
                return " ".join(text.split())[:80]
        return None

    def next_page(self) -> list[str]:
        """The addresses of the next page of a list, by the words of its link or its pager's script."""
        found = [link.url for link in self.links if words()["next"].match(link.text)]
        pager = words()["script_pager"].search(self.text)
        if not found and pager is not None and int(pager["index"]) + 1 < int(pager["count"]):
            following = self.address(f"{pager['name']}_{int(pager['index']) + 1}.{pager['suffix']}")
            found += [following] if following else []
        return found


def _records(text: str) -> str:
    """The entries of lists that a page carries as data beside its elements, as elements.

    Content management systems put them into a script (``<record><![CDATA[<li>…</li>]]></record>``)
    with a link to the group that follows, which comes as such data alone.
    """
    found = words()["record"].findall(text)
    following = words()["next_group"].search(text)
    if following:
        found.append(re.sub(r"<a\b([^>]*)>.*", r"<a\1>下一页</a>", following.group(1), flags=re.S | re.I))
    return f"<ul>{''.join(found)}</ul>" if found else ""


def iso_date(text: str | None) -> str | None:
    """A date as 2024-09-30, or None where the text holds none."""
    found = words()["date"].search(text or "")
    if not found:
        return None
    month, day = int(found["month"]), int(found["day"])
    return f"{found['year']}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
