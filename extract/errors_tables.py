"""The failures of the table stage: code, then stage, severity, message and remedy (extract.errors)."""

from __future__ import annotations

from extract.errors_crawl import Row

TABLES: dict[str, Row] = {
    "JS401": (
        "tables",
        "note",
        "矢量线条无法读取，改按图像识别 / the page's lines cannot be read, tables found on its image: {detail}",
        "核对该页表格 / compare the page's tables with the print",
    ),
    "JS402": (
        "tables",
        "note",
        "表格复核未完成 / the second reader of the tables gave up: {detail}",
        "表格未经第二次核对，请抽查 / spot-check the tables; they were read once only",
    ),
    "JS403": (
        "tables",
        "partial",
        "表格没有可识别的表头，其中数字未作为数据 / table without a readable head, its figures are no facts: {detail}",
        "在 tables.jsonl 中核对该表，必要时按原页录入 / see the table in tables.jsonl, take figures from the page",
    ),
    "JS404": (
        "tables",
        "note",
        "表格标注了不止一种单位，各数只取其名称所示的一种，不明者不取 / "
        "a table prints more than one unit: a figure takes the one that its name asks for, else none: {detail}",
        "按原页确定单位 / tell the unit from the page",
    ),
    "JS405": (
        "tables",
        "partial",
        "目录所列并印有标题的表未读到 / a form that contents and a title name was not read: {detail}",
        "查看该标题所在页 / see the page with that title",
    ),
    "JS406": (
        "tables",
        "note",
        "目录所列的表不在文件中 / a form that the contents name is not in the document: {detail}",
        "文件本身的缺漏，或另附文件 / a gap in the document, or a file of its own",
    ),
    "JS407": (
        "tables",
        "partial",
        "表的中部另有一行未能识别的表头，其下各数不取单位、口径和数值 / "
        "a row of heads inside the table is not understood, the figures below it are told without meaning: {detail}",
        "按原页核对该行以下的数 / compare the figures below that row with the page",
    ),
}
