"""What this room offers to the others."""

from typing import Final

from vigil.trust.access import rules
from vigil.trust.consent import verbs as consenting
from vigil.trust.outbox import keeper as keeper_papers
from vigil.trust.outbox.verbs import letters as outbox
from vigil.trust.requests import keeper
from vigil.trust.requests import verbs as requests
from vigil.trust.rooms.room import Room
from vigil.trust.withdrawals import verbs as withdrawing

ROOM: Final = Room(
    name="trust",
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    consent_uses=consenting.USES,
    keepers=(keeper.TrustKeeper(), keeper_papers.UploadKeeper(), keeper_papers.LetterKeeper()),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(withdrawing.LIFTING,),
    doors=(requests.CORRECTION,),
    letters=outbox.LETTERS,
)
