"""What an evaluation says at its end: for a terminal, as Markdown, as rows of a table."""

from __future__ import annotations

from evaluation.evaluate import Evaluated
from evaluation.report import words
from evaluation.report.measures import Line, lines_of
from evaluation.report.schema import PARTS
from evaluation.report.trust import trust_of
from evaluation.scores.counts import percent

#: Measures of the summary; all others are in the report.
HEADLINES = (
    "narrative.value", "narrative.whole", "form.value", "form.whole", "entity.strict", "cells", "teds", "grits",
    "tokens", "contradictions",
)  # fmt: skip


def as_text(evaluated: Evaluated, where: str) -> str:
    """The summary for a terminal or a log: the verdict first."""
    lines = [words.both(words.OUTCOMES[evaluated.verdict.outcome])]
    for finding in (*evaluated.verdict.holds, *evaluated.verdict.few):
        lines.append(f"  {words.OUTCOMES[finding.outcome][0]} {finding.part} {finding.rule}: {finding.text}")
    for part in PARTS:
        records = evaluated.report.of(part)
        if not records:
            continue
        trust = trust_of(records)
        lines.append(f"{words.both(words.PARTS[part])}: {len(records)}")
        for line in _headlines(evaluated, part):
            lines.append(f"  {words.measure(line.name)}: {_said(line)}")
        lines.append(f"  已确认中的错误 wrong among confirmed: {trust.wrong_confirmed}/{trust.confirmed}")
    lines.append(f"报告 report {where}")
    return "\n".join(lines) + "\n"


def as_markdown(evaluated: Evaluated) -> str:
    """The summary as Markdown."""
    lines = [f"# {words.both(words.OUTCOMES[evaluated.verdict.outcome])}", ""]
    lines += [f"- {finding.part} {finding.rule}: {finding.text}" for finding in evaluated.verdict.holds]
    lines += ["", "| part | measure | n | P | R | F1 | interval | change |", "| --- " * 8 + "|"]
    lines += [f"| {' | '.join(row.values())} |" for row in measure_rows(evaluated)]
    return "\n".join(lines) + "\n"


def measure_rows(evaluated: Evaluated) -> list[dict[str, str]]:
    """The headline measures of every part."""
    rows = []
    for part in PARTS:
        for line in _headlines(evaluated, part):
            interval = line.interval
            rows.append(
                {
                    "part": part,
                    "measure": line.name,
                    "n": str(line.counts.wanted),
                    "P": percent(line.counts.precision),
                    "R": percent(line.counts.recall),
                    "F1": percent(line.counts.f1),
                    "interval": "–" if interval is None else f"{percent(interval.low)}–{percent(interval.high)}",
                    "change": "–" if line.change is None else f"{100 * line.change:+.2f}",
                }
            )
    return rows


def _headlines(evaluated: Evaluated, part: str) -> list[Line]:
    records = [record for record in evaluated.report.documents if record.part == part]
    others = evaluated.against.documents if evaluated.against else ()
    return [line for line in lines_of(records, [r for r in others if r.part == part]) if line.name in HEADLINES]


def _said(line: Line) -> str:
    interval = "" if line.interval is None else f" [{percent(line.interval.low)}, {percent(line.interval.high)}]"
    change = "" if line.change is None else f", {100 * line.change:+.2f}"
    return f"F1 {percent(line.counts.f1)}{interval} (n {line.counts.wanted}){change}"
