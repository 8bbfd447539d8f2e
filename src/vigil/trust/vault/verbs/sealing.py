"""Seal, open and shred values in the vault: the database holds only ciphertext.

Encrypted with age (X25519, ChaCha20-Poly1305) to the recipients of the installation. Inside
the ciphertext stands whose value it is, so that a row that was moved to another subject does
not open as theirs, and padding, so that its size tells little.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

import pyrage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from pyrage import x25519

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import BATCH, record, record_many, require
from vigil.trust.models import KeyMark, Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault import keys
from vigil.trust.vault.missing_keys import require_all_here

RECIPIENTS: Final = KeyMark.Kind.RECIPIENTS
BLOCK = 256
"""Plain texts are padded to a multiple of this many bytes."""


@transaction.atomic
def seal(kind: str, key: str, field: str, text: str, *, by: User | None) -> Sealed:
    """Seal a value in the vault; replace an earlier one of the same field.

    `by` is None where the public gave it. Anybody may seal: it shows nothing. Raises
    NotPossible (the keys are missing, or others).
    """
    subject = Subject(kind, key)
    names = _recipients()
    row, _new = Sealed.objects.update_or_create(
        subject_kind=kind,
        subject_key=key,
        field=field,
        defaults={
            "ciphertext": _encrypt(subject, field, text),
            "sealed_to": keys.digest_of_recipients(names),
            "sealed_at": timezone.now(),
        },
    )
    record("seal", *subject, by=by, after={"field": field})
    return row


@transaction.atomic
def seal_many(kind: str, field: str, texts: Mapping[str, str], *, by: User | None) -> None:
    """Seal one value for each of many subjects that have none of this field yet.

    Raises NotPossible (the keys are missing or others), IntegrityError (one has).
    """
    sealed_to, now = keys.digest_of_recipients(_recipients()), timezone.now()
    recipients = keys.parsed_recipients()  # once: they are read from a file
    Sealed.objects.bulk_create(
        (
            Sealed(
                subject_kind=kind,
                subject_key=key,
                field=field,
                ciphertext=_encrypt_to(recipients, Subject(kind, key), field, text),
                sealed_to=sealed_to,
                sealed_at=now,
            )
            for key, text in texts.items()
        ),
        batch_size=BATCH,
    )
    record_many("seal", kind, {key: {"field": field} for key in texts}, by=by)


@transaction.atomic
def open_sealed(sealed: Sealed, *, by: User, why: str) -> str:
    """Return the plain text of a sealed value. A decision records who opened it, and why.

    Raises NotAllowed, NotPossible (no reason; the key is not on this machine; the value was
    damaged, or belongs to somebody else).
    """
    require(by, "trust.open_sealed", sealed)
    if not why.strip():
        raise NotPossible(_("Say why you open this."))
    text = _decrypt(sealed)
    subject = Subject(sealed.subject_kind, sealed.subject_key)
    record("open_sealed", *subject, by=by, after={"field": sealed.field}, why=why)
    return text


@transaction.atomic
def open_to_act(sealed: Sealed, *, why: str) -> str:
    """Return the plain text of a value that the installation needs for what a person asked.

    As an address when a letter goes out: nobody sees it. That it was opened, and why, is kept.
    Raises NotPossible.
    """
    text = _decrypt(sealed)
    subject = Subject(sealed.subject_kind, sealed.subject_key)
    record("open_sealed", *subject, by=None, after={"field": sealed.field}, why=why)
    return text


@transaction.atomic
def open_many_to_act(
    kind: str, field: str, keys_of: Iterable[str], *, about: Subject, why: str
) -> dict[str, str]:
    """Open one field of many subjects of a kind for one act; return the texts by subject key.

    Keys without a text are left out. It works as `open_to_act` does, but keeps one decision on the
    subject that the act is `about`, with the number of texts opened. Example: all texts of a round
    when it is closed. Raises NotPossible.
    """
    wanted, found = sorted(set(keys_of)), dict[str, str]()
    identities = _identities() if wanted else []
    for start in range(0, len(wanted), BATCH):
        rows = Sealed.objects.filter(
            subject_kind=kind, field=field, subject_key__in=wanted[start : start + BATCH]
        )
        for row in rows.iterator():
            found[row.subject_key] = _decrypt_with(row, identities)
    record("open_sealed", *about, by=None, after={"field": field, "values": len(found)}, why=why)
    return found


def require_key() -> None:
    """Raise NotPossible if values are sealed and this machine has no key that opens them."""
    if not keys.identities() and Sealed.objects.exists():
        raise NotPossible(_("The key is not on this machine: this is opened where it is kept."))


@transaction.atomic
def shred(sealed: Sealed, *, by: User | None, why: str) -> None:
    """Remove a value from the vault, for good. Raises NotAllowed, NotPossible (no reason).

    `by` is None where the installation acts, for a value whose time is over.
    """
    if by is not None:
        require(by, "trust.shred", sealed)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    subject = Subject(sealed.subject_kind, sealed.subject_key)
    record("shred", *subject, by=by, before={"field": sealed.field}, why=why)
    sealed.delete()


@transaction.atomic
def shred_many(kind: str, field: str, keys_of: Iterable[str], *, why: str) -> None:
    """Remove one field of many subjects of a kind, for good, where they have it.

    As `shred` where the installation acts: one decision for each value that was there. Raises
    NotPossible (no reason).
    """
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    wanted = sorted(set(keys_of))
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = Sealed.objects.filter(subject_kind=kind, field=field, subject_key__in=part)
        there = list(rows.select_for_update().values_list("subject_key", flat=True))
        rows.filter(subject_key__in=there).delete()
        record_many("shred", kind, {key: {"field": field} for key in there}, by=None, why=why)


def sealed_for(kind: str, key: str) -> Iterable[Sealed]:
    """Return the sealed values of a subject, unopened."""
    return Sealed.objects.filter(subject_kind=kind, subject_key=key).order_by("field")


@transaction.atomic
def rotate_keys(*, by: User, why: str) -> int:
    """Make a new key and seal everything anew to it; return how many values were.

    The old key stays beside the new one until `retire_keys`: what another machine seals
    meanwhile is not lost. Raises NotAllowed, NotPossible.
    """
    require(by, "trust.rotate_keys")
    require_known_recipients()
    _require_keys_that_open()
    remember_recipients()  # other machines seal to them until they have the new ones
    new = keys.add_identity()
    remember_recipients()
    n = _reseal(Sealed.objects.all())
    keys.reseal_subject_keys()
    record("rotate_keys", "vault", "keys", by=by, after={"recipient": new, "values": n}, why=why)
    return n


@transaction.atomic
def retire_keys(*, by: User, why: str) -> int:
    """Seal anew what is sealed to other recipients, then forget all keys but the newest.

    Return how many keys were forgotten. Raises NotAllowed, NotPossible.
    """
    require(by, "trust.rotate_keys")
    _require_keys_that_open()
    n = _reseal(_sealed_otherwise())
    keys.reseal_subject_keys()
    gone = len(keys.identities()) - 1
    KeyMark.objects.filter(kind=RECIPIENTS).delete()
    remember_recipients()
    record("retire_keys", "vault", "keys", by=by, after={"keys": gone, "values": n}, why=why)
    # Not before the new ciphertexts stand: if they did not, the old keys would still be needed.
    transaction.on_commit(_forget_old_keys)
    return gone


def _require_keys_that_open() -> None:
    """Raise NotPossible unless this machine can open every key that is changed.

    A copy elsewhere of a key of one subject is encrypted to keys that a change forgets.
    """
    if not keys.identities() or not keys.are_a_pair():
        raise NotPossible(_("The key is not on this machine: keys are changed where it is kept."))
    require_all_here()


def _forget_old_keys() -> None:
    if not _sealed_otherwise().exists():
        keys.keep_newest_identity()


def _sealed_otherwise() -> QuerySet[Sealed]:
    """Return what is sealed to other recipients than those of now."""
    return Sealed.objects.exclude(sealed_to=keys.digest_of_recipients(_recipients()))


def require_known_recipients() -> None:
    """Raise NotPossible where the keys of this database could not read what is sealed here.

    So it is where the keys are missing, and where others lie in their place: what would be sealed
    to those is lost as soon as the right ones are back.
    """
    _recipients()


_KNOWN: set[str] = set()
"""Digests of recipients that this process has found to be those of its database."""


def _recipients() -> list[str]:
    """Return the recipients. Raises NotPossible, as `require_known_recipients`."""
    names = keys.recipients()
    if (digest := keys.digest_of_recipients(names)) not in _KNOWN:
        if not _knows_one_of(names):
            raise NotPossible(
                _("The keys of the vault on this machine are not its own: nothing can be sealed.")
            )
        _KNOWN.add(digest)
    return names


def remember_recipients() -> None:
    """Record the recipients on this machine as the database's own, until keys are retired."""
    for name in keys.recipients():
        KeyMark.objects.get_or_create(kind=RECIPIENTS, mark=name)


