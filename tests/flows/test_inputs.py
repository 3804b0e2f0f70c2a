"""Inputs: every entry accounted for, once per bytes; hostile names and links do no harm."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from flows.inputs import InputsError, gather


def names(gathered) -> list[list[str]]:
    return sorted([origin.path for origin in one.origins] for one in gathered.inputs)


def codes(gathered) -> dict[str, str]:
    return {one.origin.name: one.failure.code for one in gathered.unread}


def test_same_bytes_are_one_input_with_two_sources(folder: Path, tmp_path: Path) -> None:
    gathered = gather([str(folder)], tmp_path / "out")
    assert names(gathered) == [
        [f"{folder}/a.txt", f"{folder}/deep/a.txt"],
        [f"{folder}/b.txt"],
        [f"{folder}/c.txt"],
    ]


def test_order_of_arguments_does_not_matter(folder: Path, tmp_path: Path) -> None:
    given = [str(folder / "b.txt"), str(folder), str(folder / "a.txt")]
    assert gather(given, tmp_path / "out") == gather(given[::-1], tmp_path / "out")


def test_results_inside_the_folder_are_not_read(folder: Path) -> None:
    for name, parts in (("out", False), ("earlier", True)):
        (folder / name).mkdir()
        (folder / name / "documents.jsonl").write_text("{}")
        if parts:
            (folder / name / ".parts").mkdir()
    gathered = gather([str(folder)], folder / "out")
    assert len(gathered.inputs) == 3
    assert len(gathered.remarks) == 2


def test_links_are_followed_only_inside(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "outside").mkdir()
    (folder / "in.txt").symlink_to(folder / "b.txt")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "away").symlink_to(tmp_path / "outside")
    (folder / "round").symlink_to(folder)
    gathered = gather([str(folder)], tmp_path / "out")
    assert [f"{folder}/b.txt", f"{folder}/in.txt"] in names(gathered)
    assert codes(gathered) == {f"{folder}/out.txt": "JS806", f"{folder}/away": "JS806"}


def test_what_is_no_file_is_not_opened(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(folder / "sock"))
    gathered = gather([str(folder), str(tmp_path / "none.pdf"), str(folder / "a.txt" / "x")], tmp_path / "out")
    assert codes(gathered) == {
        f"{folder}/pipe": "JS807",
        f"{folder}/sock": "JS807",
        f"{tmp_path}/none.pdf": "JS101",
        f"{folder}/a.txt/x": "JS101",
    }


@pytest.mark.parametrize("name", [b"line\nbreak.txt", b"\xff\xfe.txt", b"[red]x.txt", b"-rf", b"\x1b[31m.txt"])
def test_hostile_names_are_read_and_can_be_written_down(folder: Path, tmp_path: Path, name: bytes) -> None:
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:
        file.write(b"hostile")
    found = [one for one in gather([str(folder)], tmp_path / "out").inputs if one.path.read_bytes() == b"hostile"]
    json.dumps(found[0].origins[0].record(), ensure_ascii=False).encode("utf-8")


def test_nul_in_a_name_is_a_failure_of_its_entry(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text(json.dumps({"path": "a\0b.pdf"}))
    assert set(codes(gather([str(tmp_path / "m.jsonl")], tmp_path / "out")).values()) <= {"JS101", "JS106"}


def test_hidden_files_are_left_out_and_said(folder: Path, tmp_path: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("x")
    gathered = gather([str(folder)], tmp_path / "out")
    assert len(gathered.inputs) == 3
    assert "hidden" in gathered.remarks[0]


CSV = "path,url,department,year,title\na.txt,https://x.example/a,虚构局,2023,t\n,https://x.example/b,,,\n,,,,\na.txt,,,23,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_manifest_csv(folder: Path, tmp_path: Path, encoding: str) -> None:
    manifest = folder / "list.csv"
    manifest.write_bytes(CSV.encode(encoding))
    gathered = gather([str(manifest)], tmp_path / "out")
    (one,) = gathered.inputs
    assert one.told.department == "虚构局" and one.told.fiscal_year == "2023"
    assert one.origins[0].record() == {
        "path": f"{folder}/a.txt",
        "url": "https://x.example/a",
        "department": "虚构局",
        "year": "2023",
    }
    assert sorted(codes(gathered).values()) == ["JS804", "JS805", "JS805"]


def test_manifest_jsonl(folder: Path, tmp_path: Path) -> None:
    rows = ['{"path": "b.txt", "year": 2022}', "not json", "[1]", "", '{"path": "gone.pdf"}']
    (folder / "list.jsonl").write_text("\n".join(rows))
    gathered = gather([str(folder / "list.jsonl")], tmp_path / "out")
    assert gathered.inputs[0].told.fiscal_year == "2022"
    assert codes(gathered) == {
        f"{folder}/list.jsonl:2": "JS805",
        f"{folder}/list.jsonl:3": "JS805",
        f"{folder}/gone.pdf": "JS101",
    }


@pytest.mark.parametrize("content", [b"name,size\nx,1\n", b"\x81\x00\xff\xff", b""])
def test_manifest_that_is_none_stops_the_run(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.csv").write_bytes(content)
    with pytest.raises(InputsError) as caught:
        gather([str(tmp_path / "m.csv")], tmp_path / "out")
    assert "\n" not in str(caught.value)


def test_a_manifest_inside_a_folder_is_a_file_like_any_other(folder: Path, tmp_path: Path) -> None:
    (folder / "list.csv").write_text("path\na.txt\n")
    assert len(gather([str(folder)], tmp_path / "out").inputs) == 4


def test_inputs_take_the_failures_of_a_crawl_as_they_are(tmp_path: Path) -> None:
    row = {"url": "http://a.test/1.pdf", "path": None, "year": "2021"}
    row["failure"] = {"code": "JS133", "stage": "acquire", "page": None, "message": "错误页", "remedy": "看"}
    (tmp_path / "m.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text("url,path,failure\nhttp://a.test/2.pdf,,JS127\nhttp://a.test/3.pdf,,JS000\n")
    found = gather([str(tmp_path / "m.jsonl"), str(tmp_path / "m.csv")], tmp_path / "out").unread
    assert {(one.origin.url, one.failure.code) for one in found if one.origin.url} == {
        ("http://a.test/1.pdf", "JS133"),
        ("http://a.test/2.pdf", "JS127"),
    }
    assert next(one.failure.message for one in found if one.failure.code == "JS133") == "错误页"
    assert [one.failure.code for one in found if not one.origin.url] == ["JS805"]
