"""Thousands of small documents through the main job: what Prefect and bookkeeping cost, and what grows.

    python -m benchmarks.bulk --documents 3000 --workers 2 --plain
    python -m benchmarks.bulk --documents 400 --workers 1 2
    python -m benchmarks.bulk --documents 60 --scans --workers 1 2
    python -m benchmarks.bulk --given ../shared/disclosures/*.docx --workers 2 --plain

The documents are pieces of the written ones of labeled/documents (a title, some paragraphs, a table), a quarter each as
text dump, html, docx and PDF, of which every fortieth is a scan, and are made once. With ``--scans`` all are office
scans; ``--given`` takes other files.
``--plain`` reads the same files in a loop over ``extract_document`` in one process first, and prints the ratio. CPU
seconds are those of all processes of a run, the temporary server too. With ``--workers 1 2`` both are run, one after
the other, and the ratio of their speeds while reading is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import psutil

from labeled.generator.fill import fill
from labeled.generator.filled import Filled, Paragraph, Table
from labeled.render import docx, dump, html, pdf, scan

WRITTEN = Path("labeled/documents")
#: How the small documents come, in turn; of the PDF files every so many is a scan.
FORMS = ("txt", "html", "docx", "pdf")
SCANS = 40
#: Paragraphs of one at most; a table of no more rows than this stands in every other one.
PARAGRAPHS, ROWS = 10, 16
#: Fillings of each written document that pieces are taken from.
SEEDS = 6
MIB = 1024 * 1024
#: Seconds between two looks at the processes, and documents after which memory has to be flat.
PAUSE, SETTLED = 0.5, 300
_DONE = re.compile(r"\[(\d+)/\d+\] ")


def make(folder: Path, documents: int, seed: int, scans: bool = False) -> Path:
    """The folder with so many small documents, made unless it stands; all of them scans if asked for."""
    place = folder / f"{documents}-{seed}-{'only-' if scans else ''}scans"
    if (place / ".whole").is_file():
        return place
    shutil.rmtree(place, ignore_errors=True)
    rng = random.Random(seed)
    written = sorted(WRITTEN.glob("*.yaml"))
    for number in range(documents):
        filled = _filled(written[number % len(written)], rng.randrange(SEEDS))
        small = piece(filled, number, rng)
        form = "pdf" if scans else FORMS[number // len(written) % len(FORMS)]
        data = _bytes(form, small)
        if scans or (form == "pdf" and number // len(written) // len(FORMS) % SCANS == 0):
            data = scan(data, "office", number)
        path = place / f"{number // 100:03d}" / f"{number:05d}.{form}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (place / ".whole").touch()
    return place


def gathered(files: list[Path], folder: Path) -> Path:
    """A folder with copies of files of one's own, so that a loop and a run read the same."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, folder / file.name)
    return folder


@cache
def _filled(path: Path, seed: int) -> Filled:
    return fill(path, seed)


def _bytes(form: str, small: Filled) -> bytes:
    if form in ("txt", "html"):
        return (dump if form == "txt" else html)(small).encode()
    return docx(small) if form == "docx" else pdf(small)


def piece(filled: Filled, number: int, rng: random.Random) -> Filled:
    """A title with its number, which no other piece has, some paragraphs in a row, and perhaps a table."""
    texts = [
        block for block in filled.blocks if isinstance(block, Paragraph) and block.kind not in ("cover", "contents")
    ]
    first = rng.randrange(max(1, len(texts) - PARAGRAPHS))
    chosen: list[Paragraph | Table] = [
        Paragraph("h1", f"{filled.department}{filled.fiscal_year}年度部门决算公开（第{number + 1}号）")
    ]
    chosen += [replace(block, target=None) for block in texts[first : first + rng.randint(4, PARAGRAPHS)]]
    small = [table for table in filled.tables if table.n_rows <= ROWS]
    if small and number % 2:
        chosen.append(rng.choice(small))
    return replace(filled, blocks=tuple(chosen), facts=(), breaks=())


