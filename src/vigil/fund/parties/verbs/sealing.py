"""Seal and open text about a party, under the key of that party.

The decision log records who wrote or opened a text and when, never the text.
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
    """Seal a text about a party, and replace the old one; an empty text is not kept.

    Raises NotPossible if it is too long; KeyDestroyed if the party was removed.
    """
    text = text.replace("\0", "").strip()
    if len(text) > longest:
        raise NotPossible(
            _("This is longer than %(n)d characters. Send it in parts.") % {"n": longest}
        )
    if text:
        seal_under(party.subject, Subject(kind, key), field, text, by=by)


def read(party: Party, kind: str, key: str, field: str, *, by: User, why: str) -> str:
    """Open a text about a party; empty if there is none. The opening is recorded.

    The calling verb checks the permission. Raises NotAllowed, NotPossible.
    """
    sealed = one_sealed(kind, key, field)
    return open_under(party.subject, sealed, by=by, why=why) if sealed else ""


def read_to_act(party: Party, kind: str, key: str, field: str, *, why: str) -> str:
    """Open a text for the program itself, to do what a person asked; nobody sees it."""
    sealed = one_sealed(kind, key, field)
    return open_under_to_act(party.subject, sealed, why=why) if sealed else ""


def drop(kind: str, key: str, field: str, *, why: str) -> None:
    """Delete a text for good."""
    sealed = one_sealed(kind, key, field)
    if sealed is not None:
        shred(sealed, by=None, why=why)


def is_kept(kind: str, key: str, field: str) -> bool:
    """Say whether a text is kept, without opening it."""
    return one_sealed(kind, key, field) is not None


def one_sealed(kind: str, key: str, field: str) -> Sealed | None:
    """Return the sealed record, unopened, or None."""
    return next((one for one in sealed_for(kind, key) if one.field == field), None)
