"""Nothing that leads inside is ever dialled. Asserted where it counts: at the socket."""

import ipaddress
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from each import each
from reading.intake.fetching.vectors import CLASSES, HOSTS, PRIVATE_V4, PRIVATE_V6
from vigil.reading.intake.fetching import Fetcher, FetchError, Guard, RefusedError
from vigil.reading.intake.fetching.guard import refused_address

PUBLIC = "93.184.216.34"


class Dialled(Exception):
    """A connection was about to be made."""


@pytest.fixture(autouse=True)
def dialled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every address a socket is asked to connect to; none is connected."""
    addresses: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        addresses.append(address)
        raise ConnectionRefusedError("tests do not dial")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket.socket, "sendto", connect)
    return addresses  # type: ignore[return-value]


def stranger(host: str, port: int) -> list[str]:
    """A resolver that gives addresses inside for what looks like one, and for HOSTS."""
    if host in HOSTS:
        return HOSTS[host]
    return [PUBLIC] if host == "example.org" else ["127.0.0.1"]


def fetcher() -> Fetcher:
    return Fetcher(Guard(lookup=stranger), interval=0)


AT_LEAST = {
    "IPv4": 35,
    "IPv6": 45,
    "IPv4 as a number": 90,
    "IPv4 in IPv6": 150,
    "loopback written oddly": 40,
    "metadata written oddly": 20,
    "metadata services": 40,
    "paths of metadata": 15,
    "other scripts": 40,
    "zones": 20,
    "names of local networks": 25,
    "answers of a resolver": 30,
    "schemes": 45,
    "ports": 110,
    "user names": 25,
    "parsers that disagree": 50,
    "no host": 20,
}
"""Vectors of each class: 800 in all."""


def test_there_are_vectors_enough_of_every_class() -> None:
    counted = {name: len(set(vectors)) for name, vectors in CLASSES.items()}
    assert counted.keys() == AT_LEAST.keys()
    assert {name: n for name, n in counted.items() if n < AT_LEAST[name]} == {}
    assert len({vector for vectors in CLASSES.values() for vector in vectors}) >= 800


@pytest.mark.parametrize("name", CLASSES)
def test_no_vector_is_dialled(name: str, dialled: list[object]) -> None:
    for vector in CLASSES[name]:
        with pytest.raises(FetchError) as refusal:
            fetcher().fetch(vector)
        assert refusal.value.reason, vector
        assert dialled == [], vector


def test_a_public_address_is_dialled_so_that_the_tests_above_can_fail(
    dialled: list[object],
) -> None:
    with pytest.raises(FetchError):
        fetcher().fetch("http://example.org/news")
    assert dialled == [(PUBLIC, 80)]


def test_a_guard_without_a_table_would_be_caught(
    dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.reading.intake.fetching.guard.refused_address", lambda address: "")
    with pytest.raises(FetchError):
        fetcher().fetch("http://one.rebind.org/")
    assert dialled == [("127.0.0.1", 80)]


def test_a_name_is_resolved_once_and_what_was_checked_is_dialled(dialled: list[object]) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    target = Guard(lookup=lambda host, port: next(answers)).check("http://example.org/x")
    assert target.addresses == (PUBLIC,)
    from vigil.reading.intake.fetching.request import Limits, send_request

    with pytest.raises(FetchError):
        send_request(target, {}, Limits())
    assert dialled == [(PUBLIC, 80)]
    assert next(answers) == ["127.0.0.1"]


def test_proxies_of_the_environment_are_not_used(
    dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    for url in ("http://example.org/", "https://example.org/"):
        with pytest.raises(FetchError):
            fetcher().fetch(url)
    assert dialled == [(PUBLIC, 80), (PUBLIC, 443)]


@each("address", [*PRIVATE_V4, *PRIVATE_V6, "fe80::1%eth0", "", "x"])
def test_the_table_refuses(address: str) -> None:
    assert refused_address(address)


@each(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", PUBLIC, "9.255.255.255", "11.0.0.0", "100.63.255.255"),
        *("100.128.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0"),
        *("192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0"),
        *("223.255.255.255", "2606:2800:220:1::1", "2a00:1450:4001::1", "2001:200::1"),
        *("2001:4860:4860::8888", "2003::1", "2600::1"),
    ],
)
def test_the_table_lets_the_public_through(address: str) -> None:
    assert not refused_address(address)


@given(st.ip_addresses())
def test_the_table_is_never_laxer_than_the_standard_library(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    # It differs by version, but what any version holds for private is refused here.
    if ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local:
        assert refused_address(str(ip))


@given(st.text())
def test_any_text_is_checked_or_refused(text: str) -> None:
    guard = Guard(lookup=lambda host, port: [PUBLIC])
    for address in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            target = guard.check(address)
        except FetchError:
            continue
        assert target.port in (80, 443)
        assert not any(map(refused_address, target.addresses))
        assert target.path.isascii()
        assert not set(target.path) & set("\r\n \t")


def test_an_ordinary_address_is_understood() -> None:
    guard = Guard(lookup=lambda host, port: ["2606:2800:220:1::1", PUBLIC, PUBLIC])
    target = guard.check(" https://Bücher.Example.ORG:443/Größe?a=ñ#part ")
    assert target.url == "https://xn--bcher-kva.example.org/Gr%C3%B6%C3%9Fe?a=%C3%B1"
    assert target.path == "/Gr%C3%B6%C3%9Fe?a=%C3%B1"
    assert target.authority == "xn--bcher-kva.example.org"
    assert target.addresses == ("2606:2800:220:1::1", PUBLIC)


def test_an_allowance_is_for_one_endpoint_only() -> None:
    guard = Guard(allowed=[("127.0.0.1", 8123)])
    assert guard.check("http://127.0.0.1:8123/").addresses == ("127.0.0.1",)
    for other in ("http://127.0.0.1/", "http://127.0.0.1:8124/", "http://127.0.0.2:8123/"):
        with pytest.raises(RefusedError):
            guard.check(other)
