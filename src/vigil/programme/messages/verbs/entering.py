"""Enter for a member what came by mail or by hand: from whom, how, when, with which consent.

It then goes the way of every message. Whoever entered it does not show it: that takes a second
person. The member finds it among their own and can withdraw it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.models import Member, Status
from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.verbs.common import (
    MESSAGE,
    SHOWING,
    MessageKind,
    State,
    subject_of,
)
from vigil.programme.messages.verbs.sending import checked_words
from vigil.programme.models import Event, Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import give_consent, require_paper
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, Upload, User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred, take_in


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """That the message may be shown: who agreed, how, and on which day."""

    given_by: str
    given_how: str
    given_on: date


def enter_message(
    event: Event,
    member: Member,
    *,
    words: dict[str, str],
    named: bool,
    film_follows: bool,
    received_how: str,
    received_on: date,
    agreement: Agreement,
    document: IO[bytes] | None = None,
    by: User,
) -> Message:
    """Enter a message of a member that they did not send themself.

    `words`: language, text and link. `film_follows`: its film or sound is uploaded next (`films`).
    `document` shows the agreement (a picture or PDF); of one on paper there must be one. Hosts keep
    such documents as those of contributors, under the uid of the message. Not to be called inside a
    transaction. Raises NotAllowed, FileRefused, NotPossible.
    """
    require(by, "programme.enter_message", event)
    told = checked_words(**words, has_file=film_follows, agreed=True)
    require_received(received_how, received_on)
    if agreement.given_how == Consent.Given.ON_SCREEN:
        raise NotPossible(_("On screen people agree themselves. Say how they told you."))
    require_paper(agreement.given_how, "there" if document is not None else "")
    uid = new_uid()
    shown = take_in(document, CONTRIBUTION, uid, by=by) if document is not None else None
    row = {
        **told,
        "uid": uid,
        "named": named,
        "received_how": received_how,
        "received_on": received_on,
        "state": State.ARRIVING if film_follows else State.WAITING,
        "kind": _kind(told, film_follows),
    }
    try:
        return _enter(event, member, row, agreement, shown.uid if shown else "", by=by)
    except Exception:
        _let_go(shown)
        raise


def _let_go(document: Upload | None) -> None:
    if document is not None:
        with suppress(NotPossible):
            shred(document, by=None, why="its message did not come in")


def _kind(told: dict[str, Any], film_follows: bool) -> Message.Kind:
    if film_follows:
        return MessageKind.VIDEO
    return MessageKind.LINK if told["link"] else MessageKind.TEXT


def require_received(received_how: str, received_on: date) -> None:
    """Raise NotPossible unless it is stated how something was received, and on a day until now."""
    if received_how not in Message.Received.values:
        raise NotPossible(_("Say how you received it."))
    if received_on > timezone.localdate():
        raise NotPossible(_("The day on which you received it is yet to come. Correct it."))


@verb
def _enter(
    event: Event,
    member: Member,
    row: dict[str, Any],
    agreement: Agreement,
    evidence: str,
    *,
    by: User,
) -> Message:
    # The member first: who leaves meanwhile has nothing kept.
    member = Member.objects.select_for_update().get(pk=member.pk)
    event = Event.objects.select_for_update().get(pk=event.pk)
    if member.status != Status.ACTIVE or member.withdrawals:
        raise NotPossible(_("This member does not take part any more."))
    if not event.takes_messages or event.state not in PUBLIC:
        raise NotPossible(_("This event takes no messages."))
    message = Message.objects.create(event=event, member=member, entered_by=by, **row)
    after = {"event": event.slug, "kind": message.kind, "received": message.received_how}
    record("enter_message", MESSAGE, message.uid, by=by, after=after)
    give_consent(
        subject_of(message),
        SHOWING,
        given_by=agreement.given_by,
        given_how=agreement.given_how,
        given_on=agreement.given_on,
        evidence=evidence,
        by=by,
    )
    return message


LOG: Final = LogWords(
    verbs={
        "enter_message": pgettext_lazy("decision", "enter a message for a member"),
    },
    parts={
        "received": pgettext_lazy("decision", "how it was received"),
    },
)
