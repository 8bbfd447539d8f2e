"""Acts that take two people: one asks and says why, another confirms or refuses.

A room states each such act in its `room.py` (`ActOfTwo`). Nothing happens when somebody asks.
Whoever confirms holds the same permission and is somebody else, and what the asker saw must not
have changed. The verb itself refuses whoever comes without a second person
(`second_person.require_two`).
"""

from collections.abc import Mapping
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations.second_person import carrying_out
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require, through_link
from vigil.trust.models import Confirmation, PrivateLink, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms import house
from vigil.trust.rooms.acts_of_two import ActOfTwo, subject_of
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import alone

type Outcome = Confirmation.Outcome


class ConfirmationLapsed(NotPossible):
    """What was asked for cannot be confirmed any more: something changed since."""


def act_of(confirmation: Confirmation) -> ActOfTwo:
    """Return the act that a confirmation is for."""
    return house.acts_of_two()[confirmation.verb, confirmation.subject_kind]


@transaction.atomic
def ask(
    verb: str,
    subject: Subject,
    *,
    by: User,
    why: str = "",
    evidence: str = "",
    arguments: Mapping[str, Any] | None = None,
) -> Confirmation:
    """Ask for an act that a second person must confirm. Nothing changes yet.

    `arguments` hold ids and codes only. Raises NotAllowed, NotPossible (neither a reason nor a
    document; the same act on the same subject waits already).
    """
    act = house.acts_of_two()[verb, subject.kind]
    row = Confirmation(
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        arguments=dict(arguments or {}),
        why=why.strip(),
        evidence=evidence,
        asked_by=by,
    )
    require(by, act.permission, act.about(row))
    if not (row.why or evidence):
        raise NotPossible(_("Give the reason, or the document that shows it."))
    row.seen = _digest_of_what_was_seen(act, row)
    row.decision = record("ask_confirmation", *subject, by=by, after={"act": verb}, why=row.why)
    return _saved(row)


@transaction.atomic
def ask_through_link(
    link: PrivateLink, verb: str, subject: Subject, *, arguments: Mapping[str, Any]
) -> Confirmation:
    """Ask for an act as whoever holds a private link: their word is the first of the two.

    The caller has checked that the link works and may ask for it. Raises NotPossible (no second
    person confirms such an act on this kind of subject; it waits already).
    """
    act = house.acts_of_two().get((verb, subject.kind))
    if act is None:
        raise NotPossible(_("This cannot be agreed to here."))
    row = Confirmation(
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        arguments=dict(arguments),
        asked_through=link,
    )
    row.seen = _digest_of_what_was_seen(act, row)
    after = {"act": verb, **through_link(link)}
    row.decision = record("ask_confirmation", *subject, by=None, after=after)
    return _saved(row)


def lapse(verb: str, subject: Subject, *, why: str) -> None:
    """Close what waits to be confirmed on a subject, since whom it is about takes it back."""
    if (row := waiting_on(verb, subject)) is not None:
        _close(_locked(row), Confirmation.Outcome.LAPSED, None, why)


def confirm(confirmation: Confirmation, *, by: User, why: str = "") -> Confirmation:
    """Confirm what another person asked for, and carry it out.

    Raises NotAllowed, NeedsSecondPerson (the asker themself), Lapsed (what the asker saw has
    changed, or the asker may not ask for it any more: it is closed), NotPossible (answered
    already; what the act refuses).
    """
    act = act_of(confirmation)
    with transaction.atomic():
        if act.alone:
            alone()
        row = _locked(confirmation)
        require(by, act.permission, act.about(row))
        _require_waiting(row)
        _require_second(row, by)
        lapsed = _why_lapsed(act, row)
        if lapsed:
            _close(row, Confirmation.Outcome.LAPSED, by, lapsed)
        else:
            _close(row, Confirmation.Outcome.CONFIRMED, by, why)
            with carrying_out(row):
                act.carry_out(row, by)
    if lapsed:
        raise ConfirmationLapsed(lapsed)
    return row