def knows_recipients() -> bool:
    """Return whether the recipients on this machine are those of this database."""
    return _knows_one_of(keys.recipients())


def _knows_one_of(names: list[str]) -> bool:
    """Return whether the database knows one of these recipients, who then reads the value.

    A database of an older version knows them by what is sealed to them, or opens with a key here.
    """
    marks = KeyMark.objects.filter(kind=RECIPIENTS)
    if marks.filter(mark__in=names).exists():
        return True
    newest = Sealed.objects.order_by("-pk").first()
    if newest is None:
        return not marks.exists()
    if Sealed.objects.filter(sealed_to=keys.digest_of_recipients(names)).exists():
        return True
    try:
        _decrypt(newest)
    except NotPossible:
        return False
    return True


def _reseal(rows: QuerySet[Sealed]) -> int:
    names = _recipients()
    done = 0
    for row in rows.select_for_update():  # what is sealed or removed meanwhile stands
        try:
            text = _decrypt(row)
        except NotPossible as error:
            raise NotPossible(f"{row}: {error}") from None
        row.ciphertext = _encrypt(Subject(row.subject_kind, row.subject_key), row.field, text)
        row.sealed_to = keys.digest_of_recipients(names)
        row.save(update_fields=["ciphertext", "sealed_to"])
        done += 1
    return done


