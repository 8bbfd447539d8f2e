"""The page of connections between initiatives, for officers."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.connections import queries
from vigil.fund.connections.chart import MOST_DRAWN, connection_chart
from vigil.fund.releases.labels import region_label, theme_label
from vigil.fund.reporting.reach import world_region, world_regions


@room_view(WORK)
@require_safe
def connections(request: HttpRequest) -> HttpResponseBase:
    """Show who is connected with whom, and safety incidents among them."""
    by = person(request)
    everything = queries.connections_for(by)
    parties = queries.parties_in(everything)
    themes = sorted({theme for some in queries.themes_of(parties).values() for theme in some})
    region, theme = request.GET.get("region", ""), request.GET.get("theme", "")
    region = region if region in world_regions() else ""
    theme = theme if theme in themes else ""
    rows = queries.connections_for(by, region, theme) if region or theme else everything
    incidents = queries.incidents_among(rows)
    found = {world_region(party.country) for party in parties} - {""}
    context = {
        "rows": rows,
        "any": bool(everything),
        "parties": len(queries.parties_in(rows)),
        "most": MOST_DRAWN,
        "figure": connection_chart(rows, [one.incident.party_id for one in incidents]),
        "incidents": incidents,
        "regions": sorted(((code, region_label(code)) for code in found), key=lambda r: r[1]),
        "themes": sorted(((code, theme_label(code)) for code in themes), key=lambda t: t[1]),
        "region": region,
        "theme": theme,
    }
    return render(request, "fund/connections/connections.html", context)
