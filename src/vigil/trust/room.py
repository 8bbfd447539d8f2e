"""What this room offers to the others."""

from typing import Final

from vigil.trust.access import rules
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.consent import story_offers
from vigil.trust.consent import verbs as consent
from vigil.trust.decisions import log_words
from vigil.trust.demonstration import verbs as demonstration
from vigil.trust.invitations import verbs as invitations
from vigil.trust.organisation import rules as organisation_rules
from vigil.trust.organisation.verbs import checklist, mail_server, stating
from vigil.trust.outbox import keeper as outbox_keeper
from vigil.trust.outbox.verbs import letters as outbox
from vigil.trust.outbox.verbs import returning, sending
from vigil.trust.people.verbs import (
    accounts,
    adding_roles,
    resetting_access,
    roles,
    sign_in_links,
)
from vigil.trust.private_links import keeper as private_link_keeper
from vigil.trust.private_links.verbs import agreeing as agreeing_on_links
from vigil.trust.private_links.verbs import links as private_links
from vigil.trust.protection import verbs as protection
from vigil.trust.requests import keeper as request_keeper
from vigil.trust.requests import verbs as requests
from vigil.trust.restoring import verbs as restoring
from vigil.trust.rooms.room import Room
from vigil.trust.sessions.verbs import lockdown, sessions
from vigil.trust.uploads import keeper as upload_keeper
from vigil.trust.uploads.verbs import files as upload_files
from vigil.trust.uploads.verbs import media
from vigil.trust.vault.verbs import first_keys, own_keys, sealing
from vigil.trust.withdrawals import verbs as withdrawals

ROOM: Final = Room(
    name="trust",
    permissions={**rules.PERMISSIONS, **organisation_rules.PERMISSIONS},
    subjects=rules.SUBJECTS,
    log=(
        confirmations.LOG,
        story_offers.LOG,
        consent.LOG,
        log_words.LOG,
        demonstration.LOG,
        invitations.LOG,
        outbox_keeper.LOG,
        outbox.LOG,
        sending.LOG,
        returning.LOG,
        accounts.LOG,
        adding_roles.LOG,
        resetting_access.LOG,
        roles.LOG,
        sign_in_links.LOG,
        agreeing_on_links.LOG,
        private_links.LOG,
        protection.LOG,
        request_keeper.LOG,
        requests.LOG,
        restoring.LOG,
        lockdown.LOG,
        sessions.LOG,
        upload_files.LOG,
        media.LOG,
        checklist.LOG,
        mail_server.LOG,
        stating.LOG,
        first_keys.LOG,
        own_keys.LOG,
        sealing.LOG,
        withdrawals.LOG,
    ),
    consent_uses=consent.USES,
    keepers=(
        request_keeper.TrustKeeper(),
        upload_keeper.KEEPER,
        outbox_keeper.LetterKeeper(),
        private_link_keeper.KEEPER,
    ),
    without_personal_data=request_keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(withdrawals.LIFTING,),
    doors=(requests.CORRECTION,),
    letters=(*outbox.LETTERS, *private_links.LETTERS),
)
