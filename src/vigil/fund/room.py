"""What this room offers to the others."""

from typing import Final

from vigil.casefile.domain.changing import CASES_CHANGED
from vigil.fund import addresses, doors, keeper, rules, waiting
from vigil.fund.domain import letters, levels, prompting, releasing
from vigil.fund.domain.party_changing import PARTY_CHANGED
from vigil.publication.addresses import SITEMAP
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="fund",
    needs=("trust", "casefile", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    keepers=(keeper.FundKeeper(),),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(levels.SHOWING_MORE,),
    doors=(doors.EMERGENCY, doors.APPLICATION),
    letters=letters.LETTERS,
    own_rooms=waiting.own_rooms,
    follows=(CASES_CHANGED.by(prompting.follow_cases), PARTY_CHANGED.by(releasing.follow)),
    adds=(SITEMAP.by(addresses.ADDRESSES),),
)
