"""Common Chinese characters and pairs of them: what tells a page's text from the rubbish of a broken font.

``common_pairs.txt`` is derived from the dictionary of jieba 0.42.1 (MIT) by
``python -m models.characters``; the common characters are level 1 of GB/T 2312,
which Python's codec knows; ``radicals.csv`` maps characters of the radicals
blocks, which some PDF producers write, to the ideographs of the same shape;
``lookalikes.csv`` has ideographs that faint or coarse print is read as, with what they may stand for.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib import resources

#: Pairs kept by ``build``: they cover about half of the pairs of running text.
_PAIRS = 20_000
#: Ideographs counted as frequent.
_FREQUENT = 1_500


def _level(first: int, last: int) -> frozenset[str]:
    found = set()
    for high in range(first, last + 1):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # a gap of the standard
    return frozenset(found)


@cache
def common_ideographs() -> frozenset[str]:
    """Level 1 of GB/T 2312: 3,755 ideographs in common use."""
    return _level(0xB0, 0xD7)


@cache
def known_ideographs() -> frozenset[str]:
    """Level 2 of GB/T 2312: 3,008 ideographs of names and places."""
    return _level(0xD8, 0xF7)


@cache
def known_symbols() -> frozenset[str]:
    """Symbols, punctuation, and letters of rows 1 to 9 of GB/T 2312, and printable ASCII."""
    more = "•·—–…“”‘’￥€№℃㎡☆★□■○●△▲√×÷±≥≤≠①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩☐☑☒✓〇"
    return _level(0xA1, 0xA9) | frozenset(map(chr, range(32, 127))) | frozenset(more)


@cache
def common_pairs() -> frozenset[str]:
    """Pairs of ideographs that stand side by side in common words."""
    text = resources.files("models.characters").joinpath("common_pairs.txt").read_text(encoding="utf-8")
    return frozenset(
        line[i : i + 2] for line in text.splitlines() if not line.startswith("#") for i in range(0, len(line), 2)
    )


@cache
def frequent_ideographs() -> frozenset[str]:
    """The 1,500 ideographs that stand in the most common pairs."""
    counts = Counter(character for pair in common_pairs() for character in pair)
    return frozenset(c for c, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_FREQUENT])


@cache
def radicals() -> dict[int, str]:
    """Code point of a radical to the ideograph of its shape, for ``str.translate``."""
    text = resources.files("models.characters").joinpath("radicals.csv").read_text(encoding="utf-8")
    return {ord(row["radical"]): row["ideograph"] for row in csv.DictReader(text.splitlines())}


@cache
def lookalikes() -> frozenset[tuple[str, str]]:
    """Pairs of an ideograph as read and one of like shape that may be meant."""
    text = resources.files("models.characters").joinpath("lookalikes.csv").read_text(encoding="utf-8")
    return frozenset((row["read"], row["meant"]) for row in csv.DictReader(text.splitlines()))


def build() -> str:
    """The text of ``common_pairs.txt`` from jieba's dictionary."""
    import jieba

    counts: Counter[str] = Counter()
    common = common_ideographs()
    for line in jieba.get_dict_file().read().decode("utf-8").splitlines():
        word, count = line.split(" ")[:2]
        for pair in (word[i : i + 2] for i in range(len(word) - 1)):
            if pair[0] in common and pair[1] in common:
                counts[pair] += int(count)
    pairs = sorted(pair for pair, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_PAIRS])
    rows = ["".join(pairs[i : i + 50]) for i in range(0, len(pairs), 50)]
    return (
        "# derived from the dictionary of jieba 0.42.1 (MIT) by python -m models.characters\n" + "\n".join(rows) + "\n"
    )


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "common_pairs.txt").write_text(build(), encoding="utf-8")
