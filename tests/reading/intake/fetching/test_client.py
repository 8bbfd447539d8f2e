"""Fetching from a server that behaves well, badly, or as an enemy would."""

import gzip
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reading.intake.serving import Server, answer, serving
from vigil.reading.intake.fetching import (
    FEED,
    FailedError,
    Fetched,
    Fetcher,
    FetchError,
    Guard,
    LastFetch,
    LastFetches,
    Limits,
    NotModified,
    RefusedError,
)

PAGE = b"<html><p>A councillor was killed.</p></html>"
SMALL = Limits(connect=5, read=5, total=10, size=100_000)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetcher_of(server: Server, limits: Limits = SMALL) -> Fetcher:
    guard = Guard(allowed=[("127.0.0.1", server.port)])
    return Fetcher(guard, limits=limits, interval=0, contact="https://team.example.org/about")


def fetch(server: Server, path: str = "/page", limits: Limits = SMALL) -> Fetched:
    answered = fetcher_of(server, limits).fetch(server.url + path)
    assert isinstance(answered, Fetched)
    return answered


def test_a_page_comes_with_what_the_server_said_of_it(server: Server) -> None:
    server.paths["/page"] = answer(
        PAGE, content_type="text/html; charset=ISO-8859-1", etag='"v1"', last_modified="then"
    )
    fetched = fetch(server)
    assert fetched.content == PAGE
    assert (fetched.media_type, fetched.charset) == ("text/html", "iso-8859-1")
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "then")
    assert fetched.final_url == fetched.url == f"{server.url}/page"
    assert fetched.fetched_at.endswith("Z")


def test_we_say_who_we_are_and_nothing_else(server: Server) -> None:
    server.paths["/page"] = answer(PAGE)
    fetch(server)
    for _, headers in server.requests:
        assert headers["user-agent"].startswith("vigil/")
        assert headers["user-agent"].endswith("(+https://team.example.org/about)")
        assert headers["host"] == f"127.0.0.1:{server.port}"
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_gzip_is_undone(server: Server) -> None:
    packed = gzip.compress(PAGE[:10]) + gzip.compress(PAGE[10:])
    server.paths["/page"] = answer(packed, content_encoding="gzip")
    assert fetch(server).content == PAGE


def test_a_chunked_body_is_read(server: Server) -> None:
    server.paths["/page"] = answer(
        b"5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n", content_length="", transfer_encoding="chunked"
    )
    assert fetch(server).content == b"abcdefgh"


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(b"x" * 100_001),
        answer(b"", length=10**12),
        answer(b"x" * 100_001, content_length=""),
        answer(gzip.compress(b"\0" * 50_000_000), content_encoding="gzip"),
        answer(
            b"186a1\r\n" + b"x" * 100_001 + b"\r\n0\r\n\r\n",
            content_length="",
            transfer_encoding="chunked",
        ),
    ],
    ids=["stated", "only stated", "unstated", "bomb", "chunked"],
)
def test_too_large_is_refused(server: Server, behaviour: bytes) -> None:
    server.paths["/page"] = behaviour
    with pytest.raises(RefusedError, match="100,000"):
        fetch(server)


