"""Gold files: one JSON object a line; the document first, then its records in the order of the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from labeled.gold.types import Entity, GoldDocument, GoldFact, Label, Sentence

FOLDER = Path(__file__).parent / "documents"


class GoldError(ValueError):
    """A gold file does not say what it should."""


def write(document: GoldDocument, path: Path) -> None:
    """Write a gold file: records in the order of the text, so that a changed label is a changed line."""
    apart = {"sentences", "entities", "facts"} | ({"complete"} if document.complete == get_args(Label) else set())
    head = document.model_dump(mode="json", exclude=apart, exclude_none=True)
    place = {entity.id: entity.start for entity in document.entities}
    records: list[tuple[int, int, Sentence | Entity | GoldFact]] = []
    records += [(sentence.start, 0, sentence) for sentence in document.sentences]
    records += [(entity.start, 1, entity) for entity in document.entities]
    records += [(place[fact.at], 2, fact) for fact in document.facts]
    lines = [json.dumps({"is": "document", **head}, ensure_ascii=False)]
    for _, _, record in sorted(records, key=lambda item: item[:2]):
        fields = record.model_dump(mode="json", by_alias=True, exclude_none=True)
        fields = {name: value for name, value in fields.items() if value != []}
        lines.append(json.dumps({"is": fields.pop("is"), **fields}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> GoldDocument:
    """Read a gold file.

    Raises
    ------
    GoldError
        With the line, if a record is not as it should be.
    """
    head: dict[str, object] | None = None
    sentences, entities, facts = [], [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            kind = record["is"]
            if kind == "document":
                head = {key: value for key, value in record.items() if key != "is"}
            elif kind == "sentence":
                sentences.append(Sentence.model_validate(record))
            elif kind == "entity":
                entities.append(Entity.model_validate(record))
            elif kind == "fact":
                facts.append(GoldFact.model_validate(record))
            else:
                raise GoldError(f"{path.name}:{number}: a record {kind!r}")
        except (json.JSONDecodeError, KeyError, ValidationError) as error:
            raise GoldError(f"{path.name}:{number}: {error}") from error
    if head is None:
        raise GoldError(f"{path.name}: no document record")
    try:
        return GoldDocument.model_validate({**head, "sentences": sentences, "entities": entities, "facts": facts})
    except ValidationError as error:
        raise GoldError(f"{path.name}: {error}") from error
