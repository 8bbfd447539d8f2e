"""The desk's screen for the letters of an event: neutral or plain, with a preview."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.programme.events.models.event import Letters
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Event
from vigil.programme.registrations.letter_preview import preview_letters
from vigil.programme.registrations.verbs.choosing_letters import choose_letters
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.organisation.queries import organisation


class LettersForm(forms.Form):
    """How letters to the registered look."""

    letters = forms.ChoiceField(
        label=_("Letters to those who register"),
        choices=Letters.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Keep letters neutral if anybody could be harmed because somebody sees that they take "
            "part. People who registered under neutral letters keep them."
        ),
    )
    inviter = forms.CharField(
        label=_("Who invites (may stay empty)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A person or an organisation. Plain letters name them."),
    )


def _choose(event: Event, data: Data, by: User) -> object:
    return choose_letters(event, data["letters"], data["inviter"], by=by)


CHOOSE: Final = Act[Event](
    form=LettersForm,
    initial=lambda event: {"letters": event.letters, "inviter": event.inviter},
    verb=_choose,
    done=_("Saved."),
)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def letters(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose the letters of an event, and see them in each language as they would arrive."""
    event = get_object_or_404(Event, pk=pk)
    offered = organisation().languages
    asked = request.GET.get("language", get_language() or "")
    language = asked if asked in offered else offered[0]

    def show(state: ScreenState) -> HttpResponseBase:
        previews, problem = [], ""
        try:
            previews = preview_letters(event, language)
        except NotPossible as error:  # the address of the site is unknown
            problem = str(error)
        context = {
            "event": event,
            "form": state.forms.get("form") or CHOOSE.blank("form", event, person(request)),
            "previews": previews,
            "problem": problem,
            "language": language,
            "languages": [(code, language_name(code)) for code in offered],
        }
        return render(
            request, "programme/registrations/desk/letters.html", context, status=state.status
        )

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:letters", args=[pk])
    return perform(request, event, "form", CHOOSE, show=show, back=back)
