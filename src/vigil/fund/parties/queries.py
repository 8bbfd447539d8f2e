"""Find parties by name, account, contact or area, and list those that somebody may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from vigil.fund.access.rules import WORK, blind_calls
from vigil.fund.models import Application, Conflict, Party, Trace
from vigil.fund.parties.verbs import keeping_digests
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@dataclass(frozen=True)
class MatchingParty:
    """A party that may be the same or linked, and which digests match."""

    party: Party
    by: tuple[str, ...]


def matching_parties(party: Party, *, by: User) -> list[MatchingParty]:
    """Return parties with the same name, account or contact, and what matches.

    Details noted by officers and answers in applications both count. Parties that `by` may not know
    of are left out. Raises NotAllowed.
    """
    require(by, WORK, party)
    mine = party.traces.exclude(kind=Trace.Kind.AREA).values_list("kind", "digest")
    found: dict[int, dict[str, None]] = {}
    for kind, digest in mine:
        rows = Trace.objects.filter(kind=kind, digest=digest).exclude(party=party)
        for pk in rows.values_list("party", flat=True):
            found.setdefault(pk, {})[str(kind)] = None
    others = visible_to(by).filter(pk__in=found, removed_at=None)
    return [MatchingParty(other, tuple(found[other.pk])) for other in others]


def parties_known_as(names: Iterable[str]) -> QuerySet[Party]:
    """Return the parties with one of these names, accounts or contacts."""
    said = [(kind, name) for kind in Trace.Kind.values for name in names]
    keeping_digests.compute(said)
    digests = {digest for kind, name in said for digest in keeping_digests.digests(kind, name)}
    return Party.objects.filter(traces__digest__in=digests, removed_at=None).distinct()


def in_area(area: str) -> QuerySet[Party]:
    """Return the parties in a first-order division, as it was written."""
    digests = keeping_digests.digests(Trace.Kind.AREA, area)
    return Party.objects.filter(traces__kind=Trace.Kind.AREA, traces__digest__in=digests)


def visible_to(user: User) -> QuerySet[Party]:
    """Return the parties that this user may know of (`rules.may_know_of` as a query)."""
    rows = without_conflict_of(user)
    if closed := blind_calls(user):
        rows = rows.exclude(pk__in=Application.objects.filter(call__in=closed).values("party"))
    return rows


def without_conflict_of(user: User) -> QuerySet[Party]:
    """Return the parties that this user may work with (`rules.has_no_conflict` as a query).

    It is for reviewers, who do not learn who the party is. Everybody else uses `visible_to`.
    """
    named = Party.known_to.through.objects
    closed = named.values("party")
    let_in = named.filter(user=user).values("party")
    hindered = Conflict.objects.filter(user=user).values("party")
    rows = Party.objects.exclude(pk__in=hindered)
    return rows.exclude(pk__in=closed) | rows.filter(pk__in=let_in)
