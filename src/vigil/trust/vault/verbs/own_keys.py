"""A key for one subject alone. Destroying it makes all copies of its values unreadable.

What is sealed for a subject is encrypted to the key of its owner first and to the vault second:
both are needed to read it. The owner's key lies beside the keys of the vault, encrypted to them,
and never in the database; once it is destroyed, no copy of the database tells what was sealed,
not even to somebody who holds the keys of the vault.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from typing import Final

import pyrage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from pyrage import x25519

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, OwnKey, Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault import keys
from vigil.trust.vault.verbs.sealing import open_sealed, open_to_act, require_known_recipients, seal

DESTROY: Final = "destroy_key"


class KeyDestroyed(NotPossible):
    """The key of this subject was destroyed: nobody can read its values any more."""


@transaction.atomic
def seal_under(owner: Subject, subject: Subject, field: str, text: str, *, by: User | None) -> None:
    """Seal a value of `subject` so that it needs the key of `owner`, which is made if it has none.

    Raises KeyDestroyed, NotPossible (the keys of the vault are missing).
    """
    recipient = x25519.Recipient.from_str(_key_of(owner).recipient)
    inner = base64.b64encode(pyrage.encrypt(text.encode(), [recipient])).decode()
    seal(subject.kind, subject.key, field, inner, by=by)


def open_under(owner: Subject, sealed: Sealed, *, by: User, why: str) -> str:
    """Return the plain text of a value sealed with `seal_under`. A decision records it.

    Raises NotAllowed, KeyDestroyed, NotPossible.
    """
    return _inner(owner, open_sealed(sealed, by=by, why=why))


def open_under_to_act(owner: Subject, sealed: Sealed, *, why: str) -> str:
    """Return the plain text of a value that the installation needs for what a person asked.

    As `vault.open_to_act`. Raises KeyDestroyed, NotPossible.
    """
    return _inner(owner, open_to_act(sealed, why=why))


def digest_under(owner: Subject, text: str) -> str:
    """Return a digest that only the key of `owner` makes of a text; it goes with that key.

    A text of few possible values, as an account, is not found out from it. Raises KeyDestroyed,
    NotPossible (the keys of the vault are missing, or not on this machine).
    """
    identity = keys.subject_key(_key_of(owner).recipient)
    return hmac.new(str(identity).encode(), f"digest {text}".encode(), sha256).hexdigest()


@transaction.atomic
def destroy_key(owner: Subject, *, by: User | None, why: str) -> None:
    """Destroy the key of a subject: its values are unreadable, in every backup too.

    Who may is for the verb to ask that calls this. A subject without a key gets none any more.
    """
    OwnKey.objects.get_or_create(subject_kind=owner.kind, subject_key=owner.key)
    row = OwnKey.objects.select_for_update().get(subject_kind=owner.kind, subject_key=owner.key)
    if row.destroyed_at is not None:
        return
    recipient, row.destroyed_at, row.recipient = row.recipient, timezone.now(), ""
    row.save(update_fields=["destroyed_at", "recipient"])
    before = {"recipient": recipient} if recipient else {}
    record(DESTROY, *owner, by=by, before=before, why=why)
    if recipient:
        transaction.on_commit(lambda: keys.destroy_subject_key(recipient))


def is_destroyed(owner: Subject) -> bool:
    """Return whether the key of a subject was destroyed."""
    return OwnKey.objects.filter(
        subject_kind=owner.kind, subject_key=owner.key, destroyed_at__isnull=False
    ).exists()


def destroyed_recipients() -> set[str]:
    """Return the public halves of all keys that were destroyed."""
    destroyed = Decision.objects.filter(verb=DESTROY).values_list("before__recipient", flat=True)
    return {recipient for recipient in destroyed if recipient}


def clear_away() -> int:
    """Delete left-over files of destroyed keys; return how many.

    A file that no row knows stays: an older database may lie here by mistake, and the one that
    needs the key come back.
    """
    left_over = keys.subject_key_recipients() & destroyed_recipients()
    return sum(keys.destroy_subject_key(name) for name in left_over)


def _key_of(owner: Subject) -> OwnKey:
    row = OwnKey.objects.filter(subject_kind=owner.kind, subject_key=owner.key).first()
    if row is None:
        row = _made(owner)
    if row.destroyed_at is not None:
        raise KeyDestroyed(_("The key was destroyed: nothing can be kept here any more."))
    return row


def _made(owner: Subject) -> OwnKey:
    """Make the key of a subject, or return the one that another process just made.

    Whatever is sealed first, one key opens all of it: the database lets only one in.
    """
    require_known_recipients()
    recipient = keys.make_subject_key()
    try:
        with transaction.atomic():
            return OwnKey.objects.create(
                subject_kind=owner.kind, subject_key=owner.key, recipient=recipient
            )
    except IntegrityError:
        keys.destroy_subject_key(recipient)  # nothing was sealed to it
        return OwnKey.objects.get(subject_kind=owner.kind, subject_key=owner.key)


def _inner(owner: Subject, text: str) -> str:
    row = OwnKey.objects.filter(subject_kind=owner.kind, subject_key=owner.key).first()
    if row is None or row.destroyed_at is not None:
        raise KeyDestroyed(_("The key was destroyed: nobody can read this any more."))
    try:
        return keys.decrypted(base64.b64decode(text), [keys.subject_key(row.recipient)]).decode()
    except (pyrage.DecryptError, binascii.Error):
        raise NotPossible(
            _("No key on this machine opens this value, or the value was damaged.")
        ) from None


LOG: Final = LogWords(
    verbs={
        "destroy_key": pgettext_lazy("decision", "destroy a key"),
    },
)
