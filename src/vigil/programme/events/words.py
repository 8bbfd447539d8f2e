"""What an event or a session says of itself, in the language of the reader where there is one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from vigil.programme.models import Event, Session, TranslatedText


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its language; the language is empty where nobody stated it."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def lang(self) -> str:
        """The tag for the page, where it is another language than that of the page."""
        return self.language if self.language != get_language() else ""


@dataclass(frozen=True, slots=True)
class Words:
    """The title of an event or a session, and its summary or abstract."""

    title: Wording
    text: Wording


def event_words(event: Event) -> Words:
    """Return what an event says of itself, in the active language if it is written in it."""
    return _chosen(
        _own(event.title, event.summary, event.words_in),
        event.translated_texts.filter(session=None, language__in=_wanted()),
    )


def session_words(session: Session) -> Words:
    """Return what one session says of itself, in the active language if it is written in it."""
    return words_of_sessions([session])[session.pk]


def words_of_sessions(sessions: Iterable[Session]) -> dict[int, Words]:
    """Return what each session says of itself, by its key. One query for all."""
    rows = list(sessions)
    texts: dict[int, list[TranslatedText]] = {}
    for text in TranslatedText.objects.filter(session__in=rows, language__in=_wanted()):
        texts.setdefault(text.session_id or 0, []).append(text)
    return {
        row.pk: _chosen(
            _own(row.title, row.abstract, row.words_in or row.event.words_in),
            texts.get(row.pk, ()),
        )
        for row in rows
    }


def _own(title: str, text: str, language: str) -> Words:
    return Words(Wording(title, language), Wording(text, language))


def _chosen(own: Words, texts: Iterable[TranslatedText]) -> Words:
    """Return the words in the active language; what nobody translated stays in its own."""
    found = {text.language: text for text in texts}
    for tag in _wanted():
        if own.title.language == tag:
            return own
        if tag in found:
            title = Wording(found[tag].title, tag) if found[tag].title else own.title
            text = Wording(found[tag].text, tag) if found[tag].text else own.text
            return Words(title, text)
    return own


def _wanted() -> list[str]:
    """Return the active language, with its region and without."""
    active = get_language() or ""
    return list(dict.fromkeys([active, active.partition("-")[0]]))
