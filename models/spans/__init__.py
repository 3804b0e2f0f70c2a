"""The spans that a model learned from labels finds: two small spaCy networks, and what a vote of theirs is worth.

``juesuan train`` makes all that lies here; ``card.md`` says of what, and how good it is.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

#: The networks: for the words around a figure, and for reasons, which lie on a layer of their own.
ENTITIES, REASONS = "entities", "reasons"
#: Labels of the first network; the second knows REASON alone.
LABELS = (
    "AMOUNT", "PARTICIPANT_COUNT", "QUANTITY", "PERCENT", "SCORE", "INDICATOR", "BASIS", "PERIOD", "COMPARISON",
)  # fmt: skip
FOLDER = Path(__file__).parent


@cache
def votes() -> dict[str, Any] | None:
    """What a vote is worth by label (``votes.json``); None where no model was trained."""
    path = FOLDER / "votes.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def network(name: str) -> Any | None:
    """A network, loaded once; None where none was trained.

    Parameters
    ----------
    name : {'entities', 'reasons'}
    """
    made = load(FOLDER, name)
    if made is not None:
        # What no network looks at need not be worked out of each word that is met first.
        getters = made.vocab.lex_attr_getters
        made.vocab.lex_attr_getters = {sign: getters[sign] for sign in _looked_at(made) if sign in getters}
    return made


def _looked_at(made: Any) -> set[int]:
    """The signs of a word that a network looks at, and whether it is a blank, where no span begins."""
    from spacy.attrs import IS_SPACE, intify_attr

    return {IS_SPACE, *map(intify_attr, made.config["components"]["tok2vec"]["model"]["embed"]["attrs"])}


def load(folder: Path, name: str) -> Any | None:
    """The network of that name as ``save`` wrote it."""
    if not (folder / f"{name}.bin").is_file():
        return None
    import spacy
    from spacy.util import load_model_from_config

    config = spacy.util.load_config(folder / f"{name}.cfg")
    made = load_model_from_config(config, auto_fill=True)
    return made.from_bytes((folder / f"{name}.bin").read_bytes())


def save(made: Any, folder: Path, name: str) -> None:
    """Write a network in two files, its recipe and its weights."""
    folder.mkdir(parents=True, exist_ok=True)
    made.config.to_disk(folder / f"{name}.cfg")
    (folder / f"{name}.bin").write_bytes(made.to_bytes())
