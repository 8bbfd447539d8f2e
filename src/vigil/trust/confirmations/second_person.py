"""Check that two people agreed on the act that is being carried out.

A verb that takes two people asks here, so that no caller of it can leave out the second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NeedsSecondPerson
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, User

_current: ContextVar[Confirmation | None] = ContextVar("confirmed", default=None)


@contextmanager
def carrying_out(confirmation: Confirmation) -> Iterator[None]:
    """Mark that what runs inside was agreed by two people."""
    token = _current.set(confirmation)
    try:
        yield
    finally:
        _current.reset(token)


def asker() -> User | None:
    """Return who asked for the act that is being carried out; None if one person acts alone."""
    confirmation = _current.get()
    return confirmation.asked_by if confirmation else None


def require_two(verb: str, subject: Subject) -> None:
    """Raise NeedsSecondPerson unless two people agreed on this very act on this subject."""
    confirmation = _current.get()
    agreed = confirmation and (
        confirmation.verb,
        confirmation.subject_kind,
        confirmation.subject_key,
    )
    if agreed != (verb, *subject):
        raise NeedsSecondPerson(_("This takes two people: ask, and let a second person confirm."))
