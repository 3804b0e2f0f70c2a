"""The command ``juesuan crawl``: checks what was asked, crawls, says what came of it."""

from __future__ import annotations

from pathlib import Path

from flows.crawl.portal import PortalError, load_portal
from flows.progress import watching


def run_command(portal_file: Path, out: Path) -> int:
    """Crawl a portal; the exit code.

    Raises
    ------
    Stop
        If it cannot be done.
    """
    from flows.cli import ALL_READ, INTERRUPTED, NOT_INSTALLED, SOME_FAILED, WRONG_USE, Stop

    try:
        portal = load_portal(portal_file)
        from flows.crawl.command import CrawlError, crawl, report
    except PortalError as error:
        raise Stop("JS902", str(error)) from error
    except ImportError as error:
        raise Stop("JS906", str(error), NOT_INSTALLED) from error
    with watching() as watch:
        try:
            counts, reason = crawl(portal, out, watch)
        except CrawlError as error:
            raise Stop("JS904", str(error)) from error
    report(counts, out)
    if reason == "shutdown":
        return INTERRUPTED
    if not counts["had"]:
        return WRONG_USE
    return SOME_FAILED if counts["failed"] else ALL_READ
