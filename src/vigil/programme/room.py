"""What this room offers to the others."""

from typing import Final

from vigil.network.domain.naming import NAME_CHANGED
from vigil.network.holdings import HELD_OF_MEMBERS
from vigil.programme import (
    addresses,
    announcing,
    keeper,
    keeper_messages,
    keeper_recordings,
    keeper_registrations,
    rules,
    waiting,
)
from vigil.programme.domain import agreeing, letters, messages, renaming
from vigil.programme.domain.recordings import hold_without_consent
from vigil.publication.addresses import SITEMAP
from vigil.publication.announcing import ANNOUNCED
from vigil.publication.api.document import APIS
from vigil.trust.domain.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="programme",
    needs=("trust", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    consent_uses={**agreeing.USES, **messages.USES},
    keepers=(
        keeper.ProgrammeKeeper(),
        keeper_messages.MessageKeeper(),
        keeper_recordings.RecordingKeeper(),
        keeper_registrations.RegistrationKeeper(),
    ),
    acts_of_two=(agreeing.NAMING,),
    letters=letters.LETTERS,
    own_rooms=waiting.own_rooms,
    follows=(SUBJECT_CHANGED.by(hold_without_consent), NAME_CHANGED.by(renaming.follow)),
    adds=(
        ANNOUNCED.by(announcing.announced),
        APIS.by({"/api/v1/programme/": "vigil.programme.api.api"}),
        HELD_OF_MEMBERS.by(keeper.HELD, keeper_messages.HELD),
        SITEMAP.by(addresses.ADDRESSES),
    ),
)
