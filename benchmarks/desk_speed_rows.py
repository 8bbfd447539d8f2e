"""Fills the case file of a benchmark with generated rows of every table that the desk reads.

    VIGIL_DATA=FOLDER python benchmarks/desk_speed_rows.py CASES     (or DATABASE_URL)

A tenth of the cases are candidates. The others are what years of work leave: most are public, some
are open, coded, rejected or merged. Reports, accounts, claims, people, accepted values, codings,
adjudications, decisions, doubts, assignments, notes and reminders are joined as the product joins
them. Written in bulk (`executemany`, COPY), without the checks of foreign keys: every way of the
product would take days. Not one is a real person: names are put together from syllables.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from generated import COUNTRIES, LINKS, METHODS, SYLLABLES, weights

COPIES = 20
TODAY = date.today()
NOW = f"{TODAY} 06:00:00"
RECORDERS = 12
LANGUAGES = weights("es 52 en 25 pt 9 it 4 fr 4 ar 3 ru 2 tr 1")
STAGES = weights("public 8560 rejected 300 merged 50 internal 40 open 35 coded 15")
"""Of the cases that are no candidates."""
VERSION = "1.1"


class Table:
    """Rows of one table that wait to be written; what is not named has the model's default."""

    def __init__(self, model: Any, *columns: str) -> None:
        fields = [f for f in model._meta.concrete_fields if f.attname not in columns]
        by_name = {f.attname: f for f in model._meta.concrete_fields}
        self.rest = tuple(
            _plain(f.get_default()) if f.name != "updated_at" else NOW for f in fields
        )
        names = [by_name[name].column for name in columns] + [f.column for f in fields]
        self.name, self.columns = model._meta.db_table, names
        self.parents = {
            f.column: f.related_model._meta.db_table
            for f in model._meta.concrete_fields
            if f.is_relation and f.related_model is not None
        }
        self.rows: list[tuple[Any, ...]] = []
        self.first = self.last = 0

    def add(self, *values: Any) -> int:
        """Add a row, and return its key, which is the first column."""
        self.last += 1
        self.rows.append((self.last, *values, *self.rest))
        return self.last

    def write(self, connection: Any) -> None:
        """Write the rows that wait."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(self.columns))
                query = f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})'
                cursor.connection.executemany(query, self.rows)
        self.rows.clear()

    def multiply(self, connection: Any, nth: int, grown: dict[str, int]) -> None:
        """Copy the drawn rows. `grown` says by how many rows each table grows with a copy."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        values = ", ".join(
            self._copied(name, connection.vendor, nth, grown) for name in self.columns
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{self.name}" ({columns}) SELECT {values} FROM "{self.name}" '
                f"WHERE id > {self.first} AND id <= {self.last}"
            )

    def _copied(self, column: str, vendor: str, nth: int, grown: dict[str, int]) -> str:
        by = grown[self.name] if column == "id" else grown.get(self.parents.get(column, ""), 0)
        if by:
            return f'"{column}" + {by * nth}'
        if column == "uid":
            hexed = "replace(uid::text, '-', '')" if vendor == "postgresql" else "uid"
            copied = f"'{nth:08x}' || substr({hexed}, 9)"
            return f"({copied})::uuid" if vendor == "postgresql" else copied
        if column in COPIED_APART:
            return f"CASE WHEN \"{column}\" = '' THEN '' ELSE \"{column}\" || ' {nth}' END"
        if column.startswith("worth"):
            return f'"{column}" + {nth / 7000}'
        return f'"{column}"'


COPIED_APART = {
    *("public_id", "key", "account", "title", "search_text", "url", "canonical_url", "name"),
    *("folded", "content_sha256", "target_key"),
}
"""Columns of which each copy has words of its own."""


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return NOW if isinstance(value, datetime) else value


