"""What this room offers to the others."""

from typing import Final

from vigil.desk.screens import role_limits as limits
from vigil.desk.screens import start_page as waiting
from vigil.desk.users import reset_confirmation as account_acts
from vigil.trust.access.rules import LIMITS
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="desk",
    needs=("trust", "casefile"),
    acts_of_two=(account_acts.RESETTING,),
    own_rooms=waiting.own_rooms,
    adds=(LIMITS.by(limits.refusal),),
)
