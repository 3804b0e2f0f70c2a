"""The model that chooses names: fitted, tried on documents that it has not seen, written down.

    python -m evaluation.training.names

Reads the written documents that are not held out, and the real ones of the development set where ../shared is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.training.named import (
    Counts,
    Named,
    Row,
    changed,
    counts,
    documents,
    groups,
    pairs_of,
    rows_of,
    rows_of_passage,
)
from evaluation.training.passages import passages
from extract.cache import StageCache
from labeled.gold import SHARED
from models import names

NAME = "names"
#: Strength of the penalty (inverse).
PENALTY = 0.3
#: A name is chosen from this probability on, in evaluations and in accounts; see the table of the card.
FREE, ACCOUNTS = 0.4, 0.6
THRESHOLDS = ((0.4, 0.6), (0.3, 0.5), (0.5, 0.8))
Thresholds = tuple[float, float]
#: Signs of fewer documents, or of fewer names, say more of the document than of names.
LEAST_DOCUMENTS, LEAST_ROWS = 3, 15
#: Digits of a weight that are written.
DIGITS = 3
DEFAULT_CACHE = Path("out/evaluation/.cache")


@dataclass(frozen=True)
class Trial:
    """A document by rules alone and with a model that does not know it, at each pair of thresholds."""

    id: str
    part: str
    before: Counts
    after: dict[Thresholds, Counts]
    #: Names that were wrong and are right, and the other way round.
    moved: dict[Thresholds, tuple[int, int]]


def signs_of(row: Row) -> dict[str, float]:
    """The signs of a row as the model counts them: for all ways, and for its own alone."""
    own = {names.of_way(row.way, sign): strength for sign, strength in row.signs.items()}
    return {**row.signs, **own, f"way={row.way}": 1.0}


def fit(rows: Sequence[Row], thresholds: Thresholds = (FREE, ACCOUNTS)) -> dict[str, Any]:
    """The weights, rounded; the same rows give the same weights. A document counts by the root of its rows."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    signs = [signs_of(row) for row in rows]
    seen: dict[str, set[str]] = defaultdict(set)
    often: Counter[str] = Counter()
    for row, some in zip(rows, signs, strict=True):
        often.update(some.keys())
        for sign in some:
            seen[sign].add(row.document)
    kept = {sign for sign, of in seen.items() if len(of) >= LEAST_DOCUMENTS and often[sign] >= LEAST_ROWS}
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform([{sign: some[sign] for sign in some if sign in kept} for some in signs])
    # liblinear counts with 32 bits.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    sizes = Counter(row.document for row in rows)
    weights = [sizes[row.document] ** -0.5 for row in rows]
    mean = sum(weights) / len(weights)
    fitted = LogisticRegression(C=PENALTY, solver="liblinear", tol=1e-3, max_iter=1000, random_state=0).fit(
        matrix, [row.right for row in rows], sample_weight=[one / mean for one in weights]
    )
    found = zip(vectors.get_feature_names_out(), fitted.coef_[0], strict=True)
    return {
        "bias": round(float(fitted.intercept_[0]), DIGITS),
        "thresholds": dict(zip(("free", "accounts"), thresholds, strict=True)),
        "version": "tried",
        "weights": {sign: round(float(one), DIGITS) for sign, one in found if abs(one) >= 10**-DIGITS / 2},
    }


def tried(
    some: Sequence[Named],
    rows: dict[str, list[Row]],
    beside: Sequence[Row] = (),
    thresholds: Iterable[Thresholds] = THRESHOLDS,
) -> list[Trial]:
    """Each document with a model of all that are not of its group, and of the rows ``beside``."""
    found = []
    for group in groups(some):
        model = fit([*beside, *(row for one in some if one.id not in group for row in rows[one.id])])
        for one in (one for one in some if one.id in group):
            with names.using(None):
                before = pairs_of(one)
            after, moved = {}, {}
            for threshold in thresholds:
                with names.using({**model, "thresholds": dict(zip(("free", "accounts"), threshold, strict=True))}):
                    now = pairs_of(one)
                after[threshold] = counts(now)
                told = Counter(changed(before, now))
                moved[threshold] = told[False, True], told[True, False]
            found.append(Trial(one.id, one.part, counts(before), after, moved))
            print(_line(found[-1], next(iter(after))), flush=True)
    return sorted(found, key=lambda trial: (trial.part == "real", trial.id))


def write(model: dict[str, Any], trials: Sequence[Trial], rows: int, folder: Path) -> dict[str, Any]:
    """``weights.json`` and ``card.md``; the model as written."""
    body = json.dumps(model["weights"], ensure_ascii=False, sort_keys=True)
    model = {**model, "version": hashlib.sha256(body.encode()).hexdigest()[:12]}
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    (folder / "weights.json").write_text(text, encoding="utf-8")
    card_ = card(model, trials, rows, hashlib.sha256(text.encode()).hexdigest())
    (folder / "card.md").write_text(card_, encoding="utf-8")
    return model


