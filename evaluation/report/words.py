"""Names of measures, stages and slices as a reader sees them, Chinese beside English."""

from __future__ import annotations

PARTS = {
    "written": ("项目自写文书", "documents written for the project"),
    "written_held_out": ("项目自写文书（留出）", "documents written for the project, held out"),
    "real": ("真实公开文书", "real disclosures"),
    "real_held_out": ("真实公开文书（留出）", "real disclosures, held out"),
}
LAYERS = {"narrative": ("文字说明", "narrative"), "form": ("表格", "tables")}
LEVELS = {
    "value": ("数值", "value"),
    "indicator": ("＋指标", "+ indicator"),
    "measure": ("＋口径与基准", "+ measure and basis"),
    "versus": ("＋对比与期间", "+ versus and period"),
    "whole": ("整条事实含原因", "whole fact with reason"),
}
KINDS = {
    "amount": ("金额", "amount"),
    "percent": ("百分比", "percent"),
    "participants": ("人数", "participants"),
    "quantity": ("数量", "quantity"),
    "score": ("得分", "score"),
    "text": ("文字", "text"),
}
FIELDS = {
    "indicator": "指标",
    "measure": "口径",
    "basis": "基准",
    "direction": "增减方向",
    "qualifier": "限定词",
    "versus": "对比对象",
    "period": "期间",
    "flow": "收支",
    "part": "支出构成",
    "fund": "资金来源",
    "versus_basis": "对比基准",
    "versus_indicator": "占比的分母",
    "who": "人员类别",
    "scope": "范围",
    "reason": "原因",
    "value": "数值",
    "unit": "单位",
    "value_text": "文字值",
    "kind": "种类",
}
STAGES = {
    "route": ("页面类型", "page route"),
    "reading": ("文字识别", "reading (OCR)"),
    "table": ("表格结构", "table structure"),
    "cell": ("单元格", "cell"),
    "text": ("正文还原", "text"),
    "entity": ("实体", "entity"),
    "link": ("关联", "link"),
    "check": ("勾稽与修补", "check"),
}
LABELS = {
    "AMOUNT": "金额",
    "PARTICIPANT_COUNT": "人数",
    "QUANTITY": "数量",
    "PERCENT": "百分比",
    "SCORE": "得分",
    "INDICATOR": "指标",
    "BASIS": "基准",
    "PERIOD": "期间",
    "COMPARISON": "比较词",
    "REASON": "原因",
}
#: Tables as wholes; what is counted are nodes of trees, and places of grids.
WHOLE = {
    "teds": "整表相似度 TEDS tables as wholes, TEDS",
    "grits": "整表相似度 GriTS tables as wholes, GriTS-content",
}
SPANS = {"strict": ("起止都对", "both ends"), "partial": ("有重叠", "overlap")}
STATUSES = {
    "confirmed": ("已确认", "confirmed"),
    "read": ("已读", "read"),
    "repaired": ("修补", "repaired"),
    "conflict": ("存疑", "conflict"),
    "abstained": ("弃读", "abstained"),
}
SLICES = {
    "route": ("来源形式", "route"),
    "kind": ("文书种类", "kind of document"),
    "template": ("模板", "template"),
    "year": ("年度", "year"),
}
OUTCOMES = {
    "ship": ("可以发布", "ship"),
    "hold": ("暂缓发布", "hold"),
    "too few to judge": ("样本太少，无法判断", "too few to judge"),
}
SORTS = {"fixed": ("改正", "fixed"), "broken": ("变坏", "broken"), "changed": ("变动仍错", "changed, both wrong")}
ERRORS = {"wrong": ("错", "wrong"), "missed": ("漏", "missed"), "invented": ("多", "invented")}


def both(pair: tuple[str, str]) -> str:
    """Chinese and English on one line."""
    return f"{pair[0]} {pair[1]}"


def measure(name: str) -> str:
    """The name of a measure."""
    parts = name.split(".")
    if name == "cells":
        return "表格数值单元格 value cells of tables"
    if name in WHOLE:
        return WHOLE[name]
    if name == "tokens":
        return "页面上的数字 numbers on the pages"
    if name == "contradictions":
        return "已知的自相矛盾 known contradictions"
    if parts[0] == "entity":
        how, label = SPANS[parts[-1]], parts[1] if len(parts) == 3 else ""
        return f"文中{LABELS.get(label, '片段')}：{how[0]} {label or 'spans'}, {how[1]}"
    if parts[0] == "field":
        return f"{FIELDS[parts[1]]} {parts[1]}"
    layer, level = LAYERS[parts[0]], LEVELS[parts[-1]]
    kind = KINDS[parts[1]] if len(parts) == 3 else None
    middle = ("", "") if kind is None else (kind[0], kind[1] + ", ")
    return f"{layer[0]}{middle[0]}：{level[0]} {layer[1]}, {middle[1]}{level[1]}"
