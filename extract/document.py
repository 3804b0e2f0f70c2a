"""The path: the one place that knows the order of the stages.

acquire → triage → OCR → tables → text → entities → facts → checks. A stage
that doubts a place names its region; the path asks OCR for a second look and
hands the answer back. Each result is cached under the version of all that made
it, so a change re-runs its own stage and those behind it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TypeVar

from extract import blocks, checks, entities, facts, ocr, pages, tables, text
from extract.cache import StageCache, tree_hash
from extract.errors import Failure, JuesuanError, failure
from extract.options import Options
from extract.stages import (
    BlocksResult,
    ChecksResult,
    EntitiesResult,
    FactsResult,
    Images,
    OcrResult,
    PagesResult,
    SecondLook,
    Source,
    TablesResult,
    TextResult,
)
from extract.types import Document, DocumentStatus, Region, Route

T = TypeVar("T")

#: Formats whose content stands on pages; the others flow as blocks.
_PAGED = frozenset({"pdf", "image"})
#: What each stage is made of: source folders, model data, and libraries whose version changes its output.
_MADE_OF: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "triage": (
        ("extract/pages", "extract/stages.py", "models/characters"),
        ("pypdfium2", "pikepdf", "pdfplumber", "pillow"),
    ),
    "blocks": (("extract/blocks", "extract/pages", "extract/stages.py"), ("python-docx", "lxml")),
    "ocr": (("extract/ocr",), ("rapidocr", "paddleocr", "onnxruntime", "openvino")),
    "tables": (("extract/tables", "models/forms"), ("camelot-py", "opencv-contrib-python-headless")),
    "text": (("extract/text", "models/lexicon", "models/patterns"), ()),
    "entities": (("extract/entities", "models/spans"), ("jieba", "spacy")),
    "facts": (("extract/facts", "models/names", "models/taxonomy", "models/trust"), ("jieba",)),
    "checks": (
        (
            *("extract/checks", "extract/document.py", "models/identities", "models/trust"),
            *("models/confusions.csv", "models/slips.yaml", "models/asides.yaml"),
        ),
        (),
    ),
}
#: The stages in order, for paged inputs and for the others.
_PAGED_STAGES = ("triage", "ocr", "tables", "text", "entities", "facts", "checks")
_FLOWING_STAGES = ("blocks", "tables", "text", "entities", "facts", "checks")


def extract_document(
    source: str | Path | bytes,
    options: Options | None = None,
    *,
    name: str | None = None,
    cache: StageCache | None = None,
) -> Document:
    """Read one input through every stage.

    Parameters
    ----------
    source : path or bytes
    options : Options, optional
    name : str, optional
        What the input is called where it came from; defaults to the file's name.
    cache : StageCache, optional
        Keeps the result of every stage; none by default.

    Returns
    -------
    Document
        Also for an input that cannot be read: then ``status`` is ``failed`` or
        ``skipped``, and ``failures`` says why and what to do.
    """
    options = options or Options()
    try:
        opened = pages.acquire(source, options, name)
    except JuesuanError as error:
        return _refused(pages.sha256_of(source), "unknown", error.failure)
    try:
        return _Path(opened, options, cache or StageCache(None)).walk()
    except JuesuanError as error:
        return _refused(opened.sha256, opened.format, error.failure)


@cache
def version(options: Options) -> str:
    """The version of all stages together: code, model data, libraries and options (hex)."""
    return _stage_version("checks", _PAGED_STAGES, options) + _stage_version("checks", _FLOWING_STAGES, options)[:24]


@cache
def _stage_version(stage: str, order: tuple[str, ...], options: Options) -> str:
    """The version of a stage, chained with those of the stages before it."""
    digest = hashlib.sha256()
    for name in order[: order.index(stage) + 1]:
        places, libraries = _MADE_OF[name]
        digest.update(tree_hash(*places).encode())
        for library in libraries:
            digest.update(f"{library}=={installed_version(library)}".encode())
    # Options are few and change rarely: all of them count for every stage.
    digest.update(options.model_dump_json().encode())
    return digest.hexdigest()


def _refused(sha256: str, format_: str, why: Failure) -> Document:
    status: DocumentStatus = "skipped" if why.severity == "skipped" else "failed"
    return Document(sha256, format_, status, failures=(why,))


def _status(failures: tuple[Failure, ...]) -> DocumentStatus:
    """Never ``ok`` while something could not be read."""
    severities = {one.severity for one in failures}
    for status in ("skipped", "failed", "partial"):
        if status in severities:
            return status
    return "ok"


@dataclass(frozen=True)
class _Looks:
    """What second looks showed, as one stage result."""

    looks: tuple[SecondLook, ...]


@dataclass
class _Path:
    """One walk through the stages; keeps the time each took."""

    source: Source
    options: Options
    cache: StageCache
    spent: dict[str, float] = field(default_factory=dict)

    def walk(self) -> Document:
        """All stages, paged or flowing, into one document."""
        if self.source.format in _PAGED:
            return self._paged()
        return self._flowing()

    def _paged(self) -> Document:
        order = _PAGED_STAGES
        opened = self._stage("triage", order, PagesResult, lambda: pages.open_pages(self.source, self.options))
        read = self._stage("ocr", order, OcrResult, lambda: ocr.read_pages(opened.pages, self._raw, self.options))
        unlike = pages.looks_like_disclosure(self.source, read.pages)
        if unlike is not None:
            failures = (*opened.failures, *read.failures, unlike)
            return Document(
                self.source.sha256,
                self.source.format,
                _status(failures),
                pages=read.pages,
                failures=failures,
                repairs=(*self.source.repairs, *opened.repairs),
                timings=tuple(self.spent.items()),
            )
        level = _once(lambda: ocr.level_images(read.pages, self._raw))

        def find_tables() -> TablesResult:
            data = pages.repaired(self.source, self.options)
            found = tables.from_pages(data, read.pages, lambda number: level()(number), self.options)
            return self._looked_again(found, level, order)

        found = self._stage("tables", order, TablesResult, find_tables)
        written = self._stage(
            "text", order, TextResult, lambda: text.from_pages(read.pages, found.tables, self.options)
        )
        routes = {page.number: page.route for page in read.pages}
        failures = (*opened.failures, *read.failures)
        return self._facts(order, read, found, written, routes, failures, opened.repairs, level)

    def _flowing(self) -> Document:
        order = _FLOWING_STAGES
        opened = self._stage("blocks", order, BlocksResult, lambda: blocks.read_blocks(self.source, self.options))
        found = self._stage("tables", order, TablesResult, lambda: tables.from_blocks(opened, self.options))
        written = self._stage("text", order, TextResult, lambda: text.from_blocks(opened, found.tables, self.options))
        return self._facts(order, OcrResult(()), found, written, {}, opened.failures, (), None)

    def _facts(
        self,
        order: tuple[str, ...],
        read: OcrResult,
        found: TablesResult,
        written: TextResult,
        routes: dict[int, Route],
        failures: tuple[Failure, ...],
        repairs: tuple[str, ...],
        level: Callable[[], Images] | None,
    ) -> Document:
        """The stages that no longer ask whether the input had pages."""
        recognised = any(route in ("scanned", "garbled") for route in routes.values())
        found_in_text = self._stage(
            "entities",
            order,
            EntitiesResult,
            lambda: EntitiesResult(*entities.with_votes(written.text, entities.find(written.text, ocr=recognised))),
        )
        mentions = found_in_text.mentions

        def assemble(of: TablesResult) -> FactsResult:
            told, missing = facts.from_text(written.text, entities.ruled(mentions, found_in_text.aside), of.tables)
            both = (*facts.from_tables(of.tables, written.text), *told)
            lost = facts.left_over(of.tables, both, found.failures)
            return FactsResult(facts.numbered(both, self.source.sha256), (*missing, *lost))

        assembled = self._stage("facts", order, FactsResult, lambda: assemble(found))

        def check() -> ChecksResult:
            words = written.text.chars
            first = checks.run(assembled.facts, found.tables, self.options, routes=routes, words=words)
            if not first.doubts or level is None:
                return first
            again = tables.with_second_look(found, self._second_look(first.doubts, level, order))
            return checks.run(assemble(again).facts, again.tables, self.options, routes=routes, words=words)

        checked = self._stage("checks", order, ChecksResult, check)
        failures = (
            *failures,
            *read.failures,
            *found.failures,
            *written.failures,
            *assembled.failures,
            *checked.failures,
        )
        if not routes and not found.tables and not checked.facts:
            failures = (*failures, failure("JS602"))
        failures = tuple(dict.fromkeys(failures))
        sections = written.text.sections
        return Document(
            sha256=self.source.sha256,
            format=self.source.format,
            status=_status(failures),
            department=next((s.department for s in sections if s.department), self.options.department),
            fiscal_year=next((s.fiscal_year for s in sections if s.fiscal_year), self.options.fiscal_year),
            kinds=tuple(dict.fromkeys(s.kind for s in sections)),
            pages=read.pages,
            tables=found.tables,
            text=written.text,
            mentions=mentions,
            facts=checked.facts,
            checks=checked.checks,
            failures=failures,
            repairs=(*self.source.repairs, *repairs),
            timings=tuple(self.spent.items()),
        )

    @cached_property
    def _raw(self) -> Images:
        return pages.rasters(self.source, self.options)

    def _looked_again(self, found: TablesResult, level: Callable[[], Images], order: tuple[str, ...]) -> TablesResult:
        """Cells that tables doubts, read again by OCR."""
        doubts: tuple[Region, ...] = found.doubts
        if not doubts:
            return found
        return tables.with_second_look(found, self._second_look(doubts, level, order))

    def _second_look(
        self, doubts: tuple[Region, ...], level: Callable[[], Images], order: tuple[str, ...]
    ) -> tuple[SecondLook, ...]:
        """Regions read again, kept like a stage: who changes the checks does not wait for the same looks."""
        regions = hashlib.sha256("\n".join(map(repr, doubts)).encode()).hexdigest()[:16]
        made = self.cache.get_or_make(
            self.source.sha256,
            f"look-{regions}",
            _stage_version("ocr", order, self.options),
            _Looks,
            lambda: _Looks(tuple(ocr.second_look(doubts, level(), self.options))),
        )
        return made.looks

    def _stage(self, stage: str, order: tuple[str, ...], kind: type[T], make: Callable[[], T]) -> T:
        began = time.process_time()
        result = self.cache.get_or_make(
            self.source.sha256, stage, _stage_version(stage, order, self.options), kind, make
        )
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - began
        return result


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """The result of ``make``, made when first asked for."""
    return cache(make)
