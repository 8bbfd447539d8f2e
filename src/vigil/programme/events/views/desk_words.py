"""The desk's screen for the words of an event and its sessions in several languages."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, forms_of
from vigil.programme.events.form_fields import BY_NAME, LanguageTagsField
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.translating import Translation, state_language, translate_event
from vigil.programme.models import Event, Session
from vigil.publication.record.labels import language_name
from vigil.trust.models import User
from vigil.trust.organisation.queries import organisation


class LanguageForm(forms.Form):
    """In which language an event is written, and those of its sessions that differ."""

    event = LanguageTagsField(label=_("The event is written in"), required=False, help_text=BY_NAME)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = list(event.sessions.all())
        self.fields["event"].initial = [event.words_in] if event.words_in else []
        for session in self.sessions:
            self.fields[f"session-{session.pk}"] = LanguageTagsField(
                label=session.title,
                required=False,
                initial=[session.words_in] if session.words_in else [],
                help_text=_("Empty: as the event."),
            )

    def one(self, name: str) -> str:
        """Return the one language of a field; empty where there is none."""
        return next(iter(self.cleaned_data[name]), "")

    def clean(self) -> dict[str, Any]:
        """Return the language of the event, and that of each session."""
        super().clean()
        for name in self.fields:
            if len(self.cleaned_data.get(name, ())) > 1:
                self.add_error(name, _("Write one language."))
        if self.errors:
            return self.cleaned_data
        sessions = {one.pk: self.one(f"session-{one.pk}") for one in self.sessions}
        return {"language": self.one("event"), "sessions": sessions}


class WordsForm(forms.Form):
    """Titles and texts in one language, of an event and its sessions that are in another one."""

    def __init__(self, *args: Any, event: Event, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = event.sessions.all()
        self.sessions = [one for one in sessions if (one.words_in or event.words_in) != language]
        there = {text.session_id: text for text in event.translated_texts.filter(language=language)}
        of_event = [None] if event.words_in != language else []
        for session in (*of_event, *self.sessions):
            key, text = _key(session), there.get(session.pk if session else None)
            self.fields[f"title-{key}"] = forms.CharField(
                label=_("Title: %(title)s") % {"title": (session or event).title},
                required=False,
                max_length=300,
                initial=text.title if text else "",
                widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
            )
            self.fields[f"text-{key}"] = forms.CharField(
                label=_("Abstract") if session else _("Summary"),
                required=False,
                initial=text.text if text else "",
                widget=forms.Textarea(attrs={"rows": 5, "lang": language, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """Return what was written of the event, and of each session."""
        data = super().clean() or {}
        return {
            "of_event": _said(data, None),
            "of_sessions": {one.pk: _said(data, one) for one in self.sessions},
        }


def _key(session: Session | None) -> str:
    return str(session.pk) if session else "event"


def _said(data: Mapping[str, Any], session: Session | None) -> Translation:
    key = _key(session)
    return Translation(data.get(f"title-{key}", ""), data.get(f"text-{key}", ""))


def _state(event: Event, data: Data, by: User) -> object:
    return state_language(event, data["language"], data["sessions"], by=by)


STATE: Final = Act[Event](
    form=LanguageForm,
    form_arguments=lambda event, by: {"event": event},
    verb=_state,
    done=_("Saved."),
)


def _translate(language: str) -> Act[Event]:
    def verb(event: Event, data: Data, by: User) -> object:
        return translate_event(event, language, data["of_event"], data["of_sessions"], by=by)

    return Act(
        form=WordsForm,
        form_arguments=lambda event, by: {"event": event, "language": language},
        verb=verb,
        done=_("Saved."),
    )


def _offered(event: Event) -> list[str]:
    """Return the languages in which something of an event is not written yet."""
    own = {session.words_in or event.words_in for session in event.sessions.all()}
    written = event.words_in if own <= {event.words_in} else ""
    return [code for code in organisation().languages if code != written]


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def words(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show or write the words of an event in the language that the address asks for."""
    event = get_object_or_404(Event, pk=pk)
    offered = _offered(event)
    asked = request.GET.get("language", "")
    language = asked if asked in offered else next(iter(offered), "")
    acts = {"state": STATE, "words": _translate(language)}
    by = request.user
    assert isinstance(by, User)

    def show(state: ScreenState) -> HttpResponseBase:
        shown = forms_of(acts, event, by, state)
        context = {
            "event": event,
            "language": language,
            "language_name": language_name(language),
            "languages": [(code, language_name(code)) for code in offered],
            "state_form": shown["state"],
            "words_form": shown["words"],
            "problem": state.problem,
            "title": gettext("Words in several languages"),
        }
        return render(request, "programme/events/desk/words.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = f"{reverse('desk_programme:words', args=[pk])}?language={language}"
    return act_named(request, event, acts, show=show, back=back)
