"""The plan of the house: imports run one way, stages do not know each other, rooms stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

#: Who may import whom, top to bottom.
STOREYS = ("flows", "evaluation", "extract", "models")
STAGES = ("pages", "blocks", "ocr", "tables", "text", "entities", "facts", "checks", "export")
#: The one place that knows all stages.
PATH = "extract/document.py"
#: Packages that the core must not know.
OUTSIDE = ("prefect", "requests", "httpx", "urllib", "socket", "scrapy", "fastapi")


def imported(file: Path) -> set[str]:
    """The absolute names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            assert node.module is not None
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("storey", STOREYS)
def test_imports_run_one_way(root: Path, storey: str) -> None:
    above = (*STOREYS[: STOREYS.index(storey)], "labeled", "tests")
    if storey == "evaluation":
        above = ("flows", "tests")
    for file in (root / storey).rglob("*.py"):
        for name in imported(file):
            assert name.split(".")[0] not in above, f"{file.relative_to(root)} imports {name}"


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_know_each_other(root: Path, stage: str) -> None:
    others = [f"extract.{other}" for other in STAGES if other != stage]
    for file in (root / "extract" / stage).rglob("*.py"):
        for name in imported(file):
            # extract.text and extract.tables are packages; extract.types is the ground floor
            assert not any(name == other or name.startswith(other + ".") for other in others), (
                f"{file.relative_to(root)} imports {name}"
            )


def test_only_the_path_knows_the_stages(root: Path) -> None:
    for file in (root / "extract").glob("*.py"):
        if str(file.relative_to(root)) in (PATH, "extract/__init__.py"):
            continue
        for name in imported(file):
            assert not any(name.startswith(f"extract.{stage}") for stage in STAGES), f"{file.name} imports {name}"


def test_the_core_has_no_network_and_no_prefect(root: Path) -> None:
    for file in (root / "extract").rglob("*.py"):
        for name in imported(file):
            assert name.split(".")[0] not in OUTSIDE, f"{file.relative_to(root)} imports {name}"


def test_rooms_stay_small(root: Path) -> None:
    for top in (*STOREYS, "labeled"):
        for file in (root / top).rglob("*.py"):
            lines = len(file.read_text(encoding="utf-8").splitlines())
            assert lines <= 400, f"{file.relative_to(root)} has {lines} lines: it asks for a room of its own"


def test_no_exception_is_swallowed(root: Path) -> None:
    for top in (*STOREYS, "labeled"):
        for file in (root / top).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler):
                    assert node.type is not None, f"{file.relative_to(root)}:{node.lineno}: bare except"
