"""Objects at an address are written whole, read within bounds, and held by one run; nothing secret is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.storage.address import Remote, StorageError, WrongAddress, without_secrets
from flows.storage.lock import LOCK, Holder, Lock, Taken
from flows.storage.place import working_folder


def test_objects_come_back_as_they_were_written(address: str, tmp_path: Path) -> None:
    remote = Remote(address)
    assert remote.names() == {} and remote.read("a/b.json", 9) is None
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    remote.write("a/b.json", b"123")
    remote.upload("c", file)
    remote.write("empty", b"")
    Remote(f"{address}-other").write("z", b"1")
    assert remote.names() == {"a/b.json": 3, "c": 100_000, "empty": 0}
    assert remote.names("a") == {"a/b.json": 3}
    assert remote.read("a/b.json", 3) == b"123" and remote.read("empty", 3) == b""
    assert remote.read("a/b.json", 2) is None and remote.read("c", 10, size=5) is None, "bounded, whatever was listed"
    assert remote.read("a", 9) is None, "a folder is no object"
    remote.write("a/b.json", b"4")
    assert remote.read("a/b.json", 9) == b"4"
    assert remote.create("new", b"5") and not remote.create("new", b"6")
    assert remote.read("new", 9) == b"5"
    for name in ("new", "new", "a/b.json", "c", "empty"):
        remote.remove(name)
    assert remote.names() == {}


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "a//b", "", ".", "a\\b"])
def test_no_name_leads_out_of_the_address(address: str, name: str) -> None:
    with pytest.raises(StorageError, match="not a name"):
        Remote(address).write(name, b"1")


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (outside / "secret").write_text("1")
    (root / "text").symlink_to(outside)
    (root / "file").symlink_to(outside / "secret")
    remote = Remote(f"file://{root}")
    assert remote.names() == {}
    assert remote.read("file", 9) is None
    with pytest.raises(StorageError, match="a link leads out"):
        remote.write("text/new", b"1")
    assert [one.name for one in outside.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("s3://", "names no bucket"),
        ("file:///", "names no bucket"),
        ("foo://bucket/x", "Protocol not known"),
        ("http://127.0.0.1/x", "cannot write whole objects"),
        ("simplecache::memory://x", "not the address of one store"),
        ("ftp://user:hush@host/x", "no credentials"),
        ("memory://x?key=hush", "no credentials"),
        ("memory://x/../y", "no names of folders"),
    ],
)
def test_what_no_store_could_be_behind_is_refused(address: str, told: str) -> None:
    with pytest.raises(WrongAddress, match=told) as refused:
        Remote(address)
    assert "hush" not in str(refused.value)


def test_secrets_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "abcdefgh")
    text = "denied for abcdefgh at\n https://u:p@host/x?X-Amz-Signature=ff00&part=1, token=t, account 12345678"
    told = without_secrets(text, {"client_kwargs": {"account_key": "12345678"}})
    assert told == "denied for *** at https://***@host/x?X-Amz-Signature=***&part=1, token=***, account ***"


def test_one_run_holds_an_address(address: str) -> None:
    remote = Remote(address)
    first, second = Lock(remote), Lock(remote)
    first.take()
    with pytest.raises(Taken, match=rf"pid {os.getpid()}, .*20\d\d-.*{LOCK}"):
        second.take()
    first.confirm()
    second.release()
    first.confirm()
    first.release()
    second.take()
    with pytest.raises(Taken):
        first.confirm()
    second.release()
    assert remote.names() == {}


def test_a_store_that_writes_over_what_is_there_has_one_holder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some stores know no exclusive creation: the one whose lock stands in the end holds the address."""
    remote = Remote("memory://careless/results")
    first, second = Lock(remote), Lock(remote)

    def overwrites(name: str, data: bytes) -> bool:
        remote.write(name, data)
        if data == first._own.model_dump_json().encode():
            remote.write(name, second._own.model_dump_json().encode())  # who looked at the same moment
        return True

    monkeypatch.setattr(remote, "create", overwrites)
    with pytest.raises(Taken):
        first.take()
    second.confirm()


def test_a_store_that_says_in_its_own_way_that_another_was_quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    remote = Remote("memory://peculiar/results")
    first, second = Lock(remote), Lock(remote)

    def refuses(name: str, data: bytes) -> bool:
        remote.write(name, second._own.model_dump_json().encode())
        raise StorageError("412 conditionNotMet")

    monkeypatch.setattr(remote, "create", refuses)
    with pytest.raises(Taken, match="pid"):
        first.take()


def test_a_request_made_twice_finds_its_own_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer of the first was lost on the way, so the store was asked again, and says that there is one."""
    remote = Remote("memory://forgetful/results")
    create = remote.create
    monkeypatch.setattr(remote, "create", lambda name, data: create(name, data) and create(name, data))
    lock = Lock(remote)
    lock.take()
    lock.confirm()


def holder(**other: object) -> bytes:
    own = Lock(Remote("memory://nobody/x"))._own.model_dump()
    return Holder.model_validate(own | other).model_dump_json().encode()


def test_the_lock_of_a_process_that_died_here_is_free(address: str) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    remote = Remote(address)
    remote.write(LOCK, holder(pid=int(done.stdout), token="other"))
    lock = Lock(remote)
    lock.take()
    lock.confirm()


@pytest.mark.parametrize("data", [holder(pid=2**22 + 1, machine="another", token="x"), b"{}", b"", b"x" * 9000])
def test_a_lock_of_which_nothing_is_known_holds(address: str, data: bytes) -> None:
    """A process of another machine, or a lock that is being written: a person has to say that it is gone."""
    remote = Remote(address)
    remote.write(LOCK, data)
    with pytest.raises(Taken, match=LOCK):
        Lock(remote).take()
    remote.remove(LOCK)
    Lock(remote).take()


def test_each_address_has_a_working_folder_of_its_own() -> None:
    folders = {working_folder(f"s3://bucket/{name}") for name in ("湖南/2023", "湖北/2023", "a/..", "b/\n")}
    assert len(folders) == 4
    assert all(folder.parent == Path("out/work") and folder.name.isprintable() for folder in folders)
