"""What a folder of results was asked for last, so that a backfill can ask again: inputs and options, no passwords."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extract.cache import write_atomically
from extract.options import Options
from flows.work import FLOW_FOLDER

_FILE = "asked.json"


class Asked(BaseModel):
    """A run as it was asked for; ``shared`` tells that its results went into a database given by the user."""

    model_config = ConfigDict(frozen=True)

    inputs: list[str]
    options: Options
    shared: bool = False
    pictures: bool = False


def remember(out: Path, asked: Asked) -> None:
    """Keep what was asked, with paths that hold from everywhere."""
    absolute = asked.model_copy(update={"inputs": [str(Path(name).resolve()) for name in asked.inputs]})
    data = absolute.model_dump_json().encode("utf-8", errors="backslashreplace")
    write_atomically(out / FLOW_FOLDER / _FILE, data)


def remembered(out: Path) -> Asked | None:
    """What was asked last, or None where nothing of it stands."""
    try:
        return Asked.model_validate_json((out / FLOW_FOLDER / _FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
