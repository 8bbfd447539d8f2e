"""Send, show, refuse, transcribe, translate and withdraw members' messages to an event.

A moderator reads a message before it is shown. Its sender can withdraw it at any time without a
reason: text, file, transcript and translations are then removed at once.
"""

import re
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.files.limits import MESSAGE_BYTES
from vigil.network.models import Member, MemberKind
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.named_people import names_its_sender, require_others_public
from vigil.programme.messages.validation import checked_language, checked_link, checked_text
from vigil.programme.models import Event, Message, MessageTranslation
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import give_consent, in_force, withdraw_consent
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, Upload, User
from vigil.trust.outbox.models import new_uid
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred, take_in

MESSAGE: Final = "message"
"""The kind of subject that a message is: consents and uploads know it as (MESSAGE, uid)."""
SHOWING: Final = "message"
"""The use that is agreed to: that this very message is shown."""
MOST_WAITING: Final = 10
"""Messages of one member to one event that nobody has read yet."""
UID: Final = re.compile(r"[0-9a-f]{32}")
ALONE: Final = timedelta(hours=1)
"""After which a file whose message never came in is removed."""
State, MessageKind = Message.State, Message.Kind

USES: Final = {SHOWING: gettext_lazy("their message to be shown to everybody")}
"""What can be agreed to of a message."""


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
    by: User,
) -> Message:
    """Send a message to an event: words, a recording, or a link, each with or without words.

    `language` is a tag of BCP 47. `uid` names the message for who sends it, so that a form sent
    twice is one message. Not to be called inside a transaction where a file comes with it. Raises
    NotAllowed, FileRefused, NotPossible (the event takes none; not agreed; nothing said; words
    too long; an address that is none of the web).
    """
    require(by, "programme.send_message", event)
    uid = uid if UID.fullmatch(uid) else new_uid()
    told = _told(language, text, link, file is not None, agreed)
    if (there := _sent_before(uid, by)) is not None:
        return there
    _require_open(event, by)
    upload = _taken_in(file, uid, by) if file is not None else None
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


def _told(language: str, text: str, link: str, has_file: bool, agreed: bool) -> dict[str, Any]:
    """Return what a message says, checked, as columns of its row."""
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
    waiting = Message.objects.filter(event=event, member__user=by, state=State.WAITING).count()
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


def _kind_of(told: dict[str, Any], upload: Upload | None) -> Message.Kind:
    if upload is not None:
        return MessageKind.VIDEO if upload.width else MessageKind.AUDIO
    return MessageKind.LINK if told["link"] else MessageKind.TEXT


def subject_of(message: Message) -> Subject:
    """Return a message as `trust` knows it."""
    return Subject(MESSAGE, message.uid)


@verb
def show_message(
    message: Message, *, by: User, why: str = "", name_is_meant: bool = False
) -> Message:
    """Show a message to everybody: one that waits, or that was refused before.

    Where the member's own name stands in it, though it is not shown under it, somebody has to say
    that the `name_is_meant`. Raises NotAllowed, NeedsSecondPerson (who sent it), NotPossible (that
    is not said; it is shown, or was withdrawn; its consent does not hold; it says a name that the
    record does not show).
    """
    require(by, "programme.moderate", message)
    message = _locked(message)
    require_two_people(message.member.user, by)
    if message.state not in (State.WAITING, State.REFUSED):
        raise NotPossible(_("This message is shown already, or was withdrawn."))
    if message.withdrawals:
        raise NotPossible(_("Somebody in it was withdrawn. Lift that withdrawal first."))
    if not in_force(subject_of(message), SHOWING).exists():
        raise NotPossible(_("That it may be shown is not agreed, or no longer."))
    if names_its_sender(message) and not name_is_meant:
        raise NotPossible(
            _("The name of the member stands in it. Ask them, then say that it may be shown.")
        )
    translations = message.translations.values_list("text", flat=True)
    require_others_public(message, message.text, *translations)
    before = _turned(message, State.SHOWN, by)
    after = {"state": message.state, "name_is_meant": name_is_meant}
    record("show_message", MESSAGE, message.uid, by=by, before=before, after=after, why=why)
    return message


@verb
def refuse_message(message: Message, *, by: User, why: str) -> Message:
    """Refuse to show a message, or hide it again. The desk keeps the reason.

    Raises NotAllowed, NotPossible (no reason; refused already, or withdrawn).
    """
    require(by, "programme.moderate", message)
    if not why.strip():
        raise NotPossible(_("Say why it is not shown."))
    message = _locked(message)
    if message.state not in (State.WAITING, State.SHOWN):
        raise NotPossible(_("This message is not shown as it is."))
    before = _turned(message, State.REFUSED, by)
    after = {"state": message.state}
    record("refuse_message", MESSAGE, message.uid, by=by, before=before, after=after, why=why)
    return message


