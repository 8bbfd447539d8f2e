"""Parties, calls, applications and grants for tests, made by the verbs of the fund."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import UserFactory
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.models import (
    Application,
    Call,
    Check,
    Donor,
    EmergencyRequest,
    Nomination,
    Party,
)
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import registering
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import Level, Role, User

FORM: list[dict[str, Any]] = [
    {
        "key": "who",
        "kind": "text",
        "label": {"en": "Your name or the name of your group", "es": "Su nombre"},
        "required": True,
        "identity": True,
    },
    {"key": "what", "kind": "long", "label": {"en": "What you want to do"}, "required": True},
    {"key": "amount", "kind": "money", "label": {"en": "How much you need"}, "required": True},
]
RUBRIC: list[dict[str, Any]] = [
    {"key": "need", "label": {"en": "Need"}, "points": 5, "weight": 2},
    {"key": "safety", "label": {"en": "Safety"}, "points": 5, "weight": 1},
]


def officer(**values: Any) -> User:
    """Make a fund officer."""
    return UserFactory(roles=[Role.FUND_OFFICER], **values)


def reviewer(**values: Any) -> User:
    """Make a reviewer."""
    return UserFactory(roles=[Role.REVIEWER], **values)


def party(level: str = Level.HIDDEN, by: User | None = None, **values: Any) -> Party:
    """Make a party at a level: `party(Level.OPEN, name="Hermanas", bank="ES91 2100")`."""
    values = {
        "kind": Party.Kind.ORGANISATION,
        "name": "Hermanas del Río",
        "country": "MEX",
    } | values
    # Only they themselves come at a level at which something of them is published.
    return registering.take_in(
        level=level, by=None if level in registering.PUBLISHED_LEVELS else by, **values
    )


def call(**values: Any) -> Call:
    """Make a published call that is open now."""
    now = timezone.now()
    number = Call.objects.count() + 1
    values = {
        "slug": f"call-{number}",
        "kind": Call.Kind.GRANT,
        "state": Call.State.PUBLISHED,
        "title": {"en": "Small grants", "es": "Pequeñas ayudas"},
        "summary": {"en": "For communities.", "es": "Para comunidades."},
        "languages": ["en", "es"],
        "form": FORM,
        "rubric": RUBRIC,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=30),
    } | values
    return Call.objects.create(**values)


def application(
    state: str = Application.State.SUBMITTED, of: Party | None = None, **values: Any
) -> Application:
    """Make an application in a state, without answers."""
    values = {
        "number": Application.objects.count() + 1,
        "call": values.pop("call", None) or call(),
        "party": of or party(),
        "state": state,
        "language": "es",
        "minor": 500_000,
        "currency": "USD",
        "submitted_at": None if state == Application.State.DRAFT else timezone.now(),
    } | values
    return Application.objects.create(**values)


def donor(slug: str = "norway", **values: Any) -> Donor:
    """Make a donor, or return the one of this slug."""
    values = {"name": "Government of Norway", "reference": "NO-BRC-971277882"} | values
    return Donor.objects.get_or_create(slug=slug, defaults=values)[0]


def nomination(state: str = "screening", by: User | None = None, **values: Any) -> Nomination:
    """Make a nomination in a state, by the verbs; `values` are those of the party."""
    who = by or officer()
    values = {"contact_by": Party.Contact.MESSENGER, "contact": "@hermanas"} | values
    values = {"name": f"Proposed {Nomination.objects.count()}"} | values
    level = values.pop("level", Level.HIDDEN)
    row = nominations.nominate(
        Party.Kind.ORGANISATION, level, why="They asked nobody.", by=who, **values
    )
    if state in (Nomination.State.CLEARED, Nomination.State.CONTACTED):
        for step in Check.Step:
            nominations.take_check(row, step, Check.Found.CLEAR, "", by=who)
        row = nominations.clear(row, by=who)
    if state == Nomination.State.CONTACTED:
        nominations.contact(row, by=who)
    if state == Nomination.State.REFUSED:
        nominations.refuse(row, "Not for us.", by=who)
    row.refresh_from_db()
    return row


def emergency(of: Party | None = None, **values: Any) -> EmergencyRequest:
    """Make an emergency request that waits."""
    values = {
        "needs": ["relocation"],
        "amount": 250_000,
        "currency": "USD",
        "what": "They were followed home.",
    } | values
    return deciding.request_help(of or party(), **values)


def say_word(request: EmergencyRequest, yes: bool, by: User) -> None:
    """Let somebody open payee and account of an emergency, and say their word."""
    seen = deciding.open_terms(request, by=by).seen_by(by)
    deciding.give_word(request, yes, "I know them", by=by, seen=seen)


def reviewed(*points: int, of: Application | None = None) -> Application:
    """Make an application with a handed-in review for each number of points, in every criterion."""
    row, who = of or application(), officer()
    for given in points:
        one = reviewing.assign(row, reviewer(), by=who)
        scores = dict.fromkeys((c["key"] for c in row.call.rubric), given)
        reviewing.submit_review(one, scores, "award", "They know the place.", by=one.reviewer)
        row.refresh_from_db()
    return row


def a_grant(
    state: str = "active", of: Party | None = None, by: User | None = None, **values: Any
) -> Any:
    """Make a grant of 1,000.00 in two equal tranches (or `minors=[...]`), agreed unless a draft."""
    from vigil.fund.grants.verbs import granting
    from vigil.fund.models import Grant
    from vigil.fund.payments.verbs.tranches import PlannedTranche

    by = by or officer()
    today = timezone.localdate()
    minors = values.pop("minors", [50_000, 50_000])
    donors = values.pop("donors", None) or [donor()]
    conditions = values.pop("conditions", {})
    needs_report = values.pop("needs_report", ())
    parts = [
        PlannedTranche(share, None, n in needs_report, conditions.get(n))
        for n, share in enumerate(
            granting.tranches.split_among_donors(
                dict(
                    zip(
                        [one.pk for one in donors],
                        granting.money.split_exactly(sum(minors), [1] * len(donors)),
                        strict=True,
                    )
                ),
                minors,
            )
        )
    ]
    values = {
        "kind": Grant.Kind.GRANT,
        "currency": "USD",
        "budget": {"activities": sum(minors)},
        "parts": parts,
        "starts_on": today - timedelta(days=30),
        "ends_on": today + timedelta(days=300),
        "purpose": "A radio that warns.",
    } | values
    made = granting.open_grant(of or party(), by=by, **values)
    if state == Grant.State.DRAFT:
        return made
    return granting.agree(made, today - timedelta(days=20), by=by)


def approved(grant: Any, number: int = 1) -> Any:
    """Let two officers approve a tranche of a grant; return it."""
    tranche = grant.tranches.get(number=number)
    for _n in range(2):
        tranche = approve(tranche, officer())
    return tranche


def approve(tranche: Any, by: User, **values: Any) -> Any:
    """Let somebody open payee and account of a tranche, and approve it."""
    from vigil.fund.payments.verbs import paying

    seen = paying.open_terms(tranche, by=by).seen_by(by)
    return paying.approve(tranche, seen=seen, by=by, **{"condition_met": True, **values})


def paid(grant: Any, number: int = 1, **values: Any) -> Any:
    """Approve and pay a tranche of a grant; return the payment."""
    from vigil.fund.payments.verbs import paying
    from vigil.fund.payments.verbs.tranches import amount_of

    tranche = approved(grant, number)
    values = {
        "paid_on": timezone.localdate(),
        "sent_minor": amount_of(tranche),
        "sent_currency": grant.currency,
        "by": officer(),
    } | values
    return paying.pay(tranche, **values)
