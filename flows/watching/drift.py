"""Do the identities close as often as in the last runs? What changed is the portal's template, or our reading of it.

The unit is the document, not the check: the checks of one document fail together. The last runs are those that the
Prefect server knows, so a team's server compares over all its folders of results.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from statistics import NormalDist
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.sorting import ArtifactSort

from flows.watching.seen import Closure, Row

#: The key of the artifact that this module writes and reads.
KEY = "juesuan-closure"
#: Runs that a run is compared with, and the row for all rules together.
LAST_RUNS, ALL = 5, "all"
#: Documents that a rule needs on both sides to be judged, and the chance of a false alarm for one rule.
FEWEST, ALARM = 20, 0.01


def closure_rows(closures: dict[str, Closure], before: dict[str, Closure]) -> list[Row]:
    """The share of documents in which each rule holds, beside the last runs; never empty.

    ``judged`` is ``fell``, ``rose`` or ``same`` by a test of two shares, and ``too few`` below ``FEWEST`` documents.
    """
    rows = []
    for rule, now in sorted(closures.items(), key=lambda one: (one[1].closed - one[1].documents, one[0])):
        then = before.get(rule, Closure())
        rows.append(
            {
                "rule": rule,
                "documents": now.documents,
                "closed": now.closed,
                "rate": _rate(now),
                "rate before": _rate(then),
                "documents before": then.documents,
                "judged": judge(now, then),
            }
        )
    return rows or [{"rule": "无 / no identity applied", "documents": 0, "closed": 0}]


def judge(now: Closure, then: Closure) -> str:
    """Whether the share of documents changed by more than chance would have it."""
    if min(now.documents, then.documents) < FEWEST:
        return "too few"
    together = (now.closed + then.closed) / (now.documents + then.documents)
    spread = math.sqrt(together * (1 - together) * (1 / now.documents + 1 / then.documents))
    if not spread:
        return "same"
    away = (now.closed / now.documents - then.closed / then.documents) / spread
    if 2 * (1 - NormalDist().cdf(abs(away))) >= ALARM:
        return "same"
    return "rose" if away > 0 else "fell"


def fallen(rows: Iterable[Row]) -> list[str]:
    """The rules that close less often than before, as text for a log."""
    return [f"{row['rule']} {row['rate']} ({row['rate before']})" for row in rows if row.get("judged") == "fell"]


def last_runs() -> dict[str, Closure]:
    """By rule, the documents of the last runs that the server knows.

    Raises
    ------
    PrefectException, httpx.HTTPError
        If the server cannot be asked.
    """
    known: dict[str, Closure] = defaultdict(Closure)
    wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[KEY]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=wanted, sort=ArtifactSort.CREATED_DESC, limit=LAST_RUNS)
    for artifact in found:
        for row in _rows(artifact.data):
            known[row["rule"]].documents += int(row["documents"])
            known[row["rule"]].closed += int(row["closed"])
    return known


def _rows(data: Any) -> list[Row]:
    rows = json.loads(data) if isinstance(data, str) else data
    return [row for row in rows or [] if isinstance(row, dict) and row.get("documents")]


def _rate(closure: Closure) -> str:
    return f"{100 * closure.closed / closure.documents:.1f} %" if closure.documents else ""
