"""The rules of the gate.

* A document of ``never_break`` below its floor: hold, with or without another report.
* More wrong values among ``confirmed`` than allowed, or than before: hold. The margin is zero.
* Coverage at fixed precision below the least: hold.
* Against another report, for each critical field: an F1 that fell by more than the
  margin holds the release. A smaller fall, or none, passes if the interval of the
  change stays above the margin; otherwise there is too little evidence.
* Where so few documents differ that no test could be significant, a part says
  "too few to judge", and the other part and the floors carry the verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluation.report.measures import Line, added, lines_of
from evaluation.report.schema import PARTS, DocumentRecord, Part, Report
from evaluation.report.trust import trust_of
from evaluation.scores.counts import Prf, percent

DEFAULT = Path(__file__).parent / "gate.toml"

Outcome = Literal["ship", "hold", "too few to judge"]


class GateError(ValueError):
    """A configuration that cannot be used; its text is one line for the user."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Floor(_Frozen):
    """What a must-never-break document has to reach: at least ``right``, at most ``wrong`` of what was given."""

    document: str
    route: str
    measure: str
    part: Part = "written"
    seed: int = 0
    f1: float = Field(default=1.0, ge=0, le=1)


class GateConfig(_Frozen):
    """The gate's configuration file."""

    critical: dict[str, float] = Field(description="measure and the F1 it may lose, at most 0.01")
    parts: tuple[Part, ...] = ("written", "real")
    wrong_confirmed: int = Field(default=0, ge=0, description="wrong values allowed among confirmed, in each part")
    coverage: dict[Part, float] = Field(default={}, description="least coverage at 99 % precision")
    calibration: dict[Part, float] = Field(default={}, description="most expected calibration error")
    never_break: tuple[Floor, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What one rule says, for people."""

    outcome: Outcome
    part: str
    rule: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What the gate says; ``holds`` are the reasons to hold, ``rests_on`` the parts with evidence enough to judge."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    rests_on: tuple[str, ...] = ()

    @property
    def holds(self) -> list[Finding]:
        """The findings that hold the release."""
        return [finding for finding in self.findings if finding.outcome == "hold"]

    @property
    def few(self) -> list[Finding]:
        """The findings of too little evidence."""
        return [finding for finding in self.findings if finding.outcome == "too few to judge"]


def load_config(path: Path = DEFAULT) -> GateConfig:
    """Read the configuration.

    Raises
    ------
    GateError
        In one line: what is wrong in which file.
    """
    try:
        config = GateConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GateError(f"cannot read the gate's configuration {path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GateError(f"the gate's configuration {path}: {where}: {first['msg']}") from error
    for name, margin in config.critical.items():
        if not 0 <= margin <= 0.01:
            raise GateError(f"the gate's configuration {path}: the margin of {name} is not between 0 and 0.01")
    return config


def judge(report: Report, config: GateConfig, against: Report | None = None) -> Verdict:
    """What the gate says of a report.

    Parameters
    ----------
    report : Report
    config : GateConfig
    against : Report, optional
        What stood before. Without it only floors, confirmed values and coverage are held.
    """
    findings = [*_floors(report, config)]
    for part in PARTS:
        records = report.of(part)
        if records and part in config.parts:
            findings += _of_part(part, records, config, against.of(part) if against else ())
    if not any(report.of(part) for part in config.parts):
        findings.append(Finding("too few to judge", "", "documents", "no document was evaluated"))
    outcomes = [finding.outcome for finding in findings]
    # What one part cannot judge, another may; where none can, nothing is claimed.
    parts = {finding.part for finding in findings if finding.part}
    few = {finding.part for finding in findings if finding.outcome == "too few to judge"}
    judged = tuple(part for part in PARTS if part in parts - few)
    if "hold" in outcomes:
        return Verdict("hold", tuple(findings), judged)
    return Verdict("ship" if judged else "too few to judge", tuple(findings), judged)


def _floors(report: Report, config: GateConfig) -> list[Finding]:
    found = []
    routes = {record.route for record in report.documents}
    for floor in config.never_break:
        where = f"{floor.document}.{floor.seed}/{floor.route}"
        record = next((r for r in report.of(floor.part) if r.name == where), None)
        if record is None:
            if floor.route in routes and report.of(floor.part):
                found.append(Finding("hold", floor.part, "never_break", f"{where} was not evaluated"))
            continue
        counts = added([record]).get(floor.measure, Prf())
        f1 = counts.f1
        if f1 is None or f1 < floor.f1:
            said = (
                f"{percent(f1)} < {percent(floor.f1)} (n {counts.wanted}, right {counts.right}, given {counts.given})"
            )
            found.append(Finding("hold", floor.part, "never_break", f"{where}: {floor.measure} {said}"))
    return found


def _of_part(
    part: Part, records: Sequence[DocumentRecord], config: GateConfig, against: Sequence[DocumentRecord]
) -> list[Finding]:
    found = [*_trusted(part, records, config, against)]
    if not against:
        few = sum(record.facts != () for record in records) < 2
        text = f"{len(records)} documents in their routes; no other report to compare with"
        found.append(Finding("too few to judge" if few else "ship", part, "documents", text))
        return found
    missing = sorted({record.name for record in against} - {record.name for record in records})
    if missing:
        text = f"{len(missing)} documents of the other report were not evaluated: {', '.join(missing[:5])}"
        found.append(Finding("hold", part, "documents", text))
    lines = {line.name: line for line in lines_of(records, against)}
    for name, margin in config.critical.items():
        if name in lines and lines[name].old is not None:
            found.append(_not_inferior(part, lines[name], margin))
    return found


def _trusted(
    part: Part, records: Sequence[DocumentRecord], config: GateConfig, against: Sequence[DocumentRecord]
) -> list[Finding]:
    found = []
    trust = trust_of(records)
    if trust.wrong_confirmed > config.wrong_confirmed:
        text = (
            f"{trust.wrong_confirmed} wrong values among {trust.confirmed} confirmed, {config.wrong_confirmed} allowed"
        )
        found.append(Finding("hold", part, "wrong_confirmed", text))
    if against:
        names = {record.name for record in against}
        now = trust_of(record for record in records if record.name in names).wrong_confirmed
        before = trust_of(against).wrong_confirmed
        if now > before:
            text = f"wrong values among confirmed rose from {before} to {now}; the margin is zero"
            found.append(Finding("hold", part, "wrong_confirmed", text))
    least = config.coverage.get(part)
    if least is not None and trust.coverage is not None and trust.coverage < least:
        text = f"coverage at 99 % precision is {percent(trust.coverage)} %, at least {percent(least)} % is asked for"
        found.append(Finding("hold", part, "coverage", text))
    most = config.calibration.get(part)
    if most is not None and trust.calibration is not None and trust.calibration > most:
        text = f"confidence is {percent(trust.calibration)} points from the truth, at most {percent(most)} are allowed"
        found.append(Finding("hold", part, "calibration", text))
    return found


def _not_inferior(part: Part, line: Line, margin: float) -> Finding:
    assert line.old is not None and line.change is not None
    name = f"{line.name}: F1 {percent(line.old.f1)} → {percent(_f1_now(line))}"
    rule = f"critical {line.name}"
    allowed = f"margin {100 * margin:.2f} points"
    if line.change < -margin:
        return Finding("hold", part, rule, f"{name}, fell by {-100 * line.change:.2f} points; {allowed}")
    if not line.differing:
        return Finding("ship", part, rule, f"{name}, unchanged in {line.clusters} documents")
    if not line.fell:
        return Finding("ship", part, rule, f"{name}, rose or stayed in every one of {line.clusters} documents")
    change = f"{name} ({100 * line.change:+.2f} points, {line.differing} of {line.clusters} documents differ"
    if line.few_for_change:
        return Finding("too few to judge", part, rule, f"{change}: no test can be significant with so few)")
    interval = line.change_interval
    if interval is None or interval.low < -margin:
        low = "none" if interval is None else f"{100 * interval.low:+.2f}"
        return Finding("too few to judge", part, rule, f"{change}, lower end {low}; {allowed})")
    return Finding("ship", part, rule, f"{change}, lower end {100 * interval.low:+.2f}; {allowed})")


def _f1_now(line: Line) -> float | None:
    return None if line.old is None or line.change is None else (line.old.f1 or 0.0) + line.change
