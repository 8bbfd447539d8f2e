"""A message from the hosts to 5,000 registered people: how long until every letter is queued.

A host releases the message, and a process of its own does the task, as `vigil work` does (with its
pauses between two transactions). People read three languages, in two time zones; half of them were
promised plain letters; each is registered for one of two sessions or for both. Afterwards every
letter is looked at: one for each person, to their address, with their own link.

PostgreSQL is measured where VIGIL_BENCH_POSTGRES names a database that may be overwritten; else
SQLite. VIGIL_BENCH_BESIDE says what else ran, and is written down.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NAME = "mailings"
PEOPLE = 5_000
LIMIT = 30
"""Most seconds from the release to the last letter in the outbox."""
RUNS = 3

PREPARE = """
import json, secrets, sys
from datetime import UTC, datetime, timedelta
from vigil.cli.support.database import set_up_django
set_up_django()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from vigil.programme.models import Event, EventRegistration, Registration, Session
from vigil.programme.registrations import links
from vigil.trust.models import Role, RoleGrant, Sealed, User
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs.sealing import seal_many
Sealed.objects.all().delete()  # of an earlier run, whose keys are gone
make_missing()
now, mark = datetime.now(UTC), secrets.token_hex(6)
event = Event.objects.create(
    slug=f"day-{mark}", title="A day of remembrance", state="published", zone="Europe/Vienna",
    starts_on=now.date(), ends_on=now.date(), letters="plain", inviter="The hosts",
)
one, two = (
    Session.objects.create(
        event=event, slug=f"session-{n}", title=f"Bearing witness {n}", state="published",
        zone="Europe/Vienna", starts_local=now, ends_local=now + timedelta(hours=2), starts_at=now,
        ends_at=now + timedelta(hours=2), registering="open",
    )
    for n in (1, 2)
)
people = []
for n in range(int(sys.argv[1])):
    person = EventRegistration(
        event=event, language=("es", "fr", "en")[n % 3], zone=("", "America/Bogota")[n % 4 == 0],
        address_digest=f"{n:064}", plain_letters=n % 2 == 0,
    )
    person.link_digest = links.digest_of(links.token_of(person))
    people.append(person)
people = EventRegistration.objects.bulk_create(people, batch_size=500)
chosen = {0: [one], 1: [two], 2: [one, two]}
Registration.objects.bulk_create(
    (
        Registration(event_registration=person, session=session, state="confirmed")
        for n, person in enumerate(people) for session in chosen[n % 5 % 3]
    ),
    batch_size=500,
)
addresses = {person.uid: f"person-{n}@bench.example" for n, person in enumerate(people)}
seal_many("registration", "address", addresses, by=None)
user, _new = User.objects.get_or_create(username="host@bench.example", email="host@bench.example")
RoleGrant.objects.get_or_create(user=user, role=Role.PROGRAMME_HOST)
print(json.dumps({"event": event.pk}))
"""
RELEASE = """
import json, sys, time
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.programme.mailings.recipients import count_recipients
from vigil.programme.mailings.verbs.drafting import MailingChoice, draft_mailing
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import Event
from vigil.trust.models import User
event, by = Event.objects.get(pk=sys.argv[1]), User.objects.get(username="host@bench.example")
choice = MailingChoice(
    template="delay", minutes=10, sessions=list(event.sessions.all()), languages=["en", "es", "fr"]
)
mailing = draft_mailing(event, choice, by=by)
people = count_recipients(mailing).people
began = time.perf_counter()
release_mailing(mailing, fingerprint(mailing), people, by=by)
seconds = time.perf_counter() - began
print(json.dumps({"mailing": mailing.pk, "people": people, "seconds": seconds}))
"""
WORK = """
import json, resource, time
from vigil.cli.support.database import set_up_django
set_up_django()
from django.db import connection
from vigil.cli.working.duties import SECONDS_FOR_OTHERS
from vigil.trust.work.verbs.tasks import do_tasks
began = time.perf_counter()
pauses = []
def pause():
    pauses.append(time.perf_counter())
    time.sleep(SECONDS_FOR_OTHERS)
