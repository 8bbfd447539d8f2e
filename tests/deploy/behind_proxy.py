"""Ask a site through a real proxy, in a network of its own: `python -m deploy.behind_proxy`.

Arguments: `nginx` or `caddy`, and an empty folder. It runs in a network namespace in which the
addresses of two visitors belong to this machine, so that the proxy sees each come from its own.
Writes as JSON what was found.
"""

import base64
import hmac
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "vigil.example.org"
SITE, VISITOR, OTHER = "192.0.2.1", "1.2.3.4", "9.8.7.6"
UPSTREAM: Final = ("127.0.0.1", 8000)
MEGABYTE: Final = 1024 * 1024
UPLOAD: Final = 200 * MEGABYTE
FORGED: Final = {
    "X-Forwarded-For": "8.8.8.8",
    "X_Forwarded_For": "8.8.8.8",
    "X-Forwarded-Proto": "http",
    "X_Forwarded_Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "81",
    "X-Real-IP": "8.8.8.8",
    "Forwarded": "for=8.8.8.8;proto=http;host=evil.example",
}
ONCE: Final = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "strict-transport-security",
    "referrer-policy",
)
SLOW: Final = 60


def main(kind: str, folder: Path) -> None:
    """Ask everything, and print what was found."""
    for address in (SITE, VISITOR, OTHER):
        subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    make_certificate(folder)
    found: dict[str, Any] = {}
    with proxy(kind, folder):
        with upstream():
            found["passed on"] = json.loads(ask("/x", headers=FORGED)[1])
            answer, body = ask("/busy")
            found["busy"] = [answer.status, answer.getheader("Retry-After"), body.decode()]
            found["upstream while bodies are slow"] = connections_while_slow()
        with site(folder) as told:
            found |= through(folder, told)
    json.dump(found, sys.stdout)


def make_certificate(folder: Path) -> None:
    """Make a certificate that signs itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "site.crt").write_bytes(certificate.public_bytes(pem))
    (folder / "site.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configuration(kind: str, folder: Path) -> list[str]:
    """Write the shipped configuration with our certificate; return the command of the proxy."""
    if kind == "caddy":
        text = (ROOT / "deploy/caddy/Caddyfile").read_text()
        head = "{$VIGIL_HOST:vigil.example.org} {"
        assert head in text
        text = text.replace(head, f"{head}\n\ttls {folder}/site.crt {folder}/site.key")
        (folder / "Caddyfile").write_text(text)
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    text = (ROOT / "deploy/nginx/vigil.conf").read_text()
    letsencrypt = f"/etc/letsencrypt/live/{HOST}"
    text = text.replace(f"{letsencrypt}/fullchain.pem", f"{folder}/site.crt")
    text = text.replace(f"{letsencrypt}/privkey.pem", f"{folder}/site.key")
    text = text.replace("/var/log/nginx/", f"{folder}/").replace("/var/www/html", str(folder))
    assert "/etc/" not in text.replace("/etc/nginx/sites-available", "")
    (folder / "vigil.conf").write_text(text)
    places = "".join(
        f"{name}_temp_path {folder}/nginx-{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root;\nworker_processes 1;\npid {folder}/nginx.pid;\ndaemon off;\n"
        f"error_log {folder}/error.log;\nevents {{}}\nhttp {{\n{places}"
        f"include {folder}/vigil.conf;\n}}\n"
    )
    return ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]


@contextmanager
def proxy(kind: str, folder: Path) -> Iterator[None]:
    """Run the proxy until the end of the block."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (
        (folder / "proxy.log").open("w") as log,
        subprocess.Popen(
            configuration(kind, folder), stdout=log, stderr=log, env=environment
        ) as process,
    ):
        try:
            wait_for(SITE, 443, process)
            yield
        finally:
            process.terminate()