class Filler:
    """Draws cases with all that belongs to them."""

    def __init__(self, users: list[int], outlets: list[int], seed: int = 11) -> None:
        from vigil.casefile import models as m
        from vigil.trust.models import Decision

        self.draw, self.users, self.outlets = random.Random(seed), users, outlets
        self.pool = {
            name: self.draw.choices(list(of), list(of.values()), k=997)
            for name, of in (
                ("country", COUNTRIES),
                ("method", METHODS),
                ("link", LINKS),
                ("language", LANGUAGES),
                ("stage", STAGES),
            )
        }
        self.cases = Table(
            m.Case,
            *("id", "public_id", "key", "stage", "visibility", "origin", "superseded_by_id"),
            *("rejected_as", "score", "created_at", "opened_at", "title", "event", "date"),
            *("date_precision", "date_earliest", "date_latest", "country", "admin1", "place_name"),
            *("place_precision", "lat", "lon", "method", "organised_crime_link", "n_killed"),
            *("n_reports", "n_sources", "last_told", "waiting_since", "worth", "worth_to_learn"),
            *("search_text", "targeted_score", "organised_crime_score"),
        )
        self.reports = Table(
            m.Report,
            *("id", "key", "outlet_id", "url", "canonical_url", "title", "text", "published"),
            *("language", "content_sha256", "report_kind", "score"),
        )
        self.accounts = Table(
            m.Account, "id", "report_id", "key", "event", "score", "part", "start", "end", "reader"
        )
        self.members = Table(m.CaseAccount, "id", "account_id", "case_id", "basis", "suggested")
        self.claims = Table(m.Claim, "id", "account_id", "field", "person", "value", "spans")
        self.victims = Table(
            m.Victim,
            *("id", "case_id", "position", "name", "role", "outcome", "gender"),
            *("age_low", "age_high", "uid", "agreed_until"),
        )
        self.names = Table(m.VictimName, "id", "victim_id", "name", "folded")
        self.values = Table(
            m.AcceptedValue, "id", "case_id", "victim_id", "field", "value", "basis"
        )
        self.decisions = Table(
            Decision, "id", "at", "actor_id", "verb", "target_kind", "target_key"
        )
        self.codings = Table(
            m.Coding,
            *("id", "case_id", "coder_id", "codebook_version", "values", "submitted_at"),
        )
        self.adjudications = Table(
            m.Adjudication,
            *("id", "case_id", "by_id", "codebook_version", "values", "verified_by_id"),
            "verified_at",
        )
        self.triage = Table(m.CaseTriage, "id", "case_id", "assigned_to_id", "put_off_until")
        self.notes = Table(m.CaseNote, "id", "case_id", "account", "by_id", "text")
        self.mentions = Table(m.Mention, "id", "note_id", "person_id")
        self.doubts = Table(m.CaseDoubt, "id", "case_id", "other_id", "probability")
        self.looks = Table(m.LookAgain, "id", "case_id", "kind", "since", "due")
        self.reviews = Table(m.CaseReview, "id", "case_id", "by_id", "findings", "confirmed")
        self.opened_lately: list[int] = []
        self.candidates: list[int] = []

    def tables(self) -> list[Table]:
        """Return the tables."""
        return [table for table in vars(self).values() if isinstance(table, Table)]

    def begin_after(self, connection: Any) -> None:
        """Go on after the keys that are there."""
        with connection.cursor() as cursor:
            for table in self.tables():
                cursor.execute(f'SELECT max(id) FROM "{table.name}"')
                table.first = table.last = cursor.fetchone()[0] or 0

    def of(self, name: str) -> str:
        """Draw one value."""
        return self.pool[name][int(self.draw.random() * 997)]

    def name(self) -> str:
        """Draw a name of three words."""
        some = self.draw.choices(SYLLABLES, k=8)
        return " ".join(("".join(some[:3]), "".join(some[3:5]), "".join(some[5:]))).title()

    def case(self, number: int, candidate: bool) -> None:
        """Draw a case with its reports, people and decisions."""
        rand = self.draw.random
        stage = "candidate" if candidate else self.of("stage")
        back = int(rand() * (400 if candidate or stage in ("open", "coded") else 22 * 365))
        day = TODAY - timedelta(back)
        on, since = day.isoformat(), (day + timedelta(2)).isoformat()
        country, method, link = self.of("country"), self.of("method"), self.of("link")
        event = "killing" if rand() < 0.87 else "attempt"
        place, admin1 = f"Puerto {SYLLABLES[number % 20]}{number % 997}", f"{country} {number % 12}"
        names = [self.name() for _ in range(1 if rand() < 0.85 else 2)]
        n_reports = 1 + (rand() < 0.3) + (rand() < 0.12)
        score = round(rand() if candidate else 0.5 + rand() / 2, 3)
        worth = round(4 * score + 2 * rand() - back / 60, 4)
        compiled = stage == "public" and number % 3000 == 1
        public, live = stage in ("public", "merged"), stage not in ("candidate", "rejected")
        in_db = {"public": "verified", "internal": "verified", "merged": "verified"}
        title = ", ".join(names)
        full = candidate or stage in ("open", "coded", "internal") or number % 25 == 0
        pk = self.cases.add(
            f"V-{2_000_000 + number}" if live else None,
            f"g{number}-0@1#1" if not live else "",
            in_db.get(stage, stage),
            "published" if public else "internal",
            "compiled" if compiled else "machine",
            self.cases.last if stage == "merged" else None,
            "accident" if stage == "rejected" else "",
            score,
            f"{since} 08:00:00",
            f"{since} 09:00:00" if live else None,
            title,
            event,
            on,
            "day",
            on,
            on,
            country if rand() < 0.97 else "",
            admin1,
            place,
            "town",
            round(rand() * 60 - 30, 3),
            round(rand() * 90 - 100, 3),
            method,
            link,
            len(names) if event == "killing" else 0,
            n_reports,
            n_reports,
            on,
            since,
            worth,
            round(worth + 3.2 * score * (1 - score), 4),
            f"{title} {place} {admin1}".lower(),
            round(rand(), 3),
            round(rand(), 3),
        )
        self._reports(pk, number, n_reports, event, names, on, full)
        self._people(pk, number, event, names, full, compiled, on)
        if live:
            self._work(pk, number, stage, since)
        if candidate:
            self._triage(pk, number)
        if stage in ("open", "coded"):
            self.opened_lately.append(pk)
        if compiled:
            self.reviews.add(pk, self.users[number % 2], '{"method": "confirmed"}', number % 2 == 0)

    def _reports(
        self, pk: int, number: int, count: int, event: str, names: list[str], on: str, full: bool
    ) -> None:
        text = f"{names[0]} was shot dead near a market. The police said that two men fled. "
        text *= 12 if full else 1
        for n in range(count):
            language, key = self.of("language"), f"g{number}-{n}@1"
            url = f"https://news{number % 300}.example/{number}/{n}"
            report = self.reports.add(
                key,
                self.outlets[(number + n) % len(self.outlets)],
                url,
                url,
                f"Attack number {number}",
                text,
                on,
                language,
                f"{number:048x}{n:08x}",
                "followup" if self.draw.random() < 0.2 else "fresh",
                round(self.draw.random(), 3),
            )
            account = self.accounts.add(report, f"{key}#1", event, 0.8, "text", 0, 40, "generated")
            placed = full and n == 2 and number % 5 == 0
            self.members.add(account, pk, "machine", placed)
            end = len(names[0]) + 14
            said = f'[{{"in": "text", "start": 0, "end": {end}, "text": "{text[:end]}"}}]'
            self.claims.add(account, "event", None, f'"{event}"', said)
            if full:
                told = {"value": on, "precision": "day"}
                for field, person, value in (
                    ("method", None, "firearm"),
                    ("date_of_attack", None, told),
                    ("names", 0, [names[0]]),
                    ("outcome", 0, "killed" if event == "killing" else "injured"),
                ):
                    self.claims.add(account, field, person, json.dumps(value), said)

    def _people(
        self,
        pk: int,
        number: int,
        event: str,
        names: list[str],
        full: bool,
        compiled: bool,
        on: str,
    ) -> None:
        basis = "compiled" if compiled else "adjudicated" if not full else "rule"
        self.values.add(pk, None, "event", f'"{event}"', basis)
        if full:
            told = json.dumps({"value": on, "precision": "day"})
            self.values.add(pk, None, "date_of_attack", told, basis)
            self.values.add(pk, None, "method", '"firearm"', basis)
        for n, name in enumerate(names):
            outcome = "killed" if event == "killing" and not n else "injured"
            soon = (TODAY + timedelta(number % 400)).isoformat() if number % 2000 == 3 else None
            victim = self.victims.add(
                *(pk, n, name if number % 50 else "", "target", outcome, "male"),
                *(20 + number % 50, 20 + number % 50, f"{number:024x}{n:08x}", soon),
            )
            self.names.add(victim, name, name.lower())
            self.values.add(pk, victim, "names", json.dumps([name]), basis)

    def _work(self, pk: int, number: int, stage: str, since: str) -> None:
        one, two, three = (self.users[(number + n) % len(self.users)] for n in range(3))
        at, key, values = (
            f"{since} 09:00:00",
            f"V-{2_000_000 + number}",
            '{"case": {}, "victims": []}',
        )
        self.decisions.add(at, one, "open", "case", key)
        if stage == "open":
            if number % 3 == 0:
                self.codings.add(pk, two, VERSION, values, at if number % 2 else None)
            return
        if stage != "coded" and number % 30 and stage != "internal":
            self.decisions.add(at, two, "publish", "case", key)
            if number % 40 == 7:
                due = TODAY + timedelta(number % 700 - 60)
                self.looks.add(pk, "proceedings", since, due.isoformat())
            return
        self.codings.add(pk, one, VERSION, values, at)
        self.codings.add(pk, two, VERSION, values, at)
        if stage != "coded" or number % 3 == 0:
            verified = stage != "coded"
            self.adjudications.add(
                pk, three, VERSION, values, one if verified else None, at if verified else None
            )
            self.decisions.add(at, three, "adjudicate", "case", key)

    def _triage(self, pk: int, number: int) -> None:
        """Give every tenth candidate to somebody or put it off; some notes, some doubts."""
        self.candidates.append(pk)
        nth, draw = len(self.candidates), self.draw
        if nth % 10 == 0:
            until = TODAY + timedelta(draw.randrange(-30, 60)) if nth % 30 == 0 else None
            whose = draw.choice(self.users) if nth % 20 else None
            self.triage.add(pk, whose, until and until.isoformat())
        if nth % 33 == 0:
            by = draw.choice(self.users)
            note = self.notes.add(pk, f"g{number}-0@1#1", by, "Please look at the place again.")
            if nth % 3300 == 0:
                self.mentions.add(note, self.users[0])
        if nth % 12 == 0 and nth > 30:
            self.doubts.add(self.candidates[-20], pk, 0.4)
        if nth % 40 == 0 and self.opened_lately:
            self.doubts.add(self.opened_lately[-1], pk, 0.5)


