"""Parties, calls, applications and grants for tests, made by the verbs of the fund."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import UserFactory
from vigil.fund.domain import parties
from vigil.fund.models import Application, Call, Donor, Party
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
    return parties.take_in(level=level, by=by, **values)


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
