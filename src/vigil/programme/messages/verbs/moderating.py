"""Show a message or refuse it; write its transcript and its translations."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.named_people import names_its_sender, require_others_public
from vigil.programme.messages.validation import checked_language, checked_text
from vigil.programme.messages.verbs.common import (
    MESSAGE,
    SHOWING,
    MessageKind,
    State,
    locked,
    require_not_withdrawn,
    subject_of,
)
from vigil.programme.models import Message, MessageTranslation
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.consent.verbs import in_force
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords


@verb
def show_message(
    message: Message, *, by: User, why: str = "", name_is_meant: bool = False
) -> Message:
    """Show a message to everybody: one that waits, or that was refused before.

    Where the member's own name stands in it, though it is not shown under it, somebody has to say
    that the `name_is_meant`. Raises NotAllowed, NeedsSecondPerson (who sent or entered it, or
    uploaded its film), NotPossible (that is not said; it is shown, or was withdrawn; its consent
    does not hold; it says a name that the record does not show).
    """
    require(by, "programme.moderate", message)
    message = locked(message)
    require_two_people(message.member.user, by)
    if message.entered_by_id == by.pk:
        raise NeedsSecondPerson(_("You entered this message. Another person has to show it."))
    require_two_people(message.entered_by, by)
    _require_other_than_uploader(message, by)
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


def _require_other_than_uploader(message: Message, by: User) -> None:
    """Raise NeedsSecondPerson where only who uploaded the film for the member has seen it."""
    film = Upload.objects.filter(uid=message.media).select_related("by").first()
    if film is None:
        return
    if film.by_id == by.pk:
        raise NeedsSecondPerson(_("You uploaded this film. Another person has to show it."))
    require_two_people(film.by, by)


@verb
def refuse_message(message: Message, *, by: User, why: str) -> Message:
    """Refuse to show a message, or hide it again. The desk keeps the reason.

    Raises NotAllowed, NotPossible (no reason; refused already, or withdrawn).
    """
    require(by, "programme.moderate", message)
    if not why.strip():
        raise NotPossible(_("Say why it is not shown."))
    message = locked(message)
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
    message = locked(message)
    require_not_withdrawn(message)
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
    message = locked(message)
    require_not_withdrawn(message)
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


LOG: Final = LogWords(
    verbs={
        "refuse_message": pgettext_lazy("decision", "keep a message from being shown"),
        "set_transcript": pgettext_lazy("decision", "write down what is said"),
        "set_translation": pgettext_lazy("decision", "translate a message"),
        "show_message": pgettext_lazy("decision", "show a message"),
    },
    parts={
        "length": pgettext_lazy("decision", "length"),
    },
)
