"""What this room offers to the others."""

from typing import Final

from vigil.trust import keeper, keeper_papers, rules
from vigil.trust.domain import consenting, outbox, requests, withdrawing
from vigil.trust.rooms.room import Room

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
