"""The desk's screen for the words of an event and its sessions in several languages."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.translating import save_words
from vigil.programme.events.words_forms import WordsForm
from vigil.programme.models import Event
from vigil.publication.record.labels import language_name
from vigil.trust.models import User
from vigil.trust.organisation.queries import organisation


def _act(language: str) -> Act[Event]:
    def verb(event: Event, data: Data, by: User) -> str:
        led_to = data.pop("next")
        save_words(event, language, by=by, **data)
        goes_on = led_to in organisation().languages
        return _address(event, led_to if goes_on else language)

    return Act(
        form=WordsForm,
        form_arguments=lambda event, by: {"event": event, "language": language},
        verb=verb,
        done=_("Saved."),
    )


def _address(event: Event, language: str) -> str:
    address = reverse("desk_programme:words", args=[event.pk])
    return f"{address}?language={language}" if language else address


def _offered(event: Event) -> list[str]:
    """Return the languages in which something of an event is not written yet.

    None before anybody stated in which language it is written.
    """
    own = {session.words_in or event.words_in for session in event.sessions.all()}
    if "" in {event.words_in, *own}:
        return []
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
    act = _act(language)

    def show(state: ScreenState) -> HttpResponseBase:
        context = {
            "event": event,
            "language": language,
            "language_name": language_name(language),
            "original_name": language_name(event.words_in),
            "languages": [(code, language_name(code)) for code in offered if code != language],
            "form": state.forms.get("words") or act.blank("words", event, person(request)),
            "problem": state.problem,
            "title": gettext("Words in several languages"),
        }
        return render(request, "programme/events/desk/words.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = _address(event, language)
    return act_named(request, event, {"words": act}, show=show, back=back)
