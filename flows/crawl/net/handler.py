"""Scrapy's handler of http and https, with the address looked at before connecting and once connected.

A name is resolved once, all its addresses are judged, and the connection goes to one of those very
addresses: a name server that answers otherwise the second time gains nothing. The address that the
connection really has is judged again before a byte is sent. Header lines are counted as they come.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler, CrawlerProcess
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from flows.crawl.net.policy import Policy, Refused

#: Where the settings of Scrapy keep the crawl.
JOB = "JUESUAN_JOB"


@implementer(IResolutionReceiver)
class _Judge:
    """Passes the addresses of a name on when all of them may be asked, otherwise none."""

    def __init__(self, below: Any, name: str, policy: Policy):
        self._below, self._name, self._policy = below, name, policy
        self._addresses: list[IAddress] = []
        self._clean = True

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._below.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        try:
            self._policy.check_address(self._name, address.host)
        except Refused:
            self._clean = False
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        for address in self._addresses if self._clean else ():
            self._below.addressResolved(address)
        self._below.resolutionComplete()


@implementer(IHostResolution)
class _Known:
    """A resolution that is over before it begins."""

    def __init__(self, name: str):
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """The system's resolver behind the judge; hosts with an address of their own are not looked up."""

    def __init__(self, reactor: Any, policy: Policy):
        self._reactor, self._policy = reactor, policy
        self._below = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: CrawlerProcess, reactor: Any) -> GuardedResolver:
        return cls(reactor, crawler.settings[JOB].policy)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        judge = _Judge(resolutionReceiver, hostName, self._policy)
        fixed = self._policy.fixed(hostName)
        if fixed is None:
            return self._below.resolveHostName(judge, hostName, portNumber, addressTypes, transportSemantics)
        known = _Known(hostName)
        judge.resolutionBegan(known)
        judge.addressResolved((IPv6Address if ":" in fixed else IPv4Address)("TCP", fixed, portNumber))
        judge.resolutionComplete()
        return known


class _Parser(_LenientHTTPClientParser):
    """Counts the bytes of the header, interim answers (1xx) included."""

    counted = 0
    most = 0

    def lineReceived(self, line: bytes) -> None:
        self.counted += len(line) + 2
        if self.counted > self.most:
            raise Refused("JS126", f"> {self.most} bytes")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise Refused("JS126", f"> {self.MAX_LENGTH} bytes in one line")


class _Protocol(_LenientHTTP11ClientProtocol):
    def __init__(self, quiescent: Any, header_bytes: int):
        super().__init__(quiescent)
        self._header_bytes = header_bytes

    def request(self, request: Any) -> Deferred:
        answer = super().request(request)
        # Twisted names the class of its parser in the middle of a function; Scrapy changes it the same way.
        self._parser.__class__ = _Parser
        self._parser.most = self._header_bytes
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    """Builds the protocol of a connection once its real address is judged."""

    def __init__(self, quiescent: Any, metadata: Any, host: str, policy: Policy, header_bytes: int):
        super().__init__(quiescent, metadata)
        self._host, self._policy, self._header_bytes = host, policy, header_bytes

    def buildProtocol(self, addr: Any) -> _Protocol:
        self._policy.check_address(self._host, addr.host)
        return _Protocol(self._quiescentCallback, self._header_bytes)


class _Pool(HTTPConnectionPool):
    """Connections, each made for the host it is named after."""

    def __init__(self, reactor: Any, policy: Policy, header_bytes: int):
        super().__init__(reactor, persistent=True)
        self._policy, self._header_bytes = policy, header_bytes

    def _newConnection(self, key: Hashable, endpoint: Any) -> Deferred:
        def quiescent(protocol: Any) -> None:
            self._putConnection(key, protocol)

        # The agent's key of a connection: scheme, host, port.
        host = key[1].decode("ascii")  # type: ignore[index]
        return endpoint.connect(_Factory(quiescent, repr(endpoint), host, self._policy, self._header_bytes))


class GuardedHandler(HTTP11DownloadHandler):
    """http and https, guarded."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        from twisted.internet import reactor

        job = crawler.settings[JOB]
        kept = self._pool.maxPersistentPerHost
        self._pool = _Pool(reactor, job.policy, job.portal.limits.header_bytes)
        self._pool.maxPersistentPerHost = kept
