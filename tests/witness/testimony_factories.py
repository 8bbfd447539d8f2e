"""Testimonies for tests, and what a browser sends for one."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import behind
from vigil.trust.models import Role
from vigil.trust.public_forms.tickets import Ticket, new_ticket, read
from vigil.witness.testimony.verbs.sending import SentTestimony, give

WORDS = "The white car waited at the corner of the market since six."
AN_HOUR = timedelta(hours=1)


def old_ticket(age: timedelta = AN_HOUR) -> str:
    """A ticket as a form holds it that was open for a while."""
    return new_ticket(timezone.now() - age)


def young_ticket() -> str:
    """A ticket that is too young, however long a busy machine takes to send it."""
    return old_ticket(-timedelta(minutes=1))


def ticket(age: timedelta = AN_HOUR) -> Ticket:
    return read(old_ticket(age))


def told(text: str = WORDS, *files: bytes, **said: Any) -> SentTestimony:
    """Somebody told us something."""
    behind(Role.ADJUDICATOR)
    said = {"country": "COL", "language": "es", **said}
    return give("tip", text, files, ticket=ticket(), **said)


def sent(**values: Any) -> dict[str, Any]:
    """What a browser sends when nothing is lacking."""
    return {
        "what": "tip",
        "text": WORDS,
        "about": "",
        "country": "",
        "ticket": old_ticket(),
        **values,
    }
