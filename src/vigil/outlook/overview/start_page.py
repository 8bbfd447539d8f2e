"""Tasks of a person in the outlook, shown to them after they sign in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.outlook.consultations.verbs.coding import to_code
from vigil.outlook.models import Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom, Waiting, counted


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Yield the chair's desk, an expert's panels, and the statements assigned to a coder."""
    if user.has_perm("outlook.chair"):
        yield OwnRoom(_("Outlook"), reverse("desk_outlook:overview"))
    if user.second_readings.exists():
        yield OwnRoom(_("Second reading"), reverse("desk_second_reading:panels"))
    if user.has_perm("outlook.take_part"):
        yield OwnRoom(_("Your panels"), reverse("panels:list"), _of_expert(user))
    if user.has_perm("outlook.code") and (n := to_code(user).filter(submitted_at=None).count()):
        at = reverse("desk_consultations:to_code")
        yield OwnRoom(_("Statements to code"), at, counted((_("Statements to code"), n, at)))


def _of_expert(user: User) -> tuple[Waiting, ...]:
    seats, at = list(panel_queries.seats_of(user)), reverse("panels:list")
    invited = sum(seat.state == Seat.State.INVITED for seat in seats)
    seated = [seat for seat in seats if seat.state == Seat.State.SEATED]
    progress = [panel_queries.progress(seat, by=user) for seat in seated]
    to_hand_in = sum(one.round is not None and not one.handed_in for one in progress)
    return counted(
        (_("Invitations to answer"), invited, at), (_("Rounds to hand in"), to_hand_in, at)
    )
