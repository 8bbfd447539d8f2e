"""Write many letters at once: one to each of thousands of people, with few statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import BATCH, record_many
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.letters import (
    ACCOUNT,
    ADDRESS,
    SEALED_TEXT_FIELD,
    check_letter,
    for_the_log,
    is_captured,
)
from vigil.trust.rooms import house
from vigil.trust.vault.verbs.sealing import seal_many


@dataclass(frozen=True, kw_only=True)
class NewLetter:
    """A letter that is not written yet: to whom, about whom, and what it says."""

    address: str
    about: tuple[str, str]
    """The subject by which it is found, and emptied once its person is forgotten."""
    body: str
    language: str
    addressee: str
    plain_subject: str = ""


@transaction.atomic
def write_letters(
    letters: Sequence[NewLetter], subject: Letter.Subject, *, kind: str, by: User | None
) -> list[Letter]:
    """Write letters that decide nothing, and queue them; return them in their order.

    As `write_letter`, for kinds whose text is sealed. No digest of an address is made, because
    each takes 44 ms of a core: such a letter is found by whom it is about. Raises NotPossible (a
    letter cannot be written so; then none is).
    """
    stated = house.letter_kinds().get(kind)
    if kind == ACCOUNT or stated is None or not stated.sealed or stated.once_released is not None:
        raise NotPossible(_("Letters of this kind are written one by one."))
    for one in letters:
        check_letter(one.address, subject, one.body, one.addressee)
        if not all(one.about) or (one.plain_subject and not stated.plain):
            raise NotPossible(_("A letter has one of the neutral subjects, and no other."))
    rows = Letter.objects.bulk_create(
        (_row(one, subject, kind, by) for one in letters), batch_size=BATCH
    )
    written = dict(zip((row.uid for row in rows), letters, strict=True))
    addresses = {uid: one.address.strip() for uid, one in written.items()}
    texts = {uid: one.body.strip().replace("\0", "") for uid, one in written.items()}
    seal_many("letter", ADDRESS, addresses, by=by)
    seal_many("letter", SEALED_TEXT_FIELD, texts, by=by)
    record_many("write_letter", "letter", {row.uid: for_the_log(row) for row in rows}, by=by)
    return rows


def _row(one: NewLetter, subject: Letter.Subject, kind: str, by: User | None) -> Letter:
    now = timezone.now()
    return Letter(
        subject=subject,
        plain_subject=" ".join(one.plain_subject.split())[:200],
        addressee=one.addressee[:120],
        sealed=True,
        language=one.language[:12],
        kind=kind,
        about_kind=one.about[0],
        about_key=one.about[1],
        state=Letter.State.CAPTURED if is_captured() else Letter.State.RELEASED,
        created_by=by,
        next_at=now,
        released_at=now,
    )
