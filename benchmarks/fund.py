"""5,000 applications and 500 grants: how long an officer waits for each screen, and for everything.

The site runs as it does in use (a process of its own); the addresses are asked for over HTTP, one
after another, by an officer who is signed in. The applications are to three calls, with two reviews
each; grants have tranches, payments, messages, checks and statements. VIGIL_BENCH_FUND names
another number of applications (a tenth of them are grants); VIGIL_BENCH_POSTGRES another database
beside SQLite.
"""

import http.client
import io
import os
import random
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python, _served  # noqa: E402

NAME = "fund"
APPLICATIONS = int(os.environ.get("VIGIL_BENCH_FUND", "5000"))
GRANTS = APPLICATIONS // 10
ASKED = 60
LIST, RANKING = 200, 500
"""Most milliseconds at the 95th percentile: of any screen, and of a ranking."""
EXPORT = 20
"""Most seconds for everything."""

MAKE = """
import random, sys
from datetime import date, timedelta
from django.utils import timezone
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from django.conf import settings
from django.test import Client
from vigil.fund.models import *
from vigil.trust.models import Letter, Role, RoleGrant, Sealed, User

draw, n = random.Random(5), int(sys.argv[1])
by = User.objects.create(username="b@example.org", email="b@example.org")
RoleGrant.objects.create(user=by, role=Role.FUND_OFFICER)
others = User.objects.bulk_create(
    [User(username=f"o{k}@example.org", email=f"o{k}@example.org") for k in range(8)])
now, today = timezone.now(), date(2026, 6, 1)
calls = Call.objects.bulk_create([
    Call(slug=f"call-{k}", kind="grant", state="published", title={"en": "Grants"},
         languages=["en"], opens_at=now - timedelta(days=9)) for k in range(3)])
parties = Party.objects.bulk_create([
    Party(number=k, kind="organisation", level=draw.choice(["open", "hidden", "pseudonym"]),
          country=draw.choice(["MEX", "COL", "KEN"])) for k in range(1, n + 1)], batch_size=1000)
for party in draw.sample(parties, n // 20):
    party.known_to.set([by, others[0]])
Conflict.objects.bulk_create(
    [Conflict(party=party, user=by, said_by=by) for party in draw.sample(parties, n // 50)])
apps = Application.objects.bulk_create([
    Application(number=k + 1, call=calls[k % 3], party=parties[k], language="es",
                state=draw.choice(["submitted", "review", "decided"]), minor=500000,
                currency="USD", theme="gun_trafficking", submitted_at=now)
    for k in range(n)], batch_size=1000)
Review.objects.bulk_create([
    Review(application=a, reviewer=o, state="submitted", scores={"need": 4}, says="award",
           total=draw.uniform(0, 100))
    for a in apps for o in others[:2]], batch_size=1000)
# Sealed values are not opened by what is measured: any bytes do.
Sealed.objects.bulk_create([
    Sealed(subject_kind=kind, subject_key=row.uid, field=field, ciphertext=b"x" * 400,
           sealed_to="x") for kind, rows, fields in (
        ("party", parties, ("name", "contact", "bank")), ("application", apps, ("answers",)))
    for row in rows for field in fields], batch_size=1000)
Determination.objects.bulk_create([
    Determination(application=a, outcome=draw.choice(["award", "decline"]), by=others[2],
                  agreed_by=draw.choice([None, others[3]]), told_at=draw.choice([None, now]))
    for a in apps if a.state == "decided"], batch_size=1000)
Nomination.objects.bulk_create([
    Nomination(party=party, way="mapping", by=others[0],
               state=draw.choice(["screening", "cleared", "contacted", "refused"]))
    for party in draw.sample(parties, n // 10)], batch_size=1000)
EmergencyRequest.objects.bulk_create([
    EmergencyRequest(party=party, needs=["legal"], minor=50000, currency="USD",
                     state=draw.choice(["waiting", "approved", "refused"]),
                     received_at=now, decide_by=now + timedelta(hours=48),
                     decided_at=now, told_at=draw.choice([None, now]))
    for party in draw.sample(parties, n // 50)], batch_size=1000)
donors = Donor.objects.bulk_create(
    [Donor(slug=f"d{k}", name=f"Donor {k}", reference=f"X-{k}") for k in range(5)])
grants = Grant.objects.bulk_create([
    Grant(number=k + 1, party=parties[k], application=apps[k],
          kind=draw.choice(["grant", "fellowship"]),
          state=draw.choice(["draft", "active", "active", "closed"]), currency="USD",
          theme="gun_trafficking", starts_on=today, ends_on=today + timedelta(days=300),
          agreed_on=today) for k in range(n // 10)], batch_size=1000)
for grant in grants:
    BudgetLine.objects.create(grant=grant, category="people", minor=200000)
    for number in (1, 2):
        paid = number == 1 and grant.state != "draft"
        tranche = Tranche.objects.create(
            grant=grant, number=number, state="paid" if paid else "planned")
        donor = draw.choice(donors)
        Share.objects.create(tranche=tranche, donor=donor, minor=100000)
        if grant.state == "draft":
            continue
        Entry.objects.create(grant=grant, donor=donor, kind="commit", minor=100000,
                             currency="USD", on=today, by=by)
        if paid:
            payment = Payment.objects.create(
                tranche=tranche, paid_on=today, sent_minor=100000, sent_currency="USD",
                rate_on=today, by=by)
            Entry.objects.create(grant=grant, donor=donor, kind="pay", minor=100000,
                                 currency="USD", on=today, by=by, payment=payment)
    Report.objects.create(grant=grant, kind="narrative", due_on=today)
    Agreement.objects.create(
        grant=grant, version=1, language="es", terms="x", offered_by=others[0],
        state="offered" if grant.state == "draft" else "accepted")
    Check.objects.bulk_create([
        Check(party=grant.party, step=step, found="clear", by=others[0]) for step in Check.Step])
    if draw.random() < .8:
        AccountConfirmation.objects.create(
            party=grant.party, channel="call", terms="x", by=others[1])
    Message.objects.bulk_create([
        Message(party=grant.party, grant=grant, by=draw.choice([None, others[0]]),
                read_at=draw.choice([None, now])) for _ in range(4)])
    SafetyPlan.objects.create(party=grant.party, review_on=today, by=others[0])
    if draw.random() < .2:
        Incident.objects.create(party=grant.party, grant=grant, kind="safety", month=today)
    if draw.random() < .1:
        ExtensionRequest.objects.create(grant=grant, until=today + timedelta(days=400))
    if draw.random() < .05:
        Hold.objects.create(party=grant.party, sign="coercion", by=others[0])
    Result.objects.create(grant=grant, people=draw.randrange(500), communities=2,
                          themes=["gun_trafficking"], evidence="own", month=today, by=others[0])
statement = BankStatement.objects.create(digest="x", kind="csv", currency="USD", by=by)
StatementLine.objects.bulk_create([
    StatementLine(statement=statement, number=k, booked_on=today, minor=-100000,
                  currency="USD", digest=f"{k}")
    for k in range(n // 5)], batch_size=1000)
Letter.objects.bulk_create([
    Letter(kind="fund", subject="message", language="es", about_kind="party", about_key=party.uid)
    for party in draw.sample(parties, n // 50)])
client = Client()
client.force_login(by)
session = client.session
session["second_factor"] = str(by.pk)
session.save()
print(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().partition(";")[0])
print(draw.choice([g.pk for g in grants[1:] if not Conflict.objects.filter(party=g.party_id)]))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    made = {"applications": APPLICATIONS, "grants": GRANTS}
    return made | {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        cookie, grant = _python(environment, "-c", MAKE, str(APPLICATIONS)).splitlines()[-2:]
        with _served(environment) as port:
            site = _Site(port, cookie)
            found: dict[str, Any] = {
                kind: site.spread(addresses) for kind, addresses in _addresses(grant).items()
            }
            return found | {"export": {shape: site.export(shape) for shape in ("csv", "json")}}


class _Site:
    """The site, as an officer asks it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, address: str, body: str = "", token: str = "") -> tuple[bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Cookie": "; ".join(filter(None, (self.cookie, token)))}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        data = answer.read()
        kept = answer.getheader("Set-Cookie", "")
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return data, kept

    def spread(self, addresses: list[str]) -> dict[str, float]:
        """Return how long addresses take, in milliseconds."""
        self.ask("GET", addresses[0])
        times = sorted(self._milliseconds(address) for address in addresses)
        return {
            "median": round(statistics.median(times), 1),
            "p95": round(times[int(0.95 * len(times))], 1),
            "most": round(times[-1], 1),
        }

    def _milliseconds(self, address: str) -> float:
        began = time.perf_counter()
        self.ask("GET", address)
        return (time.perf_counter() - began) * 1000

    def export(self, shape: str) -> dict[str, float]:
        """Return how long everything takes, in seconds, and how many bytes it is."""
        page, kept = self.ask("GET", "/desk/fund/grants/ledger/")
        token = page.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        began = time.perf_counter()
        data, _kept = self.ask(
            "POST",
            "/desk/fund/grants/export/",
            f"form={shape}&csrfmiddlewaretoken={token}",
            kept.partition(";")[0],
        )
        seconds = round(time.perf_counter() - began, 2)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = archive.read(f"applications.{shape}").count(b"\n")
        return {"seconds": seconds, "bytes": len(data), "lines_of_applications": rows}


def _addresses(grant: str) -> dict[str, list[str]]:
    draw = random.Random(3)
    at = "/desk/fund/"

    def page(of: int) -> int:
        return draw.randrange(1, max(2, of // 50))

    states = ["submitted", "review", "decided"]
    kinds: dict[str, Any] = {
        "home": lambda: at,
        "applications": lambda: f"{at}applications/?page={page(APPLICATIONS)}",
        "applications in a state": lambda: (
            f"{at}applications/?state={draw.choice(states)}&call=call-{draw.randrange(3)}"
        ),
        "application by code": lambda: f"{at}applications/?code=A-{draw.randrange(APPLICATIONS)}",
        "ranking": lambda: f"{at}calls/call-0/ranking/?page={page(APPLICATIONS // 3)}",
        "calls": lambda: f"{at}calls/",
        "parties": lambda: f"{at}parties/?page={page(APPLICATIONS)}",
        "hidden parties": lambda: f"{at}parties/?level=hidden",
        "nominations": lambda: f"{at}nominations/?page={page(APPLICATIONS // 10)}",
        "emergencies": lambda: f"{at}emergencies/",
        "letters": lambda: f"{at}letters/",
        "grants": lambda: f"{at}grants/?page={page(GRANTS)}",
        "grants of a donor": lambda: f"{at}grants/?state=active&donor=d{draw.randrange(5)}",
        "grant": lambda: f"{at}grants/{grant}/",
        "results": lambda: f"{at}grants/results/",
        "ledger": lambda: f"{at}grants/ledger/",
        "audit": lambda: f"{at}grants/audit/?page={page(GRANTS)}",
    }
    return {name: [make() for _ in range(ASKED)] for name, make in kinds.items()}


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['applications']:,} applications, {result['grants']:,} grants; milliseconds"]
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        lines.append(f"\n{name}\n{'':24}{'median':>8}{'p95':>8}{'most':>8}{'limit':>8}")
        for kind, times in result[name].items():
            if kind == "export":
                continue
            limit = RANKING if kind == "ranking" else LIST
            lines.append(
                f"{kind:24}{times['median']:>8}{times['p95']:>8}{times['most']:>8}{limit:>8}"
            )
        for shape, told in result[name]["export"].items():
            lines.append(
                f"everything as {shape:10}{told['seconds']:>8} s of {EXPORT} s, "
                f"{told['bytes']:,} bytes"
            )
    return "\n".join(lines)