def test_a_bomb_is_dropped_at_the_limit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.paths["/page"] = answer(gzip.compress(b"\0" * 90_000_000), content_encoding="gzip")
    made: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self, wbits: int) -> None:
            self._decoder = real(wbits)

        def __getattr__(self, name: str) -> object:
            return getattr(self._decoder, name)

        def decompress(self, data: bytes, limit: int) -> bytes:
            given = self._decoder.decompress(data, limit)
            made.append(len(given))
            return given

    monkeypatch.setattr("vigil.reading.intake.fetching.request.zlib.decompressobj", Counting)
    with pytest.raises(RefusedError):
        fetch(server)
    assert sum(made) <= 100_000 + 64 * 1024


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (answer(PAGE, length=len(PAGE) + 1), "cut off"),
        (answer(gzip.compress(PAGE)[:-9], content_encoding="gzip"), "cut off"),
        (answer(b"not gzip", content_encoding="gzip"), "damaged"),
        (answer(PAGE, content_encoding="br"), 'coded as "br"'),
        (answer(b"5\r\nab", content_length="", transfer_encoding="chunked"), "cut off"),
        (answer(b"zz\r\nab", content_length="", transfer_encoding="chunked"), "cut off"),
        (answer(status="404 Not Found"), "HTTP 404 Not Found"),
        (answer(status="503 Busy"), "HTTP 503 Busy"),
        (answer(PAGE, status="206 Partial Content"), "HTTP 206"),
        (answer(status="302 Found"), "without a new address"),
        (b"", "127.0.0.1"),
        (b"nonsense\r\n\r\n", "could not be read"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", "could not be read"),
        (b"HTTP/1.1 200 OK\r\na: " + b"b" * 100_000 + b"\r\n\r\n", "could not be read"),
    ],
)
def test_what_fails_says_how(server: Server, behaviour: bytes, reason: str) -> None:
    server.paths["/page"] = behaviour
    with pytest.raises(FailedError) as failure:
        fetch(server)
    assert reason in failure.value.reason
    assert "0x" not in failure.value.reason


def test_a_media_type_that_is_not_read_is_refused(server: Server) -> None:
    server.paths["/page"] = answer(b"%PDF", content_type="application/pdf")
    server.paths["/feed"] = answer(b"<rss/>", content_type="application/rss+xml")
    with pytest.raises(RefusedError, match="application/pdf"):
        fetch(server)
    with pytest.raises(RefusedError, match="rss"):
        fetch(server, "/feed")
    assert fetcher_of(server).fetch(f"{server.url}/feed", accept=FEED)


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def test_a_silent_server_is_given_up(server: Server) -> None:
    server.paths["/page"] = silent
    with pytest.raises(FailedError, match="in time"):
        fetch(server, limits=Limits(read=0.1, total=5))


@pytest.mark.parametrize(
    "start",
    [answer(length=100), answer(content_length=""), b"HTTP/1.1 200 OK\r\nslow: "],
    ids=["body", "body without end", "headers"],
)
def test_a_slow_drip_ends_at_the_deadline(server: Server, start: bytes) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while not server.stopping.wait(0.02):
            connection.sendall(b"x")

    server.paths["/page"] = drip
    with pytest.raises(FailedError, match="no whole answer within"):
        fetch(server, limits=Limits(read=5, total=0.3))


def test_a_closed_port_fails(server: Server) -> None:
    guard = Guard(allowed=[("127.0.0.1", 1)])
    with pytest.raises(RefusedError, match="robots"):
        Fetcher(guard, interval=0).fetch("http://127.0.0.1:1/")


# Redirects


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_redirects_are_followed(server: Server, status: str) -> None:
    server.paths["/page"] = answer(status=f"{status} Moved", location="/a/../new?x=%20#part")
    server.paths["/new?x=%20"] = answer(PAGE)
    fetched = fetch(server)
    assert fetched.content == PAGE
    assert fetched.url == f"{server.url}/page"
    assert fetched.final_url == f"{server.url}/new?x=%20"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user@127.0.0.1/",
        "\\\\127.0.0.2\\",
    ],
)
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_a_redirect_inside_is_refused(server: Server, status: str, location: str) -> None:
    server.paths["/page"] = answer(status=f"{status} Moved", location=location)
    with pytest.raises(RefusedError):
        fetch(server)
    assert server.asked() == ["/page"]


def test_redirects_come_to_an_end(server: Server) -> None:
    server.paths["/page"] = answer(status="302 Found", location="/page")
    with pytest.raises(RefusedError, match="more than 5 redirects"):
        fetch(server)
    assert len(server.asked()) == 6


