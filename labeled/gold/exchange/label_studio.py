"""Label Studio's JSON: a list of tasks, each with its text and one annotation.

Label Studio counts JavaScript's characters, of which a rare ideograph (beyond
U+FFFF) takes two; offsets are turned on the way out and back.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from labeled.gold.exchange.common import Marked, put_together, rest_of
from labeled.gold.files import GoldError
from labeled.gold.types import GoldDocument

#: The names of the control and the object in a labelling configuration.
FROM, TO = "label", "text"


def _units(text: str) -> list[int]:
    """Where each character begins, and where the text ends, in UTF-16 units."""
    return [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]


def to_label_studio(documents: Sequence[tuple[GoldDocument, str]]) -> str:
    """Tasks for Label Studio.

    Parameters
    ----------
    documents : sequence of (GoldDocument, str)
        Each with its reference text.

    Returns
    -------
    str
        JSON to import there; the labels' configuration is ``configuration()``.
    """
    tasks = []
    for document, text in documents:
        units = _units(text)
        result = [
            {
                "id": entity.id,
                "type": "labels",
                "from_name": FROM,
                "to_name": TO,
                "value": {
                    "start": units[entity.start],
                    "end": units[entity.end],
                    "text": text[entity.start : entity.end],
                    "labels": [entity.label],
                },
                "meta": {"text": [entity.norm]} if entity.norm is not None else {},
            }
            for entity in document.entities
        ]
        data = {"text": text, "document": document.document, "gold": rest_of(document)}
        tasks.append({"data": data, "annotations": [{"result": result}]})
    return json.dumps(tasks, ensure_ascii=False, indent=1)


def from_label_studio(exported: str) -> list[tuple[GoldDocument, str]]:
    """The documents and texts of an export of Label Studio (its JSON form).

    Raises
    ------
    GoldError
        If a task has not one annotation, or a span is not the text it names.
    """
    found = []
    for task in json.loads(exported):
        text = task["data"]["text"]
        if len(task["annotations"]) != 1:
            raise GoldError(f"{task['data']['document']}: {len(task['annotations'])} annotations, not one")
        units = _units(text)
        spans = []
        for item in task["annotations"][0]["result"]:
            if item["type"] != "labels":
                continue
            value = item["value"]
            start, end = (bisect_left(units, value[name]) for name in ("start", "end"))
            if text[start:end] != value["text"] or units[start] != value["start"]:
                raise GoldError(f"{task['data']['document']}: {item['id']} is not the text at its place")
            norm = next(iter(item.get("meta", {}).get("text", [])), None)
            spans += [Marked(label, start, end, None, norm) for label in value["labels"]]
        found.append((put_together(task["data"]["gold"], text, spans), text))
    return found


def configuration(labels: Sequence[str]) -> str:
    """The labelling configuration that the tasks need."""
    rows = "\n".join(f'    <Label value="{label}"/>' for label in labels)
    return (
        f'<View>\n  <Labels name="{FROM}" toName="{TO}">\n{rows}\n  </Labels>\n'
        f'  <Text name="{TO}" value="$text"/>\n</View>\n'
    )
