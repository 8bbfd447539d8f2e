"""Fill the fund of a benchmark, and print as JSON what to ask for.

    VIGIL_DATA=FOLDER python benchmarks/grants_script/fund_filled.py APPLICATIONS  (or DATABASE_URL)

The applications are to three calls, with two reviews each. A tenth have grants on every step of
their path, whose texts are sealed as in use: the pages of grants and of grantees open them. The
texts of the others are never opened, so any bytes do. What is invented is drawn from one seed.
"""

import json
import random
import sys
from datetime import timedelta

from vigil.cli.support.database import prepare_database, set_up_django

set_up_django()
prepare_database(begins=True)

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from vigil.fund import models  # noqa: E402
from vigil.fund.agreements.terms import digest_of_plan  # noqa: E402
from vigil.fund.parties.verbs import own_page_links, sealing  # noqa: E402
from vigil.trust.models import Letter, Role, RoleGrant, Sealed, User  # noqa: E402

draw = random.Random(5)
NOW, TODAY = timezone.now(), timezone.localdate()
BATCH = 1000
TEXT = "They keep the families together, and write down what they see. " * 12
THEME = "gun_trafficking"
RUBRIC = [
    {"key": key, "label": {"en": key.title()}, "points": 5, "weight": 1}
    for key in ("need", "change", "safety")
]
FORM = [{"key": "what", "kind": "long", "label": {"en": "What do you plan?"}, "required": True}]


def people() -> tuple[User, list[User]]:
    """Make the officer who asks, and eight others."""
    rows = [User(username=f"o{k}@example.org", email=f"o{k}@example.org") for k in range(9)]
    by, *others = User.objects.bulk_create(rows)
    for user in (by, *others[:2]):
        RoleGrant.objects.create(user=user, role=Role.FUND_OFFICER)
    for user in others[2:]:
        RoleGrant.objects.create(user=user, role=Role.REVIEWER)
    return by, others