def test_an_address_in_raw_utf8_is_followed(server: Server) -> None:
    location = "/año".encode().decode("latin-1")
    server.paths["/page"] = answer(status="302 Found", location=location)
    server.paths["/a%C3%B1o"] = answer(PAGE)
    assert fetch(server).content == PAGE


# Robots


def test_robots_rules_are_obeyed_also_after_a_redirect(server: Server) -> None:
    server.paths["/robots.txt"] = answer(b"User-agent: Vigil\nDisallow: /private\n")
    server.paths["/page"] = answer(status="302 Found", location="/private/x")
    server.paths["/private/x"] = answer(PAGE)
    for path in ("/private/x", "/page"):
        with pytest.raises(RefusedError, match="robots"):
            fetch(server, path)
    assert "/private/x" not in server.asked()


@pytest.mark.parametrize(
    ("robots", "open_to_us"),
    [
        (answer(status="404 Not Found"), True),
        (answer(status="401 Unauthorized"), True),
        (answer(status="403 Forbidden"), True),
        (answer(status="429 Too Many Requests"), False),
        (answer(status="500 Error"), False),
        (answer(status="503 Busy"), False),
        (answer(status="302 Found", location="http://10.0.0.1/robots.txt"), False),
        (answer(status="302 Found", location="/robots.txt"), False),
        (answer(status="301 Moved", location="/other.txt"), True),
        (b"", False),
        (answer(b"User-agent: *\nDisallow: /\n"), False),
        (answer(b"User-agent: *\nDisallow: /\n\nUser-agent: vigil\nAllow: /\n"), True),
        (answer(b"# " + b"x" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"), True),
        (answer(b"User-agent: *\nDisallow: /\n" + b"# " + b"x" * 600_000), False),
        (answer(b"\xff\xfe\x00garbage"), True),
    ],
)
def test_robots(server: Server, robots: bytes, open_to_us: bool) -> None:
    server.paths |= {"/robots.txt": robots, "/other.txt": answer(b""), "/page": answer(PAGE)}
    if open_to_us:
        assert fetch(server).content == PAGE
    else:
        with pytest.raises(RefusedError, match="robots"):
            fetch(server)
        assert server.asked() in ([], ["/other.txt"])


def test_robots_are_asked_once_a_day(server: Server) -> None:
    server.paths["/page"] = answer(PAGE)
    now = [0.0]
    guard = Guard(allowed=[("127.0.0.1", server.port)])
    fetcher = Fetcher(guard, interval=0, clock=lambda: now[0])
    for moment in (0.0, 3600.0, 23 * 3600.0, 25 * 3600.0):
        now[0] = moment
        fetcher.fetch(f"{server.url}/page")
    assert [path for path, _ in server.requests].count("/robots.txt") == 2


@pytest.mark.parametrize(("robots", "pause"), [(b"", 2.0), (b"User-agent: *\nCrawl-delay: 7", 7.0)])
def test_a_host_is_given_its_pause(server: Server, robots: bytes, pause: float) -> None:
    server.paths |= {"/robots.txt": answer(robots), "/page": answer(PAGE)}
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    guard = Guard(allowed=[("127.0.0.1", server.port)])
    fetcher = Fetcher(guard, interval=2.0, clock=lambda: now[0], sleep=sleep)
    fetcher.fetch(f"{server.url}/page")
    now[0] += 0.5
    fetcher.fetch(f"{server.url}/page")
    assert slept == [pause, pause - 0.5]


def test_a_site_that_asks_for_hours_is_left_alone(server: Server) -> None:
    server.paths["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 86400")
    with pytest.raises(RefusedError, match="86400 s between requests"):
        fetch(server)


# Conditional requests


def test_a_server_is_asked_only_for_what_is_new(server: Server, tmp_path: Path) -> None:
    state = LastFetch(
        url=f"{server.url}/page",
        final_url=f"{server.url}/page",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
        etag='"v1"',
        last_modified="Thu, 01 Jan 2026 00:00:00 GMT",
    )
    states = LastFetches(tmp_path)
    states.put(state)
    server.paths["/page"] = answer(status="304 Not Modified")
    answered = fetcher_of(server).fetch(state.url, state=states.get(state.url))
    assert answered == NotModified(state=state)
    headers = server.requests[-1][1]
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "thu, 01 jan 2026 00:00:00 gmt"


def test_conditions_go_only_to_the_address_they_came_from(server: Server) -> None:
    server.paths["/page"] = answer(status="302 Found", location="/new")
    server.paths["/new"] = answer(PAGE)
    state = LastFetch(
        url=f"{server.url}/page", final_url=f"{server.url}/new", sha256="", fetched_at="", etag="v"
    )
    assert isinstance(fetcher_of(server).fetch(state.url, state=state), Fetched)
    conditions = {path: headers.get("if-none-match") for path, headers in server.requests}
    assert conditions == {"/robots.txt": None, "/page": None, "/new": "v"}


def test_not_modified_without_a_condition_is_a_failure(server: Server) -> None:
    server.paths["/page"] = answer(status="304 Not Modified")
    with pytest.raises(FailedError, match="304"):
        fetch(server)


def test_a_spoiled_state_counts_as_none(tmp_path: Path) -> None:
    states = LastFetches(tmp_path)
    state = LastFetch(url="https://e.org/", final_url="https://e.org/", sha256="1", fetched_at="2")
    states.put(state)
    assert states.get(state.url) == state
    assert states.get("https://e.org/other") is None
    [path] = tmp_path.rglob("*.json")
    for spoiled in (b"", b"{", b"\xff", b'{"url": "https://e.org/"}'):
        path.write_bytes(spoiled)
        assert states.get(state.url) is None


# TLS


def certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example.org")])
    names = [x509.DNSName("news.example.org"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


def named_fetcher(server: Server) -> Fetcher:
    guard = Guard(lookup=lambda host, port: ["127.0.0.1"], allowed=[("127.0.0.1", server.port)])
    return Fetcher(guard, limits=SMALL, interval=0)


def test_tls_keeps_the_name_and_verifies_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, secret = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    asked: list[str | None] = []
    context.sni_callback = lambda connection, name, context: asked.append(name)
    with serving(context) as server:
        server.paths["/page"] = answer(PAGE)
        server.paths["/down"] = answer(
            status="302 Found", location=f"http://news.example.org:{server.port}/page"
        )
        url = f"https://news.example.org:{server.port}"
        with pytest.raises(RefusedError, match="robots"):  # its robots.txt could not be asked for
            named_fetcher(server).fetch(f"{url}/page")
        assert server.requests == []

        trusting = ssl.create_default_context(cafile=str(chain))
        monkeypatch.setattr(
            "vigil.reading.intake.fetching.request.ssl.create_default_context", lambda: trusting
        )
        fetched = named_fetcher(server).fetch(f"{url}/page")
        assert isinstance(fetched, Fetched)
        assert fetched.content == PAGE
        assert set(asked) == {"news.example.org"}
        assert server.requests[-1][1]["host"] == f"news.example.org:{server.port}"

        with pytest.raises(RefusedError, match="down to http"):
            named_fetcher(server).fetch(f"{url}/down")
        with pytest.raises(FetchError):
            named_fetcher(server).fetch(f"https://other.example.org:{server.port}/page")
        assert {headers["host"] for _, headers in server.requests} == {
            f"news.example.org:{server.port}"
        }


def test_one_connection_a_host(server: Server) -> None:
    import threading

    busy, most = [0], [0]

    def slow(connection: socket.socket) -> None:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.03)
        busy[0] -= 1
        connection.sendall(answer(PAGE))

    server.paths["/page"] = slow
    fetcher = fetcher_of(server)
    threads = [
        threading.Thread(target=fetcher.fetch, args=(f"{server.url}/page",)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked()) == 4
    assert most == [1]
