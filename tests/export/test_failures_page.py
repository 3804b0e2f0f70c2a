"""docs/failures.md is what the table of failures prints."""

from __future__ import annotations

from pathlib import Path

from extract.errors import KINDS, as_markdown


def test_the_page_is_current(root: Path) -> None:
    assert (root / "docs" / "failures.md").read_text(encoding="utf-8") == as_markdown(), "run make docs"


def test_hundreds_follow_the_stages() -> None:
    stages = {1: "acquire", 8: "flow", 9: "use"}
    for code, kind in KINDS.items():
        assert kind.remedy and kind.message, code
        assert stages.get(int(code[2]), kind.stage) == kind.stage, code
