"""The page of a person, and the day to remember them as a calendar."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    site_of,
)
from vigil.publication.cases.citations import citation_of
from vigil.publication.cases.texts import asks_for_original
from vigil.publication.record.columns import current
from vigil.witness.models import Name
from vigil.witness.names.cards import alt_of, card_of
from vigil.witness.names.queries.public import state
from vigil.witness.names.visibility import may_be_announced
from vigil.witness.people.addresses import current_handle
from vigil.witness.people.page import PersonPage, person_page
from vigil.witness.people.visibility import page_address, people_with_pages

PAGE: Final = "witness/people/person.html"
"""The template of a person, also in previews."""
fresh = cache_control(no_cache=True)
"""Whoever keeps an answer asks again before showing it: a name may have been withdrawn."""


@fresh
@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """Lead to the list of people (301), with the parameters that both addresses understand."""
    asked = {name: request.GET[name] for name in ("q", "country") if request.GET.get(name)}
    address = reverse("people_of_cases")
    return redirect(f"{address}?{urlencode(asked)}" if asked else address, permanent=True)


@fresh
@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show a person. A former address leads to the present one (301).

    Where nobody has this address, or not any more, the answer is the same (404).
    """
    name = person_at(handle)
    if name is None:
        if handle != handle.lower():  # as somebody may type it
            return redirect("witness:person", handle.lower())
        return _moved(handle)
    current()  # removes names whose consent has ended, which the citation would show
    page = person_page(name, original=asks_for_original(request))
    if page is None:
        raise Http404
    return render(request, PAGE, shown_on_page(request, name, page))


def shown_on_page(request: HttpRequest, name: Name, page: PersonPage) -> dict[str, Any]:
    """Return what the page of a person shows, also in a preview."""
    site = site_of(request)
    card = card_of(name, site) if page.announced else None
    return {
        "page": page,
        "site": site,
        "canonical": site + page.url,
        "citation": citation_of(name.case.public, site),
        "card": site + reverse("witness:name_card", args=[name.handle]) if card else "",
        "alt": alt_of(name) if card else "",
    }


@require_safe
def anniversary(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Return the day to remember a person as a calendar of one entry. Excluded names have none."""
    name = person_at(handle)
    if name is None or not may_be_announced(name) or name.anniversary is None:
        raise Http404
    told = name  # for mypy: not None in the function below

    def make() -> HttpResponse:
        # Here: icalendar is loaded by the first calendar that is asked for.
        from vigil.witness.names.calendar import MEDIA_TYPE, calendar_of

        content = calendar_of(
            Name.objects.filter(pk=told.pk),
            title=told.name,
            address=request.build_absolute_uri(),
            site=site_of(request),
            query="",
        )
        headers = {"Content-Disposition": 'inline; filename="anniversary.ics"'}
        return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)

    said = (state(), handle, get_language() or "", request.build_absolute_uri())
    return conditional_answer(request, etag_of_content("\0".join(said).encode()), make)


def person_at(handle: str) -> Name | None:
    """Return who has a page at this address, with their public case."""
    rows = people_with_pages().filter(handle=handle).prefetch_related("spellings")
    return rows.select_related("case__public").first()


def _moved(handle: str) -> HttpResponseBase:
    """Redirect from a former address; raise Http404 where it leads to nobody with a page."""
    found = current_handle(handle)
    if not found or not people_with_pages().filter(handle=found).exists():
        raise Http404
    return redirect(page_address(found), permanent=True)