@contextmanager
def site(folder: Path) -> Iterator[dict[str, Any]]:
    """Run `vigil serve` with somebody who signs in, until the end of the block."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("VIGIL_", "DATABASE_URL"))},
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
        "DJANGO_SETTINGS_MODULE": "vigil.site.settings",
        "VIGIL_DATA": str(folder / "data"),
        "VIGIL_KEYS": str(folder / "keys"),
        "VIGIL_HOSTS": HOST,
        "VIGIL_SITE": f"https://{HOST}",
        "VIGIL_HTTPS": "1",
        "VIGIL_LISTEN": "127.0.0.1:8000",
        "VIGIL_PROXIES": "127.0.0.1",
        "VIGIL_PROCESSES": "1",
        "TMPDIR": str(folder),
    }
    vigil = [sys.executable, "-P", "-m", "vigil.cli", "serve"]
    subprocess.run([*vigil, "--once"], env=environment, check=True, stdout=sys.stderr)
    made = subprocess.run(
        [sys.executable, "-m", "deploy.world"], env=environment, check=True, stdout=subprocess.PIPE
    )
    with (
        (folder / "site.log").open("w") as log,
        subprocess.Popen(vigil, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            wait_for(*UPSTREAM, process)
            yield json.loads(made.stdout.splitlines()[-1])
        finally:
            process.terminate()


def wait_for(host: str, port: int, process: subprocess.Popen[Any]) -> None:
    """Wait until somebody listens. Raises RuntimeError if the program ended instead."""
    for _ in range(600):
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args} ended with {process.returncode}") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nobody listens on {host}:{port}")


class Upstream(BaseHTTPRequestHandler):
    """Answers in place of the site: with what it was sent, or that it is busy."""

    def do_GET(self) -> None:
        """Say which headers came."""
        busy = self.path == "/busy"
        body = b"busy, as the site says it" if busy else json.dumps(self.headers.items()).encode()
        self.send_response(503 if busy else 200)
        if busy:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Stay silent."""