def _encrypt(subject: Subject, field: str, text: str) -> bytes:
    return _encrypt_to(keys.parsed_recipients(), subject, field, text)


def _encrypt_to(
    recipients: list[x25519.Recipient], subject: Subject, field: str, text: str
) -> bytes:
    whole = json.dumps([*subject, field, text]).encode()
    padded = whole + b" " * (-len(whole) % BLOCK)
    return pyrage.encrypt(padded, recipients)


def _decrypt(sealed: Sealed) -> str:
    return _decrypt_with(sealed, _identities())


def _identities() -> list[x25519.Identity]:
    """Return the keys that open. Raises NotPossible (there are none on this machine)."""
    identities = keys.identities()
    if not identities:
        raise NotPossible(_("The key is not on this machine: this is opened where it is kept."))
    return identities


def _decrypt_with(sealed: Sealed, identities: list[x25519.Identity]) -> str:
    try:
        whole = keys.decrypted(bytes(sealed.ciphertext), identities)
    except pyrage.DecryptError as error:
        raise NotPossible(
            _("No key on this machine opens this value, or the value was damaged.")
        ) from error
    try:
        kind, key, field, text = json.loads(whole)
    except (ValueError, TypeError, RecursionError):
        # Not chained: the error holds what was decrypted.
        raise NotPossible(_("This value was not sealed here: the database was changed.")) from None
    if (kind, key, field) != (sealed.subject_kind, sealed.subject_key, sealed.field):
        raise NotPossible(_("This value was sealed for somebody else: the database was changed."))
    return str(text)


LOG: Final = LogWords(
    verbs={
        "open_sealed": pgettext_lazy("decision", "open what was sealed"),
        "retire_keys": pgettext_lazy("decision", "forget old keys of the vault"),
        "rotate_keys": pgettext_lazy("decision", "change the key of the vault"),
        "seal": pgettext_lazy("decision", "seal"),
        "shred": pgettext_lazy("decision", "remove what was sealed"),
    },
    kinds={
        "vault": pgettext_lazy("decision", "vault"),
    },
    parts={
        "keys": pgettext_lazy("decision", "keys"),
        "recipient": pgettext_lazy("decision", "recipient"),
    },
)
