"""What this room offers to the others."""

from typing import Final

from vigil.network.members.data_in_other_rooms import HELD_OF_MEMBERS
from vigil.network.members.name_changes import NAME_CHANGED
from vigil.programme.contributors import keeper
from vigil.programme.contributors.verbs import consenting, contributions, renaming, withdrawing
from vigil.programme.events import announcements, rules, sitemap, start_page
from vigil.programme.events.verbs import citing, events, example_event, public_changes, sessions
from vigil.programme.messages import keeper as keeper_messages
from vigil.programme.messages.verbs import asking_about_names, messages
from vigil.programme.recordings import keeper as keeper_recordings
from vigil.programme.recordings.verbs import cutting, posting
from vigil.programme.recordings.verbs.posting import hold_without_consent
from vigil.programme.registrations import keeper as keeper_registrations
from vigil.programme.registrations import letters
from vigil.programme.registrations.verbs import deciding, host_codes, registering
from vigil.programme.run_of_show import verbs as run_of_show
from vigil.programme.slot_applications import verbs as slot_applications
from vigil.programme.streams import admission
from vigil.programme.streams import verbs as streams
from vigil.programme.time_zones import verbs as time_zones
from vigil.publication.api.openapi import APIS
from vigil.publication.pages.announcements import ANNOUNCED
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="programme",
    needs=("trust", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    log=(
        contributions.LOG,
        renaming.LOG,
        withdrawing.LOG,
        citing.LOG,
        events.LOG,
        example_event.LOG,
        public_changes.LOG,
        sessions.LOG,
        run_of_show.LOG,
        slot_applications.LOG,
        keeper_messages.LOG,
        asking_about_names.LOG,
        messages.LOG,
        keeper_recordings.LOG,
        cutting.LOG,
        posting.LOG,
        deciding.LOG,
        host_codes.LOG,
        registering.LOG,
        admission.LOG,
        streams.LOG,
        time_zones.LOG,
    ),
    consent_uses={**consenting.USES, **messages.USES},
    keepers=(
        keeper.ProgrammeKeeper(),
        keeper_messages.MessageKeeper(),
        keeper_recordings.RecordingKeeper(),
        keeper_registrations.KEEPER,
    ),
    acts_of_two=(consenting.NAMING,),
    letters=letters.LETTERS,
    own_rooms=start_page.own_rooms,
    follows=(SUBJECT_CHANGED.by(hold_without_consent), NAME_CHANGED.by(renaming.follow)),
    adds=(
        ANNOUNCED.by(announcements.announced),
        APIS.by({"/api/v1/programme/": "vigil.programme.events.api.api"}),
        HELD_OF_MEMBERS.by(keeper.HELD, keeper_messages.HELD),
        SITEMAP.by(sitemap.ADDRESSES),
    ),
)
