"""Filled documents: identities over what is printed, exact offsets, the same every time."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeled.generator import Filled, Paragraph, SourceError, Table, fill
from labeled.generator.expressions import Evaluator, rounded
from labeled.generator.places import fill_prose, shown, unfold
from labeled.generator.tables import bars

DOCUMENTS = Path(__file__).resolve().parents[2] / "labeled" / "documents"
SOURCES = sorted(DOCUMENTS.glob("*.yaml"))
#: Heads of columns whose figures do not add up: rates, and differences that may be blank.
RATE = re.compile(r"[%％]|占比|比重|完成率|增减|较")


def ids(path: Path) -> str:
    return path.stem


def value(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def form(filled: Filled, number: str) -> Table:
    return next(table for table in filled.tables if table.form == number)


def column(table: Table, index: int, codes: int = 0) -> dict[str, Decimal]:
    """Values of a column by the code in another column."""
    return {row[codes]: value(row[index]) for row in table.grid[table.header_rows :] if row[codes]}


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_fill_every_document_with_twenty_seeds(source: Path) -> None:
    texts = {fill(source, seed).text for seed in range(20)}
    assert len(texts) == 20


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_fill_is_the_same_every_time(source: Path) -> None:
    assert fill(source, 7) == fill(source, 7)


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_fill_facts_stand_where_they_say(source: Path) -> None:
    filled = fill(source, 3)
    assert filled.facts
    for fact in filled.facts:
        block = filled.blocks[fact.block]
        if isinstance(block, Table):
            assert fact.row is not None and fact.col is not None
            text = block.grid[fact.row][fact.col]
        else:
            assert isinstance(block, Paragraph)
            text = block.text
            start = filled.starts[fact.block]
            assert filled.text[start + fact.start : start + fact.end] == fact.text
            if fact.reason_at:
                assert text[slice(*fact.reason_at)] == fact.reason
        assert text[fact.start : fact.end] == fact.text
        assert (fact.get("value") is None) == (fact.get("kind") == "text")
        if fact.get("value"):
            printed = value(fact.text.removesuffix(fact.get("unit") or "\0").rstrip("余多"))
            # the sign may stand in words or be printed
            assert value(fact.get("value") or "").copy_abs() == printed.copy_abs()


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_fill_value_cells_are_facts(source: Path) -> None:
    filled = fill(source, 1)
    facts = {(filled.blocks[fact.block].table_id, fact.row, fact.col) for fact in filled.facts if fact.row is not None}  # type: ignore[union-attr]
    for table in filled.tables:
        for cell in table.cells:
            if cell.role == "value":
                assert ((table.table_id, cell.row, cell.col) in facts) == bool(cell.text.strip())


@given(seed=st.integers(0, 10**9))
@settings(max_examples=20, deadline=None)
def test_hunan_forms_satisfy_the_identities_as_printed(seed: int) -> None:
    filled = fill(DOCUMENTS / "hunan-a.yaml", seed)
    for number, columns in (("02", range(2, 9)), ("03", range(2, 8)), ("05", range(2, 5)), ("08", range(2, 8))):
        table = form(filled, number)
        for index in columns:
            cells = column(table, index)
            for code in [code for code in cells if code.isdigit() and len(code) < 7]:
                below = [v for other, v in cells.items() if other.startswith(code) and len(other) == len(code) + 2]
                assert cells[code] == sum(below)
            assert cells["合计"] == sum(v for code, v in cells.items() if code.isdigit() and len(code) == 3)
    for row in form(filled, "03").grid[3:]:
        assert value(row[2]) == sum(map(value, row[3:]))
    for row in form(filled, "02").grid[3:]:
        assert value(row[2]) == sum(map(value, row[3:]))
    one, four = form(filled, "01").grid, form(filled, "04").grid
    assert one[-1][2] == one[-1][5]
    left = {row[0]: value(row[2]) for row in one[3:] if row[0]}
    right = {row[3]: value(row[5]) for row in one[3:] if row[3]}
    assert left["总计"] == left["本年收入合计"] + left["年初结转和结余"]
    assert right["总计"] == right["本年支出合计"] + right["年末结转和结余"]
    assert (
        right["本年支出合计"]
        == column(form(filled, "03"), 2)["合计"]
        == sum(v for name, v in right.items() if "、" in name)
    )
    for row in four[3:]:
        assert value(row[5]) == sum(map(value, row[6:]))
    six = form(filled, "06")
    cells = {row[code]: value(row[code + 2]) for row in six.grid[2:-1] for code in (0, 3, 6) if row[code]}
    for code in ("301", "302", "303", "307", "310", "399"):
        assert cells[code] == sum(v for other, v in cells.items() if other.startswith(code) and len(other) == 5)
    staff, office = value(six.grid[-1][2]), value(six.grid[-1][8])
    assert staff == cells["301"] + cells["303"]
    assert staff + office == column(form(filled, "05"), 3)["合计"]
    seven = [value(cell) for cell in form(filled, "07").grid[-1]]
    for start in (0, 6):
        assert seven[start] == seven[start + 1] + seven[start + 2] + seven[start + 5]
        assert seven[start + 2] == seven[start + 3] + seven[start + 4]
    assert not any(cell for row in form(filled, "09").grid[4:] for cell in row)
    assert not any(cell for cell in form(filled, "09").grid[3][2:])


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_codes_of_every_form_add_up_as_printed(source: Path) -> None:
    for table in fill(source, 5).tables:
        roles = {(cell.row, cell.col): cell.role for cell in table.cells}
        starts = sorted({col for (_, col), role in roles.items() if role == "code"})
        # What belongs to a code may go on in the next list of the form.
        lists: dict[int, dict[str, Decimal]] = {}
        for start, end in itertools.pairwise([*starts, table.n_cols]):
            for index in range(start + 2, end):
                head = "".join(table.grid[row][index] for row in range(table.header_rows))
                if roles.get((table.header_rows, index)) == "value" and not RATE.search(head):
                    lists.setdefault(index - start, {}).update(column(table, index, start))
        for start, end in itertools.pairwise([*starts, table.n_cols]):
            for index in range(start + 2, end):
                head = "".join(table.grid[row][index] for row in range(table.header_rows))
                if roles.get((table.header_rows, index)) != "value" or RATE.search(head):
                    continue
                cells = column(table, index, start)
                for code in [code for code in cells if code.isdigit()]:
                    below = [
                        v for c, v in lists[index - start].items() if c.startswith(code) and len(c) == len(code) + 2
                    ]
                    assert not below or cells[code] == sum(below), (table.title, code)
                classes = [v for code, v in cells.items() if code.isdigit() and len(code) == 3]
                if len(starts) == 1 and "合计" in cells and classes:
                    assert cells["合计"] == sum(classes), (table.title, index)


def test_hunan_break_is_there_and_listed() -> None:
    filled = fill(DOCUMENTS / "hunan-a.yaml")
    assert [dict(broken)["id"] for broken in filled.breaks] == ["text.reception"]
    guest = {
        (fact.row is None, fact.get("value"))
        for fact in filled.facts
        if fact.get("indicator") == "公务接待费" and fact.get("basis") == "budget"
    }
    (stated,) = [Decimal(v or "") for in_text, v in guest if in_text]
    (tabled,) = [Decimal(v or "") for in_text, v in guest if not in_text]
    assert stated - tabled == Decimal("0.10")


@given(st.decimals(-(10**6), 10**6, places=2))
def test_shown_keeps_the_value(number: Decimal) -> None:
    assert Decimal(shown(number, ",").replace(",", "")) == number
    assert Decimal(shown(number, "trim")) == number
    assert Decimal(shown(number, "abs")) == abs(number)


@given(st.text(alphabet="甲乙，。 12", max_size=12), st.decimals(-99, 99, places=2))
def test_prose_offsets_hold_behind_any_text(before: str, number: Decimal) -> None:
    evaluate = Evaluator({"x": number}, "test")
    prose = fill_prose(before + "{{x:abs | measure=change indicator=某费}}万元，因为[[某事]]。", evaluate, {})
    (place,) = prose.places
    assert prose.text[place.start : place.end] == f"{abs(number)}万元"
    assert place.reason_at is not None
    assert prose.text[slice(*place.reason_at)] == place.reason == "某事"


def test_reason_hangs_on_the_changes_of_its_sentence_only() -> None:
    evaluate = Evaluator({"x": Decimal(1)}, "test")
    prose = fill_prose(
        "{{x | measure=change indicator=甲}}元。{{x | indicator=乙}}元，"
        "{{x | measure=change indicator=乙}}元，因[[事]]。",
        evaluate,
        {},
    )
    assert [place.reason for place in prose.places] == [None, None, "事"]


def test_reason_may_stand_before_what_it_names() -> None:
    evaluate = Evaluator({"x": Decimal(3)}, "test")
    prose = fill_prose(
        "由于[[a: 某事]]，减少{{x | measure=change indicator=甲 id=a}}元，{{x | measure=change indicator=乙}}元。",
        evaluate,
        {},
    )
    assert [place.reason for place in prose.places] == ["某事", None]


def test_words_between_a_number_and_its_unit_belong_to_the_figure() -> None:
    evaluate = Evaluator({"x": Decimal(300)}, "test")
    prose = fill_prose("追回{{x | indicator=甲}}余万元，{{x | indicator=乙}}余万", evaluate, {})
    first, second = prose.places
    assert prose.text[first.start : first.end] == "300余万元"
    assert (first.attributes["qualifier"], first.attributes["unit"]) == ("余", "万元")
    assert prose.text[second.start : second.end] == "300余万"


def test_points_are_points_whatever_the_row_measures(tmp_path: Path) -> None:
    source = tmp_path / "points.yaml"
    source.write_text(
        """