def read_plainly(folder: Path) -> None:
    """The loop that a run is measured against: in this process, no cache, no files, no Prefect."""
    from extract.document import extract_document

    files = sorted(file for file in folder.rglob("*.*") if file.is_file() and not file.name.startswith("."))
    statuses: Counter[str] = Counter()
    spent: defaultdict[str, float] = defaultdict(float)
    began, wall = _cpu(resource.RUSAGE_SELF) + _cpu(resource.RUSAGE_CHILDREN), time.monotonic()
    for file in files:
        at = time.process_time()
        statuses[extract_document(file).status] += 1
        spent[file.suffix] += time.process_time() - at
    spent_all = _cpu(resource.RUSAGE_SELF) + _cpu(resource.RUSAGE_CHILDREN) - began
    told = {
        "documents": len(files),
        "cpu": spent_all,
        "wall": time.monotonic() - wall,
        "statuses": statuses,
        "suffix": spent,
    }
    print(json.dumps(told))


@dataclass
class Watched:
    """What was seen of a run: CPU seconds by role, and what each role held when so many documents were done."""

    wall: float = 0.0
    cpu: float = 0.0
    ends: list[tuple[int, float]] = field(default_factory=list)
    roles: dict[str, float] = field(default_factory=dict)
    held: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    workers: int = 0


def watch(folder: Path, out: Path, workers: int, more: list[str]) -> Watched:
    """Run the main job over a folder and look at its processes until it ends."""
    shutil.rmtree(out, ignore_errors=True)
    return look(["run", str(folder), "--out", str(out), "--workers", str(workers), *more])


