"""A crawl as a flow run: no two at once of one host, on whichever machines they run."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.concurrency.sync import concurrency
from prefect.states import Completed, Failed

from flows.crawl.command import crawl
from flows.crawl.portal import load_portal
from flows.progress import Lines
from flows.watching.states import WITH_FAILURES


def crawl_politely(portal_file: Path, out: Path) -> State[Any]:
    """Crawl a portal when its hosts are free; the state of the flow run."""
    portal = load_portal(portal_file)
    limits = sorted(f"host {host.name}" for host in portal.hosts)
    with get_client(sync_client=True) as client:
        for name in limits:
            client.upsert_global_concurrency_limit_by_name(name, 1)
    with ExitStack() as stack:
        for name in limits:  # in one order everywhere, so that no two crawls wait for each other
            stack.enter_context(concurrency(name, strict=True))
        counts, reason = crawl(portal, out, Lines())
    told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count) or "nothing"
    create_markdown_artifact(f"# juesuan crawl\n\n{told}\n", key="juesuan-crawl")
    if reason == "shutdown" or not counts["had"]:
        return Failed(message=f"{reason}: {told}")
    return Completed(name=WITH_FAILURES if counts["failed"] else None, message=told)
