"""Write what an event and its sessions say of themselves in further languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_event, record_new_wording, verb
from vigil.programme.events.verbs.sessions import TAG
from vigil.programme.models import Event, Session, TranslatedText
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@dataclass(frozen=True)
class Translation:
    """Title and text in one language; where either is empty the original stands."""

    title: str = ""
    text: str = ""


@verb
def translate_event(
    event: Event,
    language: str,
    of_event: Translation,
    of_sessions: Mapping[int, Translation],
    *,
    by: User,
) -> Event:
    """Write the words of an event and of its sessions (by their keys) in one further language.

    What is empty is not there in it: readers see the original. Calendars update. Raises
    NotAllowed, NotPossible (no tag of BCP 47; the language in which it is written; a name that
    the record does not show).
    """
    require(by, MANAGE)
    _require_tag(language)
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.words_in == language and of_event != Translation():
        raise NotPossible(_("This is the language in which the event is written. Edit it there."))
    require_no_hidden_names(of_event.title, of_event.text)
    changed = ["event"] if _write(event, None, language, of_event) else []
    sessions = Session.objects.select_for_update(of=("self",)).select_related("event")
    for session in sessions.filter(event=event, pk__in=list(of_sessions)).order_by("pk"):
        said = of_sessions[session.pk]
        if (session.words_in or event.words_in) == language and said != Translation():
            named = {"title": session.title}
            raise NotPossible(_("“%(title)s” is written in this language. Edit it there.") % named)
        require_public_names(session, said.title, said.text)
        if _write(event, session, language, said):
            changed.append(session.slug)
            record_new_wording(session)
    if changed:
        note_event("translate_event", event, by=by, after={"language": language, "fields": changed})
    return event


@verb
def save_words(
    event: Event,
    language: str,
    *,
    by: User,
    original: str,
    originals: Mapping[int, str],
    of_event: Translation,
    of_sessions: Mapping[int, Translation],
) -> Event:
    """Save the languages of the originals with the words in a further one; all of it or nothing.

    Without a `language` only the originals. Raises what the two other verbs raise.
    """
    sessions = event.sessions.values_list("pk", "words_in")
    before = (event.words_in, dict(sessions))
    if (original, {**before[1], **originals}) != before:
        event = state_language(event, original, originals, by=by)
    if language:
        event = translate_event(event, language, of_event, of_sessions, by=by)
    return event


@verb
def state_language(event: Event, language: str, sessions: Mapping[int, str], *, by: User) -> Event:
    """State in which language an event is written, and those of its sessions that differ.

    Raises NotAllowed, NotPossible (no tag of BCP 47).
    """
    require(by, MANAGE)
    for tag in filter(None, (language, *sessions.values())):
        _require_tag(tag)
    event = Event.objects.select_for_update().get(pk=event.pk)
    event.words_in = language
    event.save(update_fields=["words_in"])
    for session in Session.objects.select_for_update().filter(event=event).order_by("pk"):
        session.words_in = sessions.get(session.pk, session.words_in)
        session.save(update_fields=["words_in"])
    note_event("state_language", event, by=by, after={"language": language})
    return event


def _write(event: Event, session: Session | None, language: str, said: Translation) -> bool:
    """Keep the words of an event or a session in a language; return whether they are new."""
    title, text = said.title.strip(), said.text.strip()
    there = TranslatedText.objects.filter(event=event, session=session, language=language).first()
    if not title and not text:
        if there is not None:
            there.delete()
        return there is not None
    if there is not None and (there.title, there.text) == (title, text):
        return False
    TranslatedText.objects.update_or_create(
        event=event, session=session, language=language, defaults={"title": title, "text": text}
    )
    return True


def _require_tag(language: str) -> None:
    if not TAG.fullmatch(language):
        raise NotPossible(
            _("“%(tag)s” is no language tag. Write one such as en, es or pt-BR.")
            % {"tag": language}
        )


LOG: Final = LogWords(
    verbs={
        "state_language": pgettext_lazy("decision", "state the language of an event"),
        "translate_event": pgettext_lazy("decision", "write an event in another language"),
    },
)