def look(arguments: list[str]) -> Watched:
    """Start ``juesuan`` and look at its processes until it ends."""
    seen = Watched()
    before, began = _cpu(resource.RUSAGE_CHILDREN), time.monotonic()
    process = psutil.Popen(
        [sys.executable, "-m", "flows.cli", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    told: list[str] = []

    def listen() -> None:
        for line in process.stderr:
            told.append(line)
            if found := _DONE.match(line):
                seen.ends.append((int(found[1]), time.monotonic() - began))

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    last: dict[int, tuple[str, float]] = {}
    while process.poll() is None:
        done = seen.ends[-1][0] if seen.ends else 0
        now: dict[str, int] = defaultdict(int)
        for one in (process, *_children(process)):
            try:
                role, held, times = _role(one, process), one.memory_info().rss // MIB, one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            last[one.pid] = role, times.user + times.system
            now[role] = max(now[role], held)
        for role, held in now.items():
            seen.held[role][done] = max(held, seen.held[role].get(done, 0))
        time.sleep(PAUSE)
    listening.join()
    if process.returncode not in (0, 4):
        sys.exit(f"the run ended with {process.returncode}: {''.join(told[-20:])}")
    seen.wall, seen.cpu = time.monotonic() - began, _cpu(resource.RUSAGE_CHILDREN) - before
    for role, spent in last.values():
        seen.roles[role] = seen.roles.get(role, 0.0) + spent
    seen.workers = sum(1 for role, _ in last.values() if role == "worker")
    return seen


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _role(one: psutil.Process, run: psutil.Process) -> str:
    if one.pid == run.pid:
        return "flow"
    line = " ".join(one.cmdline())
    if "flows.server" in line:
        return "server"
    if "spawn_main" not in line:
        return "other"
    # a PDF is opened in a fork of its worker
    return "worker" if one.ppid() == run.pid else "fork"


def report(seen: Watched, documents: int, workers: int, plain: float | None, fixed: float | None) -> float:
    """Print what was seen; documents a second while reading."""
    speed = 0.0
    print(f"\n{documents} documents, {workers} workers ({seen.workers} processes in all)")
    print(f"  wall {seen.wall:.1f} s, CPU {seen.cpu:.1f} s = {seen.cpu / documents:.3f} per document")
    print("  CPU seen by role: " + ", ".join(f"{role} {spent:.1f}" for role, spent in sorted(seen.roles.items())))
    if plain is not None:
        print(f"  Prefect and bookkeeping: {(seen.cpu - plain) / documents:.3f} CPU s per document, all counted")
        print(f"  CPU of the run to that of the loop: {seen.cpu / plain:.3f}")
        if fixed is not None:
            beyond = (seen.cpu - plain - fixed) / documents
            print(f"    of which {beyond:.3f} beyond the {fixed:.1f} CPU s that a run over one document costs")
    if len(seen.ends) > 1:
        span = seen.ends[-1][1] - seen.ends[0][1]
        count = seen.ends[-1][0] - sum(1 for _, at in seen.ends if at - seen.ends[0][1] < PAUSE)
        speed = count / span if span else 0.0
        print(f"  {speed:.2f} documents a second while reading")
    for role in ("flow", "worker", "server"):
        _print_memory(role, seen.held.get(role, {}), documents)
    return speed


def account(out: Path, documents: int) -> None:
    """Every document has its line: told, or the benchmark ends."""
    lines = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    sources = sum(len(line["sources"]) for line in lines)
    statuses = Counter(line["status"] for line in lines)
    routes = Counter(line["routes"][0] if line["routes"] else line["format"] for line in lines)
    print(f"  accounted for: {sources} of {documents}; {dict(statuses)}; {dict(routes)}")
    if sources != documents:
        sys.exit(f"{documents - sources} documents have no line in {out}/documents.jsonl")


def _print_memory(role: str, held: dict[int, int], documents: int) -> None:
    step = max(100, documents // 10 // 100 * 100)
    peaks: dict[int, int] = {}
    for done, mib in held.items():
        peaks[done // step * step] = max(mib, peaks.get(done // step * step, 0))
    print(f"  {role}, most held in MiB from document: " + ", ".join(f"{at} {mib}" for at, mib in sorted(peaks.items())))
    early = [mib for done, mib in held.items() if SETTLED <= done < 2 * SETTLED]
    late = [mib for done, mib in held.items() if done >= documents - SETTLED]
    if early and late and documents > 3 * SETTLED:
        grown = max(late) - max(early)
        print(f"    from {SETTLED}–{2 * SETTLED} to the last {SETTLED}: {grown:+d} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument(
        "--given", type=Path, nargs="+", metavar="FILE", help="these, instead of documents that are made"
    )
    parser.add_argument("--scans", action="store_true", help="make office scans alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, nargs="+", default=[2])
    parser.add_argument("--out", type=Path, default=Path("out/bulk"))
    parser.add_argument("--plain", action="store_true", help="read them in a plain loop first, and one alone")
    parser.add_argument("--plain-cpu", type=float, help="CPU seconds per document of such a loop, measured before")
    parser.add_argument("--again", action="store_true", help="run once more: nothing is to be read")
    parser.add_argument("--loop", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.loop:
        read_plainly(given.loop)
        return
    if given.given:
        folder = gathered(given.given, given.out / "given")
    else:
        folder = make(given.out / "in", given.documents, given.seed, given.scans)
    documents = len([file for file in folder.rglob("*.*") if not file.name.startswith(".")])
    plain = given.plain_cpu * documents if given.plain_cpu else None
    fixed = None
    if given.plain:
        program = [sys.executable, "-m", "benchmarks.bulk", "--loop", str(folder)]
        told = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
        plain = told["cpu"]
        print(
            f"plain loop: {plain / told['documents']:.3f} CPU s per document, {told['wall']:.1f} s, {told['statuses']}"
        )
        print(f"  CPU s by kind: { {suffix: round(spent, 1) for suffix, spent in told['suffix'].items()} }")
        if not given.given:
            fixed = watch(next(folder.rglob("*.txt")), given.out / "one", 1, []).cpu
    speeds = {}
    for workers in given.workers:
        out = given.out / f"run-{workers}"
        speeds[workers] = report(watch(folder, out, workers, []), documents, workers, plain, fixed)
        account(out, documents)
        if given.again:
            print("once more, nothing to read:", end="")
            report(look(["run", str(folder), "--out", str(out)]), documents, workers, None, None)
    if len(speeds) == 2:
        few, many = sorted(speeds)
        print(f"\n{many} workers read {speeds[many] / speeds[few]:.2f} times as fast as {few}")


if __name__ == "__main__":
    main()