def make_parties(n: int, by: User, others: list[User]) -> list[models.Party]:
    """Make parties: some are known to a few people only, with some the officer has a conflict."""
    rows = [
        models.Party(
            number=k,
            kind="organisation",
            level=draw.choice(["open", "hidden", "pseudonym"]),
            country=draw.choice(["MEX", "COL", "KEN"]),
        )
        for k in range(1, n + 1)
    ]
    for row in rows:
        if row.level == "open":
            row.name = f"Colectivo de familias {row.number}"
        elif row.level == "pseudonym":
            row.pseudonym = f"Jacaranda {row.number}"
    parties = models.Party.objects.bulk_create(rows, batch_size=BATCH)
    for party in draw.sample(parties[n // 10 :], n // 20):
        party.known_to.set([by, others[0]])
    models.Conflict.objects.bulk_create(
        models.Conflict(party=party, user=by, said_by=by)
        for party in draw.sample(parties[n // 10 :], n // 50)
    )
    return parties


def make_applications(parties: list[models.Party], others: list[User]) -> list[models.Application]:
    """Make three calls, with applications, reviews and decisions."""
    calls = models.Call.objects.bulk_create(
        models.Call(
            slug=f"call-{k}",
            kind="grant",
            state="published",
            title={"en": "Grants for those who stay"},
            languages=["en", "es"],
            form=FORM,
            rubric=RUBRIC,
            opens_at=NOW - timedelta(days=9),
        )
        for k in range(3)
    )
    # Those who hold grants come first, and are decided.
    granted = len(parties) // 10
    apps = models.Application.objects.bulk_create(
        [
            models.Application(
                number=k + 1,
                call=calls[k % 3],
                party=party,
                language="es",
                state="decided" if k < granted else draw.choice(["submitted", "review", "decided"]),
                minor=500000,
                currency="USD",
                theme=THEME,
                submitted_at=NOW,
            )
            for k, party in enumerate(parties)
        ],
        batch_size=BATCH,
    )
    models.Review.objects.bulk_create(
        [
            models.Review(
                application=app,
                reviewer=reviewer,
                state="submitted",
                scores={one["key"]: draw.randrange(1, 6) for one in RUBRIC},
                says=draw.choice(["award", "decline"]),
                total=draw.uniform(0, 100),
            )
            for app in apps
            for reviewer in draw.sample(others[2:], 2)
        ],
        batch_size=BATCH,
    )
    models.Determination.objects.bulk_create(
        [
            models.Determination(
                application=app,
                outcome="award" if app.number <= granted else "decline",
                by=others[0],
                agreed_by=others[1] if app.number <= granted or draw.random() < 0.8 else None,
                told_at=draw.choice([None, NOW]),
            )
            for app in apps
            if app.state == "decided"
        ],
        batch_size=BATCH,
    )
    return apps


def seal_any(parties: list[models.Party], apps: list[models.Application]) -> None:
    """Keep bytes in place of texts that nothing here opens."""
    named = [("party", one.uid, field) for one in parties for field in ("name", "contact", "bank")]
    named += [("application", one.uid, "answers") for one in apps]
    Sealed.objects.bulk_create(
        [
            Sealed(
                subject_kind=kind,
                subject_key=uid,
                field=field,
                ciphertext=b"x" * 400,
                sealed_to="x",
            )
            for kind, uid, field in named
        ],
        batch_size=BATCH,
    )


def make_waiting(parties: list[models.Party], others: list[User]) -> None:
    """Make nominations, requests for help, and letters that wait."""
    n = len(parties)
    models.Nomination.objects.bulk_create(
        models.Nomination(
            party=party,
            way="mapping",
            by=others[0],
            state=draw.choice(["screening", "cleared", "contacted", "refused"]),
        )
        for party in draw.sample(parties, n // 10)
    )
    models.EmergencyRequest.objects.bulk_create(
        models.EmergencyRequest(
            party=party,
            needs=["legal"],
            minor=50000,
            currency="USD",
            state=draw.choice(["waiting", "approved", "refused"]),
            received_at=NOW,
            decide_by=NOW + timedelta(hours=48),
            decided_at=NOW,
            told_at=draw.choice([None, NOW]),
        )
        for party in draw.sample(parties, n // 50)
    )
    Letter.objects.bulk_create(
        Letter(
            kind="fund",
            subject="message",
            language="es",
            about_kind="party",
            about_key=party.uid,
            state="waiting",
        )
        for party in draw.sample(parties, n // 50)
    )


def make_grants(apps: list[models.Application], by: User, others: list[User]) -> list[models.Grant]:
    """Make the grants of the first tenth of the applications, on every step of their path."""
    donors = models.Donor.objects.bulk_create(
        models.Donor(slug=f"d{k}", name=f"Donor {k}", reference=f"X-{k}") for k in range(5)
    )
    for donor in donors:
        models.DonorBudget.objects.create(
            donor=donor,
            title="Grants",
            minor=30_000_000,
            currency="USD",
            starts_on=TODAY - timedelta(days=200),
            spend_by=TODAY + timedelta(days=400),
        )
    grants = models.Grant.objects.bulk_create(
        [
            models.Grant(
                number=app.number,
                party=app.party,
                application=app,
                kind=draw.choice(["grant", "fellowship"]),
                state=draw.choice(["draft", "active", "active", "closed"]),
                currency="USD",
                theme=THEME,
                starts_on=TODAY - timedelta(days=100),
                ends_on=TODAY + timedelta(days=200),
                agreed_on=TODAY - timedelta(days=100),
            )
            for app in apps[: len(apps) // 10]
        ]
    )
    payments = [
        payment for grant in grants for payment in follow(grant, draw.choice(donors), by, others)
    ]
    match_statement(payments, by)
    return grants


def follow(
    grant: models.Grant, donor: models.Donor, by: User, others: list[User]
) -> list[models.Payment]:
    """Make a grant's money, agreement, reports, messages and results; return its payments."""
    one, two = others[:2]
    for category in ("people", "travel", "security"):
        models.BudgetLine.objects.create(grant=grant, category=category, minor=100000)
    payments = [
        paid for number in (1, 2, 3) for paid in make_tranche(grant, donor, number, by, others)
    ]
    party = grant.party
    for field, text in (("name", "Ana"), ("contact", "ana@example.org"), ("bank", "DE00 1234")):
        sealing.write(party, "party", party.uid, field, text, by=None)
    draft = grant.state == "draft"
    agreement = models.Agreement.objects.create(
        grant=grant,
        version=1,
        language="es",
        terms=digest_of_plan(grant),
        offered_by=one,
        state="offered" if draft else "accepted",
        how="" if draft else "own_page",
        answered_at=None if draft else NOW,
    )
    sealing.write(party, "agreement", agreement.uid, "text", TEXT, by=one)
    models.Check.objects.bulk_create(
        models.Check(party=party, step=step, found="clear", by=one) for step in models.Check.Step
    )
    if draw.random() < 0.8:
        models.AccountConfirmation.objects.create(party=party, channel="call", terms="x", by=two)
    make_reports(grant, one)
    for k in range(6):
        sent = models.Message.objects.create(
            party=party,
            grant=grant,
            by=None if k % 2 else one,
            at=NOW - timedelta(days=k),
            read_at=NOW,
            answered_at=NOW if k > 1 or draw.random() < 0.7 else None,
        )
        sealing.write(party, "fund_message", sent.uid, "text", TEXT[:200], by=None)
    plan = models.SafetyPlan.objects.create(
        party=party, review_on=TODAY + timedelta(days=draw.randrange(-20, 200)), by=one
    )
    sealing.write(party, "safety_plan", plan.uid, "plan", TEXT, by=one)
    if draw.random() < 0.2:
        models.Incident.objects.create(party=party, grant=grant, kind="safety", month=TODAY)
    if draw.random() < 0.1:
        models.ExtensionRequest.objects.create(grant=grant, until=TODAY + timedelta(days=400))
    if draw.random() < 0.05:
        models.Hold.objects.create(party=party, sign="coercion", by=one)
    for k in range(2):
        models.Accompaniment.objects.create(
            grant=grant, kind=draw.choice(["mentor", "training"]), on=TODAY, by=one
        )
        result = models.Result.objects.create(
            grant=grant,
            people=draw.randrange(500),
            communities=2,
            themes=[THEME],
            evidence="own",
            month=TODAY - timedelta(days=100 * k),
            by=one,
        )
    if not draft and draw.random() < 0.6:
        outcome = models.OutcomeStatement.objects.create(
            grant=grant, state=draw.choice(["reading", "agreed"]), theme=THEME, month=TODAY, by=one
        )
        outcome.results.add(result)
    return payments


def make_reports(grant: models.Grant, one: User) -> None:
    """Make one report that was accepted, one that is due or handed in, and one of later."""
    states = ["accepted", draw.choice(["due", "received"]), "due"]
    models.Report.objects.bulk_create(
        models.Report(
            grant=grant,
            kind=kind,
            state=state,
            due_on=TODAY + timedelta(days=days),
            received_at=None if state == "due" else NOW,
            answered_by=one if state == "accepted" else None,
        )
        for kind, state, days in zip(
            ("narrative", "financial", "narrative"), states, (-40, 5, 90), strict=True
        )
    )


def make_tranche(
    grant: models.Grant, donor: models.Donor, number: int, by: User, others: list[User]
) -> list[models.Payment]:
    """Make a tranche of a grant; the first is paid, the second approved by one, if it is agreed."""
    draft = grant.state == "draft"
    paid = number == 1 and not draft
    tranche = models.Tranche.objects.create(
        grant=grant,
        number=number,
        state="paid" if paid else "planned",
        due_on=TODAY + timedelta(days=60 * number - 90),
    )
    models.Share.objects.create(tranche=tranche, donor=donor, minor=100000)
    if draft:
        return []
    entry = {"grant": grant, "donor": donor, "minor": 100000, "currency": "USD", "on": TODAY}
    models.Entry.objects.create(kind="commit", by=by, **entry)
    if not paid:
        return []
    payment = models.Payment.objects.create(
        tranche=tranche,
        paid_on=TODAY - timedelta(days=draw.randrange(60)),
        received_on=draw.choice([None, TODAY]),
        sent_minor=100000,
        sent_currency="USD",
        rate_on=TODAY,
        by=others[0],
    )
    models.Entry.objects.create(kind="pay", by=by, payment=payment, **entry)
    return [payment]


def match_statement(payments: list[models.Payment], by: User) -> None:
    """Import a statement of the bank: half of its lines are matched with payments."""
    statement = models.BankStatement.objects.create(digest="x", kind="csv", currency="USD", by=by)
    matched = payments[::2]
    models.StatementLine.objects.bulk_create(
        [
            models.StatementLine(
                statement=statement,
                number=k,
                booked_on=TODAY,
                minor=-100000,
                currency="USD",
                digest=f"{k}",
                state="matched" if k < len(matched) else "open",
                payment=matched[k] if k < len(matched) else None,
            )
            for k in range(2 * len(matched))
        ],
        batch_size=BATCH,
    )


def connect(grants: list[models.Grant], by: User) -> None:
    """Connect grantees who know each other."""
    some = draw.sample(grants, len(grants) // 5 * 2)
    models.Connection.objects.bulk_create(
        models.Connection(one=a.party, other=b.party, kind="coalition", since=TODAY, by=by)
        for a, b in zip(some[::2], some[1::2], strict=True)
    )


def signed_in(by: User) -> str:
    """Return the cookie of an officer who is signed in."""
    client = Client()
    client.force_login(by)
    session = client.session
    session["second_factor"] = str(by.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].OutputString().partition(";")[0]


def main(n: int) -> None:
    """Fill, and print the cookie, keys of some pages, and links of grantees."""
    with transaction.atomic():
        by, others = people()
        parties = make_parties(n, by, others)
        apps = make_applications(parties, others)
        seal_any(parties[n // 10 :], apps)
        make_waiting(parties, others)
        grants = make_grants(apps, by, others)
        connect(grants, by)
        running = [grant for grant in grants if grant.state == "active"]
        active = draw.sample(running, min(30, len(running)))
        links = [own_page_links.new_link(grant.party, by=None) for grant in active]
    made = {
        "cookie": signed_in(by),
        "grants": [grant.pk for grant in active],
        "parties": [grant.party.uid for grant in active],
        "applications": [grant.application.uid for grant in active],
        "links": links,
        "emergencies": list(
            models.EmergencyRequest.objects.exclude(party__conflicts__user=by)
            .filter(party__known_to=None)
            .values_list("uid", flat=True)[:30]
        ),
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]))
