"""Believe what proxies say of a request, if they are among those that the installation names.

A proxy in front of the site passes on who asked, over which scheme and for which host, in headers
(`X-Forwarded-For`, `-Proto`, `-Host`). Anybody can send the same headers. So they count only if the
connection comes from an address of VIGIL_PROXIES; from everybody else they are removed. Of the
addresses in a chain, the right-most that is no trusted proxy is the client: whatever stands left of
it, the client may have made up.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from waitress.proxy_headers import MalformedProxyHeader, parse_proxy_headers

UNIX: Final = "unix"
"""The word of VIGIL_PROXIES for whoever connects by a Unix socket."""
BELIEVED: Final = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
_FOR: Final = "HTTP_X_FORWARDED_FOR"
_MADE_BY_PROXIES: Final = ("HTTP_X_FORWARDED", "HTTP_FORWARDED")
_OTHERS: Final = frozenset({"HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_TRUE_CLIENT_IP"})
_LONGEST_CHAIN: Final = 20

Environ = dict[str, Any]
WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies:
    """The proxies that an installation names: addresses, networks, or `unix`."""

    def __init__(self, stated: str) -> None:
        """Read VIGIL_PROXIES. Raises ImproperlyConfigured."""
        self.networks: list[Network] = []
        self.by_unix_socket = False
        for one in filter(None, (part.strip() for part in stated.split(","))):
            if one == UNIX:
                self.by_unix_socket = True
                continue
            try:
                self.networks.append(ipaddress.ip_network(one))
            except ValueError as error:
                raise ImproperlyConfigured(
                    f"VIGIL_PROXIES: {one!r} is neither an address, nor a network such as "
                    "10.0.0.0/24, nor `unix`."
                ) from error

    def trusts(self, address: str) -> bool:
        """Return whether an address is that of a proxy; "" is a client of a Unix socket."""
        if not address:
            return self.by_unix_socket
        read = _read(address)
        return read is not None and any(read in network for network in self.networks)

    def settle(self, environ: Environ) -> None:
        """Write into a request who asked, over which scheme and for which host.

        Raises MalformedProxyHeader if a trusted proxy sends what nobody can read.
        """
        peer = environ["REMOTE_ADDR"] = environ.get("REMOTE_ADDR") or ""
        if self.trusts(peer):
            self._believe(environ)
        for name in [name for name in environ if _is_of_proxies(name)]:
            del environ[name]

    def _believe(self, environ: Environ) -> None:
        stated = environ.get(_FOR, "")
        for count in range(1, _LONGEST_CHAIN):
            read = {**environ, _FOR: stated} if stated else dict(environ)
            parse_proxy_headers(read, count, BELIEVED)
            if count >= len(stated.split(",")) or not self.trusts(read["REMOTE_ADDR"]):
                break
        client = _read(read["REMOTE_ADDR"])
        read["REMOTE_ADDR"] = read["REMOTE_HOST"] = str(client) if client else ""
        environ.update(read)


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None) or read


def _is_of_proxies(name: str) -> bool:
    return name.startswith(_MADE_BY_PROXIES) or name in _OTHERS


def behind_proxies(application: WsgiApplication, proxies: Proxies) -> WsgiApplication:
    """Return an application that gets each request as its client sent it to the proxy."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            proxies.settle(environ)
        except MalformedProxyHeader:
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"The proxy in front of this site sent a header that cannot be read.\n"]
        return application(environ, start_response)

    return answer
