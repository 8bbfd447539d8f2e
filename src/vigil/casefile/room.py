"""What this room offers to the others."""

from typing import Final

from vigil.casefile.access import rules
from vigil.casefile.cases.verbs import opening_and_publishing as cases
from vigil.casefile.people import verbs as people
from vigil.casefile.withdrawal import keeper
from vigil.casefile.withdrawal import verbs as withdrawing
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="casefile",
    needs=("trust",),
    permissions=rules.PERMISSIONS,
    keepers=(keeper.CasefileKeeper(),),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(cases.PUBLISHING_AGAIN, *people.ACTS_OF_TWO),
    follows=(SUBJECT_CHANGED.by(withdrawing.follow_subject),),
)