done = do_tasks("a worker", pause=pause)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_SELF)
steps = [b - a - SECONDS_FOR_OTHERS for a, b in zip(pauses, pauses[1:])]
print(json.dumps({
    "database": f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}",
    "done": done, "seconds": seconds, "longest_transaction": max(steps, default=seconds),
    "peak_mb": used.ru_maxrss / 1024,
}))
"""
FOUND = """
import json, re, sys
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.programme.models import EventRegistration, MailingRecipient
from vigil.programme.registrations.links import token_of
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import ADDRESS, SEALED_TEXT_FIELD
from vigil.trust.decisions.subjects import Subject
from vigil.trust.vault.verbs.sealing import open_many_to_act
rows = list(
    MailingRecipient.objects.filter(mailing=sys.argv[1]).select_related("letter", "person")
)
about, why = Subject("mailing", "bench"), "to look at every letter"
uids = [row.letter.uid for row in rows if row.letter]
texts = open_many_to_act("letter", SEALED_TEXT_FIELD, uids, about=about, why=why)
to = open_many_to_act("letter", ADDRESS, uids, about=about, why=why)
at = open_many_to_act(
    "registration", ADDRESS, [row.person.uid for row in rows], about=about, why=why
)
right = sum(
    bool(row.letter)
    and to[row.letter.uid] == at[row.person.uid]
    and f"/registration/{token_of(row.person)}/" in texts[row.letter.uid]
    and bool(row.letter.plain_subject) == row.person.plain_letters
    for row in rows
)
letters = Letter.objects.filter(about_key__in=[row.person.uid for row in rows]).count()
print(json.dumps({"recipients": len(rows), "right": right, "letters": letters}))
"""


def run(_data: Path) -> dict[str, Any]:
    """Send a message to everybody, several times, and look at each letter."""
    url = os.environ.get("VIGIL_BENCH_POSTGRES", "")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        before = os.getloadavg()
        runs = [_one(environment) for _ in range(RUNS)]
    return {
        "people": PEOPLE,
        "database": runs[0].pop("database"),
        "load_average_before": [round(load, 2) for load in before],
        "beside": os.environ.get("VIGIL_BENCH_BESIDE", "not said"),
        "limit_seconds": LIMIT,
        "runs": [{key: value for key, value in one.items() if key != "database"} for one in runs],
    }


def _one(environment: dict[str, str]) -> dict[str, Any]:
    """Register people for a new event and write to all of them."""
    event = _python(environment, PREPARE, str(PEOPLE))["event"]
    released = _python(environment, RELEASE, str(event))
    worked = _python(environment, WORK)
    found = _python(environment, FOUND, str(released["mailing"]))
    if worked["done"] != {"done": 1, "again": 0, "failed": 0} or released["people"] != PEOPLE:
        raise RuntimeError(f"not all were written to: {released} {worked} {found}")
    return {
        "database": worked["database"],
        "seconds_to_release": round(released["seconds"], 2),
        "seconds_to_write": round(worked["seconds"], 2),
        "seconds": round(released["seconds"] + worked["seconds"], 2),
        "longest_transaction": round(worked["longest_transaction"], 2),
        "peak_mb": round(worked["peak_mb"], 1),
        "letters": found["letters"],
        "letters_that_are_right": found["right"],
    }


def _python(environment: dict[str, str], script: str, *arguments: str) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [
        f"a message to {result['people']:,} people; {result['database']}; seconds",
        f"{'release':>8}{'write':>8}{'all':>8}{'longest':>9}{'letters':>9}{'right':>8}",
    ]
    lines += [
        f"{one['seconds_to_release']:>8}{one['seconds_to_write']:>8}{one['seconds']:>8}"
        f"{one['longest_transaction']:>9}{one['letters']:>9,}{one['letters_that_are_right']:>8,}"
        for one in result["runs"]
    ]
    return "\n".join([*lines, f"\nlimit: {result['limit_seconds']} seconds"])
