"""Which addresses may be dialled: public ones only, however they are written.

A link in a feed is chosen by a stranger, and this machine may stand where the stranger cannot
reach: beside a database, a router, a cloud's metadata service. So a name is resolved once,
every address it has is checked, and exactly a checked address is dialled.

The table is our own because `ipaddress.is_global` answers differently from one Python to the
next (192.0.0.192, 2002::/16). It follows the IANA special-purpose registries (RFC 6890 and its
updates): for IPv6 it works the other way round, and lets through only what is known to be
ordinary global unicast.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import ada_url

from vigil.reading.intake.fetching.errors import FailedError, RefusedError

Resolve = Callable[[str, int], list[str]]
Endpoint = tuple[str, int]

_V4_REFUSED = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's wire server
        "169.254.0.0/16",  # link-local; metadata at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_V6_PUBLIC = ipaddress.IPv6Network("2000::/3")
"""Global unicast. Outside it lie loopback, mapped and translated IPv4 (::/96, ::ffff:0:0/96,
::ffff:0:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48), unique-local, link-local, site-local, multicast.
"""
_V6_REFUSED = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 holds an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The third quarter of an IPv6 address whose last quarter is an IPv4 address (RFC 5214)."""

_LOCAL_NAME = re.compile(
    r"(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|"
    r"onion|test|invalid|example)$"
)
_PORTS = {"http:": 80, "https:": 443}
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True)
class Target:
    """An address that may be dialled. `addresses` are the checked ones, in the resolver's order."""

    url: str
    https: bool
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """What the Host header says."""
        usual = 443 if self.https else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what a robots.txt speaks for."""
        return f"{'https' if self.https else 'http'}://{self.authority}"


def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver for every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def refused_address(address: str) -> str:
    """Return why an IP address must not be dialled, or "" if it may."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return f"{address} is no IP address"
    if isinstance(ip, ipaddress.IPv4Address):
        public = not any(ip in network for network in _V4_REFUSED)
    else:
        public = (
            ip in _V6_PUBLIC
            and not any(ip in network for network in _V6_REFUSED)
            and (int(ip) >> 32) & 0xFFFFFFFF not in _ISATAP
        )
    return "" if public else f"{address} is not a public address"


class Guard:
    """Turns what somebody wrote as an address into what may be dialled, or refuses it.

    `allowed` names endpoints (IP address, port) that may be dialled although they are not public
    or not on a usual port. It exists for tests and for a team's own servers, and is part of
    the guard that is handed on, never a global switch.
    """

    def __init__(self, *, lookup: Resolve = resolve, allowed: Iterable[Endpoint] = ()) -> None:
        self._lookup = lookup
        self._allowed = frozenset(allowed)

    def check(self, address: str, base: str = "") -> Target:
        """Check an address, relative to `base` if given; resolves its host. Never dials.

        Raises RefusedError, or FailedError when the name has no address.
        """
        url = parse(address, base)
        if url.protocol not in _PORTS:
            raise RefusedError(f"only http and https are fetched, not {url.protocol}")
        if url.username or url.password:
            raise RefusedError("an address with a user name or password in it is not fetched")
        port = int(url.port) if url.port else _PORTS[url.protocol]
        literal = url.host_type != ada_url.HostType.DEFAULT
        host = url.hostname.removesuffix(".")
        if not literal:
            self._check_name(host, port)
        addresses = [host.strip("[]")] if literal else self._resolved(host, port)
        for found in addresses:
            self._check_endpoint(found, port)
        url.hash = ""
        return Target(
            url=url.href,
            https=url.protocol == "https:",
            host=host,
            port=port,
            path=url.pathname + url.search,
            addresses=tuple(dict.fromkeys(addresses)),
        )

    def _check_name(self, host: str, port: int) -> None:
        if any(port == allowed for _, allowed in self._allowed):
            return
        if _LOCAL_NAME.search(host) or "." not in host:
            raise RefusedError(f"{host} is a name of local networks")

    def _resolved(self, host: str, port: int) -> list[str]:
        try:
            addresses = self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise FailedError(f"the name {host} could not be resolved") from error
        if not addresses:
            raise FailedError(f"the name {host} has no address")
        return addresses

    def _check_endpoint(self, address: str, port: int) -> None:
        if (address, port) in self._allowed:
            return
        if port not in _PORTS.values():
            raise RefusedError(f"only ports 80 and 443 are dialled, not {port}")
        if reason := refused_address(address):
            raise RefusedError(reason)


def parse(address: str, base: str = "") -> ada_url.URL:
    """Parse an address by the WHATWG rules, the only parser used. Raises RefusedError.

    The rules drop tabs and line breaks and take a backslash for a slash. We refuse both: where
    parsers disagree, somebody else may have checked another address than the one we dial.
    """
    address = address.strip()
    if _CONTROL.search(address) or "\\" in address:
        raise RefusedError("an address with spaces, controls or backslashes is not fetched")
    try:
        url = ada_url.URL(address, base or None)
    except (ValueError, UnicodeError) as error:
        raise RefusedError(f'"{address[:100]}" is not a web address') from error
    if not url.hostname:
        raise RefusedError(f'"{address[:100]}" names no host')
    return url