id: points
template: none
kind: self_evaluation
department: 某局
fiscal_year: 2022
blocks:
  - table:
      form: performance
      columns: "| indicator_3 | target | actual | weight | score |"
      rows: |
        | <<unit=元/件 kind=amount>>单件成本 | 30 | 28.50 | 5 | 4.5 |
        | <<unit=‰ kind=percent>>差错率 | 2 | 1.2 | 20 | 20 |
""",
        encoding="utf-8",
    )
    kinds = [(fact.get("value"), fact.get("kind"), fact.get("unit")) for fact in fill(source).facts]
    assert kinds == [
        ("30", "amount", "元/件"),
        ("28.50", "amount", "元/件"),
        ("5", "score", None),
        ("4.5", "score", None),
        ("2", "percent", "‰"),
        ("1.2", "percent", "‰"),
        ("20", "score", None),
        ("20", "score", None),
    ]


ABOVE = """
id: above
template: none
kind: final_account
department: 某局
fiscal_year: 2022
blocks:
  - table:
      title: 某表
      mark: 公开01表
      line: 部门：某局
      unit: 元
      columns: "| name | value |"
      rows: "| 甲 | 4.00 |"
"""


@pytest.mark.parametrize(
    ("more", "printed"),
    [
        ("", ["某表", "公开01表", "部门：某局\t单位：元"]),
        (
            "      mark_above: true\n      unit_word: 金额单位\n",
            ["公开01表", "某表", "部门：某局\t金额单位：元"],
        ),
    ],
)
def test_what_stands_above_a_table_may_vary(tmp_path: Path, more: str, printed: list[str]) -> None:
    source = tmp_path / "above.yaml"
    source.write_text(ABOVE + more, encoding="utf-8")
    filled = fill(source)
    assert [block.text for block in filled.blocks if isinstance(block, Paragraph)] == printed
    assert [fact.get("unit") for fact in filled.facts] == ["元"]


ROW = """
id: row
template: none
kind: self_evaluation
department: 某局
fiscal_year: 2022
blocks:
  - table:
      columns: "| name | value | label | label |"
      rows: |
        | 甲 | 4.00 | {{90 | indicator=执行率 id=%s}}%% | [[a: 某事]] |
