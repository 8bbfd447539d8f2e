"""Find panel experts by what they know about."""

from dataclasses import dataclass

from vigil.network.models import Member, MemberKind
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import VisibleMember, visible_member
from vigil.outlook.models import Panel, Seat
from vigil.outlook.panels.preconditions import RUN
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Role, User


@dataclass(frozen=True)
class Candidate:
    """A person who can be invited, with the expertise that they let colleagues see."""

    user: User
    name: str
    markets: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    seat: Seat | None = None
    languages: tuple[str, ...] = ()
    country: str = ""


def find_experts(
    panel: Panel, *, by: User, market: str = "", region: str = "", response: str = ""
) -> list[Candidate]:
    """Return panel experts with this expertise, sorted by name; all of them if none is given.

    Raises NotAllowed.
    """
    require(by, RUN, panel)
    wanted = {"markets": market, "regions": region, "responses": response}
    seats = {seat.user_id: seat for seat in panel.seats.all()}
    users = User.objects.filter(grants__role=Role.PANEL_EXPERT, is_active=True)
    members = {member.user_id: member for member in Member.objects.filter(user__in=users)}
    found = [candidate(user, members.get(user.pk), seats.get(user.pk)) for user in users.distinct()]
    meets = [
        one
        for one in found
        if all(not code or code in getattr(one, name) for name, code in wanted.items())
    ]
    return sorted(meets, key=lambda one: (one.name.casefold(), one.user.pk))


def candidate(user: User, member: Member | None, seat: Seat | None) -> Candidate:
    """Return a person with what they let staff see of what they know."""
    known = _known(member) if member is not None else None
    if known is None:
        return Candidate(user, str(user), seat=seat)
    return Candidate(
        user,
        str(user),
        known.markets,
        known.regions,
        known.responses,
        seat,
        known.languages,
        known.country,
    )


def _known(member: Member) -> VisibleMember | None:
    """Return what staff may see of a member, or None if staff may not see who the member is.

    Otherwise the name of the account would reveal who stands behind another name.
    """
    found = visible_member(member, Audience.STAFF)
    named = bool(member.name) and found.name == member.name
    return found if named and member.kind == MemberKind.PERSON else None
