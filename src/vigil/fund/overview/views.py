"""The first screen of the fund's desk, and the letters that wait for release."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, act_named, forms_of
from vigil.fund.access.rules import WORK
from vigil.fund.overview import queries
from vigil.fund.overview.forms import DropLetterForm, LetterForm, PromptForm
from vigil.fund.overview.waiting.home import waiting_for_officer
from vigil.fund.safety.verbs import case_prompts
from vigil.trust.models import User
from vigil.trust.outbox.verbs.letters import discard_letter, release_letter

OPENING: Final = re.compile(r"(/mine/)[\w-]+")
"""The part of a link that opens somebody's page: nobody at the desk has to read it."""
LETTERS: Final = 25
"""Letters on one page."""


def _open_prompts(_item: None, by: User) -> dict[str, Any]:
    return {"rows": case_prompts.open_prompts(by=by)}


def _letters(_item: None, by: User) -> dict[str, Any]:
    return {"rows": queries.letters_for(by)}


OVERVIEW_ACTS: Final[Mapping[str, Act[None]]] = {
    "answer": Act(
        form=PromptForm,
        verb=lambda _item, data, by: case_prompts.answer_prompt(data["prompt"], by=by),
        done=_("Noted."),
        form_arguments=_open_prompts,
    )
}
"""What an officer does on the first screen."""
LETTER_ACTS: Final[Mapping[str, Act[None]]] = {
    "release": Act(
        form=LetterForm,
        verb=lambda _item, data, by: release_letter(data["letter"], by=by),
        done=_("Released. The letter will be sent."),
        form_arguments=_letters,
    ),
    "discard": Act(
        form=DropLetterForm,
        verb=lambda _item, data, by: discard_letter(data["letter"], by=by, why=data["why"]),
        done=_("The letter was discarded."),
        form_arguments=_letters,
    ),
}
"""What an officer does with a letter that waits."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for this officer, the most harmful first; mark a prompt as answered."""

    def show(screen: ScreenState) -> HttpResponseBase:
        context = {"groups": waiting_for_officer(person(request)), "screen": screen}
        return render(request, "fund/overview/overview.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, OVERVIEW_ACTS, show=show, back=reverse("desk_fund:overview"))


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def letters(request: HttpRequest) -> HttpResponseBase:
    """List the letters of the fund that wait; release or discard one."""
    by = person(request)

    def show(screen: ScreenState) -> HttpResponseBase:
        page = Paginator(queries.letters_for(by), LETTERS).get_page(request.GET.get("page"))
        listed = [(row, OPENING.sub(r"\1…", row.body)) for row in page]
        forms = forms_of(LETTER_ACTS, None, by, screen)
        context = {"rows": listed, "page": page, "forms": forms, "screen": screen}
        return render(request, "fund/overview/letters.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, LETTER_ACTS, show=show, back=reverse("desk_fund:letters"))
