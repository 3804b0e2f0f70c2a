"""Who may be asked: only named hosts, only http and https, no private address unless allowed."""

from __future__ import annotations

import ipaddress
import zlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError
from twisted.python.failure import Failure

from flows.crawl.portal import Host

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}
#: Whose exceptions speak of the network.
_NETWORK = ("twisted", "scrapy", "OpenSSL")
#: IPv6 addresses that carry an IPv4 address through a translator (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(IgnoreRequest):
    """A request or an answer that is not taken, with the number of its failure."""

    def __init__(self, code: str, detail: str):
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail


class Policy:
    """The hosts of a portal file, and what may be asked of them."""

    def __init__(self, hosts: Iterable[Host]):
        self._hosts = {host.name: host for host in hosts}
        #: Names that led to an address that is refused, with that address.
        self.refused: dict[str, str] = {}

    def check_url(self, url: str) -> None:
        """Raise ``Refused`` where an address must not be asked."""
        try:
            parts = urlsplit(url)
            name, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError as error:
            raise Refused("JS123", f"{url}: {error}") from error
        if parts.scheme not in DEFAULT_PORTS:
            raise Refused("JS123", url)
        host = self._hosts.get(name)
        if host is None:
            if _literal(name) and not permitted(name, False):
                raise Refused("JS122", url)
            raise Refused("JS121", url)
        if parts.username is not None or parts.password is not None:
            raise Refused("JS123", f"{name}: user name in the address")
        if (port or DEFAULT_PORTS[parts.scheme]) not in host.ports:
            raise Refused("JS123", url)

    def fixed(self, name: str) -> str | None:
        """The address that the portal file gives a host, if it does."""
        host = self._hosts.get(name.lower().rstrip("."))
        return host.address if host else None

    def check_address(self, name: str, address: str) -> None:
        """Raise ``Refused`` where a host must not be asked at this address, and keep that it led there."""
        host = self._hosts.get(name.lower().rstrip("."))
        if host is None or not permitted(address, host.allow_private):
            self.refused[name.lower().rstrip(".")] = address
            raise Refused("JS122", f"{name} → {address}")


def permitted(address: str, allow_private: bool) -> bool:
    """Whether an address may be connected to.

    Parameters
    ----------
    address : str
        IPv4 or IPv6; addresses that carry another one (mapped, 6to4, Teredo, NAT64) are judged by both.
    allow_private : bool
        Whether private and loopback addresses may. Link-local ones (where clouds keep their
        credentials), multicast, reserved and unspecified ones never may.
    """
    try:
        first = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_permitted(one, allow_private) for one in _carried(first))


def _literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _carried(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    inner: list[Address] = [address]
    if address.sixtofour is not None:
        inner.append(address.sixtofour)
    if address.teredo is not None:
        inner.extend(address.teredo)
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return inner


def _permitted(address: Address, allow_private: bool) -> bool:
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_loopback or (address.is_private and not address.is_reserved):
        return allow_private
    return address.is_global and not address.is_reserved


def causes(error: BaseException) -> list[BaseException]:
    """An exception with all that stands behind it: its cause, and what Twisted keeps as reasons."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop()
        one = one.value if isinstance(one, Failure) else one
        if not isinstance(one, BaseException) or any(one is other for other in found):
            continue
        found.append(one)
        waiting += [one.__cause__, *(getattr(one, "reasons", None) or ())]
    return found


def is_final(error: BaseException) -> bool:
    """Whether asking again would end the same way."""
    return any(isinstance(one, (Refused, SSL.Error, VerificationError)) for one in causes(error))


def code_of(error: BaseException, host: str, policy: Policy) -> tuple[str, str]:
    """The number and the detail of the failure that an exception of a request means."""
    chain = causes(error)
    for one in chain:
        if isinstance(one, Refused):
            return one.code, one.detail
    text = " ".join(str(error).split())[:300] or type(error).__name__
    if any(isinstance(one, (SSL.Error, VerificationError)) for one in chain):
        reasons = [str(one) for one in chain if isinstance(one, (SSL.Error, VerificationError))]
        return "JS130", f"{host}: {' '.join(reasons[0].split())[:200]}"
    if isinstance(error, HttpError):
        return "JS128", f"HTTP {error.response.status}"
    if isinstance(error, CannotResolveHostError) and host in policy.refused:
        return "JS122", f"{host} → {policy.refused[host]}"
    if isinstance(error, DownloadCancelledError):
        return "JS125", text
    if isinstance(error, DownloadTimeoutError):
        return "JS127", text
    if isinstance(error, ResponseDataLossError):
        return "JS132", "数据不完整 / fewer bytes than announced"
    if isinstance(error, UnsupportedURLSchemeError):
        return "JS123", text
    if isinstance(error, (CannotResolveHostError, DownloadConnectionRefusedError)):
        return "JS129", text
    if isinstance(error, DownloadFailedError):
        return "JS132", text
    if isinstance(error, (OSError, EOFError, zlib.error)) or type(error).__module__.split(".")[0] in _NETWORK:
        return "JS132", f"{type(error).__name__}: {text}"
    # A mistake of ours, and not the portal's.
    return "JS801", f"{type(error).__name__}: {text}"
