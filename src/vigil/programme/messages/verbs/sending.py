"""Send a message to an event: words, a recording, or a link."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files.limits import MESSAGE_BYTES
from vigil.network.models import Member, MemberKind
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language, checked_link, checked_text
from vigil.programme.messages.verbs.common import (
    MESSAGE,
    SHOWING,
    MessageKind,
    State,
    subject_of,
)
from vigil.programme.models import Event, Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import give_consent
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, Upload, User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred, take_in

MOST_WAITING: Final = 10
"""Messages of one member to one event that nobody has read yet."""
UID: Final = re.compile(r"[0-9a-f]{32}")
ALONE: Final = timedelta(hours=1)
"""After this time a file whose message never arrived is removed."""


def send_message(
    event: Event,
    *,
    language: str,
    text: str = "",
    link: str = "",
    file: IO[bytes] | None = None,
    named: bool = False,
    agreed: bool,
    uid: str = "",
    film_follows: bool = False,
    by: User,
) -> Message:
    """Send a message to an event: words, a recording, or a link, each with or without words.

    `film_follows`: the recording comes in pieces (`films`), and nobody reads the message before.
    `language` is a tag of BCP 47. `uid` names the message for who sends it, so that a form sent
    twice is one message. Not to be called inside a transaction where a file comes with it. Raises
    NotAllowed, FileRefused, NotPossible (the event takes none; not agreed; nothing said; words
    too long; an address that is none of the web).
    """
    require(by, "programme.send_message", event)
    uid = uid if UID.fullmatch(uid) else new_uid()
    told = checked_words(language, text, link, film_follows or file is not None, agreed)
    if (there := _sent_before(uid, by)) is not None:
        return there
    _require_open(event, by)
    upload = _taken_in(file, uid, by) if file is not None else None
    told["state"] = State.ARRIVING if film_follows else State.WAITING
    try:
        message = _send(event, uid, told, upload, named, by=by)
    except Exception:
        _let_go(upload)
        raise
    if upload is not None and message.media != upload.uid:
        _let_go(upload)  # the same form came in at the same moment
    return message


def _let_go(upload: Upload | None) -> None:
    """Remove a file without its message: by nobody, since who sent it may have left meanwhile."""
    if upload is not None:
        shred(upload, by=None, why="its message did not come in")


def _sent_before(uid: str, by: User) -> Message | None:
    there = Message.objects.filter(uid=uid).select_related("member").first()
    if there is not None and there.member.user_id != by.pk:
        raise NotPossible(_("Open the form anew and send it again."))
    return there


def checked_words(
    language: str, text: str, link: str, has_file: bool, agreed: bool
) -> dict[str, Any]:
    """Return what a message says, checked, as columns of its row. Raises NotPossible."""
    if not agreed:
        raise NotPossible(_("Without your agreement to this message being shown it is not sent."))
    if has_file and link.strip():
        raise NotPossible(_("Send a recording or a link, not both in one message."))
    told = {
        "language": checked_language(language),
        "text": checked_text(text),
        "link": checked_link(link) if link.strip() else "",
    }
    if not (told["text"] or told["link"] or has_file):
        raise NotPossible(_("Write something, attach a recording, or give a link."))
    return told


def _require_open(event: Event, by: User) -> None:
    if not event.takes_messages or event.state not in PUBLIC:
        raise NotPossible(_("This event takes no messages."))
    unread = (State.WAITING, State.ARRIVING)
    waiting = Message.objects.filter(event=event, member__user=by, state__in=unread).count()
    if waiting >= MOST_WAITING:
        raise NotPossible(
            _("%(n)d messages of yours wait to be read. Wait for that, or take one back.")
            % {"n": waiting}
        )


def _taken_in(file: IO[bytes], uid: str, by: User) -> Upload:
    """Take a recording in, rebuilt without what it says of who made it."""
    _remove_alone(by)
    return take_in(file, MESSAGE, uid, by=by, limit=MESSAGE_BYTES)


def _remove_alone(by: User) -> None:
    """Remove this person's files whose message never came in: a sending was cut off."""
    kept = Upload.objects.filter(
        subject_kind=MESSAGE, by=by, state=Upload.State.KEPT, at__lt=timezone.now() - ALONE
    )
    for upload in kept:
        if not Message.objects.filter(media=upload.uid).exists():
            with suppress(NotPossible):
                shred(upload, by=by, why="its message did not come in")


@verb
def _send(
    event: Event, uid: str, told: dict[str, Any], upload: Upload | None, named: bool, *, by: User
) -> Message:
    # The member first: who leaves meanwhile has nothing kept.
    member = Member.objects.select_for_update().filter(user=by).first()
    event = Event.objects.select_for_update().get(pk=event.pk)
    require(by, "programme.send_message", event)
    if (there := _sent_before(uid, by)) is not None:
        return there
    _require_open(event, by)
    assert member is not None
    message = Message.objects.create(
        uid=uid,
        event=event,
        member=member,
        kind=_kind_of(told, upload),
        named=named,
        media=upload.uid if upload else "",
        **told,
    )
    after = {"event": event.slug, "kind": message.kind, "language": message.language}
    record("send_message", MESSAGE, uid, by=by, after=after)
    give_consent(
        subject_of(message),
        SHOWING,
        given_by=_relation(message.member),
        given_how=Consent.Given.ON_SCREEN,
        by=by,
    )
    return message


def _relation(member: Member) -> Consent.Relation:
    speaks_for = member.kind == MemberKind.ORGANISATION
    return Consent.Relation.ORGANISATION if speaks_for else Consent.Relation.SELF


def kind_of_recording(upload: Upload) -> Message.Kind:
    """Return whether a recording is a film or sound."""
    return MessageKind.VIDEO if upload.width else MessageKind.AUDIO


def _kind_of(told: dict[str, Any], upload: Upload | None) -> Message.Kind:
    if upload is not None:
        return kind_of_recording(upload)
    if told["state"] == State.ARRIVING:
        return MessageKind.VIDEO
    return MessageKind.LINK if told["link"] else MessageKind.TEXT


LOG: Final = LogWords(
    verbs={
        "send_message": pgettext_lazy("decision", "send a message"),
    },
    kinds={
        "message": pgettext_lazy("decision", "message of a member"),
    },
    reasons={
        "its message did not come in": pgettext_lazy("decision", "its message did not come in"),
    },
)
