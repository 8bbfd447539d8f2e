"""What this room offers to the others."""

from typing import Final

from vigil.trust.access import rules
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.consent import story_offers
from vigil.trust.consent import verbs as consenting
from vigil.trust.decisions import log_words
from vigil.trust.outbox import keeper as keeper_papers
from vigil.trust.outbox.verbs import letters as outbox
from vigil.trust.outbox.verbs import sending
from vigil.trust.people.verbs import accounts_and_roles, resetting_access
from vigil.trust.protection import verbs as protection
from vigil.trust.requests import keeper
from vigil.trust.requests import verbs as requests
from vigil.trust.rooms.room import Room
from vigil.trust.sessions import verbs as sessions
from vigil.trust.uploads.verbs import files as uploads_files
from vigil.trust.uploads.verbs import media
from vigil.trust.vault.verbs import first_keys, own_keys, sealing
from vigil.trust.withdrawals import verbs as withdrawing

ROOM: Final = Room(
    name="trust",
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    log=(
        confirmations.LOG,
        story_offers.LOG,
        consenting.LOG,
        log_words.LOG,
        keeper_papers.LOG,
        outbox.LOG,
        sending.LOG,
        accounts_and_roles.LOG,
        resetting_access.LOG,
        protection.LOG,
        keeper.LOG,
        requests.LOG,
        sessions.LOG,
        uploads_files.LOG,
        media.LOG,
        first_keys.LOG,
        own_keys.LOG,
        sealing.LOG,
        withdrawing.LOG,
    ),
    consent_uses=consenting.USES,
    keepers=(keeper.TrustKeeper(), keeper_papers.UploadKeeper(), keeper_papers.LetterKeeper()),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(withdrawing.LIFTING,),
    doors=(requests.CORRECTION,),
    letters=outbox.LETTERS,
)