def _f1(of: Counts, right: int) -> float:
    return 200 * right / (of[0] + of[1]) if of[0] + of[1] else 0.0


def _line(trial: Trial, threshold: Thresholds) -> str:
    before, after = trial.before, trial.after[threshold]
    mended, spoiled = trial.moved[threshold]
    name, whole = (f"{_f1(before, before[at]):.1f} | {_f1(after, after[at]):.1f}" for at in (2, 3))
    return f"| {trial.id} | {before[0]} | {name} | {mended} | {spoiled} | {whole} |"


def _sum(trials: Sequence[Trial], part: str, threshold: Thresholds) -> Trial:
    some = [trial for trial in trials if trial.part == part]
    before = tuple(map(sum, zip(*(trial.before for trial in some), strict=True)))
    after = tuple(map(sum, zip(*(trial.after[threshold] for trial in some), strict=True)))
    moved = tuple(map(sum, zip(*(trial.moved[threshold] for trial in some), strict=True)))
    return Trial(f"all {part}", part, before, {threshold: after}, {threshold: moved})  # type: ignore[arg-type,dict-item]


def card(model: dict[str, Any], trials: Sequence[Trial], rows: int, digest: str) -> str:
    """The model card: what it is for, from what it was made, and what it does on documents it has not seen."""
    import sklearn

    chosen = model["thresholds"]["free"], model["thresholds"]["accounts"]
    parts = [part for part in ("written", "real") if any(trial.part == part for trial in trials)]
    lines = [
        "# names: which of several names a figure of prose has",
        "",
        f"Version `{model['version']}`, scikit-learn {sklearn.__version__}; made by",
        f"`python -m evaluation.training.names`. `weights.json` has the SHA-256 `{digest}`.",
        "",
        f"A logistic regression over signs (`extract/facts/narrative/signs.py`), {len(model['weights'])} weights, of",
        f"{rows} names that figures could have beside that of the rules (`extract/facts/narrative/others.py`). The",
        f"likeliest takes the place of the rules' name from a probability of {chosen[0]} on in evaluations, of",
        f"{chosen[1]} in accounts and budgets. No sign is a word of the language but for a few characters that say",
        "that something rises, falls or is lacking.",
        "",
        "Labels: the documents of `labeled/documents` and the real ones of the development set, without those that are",
        "held out, digital pages, one filling; and the passages of `tests/facts/passages`, whose names the rules",
        "mostly read rightly.",
        "",
        "## Each document with a model that does not know it",
        "",
    ]
    if not trials:
        return "\n".join([*lines, "Not tried with these labels: `python -m evaluation.training.names` does it.", ""])
    lines += [
        "Documents that share many clauses are left out together: "
        + "; ".join(", ".join(group) for group in sorted(_clusters(model)) if len(group) > 1)
        + ".",
        "F1 of names and of whole facts of prose; names that were wrong and are right, or right and are wrong.",
        "The rules were written with most of these documents in sight.",
        "",
        "| document | facts | names, rules | names | mended | spoiled | whole, rules | whole |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_line(trial, chosen) for trial in trials),
        *(_line(_sum(trials, part, chosen), chosen) for part in parts),
        "",
        "| from these probabilities on | " + " | ".join(f"{part}: mended, spoiled" for part in parts) + " |",
        "| --- " * (len(parts) + 1) + "|",
    ]
    for threshold in sorted(THRESHOLDS):
        moved = [_sum(trials, part, threshold).moved[threshold] for part in parts]
        lines.append(f"| {threshold[0]}, {threshold[1]} | " + " | ".join(f"{one}, {two}" for one, two in moved) + " |")
    return "\n".join(lines) + "\n"


def _clusters(model: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(group) for group in model["groups"]]


def train(folder: Path, shared: Path, cache: StageCache, tries: bool = True) -> dict[str, Any]:
    """Read, fit, write; and try on each document what the others teach, which takes most of the time."""
    some = documents(cache, shared)
    rows = {one.id: rows_of(one) for one in some}
    beside = [row for passage in passages() for row in rows_of_passage(passage)]
    trials = tried(some, rows, beside) if tries else []
    every = [*beside, *(row for one in some for row in rows[one.id])]
    model = {**fit(every), "groups": [list(group) for group in groups(some)]}
    return write(model, trials, len(every), folder)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=names.FOLDER)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--work", type=Path, default=DEFAULT_CACHE, help="folder of the stage cache")
    given = parser.parse_args()
    model = train(given.out, given.shared, StageCache(given.work))
    print(f"{NAME} {model['version']} → {given.out}")


if __name__ == "__main__":
    main()
