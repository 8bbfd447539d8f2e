"""Applicants for tests: what a browser sends for one, and applications that were begun."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import behind
from fund.factories import call
from vigil.fund.applications.verbs import starting
from vigil.fund.models import Call
from vigil.trust.models import Role
from vigil.trust.public_forms.tickets import Ticket, new_ticket, read

FORM: list[dict[str, Any]] = [
    {
        "key": "who",
        "kind": "text",
        "label": {"en": "Your name", "es": "Su nombre"},
        "required": True,
        "identity": True,
    },
    {
        "key": "what",
        "kind": "long",
        "label": {"en": "What you want to do", "es": "Qué quiere hacer"},
        "required": True,
        "most": 500,
    },
    {"key": "amount", "kind": "money", "label": {"en": "How much"}, "required": True},
    {"key": "begins", "kind": "date", "label": {"en": "When it begins"}},
    {"key": "paper", "kind": "file", "label": {"en": "A paper"}},
    {
        "key": "with",
        "kind": "choices",
        "label": {"en": "With whom"},
        "options": [
            {"key": "school", "label": {"en": "A school"}},
            {"key": "church", "label": {"en": "A church"}},
        ],
    },
]
CONDITIONS = [{"key": "peaceful", "label": {"en": "It is peaceful.", "es": "Es pacífico."}}]
ANSWERS = {"who": "Hermanas Canarias", "what": "A radio that warns.", "amount": "5000"}
WHO = {"level": "hidden", "kind": "organisation", "contact_by": "none", "country": "MEX"}


def old_ticket(age: timedelta = timedelta(hours=1)) -> str:
    """A ticket as a form holds it that was open for a while."""
    return new_ticket(timezone.now() - age)


def ticket(age: timedelta = timedelta(hours=1)) -> Ticket:
    return read(old_ticket(age))


def open_call(**values: Any) -> Call:
    """An open call with a form that has a file, and a condition; an officer is there to answer."""
    behind(Role.FUND_OFFICER)
    values = {"form": FORM, "eligibility": CONDITIONS, "most_minor": 1_000_000} | values
    return call(**values)


def begun(of: Call | None = None, **who: Any) -> starting.StartedApplication:
    """Somebody began an application."""
    return starting.begin(of or open_call(), {**WHO, **who}, ticket=ticket(), language="en")


def sending(**values: Any) -> dict[str, Any]:
    """What a browser sends with the form of a draft when nothing is lacking."""
    return {**ANSWERS, "do": "send", "confirm": "0", "ticket": old_ticket(), **values}
