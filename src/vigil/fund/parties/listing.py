"""The list of parties at the desk."""

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT
from vigil.fund.access.rules import WORK
from vigil.fund.models import Application, EmergencyRequest, Grant, Hold, Nomination
from vigil.fund.overview import queries
from vigil.fund.overview.listing import list_page
from vigil.fund.parties import next_acts
from vigil.fund.parties import queries as party_queries
from vigil.trust.models import Level


class PartyFilter(forms.Form):
    """Which parties to list, beside their protection level."""

    q = forms.CharField(
        label=_("Number, or the exact name, contact or account"), required=False, max_length=200
    )


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the parties, newest first. A search is sent by POST: no name is in the address."""
    posted = request.method == "POST"
    filters = PartyFilter(request.POST if posted else None)
    rows = party_queries.visible_to(person(request))
    if posted:
        asked = filters.cleaned_data["q"] if filters.is_valid() else ""
        rows = queries.filter_by_party(rows, asked, party="")
    of = OuterRef("pk")
    rows = rows.annotate(
        is_held=Exists(Hold.objects.filter(party=of, lifted_at=None)),
        has_emergency=Exists(
            EmergencyRequest.objects.filter(party=of, state=EmergencyRequest.State.WAITING)
        ),
        has_grant=Exists(Grant.objects.filter(party=of, state=Grant.State.ACTIVE)),
        is_agreeing=Exists(Grant.objects.filter(party=of, state=Grant.State.DRAFT)),
        has_application=Exists(
            Application.objects.filter(
                party=of, state__in=(Application.State.SUBMITTED, Application.State.REVIEW)
            )
        ),
        is_screened=Exists(Nomination.objects.filter(party=of, state=Nomination.State.SCREENING)),
    )
    found = list_page(request, rows.order_by("-number"), Level.choices, "level")
    rows_shown = list(found.page.object_list)
    acts = next_acts.of_parties(rows_shown)
    context = {
        "filters": filters,
        "states": found.states,
        "page": found.page,
        "rows": [(row, acts.get(row.pk)) for row in rows_shown],
        "has_acts": bool(acts),
        "has_countries": any(row.country for row in rows_shown),
    }
    return render(request, "fund/parties/parties.html", context)
