"""Saving answers: 20 a second for a minute, by 40 experts at once; how long each waits.

The site runs as it does in use (waitress, a process of its own); experts are signed in and send the
form of one question, over HTTP. A save is due at its moment whether those before it are answered or
not, and waits from that moment on. With it the pages that are asked for in between, and their
bytes. VIGIL_BENCH_POSTGRES names another database beside SQLite.
"""

import http.client
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python, _served  # noqa: E402

NAME = "panels"
EXPERTS, QUESTIONS = 40, 12
RATE = 20
"""Saves a second."""
SECONDS = int(os.environ.get("VIGIL_BENCH_SECONDS", "60"))
LIMIT = 300
"""Most milliseconds at the 95th percentile."""
BYTES = 30_000
"""Most bytes of a page of one question."""

MAKE = """
import sys
from datetime import timedelta
from django.utils import timezone
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from django.conf import settings
from django.test import Client
from vigil.reading.codebook import terms
from vigil.outlook.experts.verbs import inviting_and_seating as seating
from vigil.outlook.panels.verbs import rounds, setting_up as opening
from vigil.outlook.questions import verbs as asking
from vigil.trust.models import Role, RoleGrant, User

def made(name, role):
    user = User.objects.create(username=name, email=f"{name}@example.org")
    RoleGrant.objects.create(user=user, role=role)
    return user

by = made("chair", Role.PANEL_CHAIR)
panel = opening.make_panel("A panel", by=by)
for n in range(int(sys.argv[2])):
    asking.add_question(panel, "score", f"Question {n}?", by=by, guidance=["Who controls it?"] * 5)
drivers, markets = (list(one().terms) for one in (terms.drivers, terms.markets))
asking.add_question(panel, "drivers", "What drives it?", by=by, rows=drivers, columns=markets)
now = timezone.now().replace(tzinfo=None, microsecond=0)
row = opening.plan_round(panel, "estimate", now, now + timedelta(days=9), by=by)
keys = []
for n in range(int(sys.argv[1])):
    user = made(f"expert{n}", Role.PANEL_EXPERT)
    seating.accept(seating.invite(panel, user, by=by), by=user)
    client = Client()
    client.force_login(user)
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().partition(";")[0])
opening.open_panel(panel, by=by)
rounds.open_round(row, by=by)
print(f"/outlook/panels/{panel.uid}/")
print("|".join(keys))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    made = {"experts": EXPERTS, "questions": QUESTIONS, "rate": RATE, "seconds": SECONDS}
    return made | {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
        environment = {**os.environ, **places}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        out = _python(environment, "-c", MAKE, str(EXPERTS), str(QUESTIONS)).splitlines()
        at, cookies = out[-2], out[-1].split("|")
        with _served(environment) as port:
            experts = [_Expert(port, at, cookie) for cookie in cookies]
            sizes = {
                "score": experts[0].page(1)[1],
                "matrix": experts[0].page(QUESTIONS + 1)[1],
            }
            for expert in experts:
                expert.sign()
            saves = _saved(experts)
            pages = sorted(expert.page(2)[0] for expert in experts)
            return {"saves": _spread(saves), "pages": _spread(pages), "bytes": sizes}


def _saved(experts: list["_Expert"]) -> list[float]:
    """Send saves at their moments; return how many milliseconds each took from its moment on."""
    began = time.perf_counter() + 0.5

    def one(n: int) -> float:
        due = began + n / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        experts[n % EXPERTS].save(n)
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(EXPERTS) as pool:
        return sorted(pool.map(one, range(RATE * SECONDS)))


def _spread(times: list[float]) -> dict[str, float]:
    return {
        "n": len(times),
        "median": round(statistics.median(times), 1),
        "p95": round(times[int(0.95 * len(times))], 1),
        "most": round(times[-1], 1),
    }


class _Expert:
    """One expert, in a browser that is signed in."""

    def __init__(self, port: int, at: str, cookie: str) -> None:
        self.port, self.at, self.cookie = port, at, cookie
        self.token, self.versions, self.lock = "", [0] * QUESTIONS, Lock()

    def page(self, number: int) -> tuple[float, int]:
        """Ask for the page of a question: milliseconds, bytes."""
        began = time.perf_counter()
        body = self._ask("GET", f"questions/{number}/", 200)[0]
        return (time.perf_counter() - began) * 1000, len(body)

    def sign(self) -> None:
        """Take the token of a form."""
        body, kept = self._ask("GET", "questions/1/", 200)
        self.cookie += f"; {kept.partition(';')[0]}"
        self.token = (
            body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        )

    def save(self, n: int) -> None:
        """Save an answer upon the one that stands."""
        with self.lock:  # a person presses a button once it is answered
            asked = n // EXPERTS % QUESTIONS
            before = f"{asked + 1}."
            sent = {
                "csrfmiddlewaretoken": self.token,
                f"{before}base": self.versions[asked],
                f"{before}nonce": f"n{n}",
                f"{before}score": f"{n % 19 / 2 + 1:g}",
                f"{before}reasons": f"As {n} reports from the ports say. " * 12,
                f"{before}sources": "https://example.org/a-report",
            }
            self._ask("POST", f"questions/{asked + 1}/", 302, urlencode(sent))
            self.versions[asked] += 1

    def _ask(self, method: str, page: str, status: int, body: str = "") -> tuple[bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": self.cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, self.at + page, body or None, headers)
        answer = connection.getresponse()
        data, kept = answer.read(), answer.getheader("Set-Cookie", "")
        connection.close()
        if answer.status != status:
            raise RuntimeError(f"{method} {page} answered {answer.status}")
        return data, kept


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [
        f"{result['rate']} saves a second for {result['seconds']} s by {result['experts']} experts;"
        " milliseconds"
    ]
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        lines.append(f"\n{name}\n{'':10}{'n':>7}{'median':>9}{'p95':>9}{'most':>9}{'limit':>9}")
        for kind in ("saves", "pages"):
            told = result[name][kind]
            lines.append(
                f"{kind:10}{told['n']:>7}{told['median']:>9}{told['p95']:>9}{told['most']:>9}"
                f"{LIMIT:>9}"
            )
        sizes = result[name]["bytes"]
        lines.append(f"bytes of a page: {sizes['score']:,} of a score, {sizes['matrix']:,} of a "
                     f"matrix; limit {BYTES:,}")  # fmt: skip
    return "\n".join(lines)
