"""The model that says how sure a reading of the text is: fitted, tried on documents it has not seen, written down."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluation.training.examples import Example

NAME = "trust"
#: Strength of the penalty (inverse): the smaller, the closer to the mean of all documents.
PENALTY = 0.3
#: Traits of fewer documents say more of the document than of the reading.
LEAST_DOCUMENTS = 2
#: Digits of a weight that are written.
DIGITS = 4


@dataclass(frozen=True)
class Trial:
    """A document tried with a model of all the others: how well its right readings stand above its wrong ones."""

    document: str
    readings: int
    right: int
    expected: float
    ranks: float | None
    ranks_of_rules: float | None


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """The weights, rounded; the same examples give the same weights.

    Parameters
    ----------
    examples : sequence of Example
        Each document counts by the root of its readings, so that long ones do not decide alone.

    Returns
    -------
    dict
        ``bias`` and ``weights`` by trait.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen: dict[str, set[str]] = {}
    for example in examples:
        for trait in example.traits:
            seen.setdefault(trait, set()).add(example.document)
    kept = {trait for trait, documents in seen.items() if len(documents) >= LEAST_DOCUMENTS}
    rows = [{trait: strength for trait, strength in one.traits.items() if trait in kept} for one in examples]
    sizes = Counter(one.document for one in examples)
    weights = [sizes[one.document] ** -0.5 for one in examples]
    mean = sum(weights) / len(weights)
    vectors = DictVectorizer(sort=True)
    fitted = LogisticRegression(C=PENALTY, max_iter=1000, solver="lbfgs").fit(
        vectors.fit_transform(rows), [one.right for one in examples], sample_weight=[one / mean for one in weights]
    )
    found = dict(zip(vectors.get_feature_names_out(), fitted.coef_[0], strict=True))
    return {
        "bias": round(float(fitted.intercept_[0]), DIGITS),
        "weights": {trait: round(float(found[trait]), DIGITS) for trait in sorted(found)},
    }


def probability(model: dict[str, Any], traits: dict[str, float]) -> float:
    """As ``models.trust.probability``, of a model that is not written yet."""
    from math import exp

    score = model["bias"] + sum(model["weights"].get(trait, 0.0) * strength for trait, strength in traits.items())
    return 1 / (1 + exp(-score))


def ranks(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """How often a right reading stands above a wrong one (area under the ROC curve); None without both."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, scores)) if 0 < sum(right) < len(right) else None


def tried(examples: Sequence[Example]) -> tuple[list[Trial], list[tuple[float, float, bool]]]:
    """Each document with a model of all the others; and for all readings the model's and the rules' confidence."""
    trials, all_ = [], []
    for document in sorted({one.document for one in examples}):
        some = [one for one in examples if one.document == document]
        model = fit([one for one in examples if one.document != document])
        scores = [probability(model, one.traits) for one in some]
        right = [one.right for one in some]
        rules = [one.confidence for one in some]
        trials.append(
            Trial(document, len(some), sum(right), sum(scores) / len(scores), ranks(scores, right), ranks(rules, right))
        )
        all_ += list(zip(scores, rules, right, strict=True))
    return trials, all_


def coverage(scored: Sequence[tuple[float, bool]], precision: float) -> float:
    """The largest share of the readings, surest first, of which so many are right."""
    ordered = sorted(scored, key=lambda one: -one[0])
    right, best = 0, 0
    for number, (_, good) in enumerate(ordered, 1):
        right += good
        if right / number >= precision:
            best = number
    return best / len(ordered) if ordered else 0.0


def reliability(scored: Sequence[tuple[float, bool]], edges: Sequence[float]) -> list[tuple[float, float, int, int]]:
    """Per band of confidence: from, to, readings, right ones."""
    return [
        (low, high, len(some), sum(some))
        for low, high in zip(edges, edges[1:], strict=False)
        for some in [[good for score, good in scored if low <= score < high]]
    ]


def write(examples: Sequence[Example], folder: Path) -> dict[str, Any]:
    """Fit, try, and write ``weights.json`` and ``card.md`` into a folder; the model as written."""
    import sklearn

    model = fit(examples)
    trials, scored = tried(examples)
    body = json.dumps(model, ensure_ascii=False, sort_keys=True)
    model["version"] = hashlib.sha256(body.encode()).hexdigest()[:12]
    model["sklearn"] = sklearn.__version__
    model["documents"] = {trial.document: trial.readings for trial in trials}
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(model, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "weights.json").write_text(text + "\n", encoding="utf-8")
    (folder / "card.md").write_text(card(model, trials, scored), encoding="utf-8")
    return model


def card(model: dict[str, Any], trials: Sequence[Trial], scored: Sequence[tuple[float, float, bool]]) -> str:
    """The model card: what it is for, from what it was made, and what it does on documents it has not seen."""
    ours = [(one, good) for one, _, good in scored]
    rules = [(one, good) for _, one, good in scored]
    lines = [
        "# trust: how sure a reading of the text is",
        "",
        f"Version `{model['version']}`, scikit-learn {model['sklearn']}; made by `juesuan train`.",
        "",
        "A logistic regression over the traits of a reading (`extract/facts/said/traits.py`): which kind of",
        "figure, from where its name, basis and period were taken, how far the rules had to reach. It decides nothing",
        "that a fact says; its probability is the fact's `confidence`. A reading is right where indicator, kind,",
        "measure, basis, versus, period and value are.",
        "",
        "Labels: the gold set and the documents written for the project, without those that are held out. The rules",
        "were written with these documents in sight, so on a document of another manner the readings are less often",
        "right than the model expects; the order of the readings is what carries over.",
        "",
        "## Tried on each document with a model of all the others",
        "",
        "`ranks`: how often a right reading stands above a wrong one (0.5 is chance); "
        "`by rules`: the same of the constants that stood here before.",
        "",
        "| document | readings | right | expected right | ranks | by rules |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for trial in trials:
        row = asdict(trial)
        lines.append(
            f"| {trial.document} | {trial.readings} | {trial.right} | {trial.expected * trial.readings:.0f} "
            f"| {_or_none(row['ranks'])} | {_or_none(row['ranks_of_rules'])} |"
        )
    good = [one for _, one in ours]
    lines += [
        "",
        f"All {len(good)} readings, {sum(good)} right: ranks {_or_none(ranks([s for s, _ in ours], good))}, "
        f"by rules {_or_none(ranks([s for s, _ in rules], good))}.",
        "",
        "| share of readings, surest first, that is right in | 90 % | 95 % | 98 % |",
        "| --- | --- | --- | --- |",
        "| model | " + " | ".join(f"{coverage(ours, p):.2f}" for p in (0.9, 0.95, 0.98)) + " |",
        "| rules | " + " | ".join(f"{coverage(rules, p):.2f}" for p in (0.9, 0.95, 0.98)) + " |",
        "",
        "| confidence | readings | right |",
        "| --- | --- | --- |",
    ]
    for low, high, count, right in reliability(ours, (0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)):
        lines.append(f"| {low:.2f} to {min(high, 1):.2f} | {count} | {right} |")
    return "\n".join(lines) + "\n"


def _or_none(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
