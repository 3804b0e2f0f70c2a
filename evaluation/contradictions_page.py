"""The page of a document's contradictions: which numbers, where, by how much, who is probably wrong and why."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw

from evaluation.causes import Cause
from evaluation.picture import at
from extract import ocr, pages
from extract.options import Options
from extract.stages import Images, PageImage
from extract.types import BBox, Check, Document, Evidence, Fact

#: Points shown above and below a figure, the width of a picture in pixels, and pictures of one cause, at most.
MARGIN, WIDTH, MOST_PICTURES = 42.0, 900, 6
#: Pages are drawn no finer than the pictures need (A4 upright); so many are kept for the causes that follow.
DPI, KEPT = 112, 16
#: Who is probably wrong, as it is told to a reader.
BLAMES = {
    "document_error": ("文件本身有误", "the document itself: the reading is certain, or two readings agree"),
    "ocr_error": ("识读有误", "the reading: one small edit of a doubtful reading makes the figures agree"),
    "unit_slip": ("单位写错", "the unit is off by a factor of 10,000 or 10⁸"),
    "unknown": ("尚不能断定，请核对原件", "not known; compare with the print"),
    None: ("", ""),
}
#: What a figure is, in a few words.
MEASURES = {
    "level": "",
    "change": "增减额",
    "change_rate": "增减率",
    "share": "占比",
    "completion": "完成率",
    "comparison": "比较",
    "standard": "标准",
    "target": "目标",
}
BASES = {
    "final": "决算",
    "execution": "执行",
    "budget": "预算",
    "initial_budget": "年初预算",
    "adjusted_budget": "调整预算",
    "prior_final": "上年决算",
}
SIDES = {"income": "收入方", "expenditure": "支出方", "opening": "年初", "closing": "年末"}
STYLE = """
body{font:16px/1.6 "Noto Sans CJK SC","Noto Sans SC","WenQuanYi Zen Hei",sans-serif;color:#222}
body{margin:2em auto;max-width:980px;padding:0 1em}
h1{font-size:1.4em}.sub{color:#666}
article{border:1px solid #ccc;border-radius:6px;margin:1.5em 0;padding:.5em 1.2em 1em}
h2{font-size:1.1em;margin:.6em 0}.who{background:#fff3d6;border-radius:4px;padding:.1em .5em;font-size:.9em}
table{border-collapse:collapse;margin:.5em 0;width:100%}th,td{border:1px solid #ddd;padding:.25em .6em;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tr.in td{background:#fdecea}
figure{margin:.6em 0}figcaption{color:#666;font-size:.85em}img{max-width:100%;border:1px solid #ddd}
"""


def write_page(
    document: Document,
    source: Path | None,
    found: Sequence[Cause],
    folder: Path,
    options: Options | None = None,
    name: str = "",
) -> Path:
    """Write ``contradictions-<sha256>.html`` into a folder; pictures are inside.

    Parameters
    ----------
    document : Document
    source : Path, optional
        The input, read again for the pictures of its pages; without it there are none.
    found : sequence of Cause
    folder : Path
    options : Options, optional
        As the input was read with.
    name : str, optional
        Of the file.

    Returns
    -------
    Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = _Pictures(document, source, options or Options(), _pages(found))
    shown = source.name if source is not None else ""
    head = f"{document.department or shown} {document.fiscal_year or ''}"
    body = [
        f"<h1>{escape(head)}：数字相互矛盾 {len(found)} 处</h1>",
        f'<p class="sub">{escape(shown)} · SHA-256 {escape(document.sha256)}<br>'
        "Figures that contradict each other, one root cause each. 红框为有关数字。</p>",
    ]
    if not found:
        body.append("<p>未发现相互矛盾的数字。 / No contradictions were found.</p>")
    body.extend(_cause(number, cause, pictures) for number, cause in enumerate(found, 1))
    page = (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(head)} 矛盾</title><style>{STYLE}</style></head><body>{''.join(body)}</body></html>"
    )
    place = folder / (name or f"contradictions-{document.sha256}.html")
    place.write_text(page, encoding="utf-8")
    return place


def _cause(number: int, cause: Cause, pictures: _Pictures) -> str:
    """One root cause: what contradicts what, and where it stands."""
    facts = {fact.fact_id: fact for fact in cause.facts}
    blame = next((check.blame for check in cause.checks if check.blame), None)
    zh, en = BLAMES.get(blame, BLAMES[None])
    out = [f'<article><h2>{number}. {escape(_headline(cause, facts))}</h2><p><span class="who">{zh}</span> {en}</p>']
    for check in cause.checks:
        out.append(_check(check, facts))
    shown = 0
    for page in _pages([cause]):
        boxes = [e for fact in cause.facts for e in fact.evidence if e.page == page and e.bbox is not None]
        for strip in _strips(boxes):
            if shown < MOST_PICTURES:
                out.append(pictures.strip(page, strip))
            shown += 1
    if shown > MOST_PICTURES:
        out.append(f'<p class="sub">另有 {shown - MOST_PICTURES} 处未附图 / more places without a picture</p>')
    out.append("</article>")
    return "".join(out)


def _pages(found: Sequence[Cause]) -> list[int]:
    """The pages on which the figures of causes stand."""
    return sorted({e.page for cause in found for fact in cause.facts for e in fact.evidence if e.page is not None})


def _headline(cause: Cause, facts: dict[str, Fact]) -> str:
    check = cause.checks[0]
    names = [facts[one].indicator or "" for one in check.operands if one in facts]
    return f"{names[0] if names else check.rule}：印 {check.found}，按其他数应为 {check.expected}"


def _check(check: Check, facts: dict[str, Fact]) -> str:
    """The equation in words, its figures, and the difference."""
    rows = []
    for name in check.operands:
        fact = facts.get(name)
        if fact is None:
            continue
        doubted = ' class="in"' if fact.status == "conflict" else ""
        value = fact.value if fact.value is not None else fact.value_text or "（未识读）"
        rows.append(
            f"<tr{doubted}><td>{escape(_name(fact))}</td>"
            f'<td class="n">{escape(value)} {escape(fact.unit or "")}</td><td>{escape(_where(fact))}</td></tr>'
        )
    off = ""
    if check.residual is not None:
        off = (
            f"<p>印数 {escape(check.found or '')}，应为 {escape(check.expected or '')}，"
            f"相差 <b>{escape(check.residual)}</b>（允许误差 {escape(check.tolerance or '0')}）</p>"
        )
    head = "<tr><th>数 figure</th><th>印数 printed</th><th>位置 place</th></tr>"
    return f"<p>{escape(check.note)}</p><table>{head}{''.join(rows)}</table>{off}"


def _name(fact: Fact) -> str:
    words = [fact.indicator or "", MEASURES.get(fact.measure, ""), BASES.get(fact.basis or "", "")]
    if fact.evidence and fact.evidence[0].table and fact.flow:
        words.append(SIDES.get(fact.flow, ""))
    return " · ".join(word for word in words if word)


def _where(fact: Fact) -> str:
    if not fact.evidence:
        return ""
    place = fact.evidence[0]
    page = f"第 {place.page} 页" if place.page is not None else ""
    if place.table is not None and place.row is not None and place.col is not None and place.start is None:
        return f"{page} 表 {place.table} 第 {place.row + 1} 行第 {place.col + 1} 列".strip()
    return f"{page} 文字说明".strip()


def _strips(boxes: Sequence[Evidence]) -> list[list[BBox]]:
    """Boxes of one page, those close above each other in one picture."""
    strips: list[list[BBox]] = []
    for box in sorted({e.bbox for e in boxes if e.bbox is not None}, key=lambda box: (box.top, box.x0)):
        if strips and box.top - max(other.bottom for other in strips[-1]) < 2 * MARGIN:
            strips[-1].append(box)
        else:
            strips.append([box])
    return strips


class _Pictures:
    """Strips of the level pages, with boxes."""

    def __init__(self, document: Document, source: Path | None, options: Options, wanted: Sequence[int]):
        self.document = document
        self.source = source
        self.options = at(options, DPI)
        self.wanted = wanted[:KEPT]
        self._images: Images | None = None
        self._kept: dict[int, PageImage] = {}

    def strip(self, page: int, boxes: list[BBox]) -> str:
        """A strip of a page around boxes as an HTML figure; nothing for inputs without pages."""
        if not self.document.pages or self.source is None:
            return ""
        level = self._level(self.source, page)
        height = level.pixels.shape[0]
        top = min(height - 1, max(0, round((min(box.top for box in boxes) - MARGIN) * level.scale)))
        bottom = max(top + 1, min(height, round((max(box.bottom for box in boxes) + MARGIN) * level.scale)))
        cut = Image.fromarray(level.pixels[top:bottom]).convert("RGB")
        pen = ImageDraw.Draw(cut)
        for box in boxes:
            x0, x1 = (round(edge * level.scale) for edge in (box.x0 - 2, box.x1 + 2))
            y0, y1 = (round(edge * level.scale) - top for edge in (box.top - 2, box.bottom + 2))
            pen.rectangle([x0, y0, x1, y1], outline=(215, 0, 30), width=2)
        cut.thumbnail((WIDTH, 10 * WIDTH))
        buffer = io.BytesIO()
        cut.save(buffer, "JPEG", quality=70)
        data = base64.b64encode(buffer.getvalue()).decode()
        return (
            f'<figure><img alt="第 {page} 页" src="data:image/jpeg;base64,{data}">'
            f"<figcaption>第 {page} 页 / page {page}</figcaption></figure>"
        )

    def _level(self, source: Path, page: int) -> PageImage:
        if self._images is None:
            raw = pages.rasters(pages.acquire(source, self.options), self.options, self.wanted)
            self._images = ocr.level_images(self.document.pages, raw)
        if page not in self._kept:
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[page] = self._images(page)
        return self._kept[page]
