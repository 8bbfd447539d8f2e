"""What this room offers to the others."""

from typing import Final

from vigil.desk.screens import role_limits, start_page
from vigil.desk.users import invitation_confirmation, reset_confirmation, role_confirmation
from vigil.trust.access.rules import LIMITS
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="desk",
    needs=("trust", "casefile"),
    acts_of_two=(
        reset_confirmation.RESETTING,
        invitation_confirmation.INVITING,
        role_confirmation.ADDING,
    ),
    own_rooms=start_page.own_rooms,
    adds=(LIMITS.by(role_limits.refusal),),
)
