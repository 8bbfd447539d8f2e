"""What this room offers to the others."""

from typing import Final

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.fund.access import doors, rules
from vigil.fund.calls import sitemap as addresses
from vigil.fund.overview import start_page as waiting
from vigil.fund.parties import keeper, letters
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.fund.parties.verbs import changing_levels as levels
from vigil.fund.releases import verbs as releasing
from vigil.fund.safety.verbs import case_prompts as prompting
from vigil.publication.pages.sitemap import SITEMAP
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