def _turned(message: Message, state: Message.State, by: User) -> dict[str, str]:
    """Put a message into a state; return what it was before."""
    before = {"state": message.state}
    message.state, message.decided_at, message.decided_by = state, timezone.now(), by
    message.save(update_fields=["state", "decided_at", "decided_by"])
    return before


@verb
def set_transcript(message: Message, text: str, *, by: User) -> Message:
    """Set the transcript of a recording. The words that a member wrote cannot be changed.

    Raises NotAllowed, NotPossible (no recording; withdrawn; too long; it says a name that the
    record does not show).
    """
    require(by, "programme.moderate", message)
    message = _locked(message)
    _require_there(message)
    if message.kind not in (MessageKind.AUDIO, MessageKind.VIDEO):
        raise NotPossible(_("Only a recording has a transcript: what a member wrote, stays."))
    message.text = checked_text(text)
    require_others_public(message, message.text)
    message.save(update_fields=["text"])
    record("set_transcript", MESSAGE, message.uid, by=by, after={"length": len(message.text)})
    return message


@verb
def set_translation(message: Message, language: str, text: str, *, by: User) -> Message:
    """Set the translation of a message into a language. An empty text removes it.

    Raises NotAllowed, NotPossible (withdrawn; its own language; no language; too long; it says a
    name that the record does not show).
    """
    require(by, "programme.moderate", message)
    message = _locked(message)
    _require_there(message)
    language, text = checked_language(language), checked_text(text)
    if language == message.language:
        raise NotPossible(_("The message is in this language."))
    require_others_public(message, text)
    if text:
        MessageTranslation.objects.update_or_create(
            message=message, language=language, defaults={"text": text}
        )
    else:
        MessageTranslation.objects.filter(message=message, language=language).delete()
    after = {"language": language, "length": len(text)}
    record("set_translation", MESSAGE, message.uid, by=by, after=after)
    return message


@verb
def withdraw_message(message: Message, *, by: User, why: str = "") -> Message:
    """Withdraw a message for good. Its sender needs no reason, others do.

    That there was one stays, with its number and its decisions. Raises NotAllowed, NotPossible
    (withdrawn already; no reason).
    """
    require(by, "programme.withdraw_message", message)
    message = _locked(message)
    _require_there(message)
    if message.member.user_id != by.pk and not why.strip():
        raise NotPossible(_("Say why this is removed."))
    return _withdraw(message, by, why)


def withdraw_messages_of(member: Member, *, by: User, why: str) -> int:
    """Withdraw every message of a member who leaves; return how many.

    To be called inside the transaction in which they leave, which has asked who may. Raises
    NotAllowed (this person may take away no files of messages).
    """
    messages = Message.objects.select_for_update().filter(member=member)
    rows = list(messages.exclude(state=State.WITHDRAWN))
    for message in rows:
        _withdraw(message, by, why)
    return len(rows)


def _withdraw(message: Message, by: User, why: str) -> Message:
    before = {"state": message.state}
    _shred_recording(message, by, why)
    message.translations.all().delete()
    for consent in in_force(subject_of(message), SHOWING):
        withdraw_consent(consent, by=by, why=why)
    message.state, message.text, message.link, message.media = State.WITHDRAWN, "", "", ""
    message.named = False
    message.save(update_fields=["state", "text", "link", "media", "named"])
    record("withdraw_message", MESSAGE, message.uid, by=by, before=before, why=why)
    return message


def _shred_recording(message: Message, by: User, why: str) -> None:
    for upload in Upload.objects.filter(uid=message.media, state=Upload.State.KEPT):
        if why.strip():
            shred(upload, by=by, why=why)
        else:
            shred(upload, by=by, why="taken back by who sent it")


def _locked(message: Message) -> Message:
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("member", "event")
        .get(pk=message.pk)
    )


def _require_there(message: Message) -> None:
    if message.state == State.WITHDRAWN:
        raise NotPossible(_("This message was withdrawn: nothing of it is kept."))


LOG: Final = LogWords(
    verbs={
        "refuse_message": pgettext_lazy("decision", "keep a message from being shown"),
        "send_message": pgettext_lazy("decision", "send a message"),
        "set_transcript": pgettext_lazy("decision", "write down what is said"),
        "set_translation": pgettext_lazy("decision", "translate a message"),
        "show_message": pgettext_lazy("decision", "show a message"),
        "withdraw_message": pgettext_lazy("decision", "remove a message for good"),
    },
    kinds={
        "message": pgettext_lazy("decision", "message of a member"),
    },
    parts={
        "length": pgettext_lazy("decision", "length"),
    },
    reasons={
        "its message did not come in": pgettext_lazy("decision", "its message did not come in"),
        "taken back by who sent it": pgettext_lazy("decision", "taken back by who sent it"),
    },
)
