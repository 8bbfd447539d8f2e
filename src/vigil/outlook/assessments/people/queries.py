"""Read the people of an assessment: whom the director may enrol, and how far the sheets are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from vigil.desk.screens.labels import country_name
from vigil.network.models import Member
from vigil.outlook.assessments.people.verbs.conflicts import DIRECT
from vigil.outlook.experts.queries import Candidate, candidate
from vigil.outlook.models import Assessment, Conflict, Panel, Seat
from vigil.outlook.questions.term_lists import LISTS
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Role, User


@dataclass(frozen=True)
class Wanted:
    """What somebody of the network should know; empty for anything."""

    language: str = ""
    region: str = ""
    country: str = ""
    market: str = ""


def assessments_of(user: User) -> QuerySet[Assessment]:
    """Return the assessments that a user directs, or of which they lead a region."""
    if not user.has_perm("outlook.chair"):
        return Assessment.objects.none()
    leads = Panel.objects.filter(Q(chair=user) | Q(co_chairs=user)).values("assessment")
    rows = Assessment.objects.filter(Q(director=user) | Q(pk__in=leads))
    return rows.select_related("director")


def find_in_network(assessment: Assessment, wanted: Wanted, *, by: User) -> list[Candidate]:
    """Return panel experts who let staff see that they know this, by name, without those seated.

    Raises NotAllowed.
    """
    require(by, DIRECT, assessment)
    users = User.objects.filter(grants__role=Role.PANEL_EXPERT, is_active=True)
    sits = Seat.objects.filter(panel__assessment=assessment).exclude(state=Seat.State.DECLINED)
    users = users.exclude(pk__in=sits.values("user")).distinct()
    rows = Member.objects.filter(user__in=users).prefetch_related("biographies", "links")
    members = {member.user_id: member for member in rows}
    found = (candidate(user, members.get(user.pk), None) for user in users)
    return sorted(
        (one for one in found if _meets(one, wanted)),
        key=lambda one: (one.name.casefold(), one.user.pk),
    )


def _meets(one: Candidate, wanted: Wanted) -> bool:
    return (
        (not wanted.market or wanted.market in one.markets)
        and (not wanted.region or wanted.region in one.regions)
        and (not wanted.language or wanted.language in one.languages)
        and (not wanted.country or wanted.country == one.country)
    )


def standing_conflicts(assessment: Assessment, *, by: User) -> list[Conflict]:
    """Return the conflicts that were not ended: all for the director, a lead's own experts'."""
    rows = Conflict.objects.filter(assessment=assessment, ended_at=None)
    if not by.has_perm(DIRECT, assessment):
        leads = Panel.objects.filter(Q(chair=by) | Q(co_chairs=by), assessment=assessment)
        rows = rows.filter(user__panel_seats__panel__in=leads).distinct()
    return list(rows.select_related("user", "stated_by", "assessment"))


def people_of(panels: Iterable[Panel]) -> dict[int, list[Seat]]:
    """Return the seats of some panels that are held or offered, by panel, in order of names."""
    rows = Seat.objects.filter(panel__in=list(panels)).select_related("user", "panel__assessment")
    found: dict[int, list[Seat]] = defaultdict(list)
    there = rows.filter(state__in=(Seat.State.INVITED, Seat.State.SEATED))
    for seat in sorted(there, key=lambda seat: (str(seat.user).casefold(), seat.pk)):
        found[seat.panel_id].append(seat)
    return found


def places_text(codes: Iterable[str]) -> str:
    """Return the names of countries, in one line."""
    return ", ".join(sorted(country_name(code) for code in codes))


def terms_of(assessment: Assessment) -> list[tuple[str, str]]:
    """Return codes and names of an assessment's terms, in the language of the screen."""
    found = {}
    for listed, code in assessment.terms.values_list("list", "code"):
        term = LISTS[listed]().terms.get(code)
        found[code] = term.named(get_language() or "en") if term is not None else code
    return list(found.items())
