"""A text layer that is not the page's text: the ToUnicode maps of all fonts are scrambled."""

from __future__ import annotations

import io
import random
import re

import pikepdf

_HEX = re.compile(r"<([0-9A-Fa-f]+)>")
_PAIRS = re.compile(r"(begin(bfchar|bfrange)\s)(.*?)(end(?:bfchar|bfrange))", re.S)


def garble(data: bytes, seed: int = 0) -> bytes:
    """Change what the codes of each font are said to mean; digits become other characters too.

    Parameters
    ----------
    data : bytes
        A PDF whose fonts have ToUnicode maps.
    """
    with pikepdf.open(io.BytesIO(data)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
                stream = item["/ToUnicode"]
                shuffled = _scramble(stream.read_bytes().decode("latin-1"), random.Random(f"garble/{seed}"))
                stream.write(shuffled.encode("latin-1"))
        out = io.BytesIO()
        document.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _scramble(cmap: str, draw: random.Random) -> str:
    """Targets are replaced by other Chinese characters, the same one always by the same."""
    swapped: dict[str, str] = {}

    def other(target: str) -> str:
        if target not in swapped:
            swapped[target] = f"{draw.randint(0x4E00, 0x9F00):04X}"
        return swapped[target]

    def section(match: re.Match[str]) -> str:
        body, kind = match[3], match[2]
        lines = []
        for line in body.splitlines():
            codes = _HEX.findall(line)
            if kind == "bfchar" and len(codes) == 2:
                line = f"<{codes[0]}> <{other(codes[1])}>"
            elif kind == "bfrange" and "[" in line:
                targets = " ".join(f"<{other(code)}>" for code in codes[2:])
                line = f"<{codes[0]}> <{codes[1]}> [{targets}]"
            elif kind == "bfrange" and len(codes) == 3:
                line = f"<{codes[0]}> <{codes[1]}> <{other(codes[2])}>"
            lines.append(line)
        return f"{match[1]}{chr(10).join(lines)}\n{match[4]}"

    return _PAIRS.sub(section, cmap)
