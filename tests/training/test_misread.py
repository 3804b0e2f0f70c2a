"""What is written of the trees is what was learned."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.training.marks import BAR, TREES, Kept, Seen, chances, learn_trees, weight_of
from models.marks import threshold


def pages(many: int = 6, figures: int = 80) -> list[Seen]:
    """Pages of made-up traits: a figure of low backing is mostly wrong; one trait is not always known."""
    draw = np.random.default_rng(5)
    out = []
    for number in range(many):
        backing = draw.uniform(0, 1, figures).round(3)
        known = zip(draw.normal(size=figures), draw.random(figures) < 0.6, strict=True)
        margin = [float(one) if there else None for one, there in known]
        traits = tuple(
            {"backing": float(b), **({} if m is None else {"margin": m})} for b, m in zip(backing, margin, strict=True)
        )
        wrong = tuple(bool(one) for one in backing < draw.uniform(0, 0.4, figures))
        kept = Kept(f"d{number}", ("fax", "song", 1.0), b"", 1.0, (), (), False, ())
        out.append(Seen(kept, traits, wrong, ("",) * figures))
    return out


def test_trees_as_written_say_what_the_fitted_ones_say() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    seen = pages()
    trees = learn_trees(seen)
    told = [one.chance for one in chances(seen, trees)]
    rows = [[one.get(name, np.nan) for name in trees["traits"]] for page in seen for one in page.traits]
    wrong = [w for page in seen for w in page.wrong]
    weights = [weight_of(page) for page in seen for _ in page.wrong]
    fitted = HistGradientBoostingClassifier(**TREES, random_state=0).fit(rows, wrong, sample_weight=weights)
    assert told == pytest.approx(fitted.predict_proba(rows)[:, 1], abs=1e-3)


@pytest.mark.parametrize("inside", [False, True])
def test_the_bar_of_the_shipped_trees_is_that_of_the_training(inside: bool) -> None:
    assert threshold(inside) == BAR