@transaction.atomic
def refuse(confirmation: Confirmation, *, by: User, why: str) -> Confirmation:
    """Refuse what was asked for. Whoever asked can cancel it in the same way.

    Raises NotAllowed, NotPossible (no reason; answered already).
    """
    act, row = act_of(confirmation), _locked(confirmation)
    if row.asked_by_id != by.pk:
        require(by, act.permission, act.about(row))
    _require_waiting(row)
    if not why.strip():
        raise NotPossible(_("Say why this is refused."))
    _close(row, Confirmation.Outcome.REFUSED, by, why)
    return row


def waiting_for(user: User) -> list[Confirmation]:
    """Return the open acts that a user may confirm or asked for; oldest first."""
    rows = Confirmation.objects.filter(outcome=Confirmation.Outcome.WAITING)
    return [
        row
        for row in rows.select_related("asked_by", "asked_through")
        if row.asked_by_id == user.pk or act_of(row).allows(user, row)
    ]


def waiting_on(verb: str, subject: Subject) -> Confirmation | None:
    """Return the open requests for one act on one subject."""
    return Confirmation.objects.filter(
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        outcome=Confirmation.Outcome.WAITING,
    ).first()


def _saved(row: Confirmation) -> Confirmation:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotPossible(_("Somebody asked for this already: it waits to be confirmed.")) from None
    return row


def _require_second(row: Confirmation, by: User) -> None:
    """Raise NeedsSecondPerson where somebody asked for it, or could have, on a link they made."""
    if row.is_asked_by(by):
        if row.asked_through is not None:
            raise NeedsSecondPerson(
                _("You made the link on which this was asked for: somebody else has to confirm it.")
            )
        raise NeedsSecondPerson(_("You asked for this: somebody else has to confirm it."))
    first = row.asked_through.made_by if row.asked_through is not None else row.asked_by
    assert first is not None
    require_two_people(first, by)


def _locked(confirmation: Confirmation) -> Confirmation:
    """Return the confirmation, locked until the transaction ends."""
    return Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation.pk)


def _require_waiting(row: Confirmation) -> None:
    if row.outcome != Confirmation.Outcome.WAITING:
        raise NotPossible(_("This was answered already."))


def _why_lapsed(act: ActOfTwo, row: Confirmation) -> str:
    """Return why a confirmation can no longer be confirmed; "" if it can."""
    if row.asked_through is not None and row.asked_through.revoked_at is not None:
        return _("The private link on which this was asked for was revoked.")
    if row.asked_by is not None and not act.allows(row.asked_by, row):
        return _("Whoever asked for this may not ask for it any more. Ask again.")
    if row.seen != _digest_of_what_was_seen(act, row):
        return _("Something changed since this was asked for. Look again, and ask again.")
    return ""


def _close(row: Confirmation, outcome: Outcome, by: User | None, why: str) -> None:
    row.outcome, row.answer = outcome, why.strip()
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    after = {"act": row.verb, "outcome": str(outcome)}
    record("answer_confirmation", *subject_of(row), by=by, after=after, why=row.answer)


def _digest_of_what_was_seen(act: ActOfTwo, row: Confirmation) -> str:
    """Return a keyed digest of what the asker saw. It is keyed because it may hold names."""
    said = DjangoJSONEncoder(sort_keys=True).encode([row.arguments, act.seen(row)])
    return salted_hmac("vigil.trust.confirming", said, algorithm="sha256").hexdigest()


LOG: Final = LogWords(
    verbs={
        "answer_confirmation": pgettext_lazy("decision", "answer what needs a second person"),
        "ask_confirmation": pgettext_lazy("decision", "ask for what needs a second person"),
    },
    parts={
        "act": pgettext_lazy("decision", "what was asked for"),
    },
)
