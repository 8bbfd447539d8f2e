"""Who is connected with whom, as one officer may know it. No output for others shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from vigil.fund.models import Connection, Grant, Incident, Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.reporting.reach import world_region
from vigil.trust.models import User

RECENT: Final = timedelta(days=366)
"""How long a closed safety incident is still shown beside the connected parties."""


@dataclass(frozen=True)
class IncidentAmongConnected:
    """A safety incident of a party, with those connected to it."""

    incident: Incident
    others: tuple[Connection, ...]

    @property
    def together(self) -> list[tuple[Party, Connection]]:
        """Return the connected parties, each with the connection."""
        mine = self.incident.party_id
        return [(one.other if one.one_id == mine else one.one, one) for one in self.others]


def connections_for(user: User, region: str = "", theme: str = "") -> list[Connection]:
    """Return the connections of which this officer may know both parties, newest first.

    With a world region or a theme: those of which either party is there, or has a grant on it.
    """
    known = party_queries.visible_to(user).filter(removed_at=None).order_by()
    # Not as two subqueries: SQLite then looks through all parties for each connection.
    seen = set(known.values_list("pk", flat=True))
    rows = Connection.objects.all()
    if theme:
        about = Grant.objects.filter(theme=theme).values("party")
        rows = rows.filter(Q(one__in=about) | Q(other__in=about))
    found = [
        row
        for row in rows.select_related("one", "other")
        if row.one_id in seen and row.other_id in seen
    ]
    if not region:
        return found
    return [
        row for row in found if region in {world_region(p.country) for p in (row.one, row.other)}
    ]


def parties_in(rows: Iterable[Connection]) -> list[Party]:
    """Return the parties of these connections, each once, by number."""
    found = {party.pk: party for row in rows for party in (row.one, row.other)}
    return sorted(found.values(), key=lambda party: party.number)


def incidents_among(rows: Iterable[Connection]) -> list[IncidentAmongConnected]:
    """Return open and recent safety incidents of connected parties, each with who is connected."""
    of: dict[int, list[Connection]] = {}
    for row in rows:
        for pk in (row.one_id, row.other_id):
            of.setdefault(pk, []).append(row)
    since = (timezone.localdate() - RECENT).replace(day=1)
    incidents = Incident.objects.filter(
        Q(state=Incident.State.OPEN) | Q(month__gte=since),
        party__in=of,
        kind=Incident.Kind.SAFETY,
    )
    return [
        IncidentAmongConnected(row, tuple(of[row.party_id]))
        for row in incidents.select_related("party")
    ]


def themes_of(parties: Iterable[Party]) -> Mapping[int, set[str]]:
    """Return the themes of the grants of each party, by primary key, with one query."""
    found: dict[int, set[str]] = {}
    rows = Grant.objects.filter(party__in=[one.pk for one in parties]).exclude(theme="")
    for pk, theme in rows.values_list("party", "theme"):
        found.setdefault(pk, set()).add(theme)
    return found
