"""Only proxies that the installation names are believed."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from vigil.site.web.proxies import Environ, Proxies, behind_proxies

PROXY, INNER, CLIENT, FORGED = "10.0.0.1", "10.0.0.2", "203.0.113.9", "198.51.100.7"
HOST = "vigil.example.org"


def settled(stated: str, peer: str, **headers: str) -> Environ:
    """Return a request as the site sees it."""
    seen: Environ = {}

    def site(environ: Environ, start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    environ = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    asked = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "inner", **environ}
    behind_proxies(site, Proxies(stated))(asked, lambda status, _headers: seen.update(at=status))
    return seen


def seen_by(found: Environ) -> tuple[str, str, str]:
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]


SAID = {"x_forwarded_for": CLIENT, "x_forwarded_proto": "https", "x_forwarded_host": HOST}
BELIEVED = (CLIENT, "https", HOST)


@pytest.mark.parametrize(
    ("stated", "peer"),
    [
        (PROXY, PROXY),
        ("10.0.0.0/24", PROXY),
        (" 192.0.2.1 , 10.0.0.1 ", PROXY),
        ("10.0.0.1", f"::ffff:{PROXY}"),
        ("fd00::/8", "fd00::1"),
        ("unix", ""),
    ],
)
def test_a_named_proxy_is_believed(stated: str, peer: str) -> None:
    found = settled(stated, peer, **SAID)
    assert seen_by(found) == BELIEVED
    assert not [name for name in found if "FORWARDED" in name]


@pytest.mark.parametrize(
    ("stated", "peer"),
    [("", PROXY), ("", ""), ("unix", PROXY), (PROXY, FORGED), (PROXY, ""), ("10.0.0.0/24", "::1")],
)
def test_nobody_else_is_believed_and_what_they_said_is_removed(stated: str, peer: str) -> None:
    others = {"forwarded": f"for={FORGED};proto=https", "x_real_ip": FORGED, "client_ip": FORGED}
    found = settled(stated, peer, **SAID, **others, x_forwarded_anything="x")
    assert seen_by(found) == (peer, "http", "inner")
    assert {name for name in found if name.startswith("HTTP_")} == {"HTTP_HOST"}


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        (f"{FORGED}, {CLIENT}", CLIENT),
        (f"{CLIENT}, {INNER}", CLIENT),
        (f"{FORGED}, {CLIENT}, {INNER}, 10.0.0.3", CLIENT),
        (f"{FORGED},{CLIENT}:4711", CLIENT),
        ("2001:db8::9", "2001:db8::9"),
        (f"{INNER}", INNER),
        (f"{CLIENT}, unknown", ""),
        ("'; drop", ""),
    ],
)
def test_the_client_is_the_right_most_that_is_no_proxy(chain: str, client: str) -> None:
    assert settled("10.0.0.0/24", PROXY, x_forwarded_for=chain)["REMOTE_ADDR"] == client


def test_what_the_proxy_does_not_say_stays() -> None:
    assert seen_by(settled(PROXY, PROXY)) == (PROXY, "http", "inner")
    assert seen_by(settled(PROXY, PROXY, forwarded=f"for={FORGED}")) == (PROXY, "http", "inner")


def test_what_cannot_be_read_is_refused() -> None:
    assert settled(PROXY, PROXY, x_forwarded_proto="gopher") == {"at": "400 Bad Request"}


@pytest.mark.parametrize("stated", ["proxy.example", "10.0.0.1/33", "10.0.0.1/24", "*"])
def test_what_is_no_proxy_is_said(stated: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="VIGIL_PROXIES"):
        Proxies(stated)
