"""The home page, and the page that explains the record."""

from collections.abc import Hashable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.pages import front_page, remembered_people
from vigil.publication.pages.announcements import announced_today
from vigil.publication.pages.kept_pages import kept_while_the_same, last_decision
from vigil.publication.pages.lights import YEARS, field_of
from vigil.publication.record import queries
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters
from vigil.trust.organisation.queries import organisation

STORIES = 3


def _beside_the_record() -> tuple[Hashable, ...]:
    """Return what the home page shows besides the record: lives, stories, events, who is there."""
    stories = repr(remembered_people.newest_stories(STORIES))
    names = remembered_people.versions_of_names()
    today = tuple(announced_today())
    return last_decision(), front_page.tells_safely(), stories, names, today


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters()
@kept_while_the_same(_beside_the_record)
def home(request: HttpRequest) -> HttpResponse:
    """Show one light for each person killed, one person, one number, and where to go on.

    Takes the parameters of a list: they light some of the lights.
    """
    columns = current()
    selection = Selection.from_query(request.GET, columns)
    context = {
        "selection": selection,
        "filtered": bool(set(selection.asked) - {"sort", *YEARS}),
        "zoomed": any(name in selection.asked for name in YEARS),
        "lit_query": selection.query(outcome=selection.asked.get("outcome") or "killed"),
        "all_years": front_page.all_years(selection),
        "kept": front_page.kept_beside(selection),
        "headline": queries.headline(columns),
        "years": queries.years(columns),
        "field": field_of(selection, columns),
        "lists": front_page.lists_of_lights(selection, columns),
        "person": remembered_people.person_of_the_day(timezone.localdate()),
        "who": front_page.who_they_were(columns),
        "justice": front_page.justice_of(columns),
        "map": front_page.small_map(columns),
        "stories": remembered_people.newest_stories(STORIES),
        "today": announced_today(),
        "tells_safely": front_page.tells_safely(),
        "last_change": front_page.last_change(),
        "organisation": _organisation(),
        "contact": organisation().contact,
    }
    return render(request, "publication/pages/home.html", context)


def _organisation() -> str:
    """Return the name of those who run the site; empty where they have not entered it."""
    return organisation().name if organisation().is_stated else ""


@cache_control(no_cache=True)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain the record: how a case enters it, and what its figures do not say."""
    columns = current()
    context = {"headline": queries.headline(columns), "years": queries.years(columns)}
    return render(request, "publication/pages/about.html", context)
