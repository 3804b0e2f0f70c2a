"""Figures as inline SVG. Their letters stay text (the reader's browser has Chinese fonts, this machine need not)."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evaluation.report import words
from evaluation.report.measures import added, by_cluster, measures_of, sliced
from evaluation.report.schema import DocumentRecord
from evaluation.report.trust import Trust
from evaluation.scores.stages import STAGES
from evaluation.statistics import f1_interval

BLUE, ORANGE, RED, GREY = "#2b6cb0", "#dd6b20", "#c53030", "#a0aec0"
_FONTS = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei',sans-serif"
#: Costs are told per page of paged routes.
_SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "juesuan",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def _drawn(width: float, height: float, draw: Callable[[Any], None], label: str) -> str:
    """One figure; the same for the same data."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # glyphs are measured with the fonts here and drawn by the reader's browser
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
        draw(axes)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        pyplot.close(figure)
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"font:\s*([\d.]+px)[^;\"]*", rf"font: \1 {_FONTS}", svg)
    # ids of several figures on one page must not meet
    mark = re.sub(r"\W", "", label)
    svg = re.sub(r'id="([^"]+)"', rf'id="{mark}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{mark}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{mark}-\1)", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def levels(part: str, records: Sequence[DocumentRecord]) -> str:
    """F1 of the cumulative levels with their intervals, both layers."""
    tables = {record.name: measures_of(record) for record in records}
    total = added(records)

    def draw(axes: Any) -> None:
        for at, (layer, colour) in enumerate((("narrative", BLUE), ("form", ORANGE))):
            for step, level in enumerate(words.LEVELS):
                name = f"{layer}.{level}"
                f1 = total[name].f1
                if f1 is None:
                    continue
                y = -(step + 0.3 * at)
                clusters = by_cluster(records, tables, name)
                interval = f1_interval([clusters[key] for key in sorted(clusters)])  # type: ignore[arg-type]
                if interval is not None:
                    axes.plot([100 * interval.low, 100 * interval.high], [y, y], color=colour, linewidth=2)
                label = words.both(words.LAYERS[layer]) if step == 0 else None
                axes.plot([100 * f1], [y], "o", color=colour, label=label)
                axes.annotate(
                    f"{100 * f1:.1f}", (100 * f1, y), (0, 4 - 13 * at), textcoords="offset points", ha="center", size=7
                )
        axes.set_yticks([-step - 0.15 for step in range(5)], [words.both(pair) for pair in words.LEVELS.values()])
        axes.set_ylim(-4.8, 0.45)  # room for the figures above the first and below the last point
        axes.set_xlabel("F1 %")
        axes.grid(axis="x", color="#e2e8f0")
        if any(total[f"{layer}.value"].f1 is not None for layer in words.LAYERS):
            axes.figure.legend(frameon=False, loc="outside lower center", ncols=2)

    return _drawn(5.4, 3.2, draw, f"levels {part}")


def routes(part: str, records: Sequence[DocumentRecord]) -> str:
    """Value level F1 by route."""
    groups = sliced(records, "route")

    def draw(axes: Any) -> None:
        for at, (layer, colour) in enumerate((("narrative", BLUE), ("form", ORANGE))):
            found = [added(some)[f"{layer}.value"].f1 for some in groups.values()]
            if not any(f1 is not None for f1 in found):
                continue
            values = [100 * (f1 or 0.0) for f1 in found]
            places = [step + 0.38 * at for step in range(len(groups))]
            bars = axes.barh(places, values, 0.36, color=colour, label=words.both(words.LAYERS[layer]))
            axes.bar_label(bars, [f"{value:.1f}" for value in values], size=7, padding=2)
        axes.set_yticks([step + 0.19 for step in range(len(groups))], list(groups))
        axes.set_xlim(0, 112)
        axes.invert_yaxis()
        axes.set_xlabel("F1 %，数值 value")
        axes.figure.legend(frameon=False, loc="outside lower center", ncols=2)

    return _drawn(5.4, 1.4 + 0.45 * len(groups), draw, f"routes {part}")


def stages(part: str, records: Sequence[DocumentRecord]) -> str:
    """Errors by the first stage that went wrong."""
    counts = Counter(
        (fact.stage, fact.outcome) for record in records for fact in record.facts if fact.stage is not None
    )

    def draw(axes: Any) -> None:
        left = [0] * len(STAGES)
        for outcome, colour in (("wrong", ORANGE), ("missed", BLUE), ("invented", RED)):
            values = [counts[stage, outcome] for stage in STAGES]
            axes.barh(range(len(STAGES)), values, left=left, color=colour, label=words.both(words.ERRORS[outcome]))
            left = [one + two for one, two in zip(left, values, strict=True)]
        for at, total in enumerate(left):
            axes.annotate(str(total), (total, at), (3, 0), textcoords="offset points", va="center", size=8)
        axes.set_yticks(range(len(STAGES)), [words.both(words.STAGES[stage]) for stage in STAGES])
        axes.invert_yaxis()
        axes.set_xlim(0, max(left, default=0) * 1.12 + 1)
        axes.set_xlabel("事实数 facts")
        axes.figure.legend(frameon=False, loc="outside lower center", ncols=3)

    return _drawn(5.4, 3.2, draw, f"stages {part}")


def reliability(part: str, trust: Trust) -> str:
    """How often facts of a confidence are right, in value and in what it is said to be of."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
        xs, ys = [mean for _, _, mean, _ in trust.bins], [right / n for _, n, _, right in trust.bins]
        axes.plot(xs, ys, "o-", color=BLUE)
        for at, (_, n, mean, right) in enumerate(trust.bins):
            # neighbours stand close to each other: every other one is told above its point
            place = {"ha": "center", "va": "bottom" if at % 2 else "top"}
            axes.annotate(
                f"n={n}", (mean, right / n), (0, 6 if at % 2 else -6), textcoords="offset points", size=6, **place
            )
        axes.set_xlim(0, 1.08)
        axes.set_ylim(0, 1.12)
        axes.set_xlabel("置信度 confidence")
        axes.set_ylabel("数值、名称、口径均对的比例 share right")

    return _drawn(3.6, 3.2, draw, f"reliability {part}")


def risk_coverage(part: str, trust: Trust) -> str:
    """Share of wrong values among the surest facts."""

    def draw(axes: Any) -> None:
        xs, ys = [100 * coverage for coverage, _ in trust.curve], [100 * risk for _, risk in trust.curve]
        axes.plot(xs, ys, drawstyle="steps-post", color=BLUE, marker=".", markersize=3)
        axes.axhline(1, color=RED, linestyle="--", linewidth=1)
        axes.set_xlim(0, 102)
        axes.set_ylim(0, max([*ys, 1.0]) * 1.15)
        axes.set_xlabel("覆盖率 coverage %")
        axes.set_ylabel("错误率 risk %")

    return _drawn(3.6, 3.2, draw, f"risk {part}")


def confusion(part: str, name: str, counts: Mapping[str, int], called: Mapping[str, str]) -> str:
    """What was printed (rows) and read as another (columns)."""
    pairs = {tuple(key.split("→")): count for key, count in counts.items() if "→" in key}
    printed, read = sorted({one for one, _ in pairs}), sorted({two for _, two in pairs})
    if not pairs:
        return ""

    def draw(axes: Any) -> None:
        table = [[pairs.get((one, two), 0) for two in read] for one in printed]
        axes.imshow(table, cmap="Blues", aspect="auto", vmin=0)
        most = max(pairs.values())
        for y, row in enumerate(table):
            for x, count in enumerate(row):
                if count:
                    axes.text(
                        x, y, str(count), ha="center", va="center", color="white" if count > most / 2 else "black"
                    )
        axes.set_xticks(range(len(read)), [called.get(one, one) for one in read])
        axes.set_yticks(range(len(printed)), [called.get(one, one) for one in printed])
        axes.tick_params(length=0)
        axes.set_xlabel("读作 read as")
        axes.set_ylabel("印为 printed")

    return _drawn(3.6, 1.2 + 0.26 * len(printed), draw, f"{name} {part}")


def costs(part: str, records: Sequence[DocumentRecord]) -> str:
    """CPU seconds per page and stage, by route."""
    groups = {route: some for route, some in sliced(records, "route").items() if sum(r.pages for r in some)}
    names = list(dict.fromkeys(stage for some in groups.values() for record in some for stage in record.costs))

    def draw(axes: Any) -> None:
        left = [0.0] * len(groups)
        for at, stage in enumerate(names):
            values = [
                sum(record.costs.get(stage, 0.0) for record in some) / sum(record.pages for record in some)
                for some in groups.values()
            ]
            axes.barh(range(len(groups)), values, left=left, label=stage, color=f"C{at}")
            left = [one + two for one, two in zip(left, values, strict=True)]
        for at, total in enumerate(left):
            axes.annotate(f"{total:.2f}", (total, at), (3, 0), textcoords="offset points", va="center", size=8)
        axes.set_yticks(range(len(groups)), list(groups))
        axes.invert_yaxis()
        axes.set_xlim(0, max(left, default=0.0) * 1.15 + 0.01)
        axes.set_xlabel("CPU 秒/页 seconds per page")
        axes.figure.legend(frameon=False, loc="outside lower center", ncols=4, fontsize=7)

    return _drawn(5.4, 1.6 + 0.35 * len(groups), draw, f"costs {part}") if groups else ""
