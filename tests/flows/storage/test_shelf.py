"""The stage cache at an address: shared, never half, damaged entries made again, and no reason to stop."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from extract import cache as stage_cache_module
from extract.cache import StageCache
from flows.storage import shelf as shelves
from flows.storage.address import Remote, StorageError
from flows.storage.shelf import ObjectShelf

SHA = "ab" * 32


@pytest.fixture(autouse=True)
def _fresh() -> None:
    shelves.shelf_at.cache_clear()


def never() -> list[int]:
    raise AssertionError("it was to be found")


def test_what_was_fetched_is_kept_near(address: str, tmp_path: Path) -> None:
    made = StageCache(tmp_path / "a", beyond=ObjectShelf(address))
    made.get_or_make(SHA, "ocr", "v", list[int], lambda: [1, 2])
    fetched = StageCache(tmp_path / "b", beyond=ObjectShelf(address))
    assert fetched.get_or_make(SHA, "ocr", "v", list[int], never) == [1, 2]
    assert StageCache(tmp_path / "b").get_or_make(SHA, "ocr", "v", list[int], never) == [1, 2]


@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "other", "bomb"])
def test_a_damaged_entry_is_made_again(
    address: str, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_cache_module, "LARGEST_ENTRY", 1 << 20)
    StageCache(None, beyond=ObjectShelf(address)).get_or_make(SHA, "ocr", "v", list[int], lambda: [1, 2])
    remote = Remote(address)
    (name,) = remote.names()
    good = remote.read(name, 9999)
    assert good is not None
    bad = {"cut": good[:-3], "garbage": b"\x00" * 50, "empty": b"", "other": zlib.compress(b'{"a": 1}')}
    remote.write(name, bad.get(damage, zlib.compress(b"[" + b"1," * (1 << 20) + b"1]")))
    again = StageCache(tmp_path, beyond=ObjectShelf(address))
    assert again.get_or_make(SHA, "ocr", "v", list[int], lambda: [1, 2]) == [1, 2]
    assert remote.read(name, 9999) == good, "the next one finds it whole"


def test_an_entry_larger_than_any_is_a_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "memory://large/cache"
    StageCache(None, beyond=ObjectShelf(address)).get_or_make(SHA, "ocr", "v", list[int], lambda: [1, 2])
    monkeypatch.setattr(shelves, "LARGEST", 3)
    assert StageCache(None, beyond=ObjectShelf(address)).get_or_make(SHA, "ocr", "v", list[int], lambda: [3]) == [3]


def test_a_store_out_of_reach_is_a_cache_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = ObjectShelf("memory://away/cache")
    asked = []

    def away(*args: object) -> None:
        asked.append(args)
        raise StorageError("memory://away/cache: ConnectionError")

    for name in ("names", "write", "read"):
        monkeypatch.setattr(shelf._remote, name, away)
    cache = StageCache(tmp_path, beyond=shelf)
    for stage in ("triage", "ocr", "tables"):
        assert cache.get_or_make(SHA, stage, "v", list[int], lambda: [1]) == [1]
    assert len(asked) == 2, "its time-outs are waited for once: for reading and for writing"
    assert shelf.trouble is not None and shelf.trouble.code == "JS911"
    assert shelf.try_out() is not None
    monkeypatch.undo()
    monkeypatch.setattr(shelves, "PAUSE", 0.0)
    shelf._off.clear()
    cache.get_or_make(SHA, "facts", "v", list[int], lambda: [1])
    assert shelf.trouble is None and len(Remote("memory://away/cache").names()) == 1, "it is back"


_WORKER = """
import sys
from pathlib import Path
from flows.storage.shelf import stage_cache
cache, made = stage_cache(Path(sys.argv[2]), sys.argv[1], 0.0), 0
for number in range(12):
    def make():
        global made
        made += 1
        return [number] * 50_000
    result = cache.get_or_make(f"{number:064x}", "ocr", "v", list[int], make)
    assert result == [number] * 50_000, number
print(made)
"""


@pytest.mark.parametrize("kind", ["file", pytest.param("s3", marks=pytest.mark.slow)])
def test_two_processes_share_a_cache(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    address = f"file://{tmp_path}/cache" if kind == "file" else f"{request.getfixturevalue('s3')}/cache"

    def start(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _WORKER, address, str(tmp_path / name)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    both = [start("one"), start("two")]
    made = [int(one.communicate(timeout=120)[0]) for one in both]
    assert [one.returncode for one in both] == [0, 0] and 12 <= sum(made) <= 24
    third = start("three")
    assert third.communicate(timeout=120)[0].strip() == "0", "everything is found"
    names = Remote(address).names()
    assert len(names) == 12 and all(name.endswith(".json.z") for name in names), "nothing unfinished is left"
