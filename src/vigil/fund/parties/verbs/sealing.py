"""Words about people in the fund: sealed under the key of the party they are about.

The log of decisions tells that something was written or opened, by whom, and when; never what.
"""

from typing import Final

from django.utils.translation import gettext as _

from vigil.fund.models import Party
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Sealed, User
from vigil.trust.vault.verbs.own_keys import open_under, open_under_to_act, seal_under
from vigil.trust.vault.verbs.sealing import sealed_for, shred

MAX_TEXT_LENGTH: Final = 20_000
"""Characters of one text."""


def write(
    party: Party,
    kind: str,
    key: str,
    field: str,
    text: str,
    *,
    by: User | None,
    longest: int = MAX_TEXT_LENGTH,
) -> None:
    """Keep a text about a party, in place of what stood there; an empty one is not kept.

    Raises NotPossible (too long; NUL is dropped), KeyDestroyed (the party was removed).
    """
    text = text.replace("\0", "").strip()
    if len(text) > longest:
        raise NotPossible(
            _("This is longer than %(n)d characters. Send it in parts.") % {"n": longest}
        )
    if text:
        seal_under(party.subject, Subject(kind, key), field, text, by=by)


def read(party: Party, kind: str, key: str, field: str, *, by: User, why: str) -> str:
    """Return a text about a party, or nothing if none is kept. That it was opened is kept.

    Who may is for the verb to ask that calls this. Raises NotAllowed, NotPossible.
    """
    sealed = one_sealed(kind, key, field)
    return open_under(party.subject, sealed, by=by, why=why) if sealed else ""


def read_to_act(party: Party, kind: str, key: str, field: str, *, why: str) -> str:
    """Return a text that the installation needs to do what a person asked; nobody sees it."""
    sealed = one_sealed(kind, key, field)
    return open_under_to_act(party.subject, sealed, why=why) if sealed else ""


def drop(kind: str, key: str, field: str, *, why: str) -> None:
    """Remove a text for good, because who it is about wants it so or its time is over."""
    sealed = one_sealed(kind, key, field)
    if sealed is not None:
        shred(sealed, by=None, why=why)


def is_kept(kind: str, key: str, field: str) -> bool:
    """Say whether a text is kept there, without opening it."""
    return one_sealed(kind, key, field) is not None


def one_sealed(kind: str, key: str, field: str) -> Sealed | None:
    """Return what the vault holds there, unopened."""
    return next((one for one in sealed_for(kind, key) if one.field == field), None)
