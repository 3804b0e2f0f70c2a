"""A run comes to its end as a process too, whatever became of its workers."""

from __future__ import annotations

import json
from pathlib import Path

from runs import documents, ended, start


def test_a_worker_that_dies_while_it_sends_does_not_keep_the_run(tmp_path: Path) -> None:
    """Its queue stays locked: the results were written, and the process waited for that lock for ever."""
    folder, out = documents(tmp_path / "in", 3), tmp_path / "out"
    (folder / "01.txt").write_text("LOCK 1.00")
    code, told = ended(start(folder, out, tmp_path / "readings", nap=0))
    assert code == 4, told
    records = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(failure["code"] for one in records for failure in one["failures"]) == ["JS802"]
    assert [one["status"] for one in records].count("ok") == 2
