"""Mutated files on the opening and triage path: no crash of the worker, no hang, no exception without a number.

python -m benchmarks.fuzz --files 20000 --seed 1

Seeds are the committed samples and small files made here. Every mutant is opened and looked at exactly as a run
does it; what ends otherwise than with pages or a numbered failure is kept under --out and printed.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
from collections import Counter
from pathlib import Path

import pikepdf
from PIL import Image

from extract.errors import JuesuanError
from extract.options import Limits, Options
from extract.pages import acquire, open_pages

SAMPLES = Path(__file__).parent.parent / "labeled" / "samples"
#: Tokens that mean something to a PDF reader.
TOKENS = [
    *(b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"%%EOF", b"<<", b">>", b"["),
    *(b"]", b"(", b")", b"/Length", b"/Filter", b"/FlateDecode", b"/Kids", b"/Parent", b"/Count", b"/Type", b"/Page"),
    *(b"/MediaBox", b"/Contents", b"/Font", b"/ToUnicode", b"/Rotate", b"0 R", b"-1", b"2147483648", b"1e308", b"null"),
]
#: Pages of a seed: more only cost time.
PAGES = 2


def main() -> None:
    """Run; exits with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0, help="wall clock for a page; longer counts as given up")
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so long (0: never)")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    given = parser.parse_args()
    options = Options(limits=Limits(seconds_per_page=given.seconds, stream_bytes=32 * 1024 * 1024))
    rng = random.Random(given.seed)
    seeds = _seeds()
    endings: Counter[str] = Counter()
    found, slowest, began = 0, 0.0, time.monotonic()
    done = 0
    for done in range(1, given.files + 1):
        data = mutated(rng.choice(seeds), rng)
        at = time.monotonic()
        try:
            source = acquire(data, options, "mutant.pdf")
            if source.format in ("pdf", "image"):
                result = open_pages(source, options)
                endings.update({failure.code for failure in result.failures} or {"read"})
            else:
                endings["another format"] += 1
        except JuesuanError as error:
            endings[error.failure.code] += 1
        # Whatever is no numbered failure is what is looked for.
        except Exception as error:  # noqa: BLE001
            found += 1
            given.out.mkdir(parents=True, exist_ok=True)
            (given.out / f"{given.seed}-{done}.bin").write_bytes(data)
            print(f"mutant {done}: {type(error).__name__}: {str(error)[:120]}", flush=True)
        slowest = max(slowest, time.monotonic() - at)
        if done % 2000 == 0:
            print(f"{done} files, {time.monotonic() - began:.0f} s", flush=True)
        if given.minutes and time.monotonic() - began > 60 * given.minutes:
            break
    print(f"{done} mutants, {found} exceptions without a number, slowest {slowest:.1f} s")
    print("endings: " + ", ".join(f"{code} {many}" for code, many in endings.most_common()))
    raise SystemExit(found > 0)


def _seeds() -> list[bytes]:
    seeds = []
    for path in sorted(SAMPLES.glob("*.pdf")):
        with pikepdf.open(path) as pdf:
            del pdf.pages[PAGES:]
            for streams in (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate):
                out = io.BytesIO()
                # Unpacked, so that mutations reach the content.
                packed = streams is pikepdf.ObjectStreamMode.generate
                pdf.save(out, object_stream_mode=streams, compress_streams=packed, normalize_content=False)
                seeds.append(out.getvalue())
    # Large pictures and fonts make most mutations miss: small files first.
    seeds = [seed for seed in seeds if len(seed) < 3_000_000]
    for kind in ("PNG", "JPEG", "TIFF", "GIF", "BMP"):
        out = io.BytesIO()
        Image.linear_gradient("L").save(out, kind)
        seeds.append(out.getvalue())
    return seeds


def mutated(seed: bytes, rng: random.Random) -> bytes:
    """One to eight changes: bytes, blocks, tokens, numbers, an end cut off."""
    data = bytearray(seed)
    for _ in range(rng.randint(1, 8)):
        at, kind = rng.randrange(max(1, len(data))), rng.randrange(7)
        if kind == 0:
            for _ in range(rng.choice((1, 4, 64))):
                data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.choice((1, 16, 512, 8192))]
        elif kind == 2:
            data[at:at] = data[at : at + rng.choice((16, 512, 4096))]
        elif kind == 3:
            data[at:at] = b" " + rng.choice(TOKENS) + b" "
        elif kind == 4:
            numbers = list(re.finditer(rb"\d+", data[at : at + 4000]))
            if numbers:
                start, end = rng.choice(numbers).span()
                data[at + start : at + end] = str(rng.choice((0, -1, 1, 65536, 2**31, 2**63, 10**30))).encode()
        elif kind == 5 and rng.random() < 0.3:
            del data[at:]
        elif kind == 6:
            other = rng.randrange(max(1, len(data)))
            data[at : at + 256], data[other : other + 256] = data[other : other + 256], data[at : at + 256]
        if not data:
            data = bytearray(b"%PDF-")
    return bytes(data)


if __name__ == "__main__":
    main()