@contextmanager
def upstream() -> Iterator[None]:
    """Answer in place of the site until the end of the block."""
    server = ThreadingHTTPServer(UPSTREAM, Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class Connection(HTTPSConnection):
    """A connection of a visitor to the proxy, from an address of their own."""

    def __init__(self, visitor: str) -> None:
        super().__init__(HOST, timeout=400)
        self.visitor = visitor

    def connect(self) -> None:
        """Connect, without checking who signed the certificate: it signed itself."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection((SITE, 443), 400, (self.visitor, 0))
        self.sock = context.wrap_socket(plain, server_hostname=HOST)


def ask(
    path: str,
    form: Mapping[str, str] | None = None,
    *,
    visitor: str = VISITOR,
    headers: Mapping[str, str] | None = None,
) -> tuple[HTTPResponse, bytes]:
    """Ask once; return the answer and its body."""
    sent = {"Connection": "close", **(headers or {})}
    body = None
    if form is not None:
        body = urlencode(form)
        sent |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{HOST}",
        }
    connection = Connection(visitor)
    connection.request("GET" if form is None else "POST", path, body, sent)
    answer = connection.getresponse()
    return answer, answer.read()


def connections_while_slow() -> int:
    """Send many bodies slowly; return how many connections the proxy makes to the site for them."""
    slow = []
    for _ in range(SLOW):
        connection = Connection(OTHER)
        connection.putrequest("POST", "/en/account/login/")
        connection.putheader("Content-Length", "20000")
        connection.endheaders(b"login=")
        slow.append(connection)
    for _ in range(3):
        time.sleep(0.3)
        for connection in slow:
            connection.send(b"x")
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours, established = f"0100007F:{UPSTREAM[1]:04X}", "01"
    count = sum(row[2] == ours and row[3] == established for row in rows)
    assert ask("/x")[0].status == 200  # and others are answered
    for connection in slow:
        connection.close()
    return count


class Browser:
    """A visitor who keeps cookies."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        """Ask once, with what was kept."""
        if form is not None:
            form = {**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        answer, body = ask(path, form, headers=self.headers())
        self.keep(answer)
        return answer, body

    def headers(self) -> dict[str, str]:
        """Return what is sent with every request."""
        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": said, "Referer": f"https://{HOST}/"} if said else {}

    def keep(self, answer: HTTPResponse) -> None:
        """Keep the cookies of an answer, which must be for HTTPS alone."""
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if not morsel.value:
                    self.cookies.pop(name, None)
                    continue
                assert morsel["secure"], name
                self.cookies[name] = morsel.value


def through(folder: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the site itself what the issue of proxies asks."""
    found: dict[str, Any] = {}
    plain = HTTPConnection(SITE, 80, timeout=30)
    plain.request("GET", "/about/", headers={"Host": HOST})
    answer = plain.getresponse()
    found["plain"] = [answer.status, answer.getheader("Location")]
    page, body = ask("/about/policy/", headers=FORGED)
    found["page"] = [page.status, b"evil.example" in body]
    found["once"] = {name: len(page.headers.get_all(name) or []) for name in ONCE}
    found["health"] = ask("/healthz")[0].status
    browser = Browser()
    found["signed in"] = sign_in(browser, told["secret"])
    found["uploaded"] = upload(browser, told["recording"], folder)
    found["asked"] = asked_for_letters()
    return found


def sign_in(browser: Browser, secret: str) -> list[Any]:
    """Sign in with password and second factor; return where each step leads, and the desk."""
    browser.ask("/account/login/")
    first, _ = browser.ask(
        "/account/login/", {"login": "host@example.org", "password": "a long pass phrase"}
    )
    to = first.getheader("Location", "")
    browser.ask(to)
    second, _ = browser.ask(to, {"code": code_of(secret)})
    return [to, second.getheader("Location"), browser.ask("/desk/programme/")[0].status]


def code_of(secret: str) -> str:
    """Return the code that an app shows now (RFC 6238)."""
    counter = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def upload(browser: Browser, recording: int, folder: Path) -> list[Any]:
    """Send a recording of 200 MB; return the answer, and how much is kept."""
    path = f"/desk/programme/recordings/{recording}/"
    browser.ask(path)
    token = browser.cookies["csrftoken"]
    size = UPLOAD - 44
    wav = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 2, 44_100,
                      176_400, 4, 16, b"data", size)  # fmt: skip
    fields = "".join(
        f'--line\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", token), ("act", "file"))
    )
    head = (
        f'{fields}--line\r\nContent-Disposition: form-data; name="file-file"; filename="a.wav"\r\n'
        "Content-Type: audio/wav\r\n\r\n"
    ).encode() + wav
    tail = b"\r\n--line--\r\n"
    connection = Connection(VISITOR)
    connection.putrequest("POST", path)
    for name, value in {
        **browser.headers(),
        "Origin": f"https://{HOST}",
        "Content-Type": "multipart/form-data; boundary=line",
        "Content-Length": str(len(head) + size + len(tail)),
        "Connection": "close",
    }.items():
        connection.putheader(name, value)
    connection.endheaders(head)
    sound = os.urandom(MEGABYTE)
    for at in range(0, size, MEGABYTE):
        connection.send(sound[: min(MEGABYTE, size - at)])
    connection.send(tail)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 302:
        sys.stderr.write(body.decode()[-3000:])
    kept = [file.stat().st_size for file in (folder / "data/uploads").rglob("*") if file.is_file()]
    return [answer.status, answer.getheader("Location"), max(kept, default=0)]


def asked_for_letters() -> list[int]:
    """Ask for letters until this address may not, each time in another's name; then as another."""
    form = {"every": "week", "website": ""}

    def status(n: int, visitor: str) -> int:
        browser = Browser()
        page, _ = ask("/names/remind/", visitor=visitor)
        browser.keep(page)
        said = {name: value.replace("8.8.8.8", f"8.8.8.{n}") for name, value in FORGED.items()}
        data = {
            **form,
            "address": f"reader{n}@example.org",
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        }
        return ask("/names/remind/", data, visitor=visitor, headers={**browser.headers(), **said})[
            0
        ].status

    mine = [status(n, VISITOR) for n in range(21)]
    return [mine.count(302), mine[-1], status(30, OTHER)]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
