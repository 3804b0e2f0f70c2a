"""report.json: per document all facts and counts from which every figure of the report is computed anew.

The version is raised when a reader of old files would misread them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.scores.counts import Prf

SCHEMA = 2

Part = Literal["written", "written_held_out", "real", "real_held_out"]
#: Parts in the order of the report; they are never added up.
PARTS: tuple[Part, ...] = ("written", "written_held_out", "real", "real_held_out")


class ReportError(ValueError):
    """A report that cannot be used; its text is one line for the user."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FactRecord(_Frozen):
    """One printed figure and what was read of it.

    ``key`` names its place in the truth (of an invented one, in the reading) and is
    the same in every report on the same document. ``wanted`` and ``given`` hold
    the fields that are set; ``given`` is None where it equals ``wanted``
    (``levels`` is 5) or nothing was read (``read`` is false). ``money`` is what
    would be mistaken in 元: the whole amount, or the difference where both are known.
    ``page`` and ``box`` (points of the level page) are kept of what is not right.
    """

    key: str
    layer: Literal["form", "narrative"]
    kind: str
    levels: int
    read: bool
    wanted: dict[str, str] | None = None
    given: dict[str, str] | None = None
    status: str | None = None
    confidence: float | None = None
    made_by: str | None = None
    stage: str | None = None
    field: str | None = None
    money: str | None = None
    place: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None

    @property
    def outcome(self) -> Literal["right", "wrong", "missed", "invented"]:
        """What became of it."""
        if self.wanted is None:
            return "invented"
        if not self.read:
            return "missed"
        return "right" if self.levels == 5 else "wrong"

    @property
    def read_fields(self) -> dict[str, str] | None:
        """The fields that were read, None where nothing was."""
        if not self.read:
            return None
        return self.wanted if self.given is None else self.given


class CellCounts(_Frozen):
    """Value cells of the tables."""

    zeros: int = 0
    zeros_exact: int = 0
    others: int = 0
    others_exact: int = 0
    misread: int = 0
    invented: int = 0
    tables: int = 0
    tables_found: int = 0


class WholeCounts(_Frozen):
    """Tables as wholes (``scores.whole_tables``)."""

    nodes: int = 0
    edits: float = 0.0
    wanted: int = 0
    given: int = 0
    alike: float = 0.0
    compared: int = 0
    left_out: int = 0


class DocumentRecord(_Frozen):
    """One document in one route, scored.

    ``entities`` holds wanted, given, strictly and partially right spans per label;
    ``tokens`` wanted, given and right numbers of the pages; ``contradictions`` how many
    are known, found, and false alarms (None where nobody knows); ``costs`` CPU seconds and
    ``memory`` MiB per stage, as they were when the document was first read.
    """

    part: Part
    id: str
    seed: int
    route: str
    cluster: str
    template: str
    kind: str
    year: str
    sha256: str
    status: str
    pages: int
    facts: tuple[FactRecord, ...]
    abstained: int = 0
    unjudged: int = 0
    cells: CellCounts = CellCounts()
    whole: WholeCounts = WholeCounts()
    tokens: tuple[int, int, int] = (0, 0, 0)
    characters: int = 0
    edits: int = 0
    entities: dict[str, tuple[int, int, int, int]] = {}
    confusions: dict[str, int] = {}
    label_confusions: dict[str, int] = {}
    checks: dict[str, int] = {}
    contradictions: tuple[int, int, int] | None = None
    repairs: dict[str, int] = {}
    failures: tuple[str, ...] = ()
    costs: dict[str, float] = {}
    memory: dict[str, int] = {}

    @property
    def name(self) -> str:
        """Document, seed and route."""
        return f"{self.id}.{self.seed}/{self.route}"

    @property
    def prf_tokens(self) -> Prf:
        """Numeric tokens."""
        return Prf(*self.tokens)


class Manifest(_Frozen):
    """What made the figures: hashes of code, models, gold; options; libraries."""

    extraction: str
    evaluation: str
    models: str
    gold: str
    options: dict[str, str]
    libraries: dict[str, str]


class Report(_Frozen):
    """A whole evaluation."""

    schema_version: int = SCHEMA
    made_at: str
    manifest: Manifest
    documents: tuple[DocumentRecord, ...]

    def of(self, part: Part) -> tuple[DocumentRecord, ...]:
        """The documents of a part."""
        return tuple(record for record in self.documents if record.part == part)


def read_report(path: Path) -> Report:
    """Read a report.json.

    Raises
    ------
    ReportError
        Where it is none, or one of another schema version.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return _checked(Report.model_validate_json(text), path)
    except OSError as error:
        raise ReportError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{path} is no report of this version: {where}: {first['msg']}") from error


def _checked(report: Report, path: Path) -> Report:
    if report.schema_version != SCHEMA:
        raise ReportError(f"{path} has schema version {report.schema_version}, this code reads {SCHEMA}")
    return report
