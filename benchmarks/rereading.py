"""How independent second readings are: what each makes of the first one's errors and of right figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.scores.page_tokens import compare
from extract.ocr.engine import Engine, read
from extract.ocr.marks import DRESSES, second_readings
from extract.ocr.recognise import as_word
from extract.stages import PageImage
from extract.types import Word

#: What a second reading makes of a figure, and whether the first reading of it was right.
Outcome = tuple[bool, int, str]


def outcomes(engine: Engine, image: PageImage, truth: Sequence[Word]) -> Iterator[Outcome]:
    """For each figure of a level page and each dress: first reading right, the dress, what became of it."""
    lines = read(engine, image.pixels)
    words = [as_word(line, image.scale) for line in lines]
    tokens, _ = compare(truth, words)
    of_line: dict[tuple[int, str], tuple[str, ...]] = {}
    for line, first, told in second_readings(engine, image.pixels, lines):
        of_line[line, first] = told
    places = {id(word): i for i, word in enumerate(words)}
    for token in tokens:
        owners = [places[id(word)] for word in token.words]
        told = of_line.get((owners[0], token.read)) if len(owners) == 1 else None
        for dress, text in enumerate(told or ()):
            ending = "mends" if text == token.printed else "repeats" if text == token.read else "differs"
            yield token.right, dress, "repeats" if token.right and text == token.printed else ending


def show(found: Sequence[Outcome]) -> None:
    """Print the table."""
    counts = Counter(found)
    print("second readings: of errors of the first, repeated, mended, read as a third; of right ones, questioned")
    for dress, how in enumerate(DRESSES):
        wrong = [counts[False, dress, ending] for ending in ("repeats", "mends", "differs")]
        right = [counts[True, dress, ending] for ending in ("repeats", "differs")]
        shares = ", ".join(f"{many / max(1, sum(wrong)):.0%}" for many in wrong)
        print(
            f"  across {how.across}, down {how.down}, blur {how.blur}: {shares} of {sum(wrong)};"
            f" {right[1] / max(1, sum(right)):.1%} of {sum(right)}"
        )
