"""Addresses, names, archives, characters: the parts of a crawl that must not be fooled."""

from __future__ import annotations

import struct
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portal_site import pdf, zipped
from scrapy.http import Response

from flows.crawl.archive import ArchiveError, unpack
from flows.crawl.files import file_name, safe_stem, sniff
from flows.crawl.net.handler import GuardedResolver, _Factory
from flows.crawl.net.middleware import retry_after
from flows.crawl.net.policy import Policy, Refused, permitted
from flows.crawl.page import Link, Page, decode
from flows.crawl.portal import CrawlLimits, Host
from flows.crawl.reading import words_of

PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "::1", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1"]
NEVER = ["169.254.169.254", "0.0.0.0", "::", "224.0.0.1", "fe80::1", "ff02::1", "::ffff:169.254.169.254", "rubbish"]
#: Public addresses that lead to private ones through a translator: 6to4, NAT64.
CARRIED = ["2002:7f00:1::", "64:ff9b::a00:1"]


@pytest.mark.parametrize("address", [*PRIVATE, *NEVER, *CARRIED])
def test_a_private_address_is_not_permitted(address: str) -> None:
    assert not permitted(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE[:-1])
def test_a_private_address_is_permitted_where_the_portal_file_says_so(address: str) -> None:
    assert permitted(address, allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_link_local_and_their_like_are_never_permitted(address: str) -> None:
    assert not permitted(address, allow_private=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_address_is_permitted(address: str) -> None:
    assert permitted(address, allow_private=False)


class _Heard:
    """What a resolver delivers."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution: object) -> None:
        pass

    def addressResolved(self, address: SimpleNamespace) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.done = True


class _Below:
    """A name server that answers what the test wants."""

    def __init__(self, *addresses: str):
        self._addresses = addresses

    def resolveHostName(self, receiver: _Heard, *rest: object) -> None:
        receiver.resolutionBegan(None)
        for one in self._addresses:
            receiver.addressResolved(SimpleNamespace(host=one))
        receiver.resolutionComplete()


@pytest.mark.parametrize(
    ("addresses", "delivered"),
    [(["8.8.8.8", "8.8.4.4"], ["8.8.8.8", "8.8.4.4"]), (["8.8.8.8", "10.0.0.1"], []), (["127.0.0.1"], [])],
)
def test_a_name_with_one_private_address_has_none(addresses: list[str], delivered: list[str]) -> None:
    policy, heard = Policy([Host(name="a.test")]), _Heard()
    GuardedResolver(SimpleNamespace(nameResolver=_Below(*addresses)), policy).resolveHostName(heard, "a.test", 80)
    assert heard.addresses == delivered and heard.done
    assert ("a.test" in policy.refused) == (not delivered)


def test_the_address_of_the_connection_itself_is_judged() -> None:
    """Where a name server answers otherwise the second time, or something routes elsewhere."""
    factory = _Factory(lambda protocol: None, "", "a.test", Policy([Host(name="a.test")]), 1000)
    with pytest.raises(Refused) as refused:
        factory.buildProtocol(SimpleNamespace(host="127.0.0.1"))
    assert refused.value.code == "JS122"
    assert factory.buildProtocol(SimpleNamespace(host="8.8.8.8")) is not None


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        (b'attachment; filename="../../etc/passwd"', "passwd"),
        (b"attachment; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf", "决算"),
        (b"attachment; filename=" + quote("决算.pdf", encoding="gbk").encode(), "决算"),
        (b'attachment; filename="' + "决算.pdf".encode("gbk") + b'"', "决算"),
        (b'attachment; filename="' + "决算.pdf".encode() + b'"', "决算"),
        (b"attachment; filename*=klingon''x%2F..%2Fy.pdf", "y"),
        (b'attachment; filename="C:\\\\temp\\\\con.pdf"', "_con"),
        (b"attachment", "表"),
    ],
)
def test_a_name_is_read_and_made_safe(given_name: bytes, name: str) -> None:
    address = f"http://a.test/{quote('表', encoding='gbk')}.pdf"
    assert safe_stem(file_name(given_name, "附件", address)) == name


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_a_safe_name_is_one_part_of_a_path(text: str) -> None:
    stem = safe_stem(text)
    assert stem and not set(stem) & set('/\\:*?"<>|\0\n\u202e') and stem not in (".", "..")
    assert len(stem.encode("utf-8")) <= 121 and not stem.startswith(".")


def test_an_archive_that_lies_about_its_sizes_is_stopped_by_what_it_holds() -> None:
    packed = bytearray(zipped({"a.pdf": b"%PDF-1.4" + b"\0" * 3_000_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", packed, packed.find(mark) + offset, 10)
    limits = CrawlLimits(archive_bytes=1_000_000)
    try:
        members = unpack(bytes(packed), limits)
    except ArchiveError as error:
        assert error.code == "JS135"
    else:
        assert [one.code for one in members] == ["JS137"] and members[0].data is None


def test_an_archive_with_an_endless_directory_is_refused_before_it_is_read() -> None:
    packed = zipped({f"{one:0200}.pdf": b"" for one in range(6000)}, method=zipfile.ZIP_STORED)
    with pytest.raises(ArchiveError) as refused:
        unpack(packed, CrawlLimits(archive_files=100))
    assert refused.value.code == "JS135" and "directory" in refused.value.detail
    assert sniff(packed).what == "zip"


def test_a_pdf_stored_in_an_archive_does_not_make_it_a_pdf() -> None:
    packed = zipped({"a.pdf": pdf("a")}, method=zipfile.ZIP_STORED)
    assert sniff(packed).what == "zip"
    assert [(one.name, one.code) for one in unpack(packed, CrawlLimits())] == [("a.pdf", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=gb2312>"])
def test_the_characters_of_a_page_are_read_whatever_it_declares(encoding: str, declared: str) -> None:
    html = f"<html><head>{declared}</head><body>云溪县医疗保障局2021年度部门决算公开</body></html>"
    assert decode(html.encode(encoding))[0].endswith("部门决算公开</body></html>")


def test_a_page_in_big5_is_read_where_it_says_so() -> None:
    assert decode("預算公開".encode("big5"), "text/html; charset=big5")[0] == "預算公開"


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        ("<title>404</title><body>x</body>", True),
        ("<body>您访问的页面不存在</body>", True),
        ("<body>对不起，没有找到您要的文件</body>", True),
        ("<body>附件404.pdf 决算公开</body>", False),
        ("<body>附件 404：附件 404.pdf</body>", False),
        ("<body>决算公开 浏览次数：404</body>", False),
        ("<body><h1>404 Not Found</h1></body>", True),
        ("<body>" + "部门决算公开，公用经费说明。" * 40 + "原件已删除的信息不存在</body>", False),
    ],
)
def test_an_error_page_betrays_itself(html: str, missing: bool) -> None:
    page = Page("http://a.test/", f"<html>{html}</html>".encode())
    assert bool(page.missing) == missing


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("云溪县医疗保障局2021年度部门决算公开", ("云溪县医疗保障局", "2021", "final_account")),
        ("2022年云溪县水务局部门预算", ("云溪县水务局", "2022", "budget")),
        ("云溪县民政局关于公开2020年度部门整体支出绩效自评报告的公告", ("云溪县民政局", "2020", "self_evaluation")),
        ("2020年度决算和2021年部门预算公开", (None, None, None)),
        ("预决算公开", (None, None, None)),
    ],
)
def test_a_title_says_one_thing_or_nothing(title: str, told: tuple[str | None, ...]) -> None:
    said = words_of(title)
    assert (said.department, said.year, said.kind) == told


@pytest.mark.parametrize(
    ("url", "text", "attachment"),
    [
        ("http://a.test/P020210901.PDF", "决算表", True),
        ("http://a.test/download?file=a.xlsx&id=3", "下载", True),
        ("http://a.test/download.jsp?id=3", "附件1：决算公开表", True),
        ("http://a.test/download.jsp?id=3", "2021年决算.docx（点击下载）", True),
        ("http://a.test/a.html", "附件1：决算公开表", False),
        ("http://a.test/a.html", "2021年度部门决算", False),
    ],
)
def test_an_attachment_is_known_by_its_address_or_its_words(url: str, text: str, attachment: bool) -> None:
    assert Link(url, text).is_attachment == attachment


def test_retry_after_is_a_number_or_a_date() -> None:
    def waits(value: str) -> float | None:
        return retry_after(Response("http://a.test/", headers={"Retry-After": value}))

    assert waits("120") == 120
    assert waits("soon") is None and waits("") is None
    when = datetime.now(UTC) + timedelta(seconds=90)
    found = waits(format_datetime(when, usegmt=True))
    assert found is not None and 80 < found <= 90
    assert waits("Wed, 21 Oct 2015 07:28:00 GMT") == 0
