"""Public pages of names: the list, today's anniversaries, one name, and texts to share."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.api.responses import site_of
from vigil.trust.organisation.queries import organisation
from vigil.witness.models import Name
from vigil.witness.names.cards import alt_of, card_of, share_texts
from vigil.witness.names.entries import NameEntry, case_url, name_entries, name_entry, years_since
from vigil.witness.names.forms import DayForm, NameFilter
from vigil.witness.names.queries.public import (
    NameSelection,
    count_announceable_names,
    on_day,
    with_places,
)
from vigil.witness.names.roll_pdf import MOST
from vigil.witness.names.visibility import NEWEST, may_be_announced, remembered_names
from vigil.witness.people.addresses import current_handle
from vigil.witness.people.visibility import has_page, page_address
from vigil.witness.stories.queries.public import stories_of_case

ON_A_PAGE = 100
fresh = cache_control(no_cache=True)
"""Whoever keeps an answer asks again before showing it: a name may have been withdrawn."""


@fresh
@require_safe
def name_list(request: HttpRequest) -> HttpResponse:
    """List the names under a filter, newest first."""
    form = NameFilter(request.GET)
    selection = form.selection()
    keys = selection.of(remembered_names()).values_list("pk", flat=True)
    # What a search finds is read whole, once: counting it first would be to search twice.
    page = Paginator(list(keys) if selection.q else keys, ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    on_page = Name.objects.filter(pk__in=list(page.object_list)).order_by(*NEWEST)
    query = urlencode(selection.query())
    context = {
        "form": form,
        "page": page,
        "lines": name_entries(on_page),
        "rest": f"{query}&" if query else "",
        "filtered": bool(query),
        "roll": _roll(selection),
        "calendar": _calendar(selection),
        "most": MOST,
    }
    return render(request, "witness/names/list.html", context)


def _roll(selection: NameSelection) -> str:
    """Return the address of the roll of a selection; nothing where it would be too long.

    A roll is of a filter and not of a search: who looks for one name wants no paper.
    """
    names = NameSelection(asked=selection.asked)
    n = count_announceable_names(selection.asked, MOST + 1)
    return _address("witness:names_roll", names) if 0 < n <= MOST else ""


def _calendar(selection: NameSelection) -> str:
    asked = {name: value for name, value in selection.asked.items() if name != "year"}
    return _address("witness:names_ics", NameSelection(asked=asked))


def _address(route: str, selection: NameSelection) -> str:
    query = urlencode(selection.query())
    return reverse(route) + (f"?{query}" if query else "")


@fresh
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show whose anniversary falls on a day: the reader's choice, else today in UTC."""
    form = DayForm(request.GET or None, label_suffix="")
    chosen = form.cleaned_data["day"] if form.is_valid() else None
    day = chosen or timezone.localdate()
    lines = name_entries(on_day(day))
    context = {
        "form": form if form.is_bound else DayForm(initial={"day": day}, label_suffix=""),
        "day": day,
        "chosen": chosen is not None,
        "before": day - timedelta(1),
        "after": day + timedelta(1),
        "lines": [(line, years_since(line.died_on, day)) for line in lines if line.died_on],
        "leap": (day.month, day.day) == (2, 28) and (day + timedelta(1)).month == 3,
    }
    return render(request, "witness/names/anniversaries.html", context)


@fresh
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the rule of remembrance, and whom to ask about it."""
    return render(request, "witness/names/about.html", {"contact": organisation().contact})


@fresh
@require_safe
def name_page(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Lead to the page of a person (301). For who was under 18, show the name and its card here."""
    former = "" if Name.objects.filter(handle=handle).exists() else current_handle(handle)
    name = name_or_404(former or handle)
    if has_page(name):
        return redirect(page_address(name.handle), permanent=True)
    context = {**_told_of(request, name), "stories": stories_of_case(name.case.public_id or "")}
    return render(request, "witness/names/name.html", context)


@fresh
@require_safe
def share(request: HttpRequest, handle: str) -> HttpResponse:
    """Show the card of a name and texts to share. An excluded name has neither (404)."""
    name = name_or_404(handle)
    if not may_be_announced(name):
        raise Http404
    context = {**_told_of(request, name), "shared": list(share_texts(name, site_of(request)))}
    return render(request, "witness/names/share.html", context)


def name_or_404(handle: str) -> Name:
    """Return a name that readers see. Raises Http404, also where it was withdrawn."""
    name = (
        with_places(remembered_names()).prefetch_related("spellings").filter(handle=handle).first()
    )
    if name is None:
        raise Http404
    return name


def _told_of(request: HttpRequest, name: Name) -> dict[str, Any]:
    site, line = site_of(request), name_entry(name)
    card = card_of(name, site) if may_be_announced(name) else None
    return {
        "line": line,
        "spellings": [one.text for one in name.spellings.all() if one.text != name.name],
        "page": case_url(name),
        "card": _card(line) if card else "",
        "card_address": site + _card(line) if card else "",
        "alt": alt_of(name) if card else "",
    }


def _card(line: NameEntry) -> str:
    return reverse("witness:name_card", args=[line.handle])