"""


def test_reason_in_a_cell_of_its_own_hangs_on_the_facts_that_it_names(tmp_path: Path) -> None:
    source = tmp_path / "row.yaml"
    source.write_text(ROW % "a", encoding="utf-8")
    filled = fill(source)
    assert [(fact.get("value"), fact.reason) for fact in filled.facts] == [("4.00", None), ("90", "某事")]
    assert filled.tables[0].grid[0][3] == "某事"
    source.write_text(ROW % "b", encoding="utf-8")
    with pytest.raises(SourceError, match="explains nothing"):
        fill(source)


def test_draws_do_not_depend_on_one_another() -> None:
    evaluate = Evaluator({}, "doc/0")
    first = evaluate("money(1, 99)", "a")
    evaluate("count(1, 9)", "new")
    assert evaluate("money(1, 99)", "a") == first != evaluate("money(1, 99)", "b")


@pytest.mark.parametrize(
    "expression", ["__import__('os')", "x.__class__", "[1]", "open('a')", "1 if", "unknown", "2**9"]
)
def test_expressions_that_are_not_allowed(expression: str) -> None:
    with pytest.raises(SourceError):
        Evaluator({"x": Decimal(1)}, "test")(expression)


def test_rounded_goes_half_up() -> None:
    assert str(rounded(Decimal("0.125"))) == "0.13"
    assert str(Evaluator({}, "t")("round(2.5, 0)")) == "3"


def test_bars_inside_places_are_none() -> None:
    assert bars("| a | {{x | k=v}}% | {y} | |") == ["a", "{{x | k=v}}%", "{y}", ""]


def test_unfold_leaves_attributes_alone() -> None:
    assert unfold("甲 乙 {{x | indicator=甲 basis=final}} 万元 a b") == "甲乙{{x | indicator=甲 basis=final}}万元a b"


BROKEN = """
id: t
template: t
kind: final_account
department: 某局
fiscal_year: 2021
numbers: {a: 1, b: 2}
identities: [%s]
breaks: [%s]
blocks: [{p: '%s'}]
"""


@pytest.mark.parametrize(
    ("identity", "broken", "text", "says"),
    [
        ("a == b", "", "x", "does not hold: a == b"),
        ("", "{id: i, holds: a < b}", "x", "should be broken"),
        ("", "", "{c}", "unknown name c"),
        ("", "", "{{a | basis=final}}元", "no indicator"),
        ("", "", "{{a | indicator=甲 colour=red}}元", "unknown attributes"),
        ("", "", "{{a | @nothing}}元", "unknown preset"),
        ("", "", "因为[[某事]]", "explains nothing"),
    ],
)
def test_wrong_sources_are_refused(tmp_path: Path, identity: str, broken: str, text: str, says: str) -> None:
    source = tmp_path / "t.yaml"
    source.write_text(BROKEN % (identity, broken, text), encoding="utf-8")
    with pytest.raises(SourceError, match="t.yaml, seed 0: .*" + says):
        fill(source)


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "t.yaml"
    source.write_text((BROKEN % ("", "", "x")).replace("{a: 1, b: 2}", "{a: 1, a: 2}"), encoding="utf-8")
    with pytest.raises(SourceError, match="a is given twice"):
        fill(source)
