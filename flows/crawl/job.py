"""What one crawl works with. Scrapy copies its settings deeply; this is one thing and stays one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from flows.crawl.net.policy import Policy
from flows.crawl.portal import Portal
from flows.crawl.state import State
from flows.progress import Watch


@dataclass
class Job:
    """A portal, the state of its crawls, and who watches."""

    portal: Portal
    out: Path
    state: State
    watch: Watch
    policy: Policy = field(init=False)
    #: What ended the crawl before its time.
    broken: BaseException | None = None
    reason: str = ""
    #: Whether all pages of the portal file were queued.
    begun: bool = False

    def __post_init__(self) -> None:
        self.policy = Policy(self.portal.hosts)

    def __deepcopy__(self, memo: object) -> Job:
        return self
