"""Pages as portals write them: what leads on, what is a file, what is a document of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import crawl
from portal_site import HOST, Answer, Served, Site, pdf, portal_file

from flows.crawl.page import Page
from flows.crawl.portal import Portal, PortalError, load_portal
from flows.crawl.reading import read, told, unlike_file

PORTAL = Portal(
    name="a", contact="a@b.test", start=("http://a.test/",), hosts=({"name": "a.test"},)  # type: ignore[arg-type]
)  # fmt: skip


def page(html: str, url: str = "http://a.test/yjs/index.html") -> Page:
    return Page(url, f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode())


def test_columns_disclosures_and_files_are_told_apart() -> None:
    found = read(
        page(
            "<a href=/about.html>机构职能</a><a href=/news/1.html>我县召开预算工作会议并就有关事项作出安排和部署</a>"
            "<a href=bm/>部门预决算</a><a href=2021/>2021年部门决算</a><a href=sg.html>“三公”经费公开</a>"
            "<a href='t1.html' title='云溪县民政局2021年度部门决算公开'>云溪县民政局2021…</a>"
            "<a href=down.jsp?id=7>附件1：决算公开表</a><a href=/f/P1.pdf>点击查看</a><iframe src=/f/view.pdf></iframe>"
            f"<a href='/{'x' * 9000}.pdf'>x.pdf</a><iframe src=/ad.html></iframe>"
            "<iframe src='/js/pdfjs/web/viewer.html?file=%2Ff%2Fin%20it.pdf'></iframe>"
            "<a href='javascript:open()'>2021年决算.xls</a><a href='#top'>决算</a>"
        ),
        "detail",
        PORTAL,
    )
    assert [link.url.removeprefix("http://a.test") for link in found.columns] == ["/yjs/bm/", "/yjs/sg.html"]
    assert [link.url.removeprefix("http://a.test") for link in found.disclosures] == ["/yjs/2021/", "/yjs/t1.html"]
    assert [link.url.removeprefix("http://a.test") for link in found.attachments] == [
        "/yjs/down.jsp?id=7", "/f/P1.pdf", "/f/view.pdf",
        "about:too-long,/" + "x" * 299, "/f/in%20it.pdf", "javascript:open()",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "following"),
    [
        ("<a href=index_3.html>下一页</a><a href=index_9.html>尾页</a>", ["index_3.html"]),
        ("<a href='?page=3'>下页 &gt;</a>", ["index.html?page=3"]),
        ("<a href=p3.html>&gt;&gt;</a>", ["p3.html"]),
        ("<script>createPageHTML(4, 0, 'index', 'html')</script>", ["index_1.html"]),
        ("<script>createPageHTML(4, 3, 'index', 'html')</script>", []),
        (
            "<script><nextgroup><![CDATA[<a href='/p.jsp?page=2&id=1'></a>]]></nextgroup></script>",
            ["/p.jsp?page=2&id=1"],
        ),
        ("<a href='#'>下一页</a>", []),
        ("<a href=t1.html>下一篇：2021年决算</a>", []),
    ],
)
def test_the_next_page_of_a_list_is_found(html: str, following: list[str]) -> None:
    assert page(html).next_page() == [f"http://a.test{one if one[0] == '/' else '/yjs/' + one}" for one in following]


def test_a_front_page_gives_only_the_files_of_disclosures() -> None:
    links = "<a href=/help.pdf>网站使用帮助</a><a href=/2021.pdf>2021年部门决算</a>"
    assert [link.url for link in read(page(links), "list", PORTAL, start=True).attachments] == [
        "http://a.test/2021.pdf"
    ]
    # In a column every file is meant, whatever it is called.
    assert len(read(page(links), "list", PORTAL).attachments) == 2
    assert len(read(page(f"<h1>预决算公开</h1>{links}"), "list", PORTAL, start=True).attachments) == 2


def test_titles_and_dates_are_read_from_labels_headings_and_words() -> None:
    labelled = Page(
        "http://a.test/1.html",
        "<html><head><title>x-门户</title><meta name=ArticleTitle content='云溪县民政局2021年度决算'>"
        "<meta name=PubDate content='2022-09-03 10:00'></head><body>发布时间：2022年9月1日</body></html>".encode(),
    )
    said = told(labelled, PORTAL)
    assert (said.title, said.date, said.year) == ("云溪县民政局2021年度决算", "2022-09-03", "2021")
    plain = told(page("<h1>公告</h1>发布时间：2022年9月1日 2021年5月2日"), PORTAL)
    assert (plain.title, plain.date, plain.year) == ("公告", "2022-09-01", None)
    assert told(page("<h1>公告</h1>2022年9月1日起执行"), PORTAL).date is None


def test_addresses_are_made_as_a_browser_makes_them() -> None:
    gbk = Page(
        "http://a.test/x/1.html",
        "<meta charset=gbk><body><a href='附件 1.pdf'>a</a><a href='?名=决'>b</a><a href='\\f\\2.pdf'>c</a>"
        "<a href='%BE%F6.pdf'>d</a><a href=' //b.test/\n3.pdf#page=2 '>e</a>".encode("gbk"),
    )
    assert [link.url for link in gbk.links] == [
        "http://a.test/x/%E9%99%84%E4%BB%B6%201.pdf",
        "http://a.test/x/1.html?%C3%FB=%BE%F6",
        "http://a.test/f/2.pdf",
        "http://a.test/x/%BE%F6.pdf",
        "http://b.test/3.pdf",
    ]


def test_pages_that_are_documents_or_files_and_pages_that_are_nothing(tmp_path: Path) -> None:
    site = Site()
    text = "2021年收入总计1092.90万元，支出总计1092.90万元，其中基本支出100.00万元，项目支出992.90万元。" * 4
    links = "".join(f"<li><a href='/{one}'>云溪县民政局2021年度决算{one}</a></li>" for one in ("a", "b", "c", "d", "e"))
    site.page("/list.html", f"<ul class=list>{links}</ul>")
    visits = iter(range(100))
    # The counter changes with every visit, and nothing can be asked conditionally.
    site.routes["/a"] = lambda count, headers: Answer(
        200, f"<html><body><h1>甲</h1>{text}浏览次数：{next(visits)}次</body></html>".encode()
    )
    site.page("/b", f"<html><body><h1>乙</h1>{text}<div class=files><a href=/b.pdf>附件.pdf</a></div></body></html>")
    site.page("/c", "<html><body><h1>丙</h1>见附件。<div class=files><a href=/b.pdf>附件.pdf</a></div></body></html>")
    site.page("/d", "<html><body><h1>丁</h1></body></html>")
    site.fixed("/e", pdf("a file without a page"))
    site.fixed("/b.pdf", pdf("b"))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        portal = portal_file(tmp_path / "p.toml", served.port, start=start)
        first = crawl(portal, tmp_path / "out").rows
        assert crawl(portal, tmp_path / "out").rows == first
    seen = [(row["page_url"][-2:], row["role"], row["path"] and row["path"][-4:]) for row in first]
    assert seen == [
        ("/a", "page", "html"), ("/b", "page", "html"), ("/b", "attachment", ".pdf"),
        ("/c", "attachment", ".pdf"), ("/d", "page", None), ("/e", "attachment", ".pdf"),
    ]  # fmt: skip
    assert {row["failure"]["code"] for row in first if row["failure"]} == {"JS142"}
    # Linked from two disclosures: two rows, two dossiers, one file.
    twice = [row for row in first if row["url"].endswith("/b.pdf")]
    assert len({row["dossier"] for row in twice}) == 2 and len({row["path"] for row in twice}) == 1


@pytest.mark.parametrize("name", ["discover", "selectors"])
def test_the_example_files_can_be_used(root: Path, name: str) -> None:
    assert load_portal(root / "flows" / "crawl" / "examples" / f"{name}.toml").style == name


@pytest.mark.parametrize(
    ("change", "told_so"),
    [
        ('style = "selectors"', "needs [list]"),
        ("links = 3", "Extra inputs"),
        ('[list]\nlinks = "ul >> a"', "not a selector"),
        ('[[hosts]]\nname = "a.test"', "named twice"),
        ('[[hosts]]\nname = "*.test"', "wildcard"),
        ('[[hosts]]\nname = "b.test"\naddress = "nowhere"', "nowhere"),
        ("[pace]\nseconds = 0", "greater than or equal"),
    ],
)
def test_a_wrong_portal_file_is_refused_in_one_line(tmp_path: Path, change: str, told_so: str) -> None:
    head, rest = (change, "") if not change.startswith("[") else ("", change)
    text = f'name = "a"\ncontact = "a@b.test"\nstart = ["http://a.test/"]\n{head}\n[[hosts]]\nname = "a.test"\n{rest}\n'
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PortalError, match=told_so.replace("[", r"\[")) as wrong:
        load_portal(tmp_path / "p.toml")
    assert "\n" not in str(wrong.value)


def test_a_disclosure_among_links_to_others_is_not_lost(tmp_path: Path) -> None:
    text = "2021年收入总计1092.90万元，支出总计1092.90万元，其中基本支出100.00万元，项目支出992.90万元。"
    beside = "<a href=/b>云溪县水务局2021年度部门决算</a><a href=/c>“三公”经费公开</a>"
    site = Site()
    site.page("/", f"<html><body>{beside}</body></html>")
    for path in ("/b", "/c"):
        site.page(path, f"<html><body><h1>{path}</h1>{text}{beside}</body></html>")
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/"]
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port, style="discover", start=start), tmp_path / "out")
    assert [(row["title"], row["role"], bool(row["path"])) for row in crawled.rows] == [
        ("/b", "page", True), ("/c", "page", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "body", "code"),
    [
        ("http://a.test/a.pdf", b"%PDF-1.4", None),
        ("http://a.test/a.pdf", b"", "JS145"),
        ("http://a.test/a.pdf", "<html><body>请登录</body></html>".encode(), "JS133"),
        ("http://a.test/a.pdf", "<html><body>1万元 2万元 3万元</body></html>".encode(), "JS133"),
        ("http://a.test/a.htm", "<html><body>1万元 2万元 3万元</body></html>".encode(), None),
        ("http://a.test/a.htm", "<html><body>1万元</body></html>".encode(), "JS133"),
        ("http://a.test/a.doc", "文件不存在".encode("gbk"), "JS133"),
        ("http://a.test/a.doc", "决算公开说明：收入总计1092.90万元".encode("gbk"), None),
        ("http://a.test/a.doc", b'{"code": 404, "msg": "not found"}', "JS133"),
        ("http://a.test/a.rar", b"Rar!\x1a\x07\x00", "JS137"),
        ("http://a.test/a.doc", b"\x7fELF\x00\x01", "JS138"),
    ],
)
def test_what_an_answer_is_is_told_by_its_bytes(url: str, body: bytes, code: str | None) -> None:
    wrong = unlike_file(url, body)
    assert (wrong[0] if wrong else None) == code


def test_a_list_that_the_page_carries_as_data_is_read_to_its_end(tmp_path: Path) -> None:
    def records(first: int, following: str) -> str:
        entries = "".join(
            f"<record><![CDATA[<li><a href='/f{one}.pdf'>云溪县民政局{2010 + one}年决算</a>\n"
            f"<span>2021-09-0{one}</span></li>]]></record>"
            for one in range(first, first + 2)
        )
        group = f"<nextgroup><![CDATA[<a href='{following}'></a>]]></nextgroup>" if following else ""
        return f"<datastore>{group}<recordset>{entries}</recordset></datastore>"

    site = Site()
    site.page("/list.html", f"<body><script type='text/xml'>{records(1, '/p.jsp?page=2')}</script></body>")
    site.page("/p.jsp?page=2", f"<?xml version='1.0' encoding='utf-8'?>{records(3, '')}", content_type="text/xml")
    for one in range(1, 5):
        site.fixed(f"/f{one}.pdf", pdf(str(one)))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port, style="discover", start=start), tmp_path / "out")
    assert [(row["year"], row["date"], bool(row["path"])) for row in crawled.rows] == [
        (str(2010 + one), f"2021-09-0{one}", True) for one in range(1, 5)
    ]
