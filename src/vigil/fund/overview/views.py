"""The first screen of the fund's desk: what waits; and the letters that wait for a person."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.models import Application, Nomination
from vigil.fund.overview import queries
from vigil.fund.overview.acts import READING_WRITING, Act, Told, acted, forms_of
from vigil.fund.parties.forms.desk import DropLetterForm, LetterForm, PromptForm, set_choices
from vigil.fund.safety.verbs import case_prompts
from vigil.trust.outbox.verbs.letters import discard_letter, release_letter

OPENING: Final = re.compile(r"(/mine/)[\w-]+")
"""The part of a link that opens somebody's page: nobody at the desk has to read it."""


@room_view(WORK)
@require_http_methods(READING_WRITING)
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for the officers, what is most urgent first; note that a prompt was met."""
    by = person(request)

    def answered(said: dict[str, Any]) -> None:
        case_prompts.answer_prompt(said["prompt"], by=by)

    def asked(*args: Any, **kwargs: Any) -> PromptForm:
        made = PromptForm(*args, **kwargs)
        set_choices(made, "prompt", case_prompts.open_prompts(by=by))
        return made

    acts = {"answer": Act(asked, answered, _("Noted."))}

    def show(told: Told) -> HttpResponseBase:
        found = queries.officer_overview(by)
        nominations = [(one, one.label, found.nominations[one]) for one in Nomination.State]
        applications = [(one, one.label, found.applications[one]) for one in Application.State]
        context: dict[str, Any] = {
            "waiting": found,
            "told": told,
            "nominations": [row for row in nominations if row[2]],
            "applications": [row for row in applications if row[2]],
        }
        return render(request, "fund/overview/overview.html", context, status=told.status)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:overview"))


@room_view(WORK)
@require_http_methods(READING_WRITING)
def letters(request: HttpRequest) -> HttpResponseBase:
    """List the letters of the fund that wait for a person; let one go, or not."""
    by = person(request)
    rows = queries.letters_for(by)

    def which(form: type[LetterForm]) -> Any:
        def make(*args: Any, **kwargs: Any) -> LetterForm:
            made = form(*args, **kwargs)
            set_choices(made, "letter", rows)
            return made

        return make

    acts = {
        "release": Act(
            which(LetterForm),
            lambda said: released(said["letter"], by),
            _("Released: it goes out."),
        ),
        "discard": Act(
            which(DropLetterForm),
            lambda said: dropped(said["letter"], said["why"], by),
            _("It does not go."),
        ),
    }

    def show(told: Told) -> HttpResponseBase:
        listed = [(row, OPENING.sub(r"\1…", row.body)) for row in rows[:100]]
        context = {"rows": listed, "forms": forms_of(acts, told, {}), "told": told}
        return render(request, "fund/overview/letters.html", context, status=told.status)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:letters"))


def released(letter: Any, by: Any) -> None:
    """Let a letter go."""
    release_letter(letter, by=by)


def dropped(letter: Any, why: str, by: Any) -> None:
    """Decide that a letter does not go."""
    discard_letter(letter, by=by, why=why)
