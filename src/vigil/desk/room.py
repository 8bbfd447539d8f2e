"""What this room offers to the others."""

from typing import Final

from vigil.desk import account_acts, limits, waiting
from vigil.trust.rooms.room import Room
from vigil.trust.rules import LIMITS

ROOM: Final = Room(
    name="desk",
    needs=("trust", "casefile"),
    acts_of_two=(account_acts.RESETTING,),
    own_rooms=waiting.own_rooms,
    adds=(LIMITS.by(limits.refusal),),
)
