"""Which messages are public. Pages, cards and files all ask here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_name
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.messages.verbs.common import MESSAGE, SHOWING
from vigil.programme.models import Event, Message
from vigil.publication.record.labels import language_name
from vigil.trust.consent.verbs import holding

LONGEST_LABEL: Final = 80


@dataclass(frozen=True, slots=True)
class MessageText:
    """What a message says in one language."""

    language: str
    text: str

    @property
    def language_name(self) -> str:
        """How the language is called in the language of the page."""
        return language_name(self.language)


@dataclass(frozen=True, slots=True)
class DisplayedMessage:
    """A message as everybody is shown it. `name` is empty where its member is not named."""

    uid: str
    kind: str
    words: MessageText
    translations: tuple[MessageText, ...] = ()
    name: str = ""
    link: str = ""
    media: str = ""

    @property
    def by(self) -> str:
        """Whose it is."""
        return self.name or _("a member of the network")

    @property
    def languages(self) -> set[str]:
        """The languages in which it can be read or heard."""
        return {self.words.language, *(words.language for words in self.translations)}

    @property
    def is_recording(self) -> bool:
        """Whether it is seen or heard."""
        return self.kind in (Message.Kind.AUDIO, Message.Kind.VIDEO)


def messages_of_event(event: Event, language: str = "") -> list[DisplayedMessage]:
    """Return the messages to an event that are shown, those shown last first.

    With a language: those that were sent in it, or are translated into it.
    """
    told = _told(_shown_rows().filter(event=event).order_by("-decided_at", "-pk"))
    return [one for one in told if not language or language in one.languages]


def messages_of_all_events() -> list[DisplayedMessage]:
    """Return the messages to all events that are shown."""
    return _told(_shown_rows())


def displayed_message(event: Event, uid: str) -> DisplayedMessage | None:
    """Return one message as everybody is shown it, or None if they are shown none of this name."""
    return next(iter(_told(_shown_rows().filter(event=event, uid=uid))), None)


def message_with_file(upload: str) -> DisplayedMessage | None:
    """Return the message that everybody is shown and to which a file belongs, or None."""
    rows = _shown_rows().filter(media=upload) if upload else Message.objects.none()
    return next(iter(_told(rows)), None)


def languages_of(told: Iterable[DisplayedMessage]) -> list[tuple[str, str]]:
    """Return the languages of messages with their names, by name."""
    tags = {tag for one in told for tag in one.languages}
    return sorted(((tag, language_name(tag)) for tag in tags), key=lambda pair: pair[1])


def _shown_rows() -> QuerySet[Message]:
    return (
        Message.objects.filter(state=Message.State.SHOWN, event__state__in=PUBLIC)
        .select_related("member")
        .prefetch_related("translations")
    )


def _told(rows: Iterable[Message]) -> list[DisplayedMessage]:
    """Leave what is agreed to and nobody took away; say of whom each is.

    Consent for one country or one language does not do: a page knows no countries.
    """
    kept: Sequence[Message] = [row for row in rows if not row.withdrawals]
    agreed = holding((row.uid for row in kept), MESSAGE, SHOWING).filter(territory="", language="")
    uids = set(agreed.values_list("subject_key", flat=True))
    return [_as_told(row) for row in kept if row.uid in uids]


def _as_told(row: Message) -> DisplayedMessage:
    return DisplayedMessage(
        uid=row.uid,
        kind=row.kind,
        words=MessageText(row.language, row.text),
        translations=tuple(MessageText(one.language, one.text) for one in row.translations.all()),
        name=visible_name(row.member, Audience.PUBLIC) if row.named else "",
        link=row.link,
        media=row.media,
    )
