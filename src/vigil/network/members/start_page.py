"""What the network has for a person who signs in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.network.members import queries
from vigil.network.members.access import member_of
from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom, counted


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Return a member's own page, and the list of members for managers."""
    if member_of(user):
        yield OwnRoom(_("Your page"), reverse("network:me"))
    if user.has_perm("network.manage_members"):
        at = reverse("desk_members:members")
        yield OwnRoom(
            _("Members"), at, counted((_("Members to invite"), queries.count_never_invited(), at))
        )
