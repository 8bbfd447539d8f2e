"""The form for the words of an event and its sessions in one further language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.network.profiles.values import known_languages
from vigil.programme.events.language_tags import NAMED_BY_SPEAKERS
from vigil.programme.events.verbs.translating import Translation
from vigil.programme.models import Event, Session
from vigil.publication.record.labels import language_name
from vigil.reading.codebook.scheme import LANGUAGES

ORIGINAL: Final = "original"
"""The field that states in which language the event is written."""
NEXT: Final = "next"
"""The language that a pressed button leads to, once everything is saved."""

_NO_LANGUAGE: Final = ("mul", "root", "und", "zxx")
"""Tags of CLDR that name none."""


@dataclass(frozen=True, slots=True)
class WordsBeside:
    """The original of an event or a session, with the fields for its translation."""

    of: Event | Session
    text: str
    lang: str
    title_field: forms.BoundField
    text_field: forms.BoundField


class WordsForm(forms.Form):
    """In which language an event and its sessions are written, and their words in another one.

    Without a language it asks for that of the original alone.
    """

    next = forms.CharField(required=False)

    def __init__(self, *args: Any, event: Event, language: str, **kwargs: Any) -> None:
        """Make the fields of those that are not written in this language."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.event, self.sessions = event, list(event.sessions.all())
        self._ask_for_originals()
        self._translated: list[Event | Session] = []
        if not language:
            return
        there = {text.session_id: text for text in event.translated_texts.filter(language=language)}
        of_event = [event] if event.words_in != language else []
        of_sessions = [s for s in self.sessions if (s.words_in or event.words_in) != language]
        self._translated = [*of_event, *of_sessions]
        for one in self._translated:
            key, text = _key(one), there.get(one.pk if isinstance(one, Session) else None)
            box = {"lang": language, "dir": "auto", "data-grows": ""}
            self.fields[f"title-{key}"] = forms.CharField(
                label=_("Title"),
                required=False,
                max_length=300,
                initial=text.title if text else "",
                widget=forms.Textarea(attrs={**box, "rows": 2}),
            )
            self.fields[f"text-{key}"] = forms.CharField(
                label=_("Abstract") if isinstance(one, Session) else _("Summary"),
                required=False,
                initial=text.text if text else "",
                widget=forms.Textarea(attrs={**box, "rows": 6}),
            )

    def beside(self) -> Iterator[WordsBeside]:
        """Yield what is translated, with its original."""
        for one in self._translated:
            own = one.words_in if isinstance(one, Session) else ""
            yield WordsBeside(
                one,
                one.abstract if isinstance(one, Session) else one.summary,
                own or self.event.words_in,
                self[f"title-{_key(one)}"],
                self[f"text-{_key(one)}"],
            )

    def of_sessions(self) -> list[forms.BoundField]:
        """Return the pickers of sessions that may be written in another language."""
        return [self[f"{ORIGINAL}-{one.pk}"] for one in self.sessions]

    @property
    def some_differ(self) -> bool:
        """Whether a session is written in another language than its event."""
        return any(field.value() or field.errors for field in self.of_sessions())

    def clean(self) -> dict[str, Any]:
        """Return the languages of the originals, and the words of the event and each session."""
        data = super().clean() or {}
        of = {_key(one): _translation(data, _key(one)) for one in self._translated}
        return {
            "original": data.get(ORIGINAL, ""),
            "originals": {s.pk: data.get(f"{ORIGINAL}-{s.pk}", "") for s in self.sessions},
            "of_event": of.pop("event", Translation()),
            "of_sessions": {int(key): said for key, said in of.items()},
            "next": data.get(NEXT, ""),
        }

    def _ask_for_originals(self) -> None:
        event = self.event
        self.fields[ORIGINAL] = forms.ChoiceField(
            label=_("The event is written in"),
            choices=_choices([*LANGUAGES, event.words_in], [*known_languages()]),
            initial=event.words_in or get_language(),
        )
        usual = [*LANGUAGES, event.words_in, *NAMED_BY_SPEAKERS]
        for session in self.sessions:
            near = [*usual, session.words_in, *session.languages]
            self.fields[f"{ORIGINAL}-{session.pk}"] = forms.ChoiceField(
                label=session.title,
                required=False,
                choices=[("", _("as the event")), *_choices(near)],
                initial=session.words_in,
            )


def _choices(first: list[str], others: list[str] | None = None) -> list[tuple[str, str]]:
    """Return languages to pick from by name: these first, the others by the alphabet."""
    tags = list(dict.fromkeys(filter(None, first)))
    more = {tag.replace("_", "-") for tag in others or ()} - {*tags, *_NO_LANGUAGE}
    named = [(tag, language_name(tag).capitalize()) for tag in tags]
    return [*named, *sorted(((tag, language_name(tag)) for tag in more), key=lambda one: one[1])]


def _key(one: Event | Session) -> str:
    return str(one.pk) if isinstance(one, Session) else "event"


def _translation(data: Mapping[str, Any], key: str) -> Translation:
    title = " ".join(data.get(f"title-{key}", "").split())
    return Translation(title, data.get(f"text-{key}", ""))
