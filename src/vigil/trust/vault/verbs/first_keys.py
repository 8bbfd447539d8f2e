"""Make the first keys of an installation, and check that keys and database belong together.

Keys are made once, at a moment that somebody chose: `vigil up` or `vigil keys make`. A folder
that is empty because it was not mounted or not restored gets none: what would be sealed to new
keys is lost as soon as the old ones are back.
"""

from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import KeyMark, OwnKey, Sealed
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault import keys, missing_keys
from vigil.trust.vault.digests import mark_of_keys
from vigil.trust.vault.key_files import SIGNING
from vigil.trust.vault.verbs import sealing

VAULT_KEY_FILES: Final = (keys.IDENTITY, keys.RECIPIENTS, f"{keys.SUBJECT_KEYS}/")


def is_older() -> bool:
    """Return whether the database has the quick digests of older versions."""
    return not _marks().exists()


def require_ours() -> None:
    """Raise NotPossible if keys that this database needs are missing here, or are others.

    The sentence says what to copy where.
    """
    if lacking := _lacking():
        raise _needs(lacking)
    if foreign := _foreign():
        raise NotPossible(
            _(
                "The keys on this machine are not those of this database. Copy %(files)s from "
                "your copy of its keys to %(folder)s."
            )
            % {"files": ", ".join(foreign), "folder": settings.VIGIL_KEYS}
        )
    if missing_keys.are_all_elsewhere():
        raise _needs([f"{keys.SUBJECT_KEYS}/"])


def make_missing_keys() -> list[str]:
    """Make the keys that are missing here and that nothing needs yet; return their files' names.

    Raises NotPossible, as `require_ours`.
    """
    require_ours()
    return keys.make_missing()


@transaction.atomic
def mark_keys(made: list[str]) -> None:
    """Mark the keys of this machine as the database's own."""
    row = _marks().select_for_update().first() or KeyMark(kind=KeyMark.Kind.DIGESTS)
    if not row.mark:
        row.mark = mark_of_keys()
        row.save()
        sealing.remember_recipients()
    if made:
        record("make_keys", "vault", "keys", by=None, after={"files": made})


def _marks() -> QuerySet[KeyMark]:
    return KeyMark.objects.filter(kind=KeyMark.Kind.DIGESTS)


def _needs(files: list[str]) -> NotPossible:
    return NotPossible(
        _(
            "This database needs keys that are not on this machine. Copy %(files)s from your "
            "copy of the keys to %(folder)s. No new keys are made in their place."
        )
        % {"files": ", ".join(files), "folder": settings.VIGIL_KEYS}
    )


def _lacking() -> list[str]:
    """Return the files missing here that something in the database needs."""
    begun = _marks().exclude(mark="").exists()
    sealed = Sealed.objects.exists() or OwnKey.objects.exclude(recipient="").exists()
    needed = {
        keys.IDENTITY: begun or sealed,
        # Every older version had one from its first start.
        SIGNING: begun or is_older(),
        keys.DIGESTS: begun,
    }
    lacking = [name for name in keys.missing() if needed[name]]
    return [*lacking, *(VAULT_KEY_FILES[1:] if keys.IDENTITY in lacking else ())]


def _foreign() -> list[str]:
    """Return the files here that belong to another database."""
    foreign: list[str] = []
    held = _marks().exclude(mark="").first()
    if held is not None and held.mark != mark_of_keys():
        foreign += [SIGNING, keys.DIGESTS]
    if keys.are_there() and not (keys.are_a_pair() and sealing.knows_recipients()):
        foreign += VAULT_KEY_FILES
    return foreign


LOG: Final = LogWords(
    verbs={
        "make_keys": pgettext_lazy("decision", "make the first keys"),
    },
)