def fill(count: int) -> None:
    """Write so many cases."""
    from django.contrib.auth.hashers import make_password
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from vigil.casefile.models import Outlet
    from vigil.trust.models import Role, RoleGrant, User

    users = [
        User.objects.create(
            username=f"recorder{n}@example.org",
            email=f"recorder{n}@example.org",
            display_name=f"Recorder {n}",
            password=make_password(None),
        )
        for n in range(RECORDERS)
    ]
    for n, user in enumerate(users):
        role = Role.ADJUDICATOR if n % 4 == 0 else Role.CODER
        limits = {"countries": ["MEX", "COL"], "languages": ["es", "pt"]} if n == 1 else {}
        RoleGrant.objects.create(user=user, role=role, **limits)
    outlets = Outlet.objects.bulk_create([Outlet(name=f"Gazette {n}") for n in range(300)])
    filler = Filler([user.pk for user in users], [outlet.pk for outlet in outlets])
    filler.begin_after(connection)
    with connection.cursor() as cursor:
        for line in _quick(connection.vendor):
            cursor.execute(line)
    for number in range(1, count // COPIES + 1):
        filler.case(number, candidate=number % 10 == 0)
    with transaction.atomic():
        for table in filler.tables():
            table.write(connection)
    grown = {table.name: table.last - table.first for table in filler.tables()}
    for nth in range(1, COPIES):
        with transaction.atomic():
            for table in filler.tables():
                table.multiply(connection, nth, grown)
        print(f"{connection.vendor}: copy {nth}", file=sys.stderr, flush=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            models = [type(o) for o in (users[0], outlets[0])]
            for line in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(line)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def _quick(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield "SET session_replication_role = replica"
    else:
        yield "PRAGMA foreign_keys = OFF"
        yield "PRAGMA synchronous = OFF"
        yield "PRAGMA cache_size = -400000"


def main() -> None:
    """Make the database that the environment names, and fill it."""
    from vigil.cli.support.database import prepare_database, set_up_django

    set_up_django()
    prepare_database(begins=True)
    began = time.perf_counter()
    fill(int(sys.argv[1]))
    print(json.dumps({"seconds": round(time.perf_counter() - began)}))


if __name__ == "__main__":
    main()
