"""What this room offers to the others."""

from typing import Final

from vigil.network.members.data_in_other_rooms import HELD_OF_MEMBERS
from vigil.network.members.name_changes import NAME_CHANGED
from vigil.programme.contributors import keeper as contributors_keeper
from vigil.programme.contributors.verbs import consenting, contributions, renaming, withdrawing
from vigil.programme.events import announcements, menu, rules, sitemap, start_page, today
from vigil.programme.events.verbs import (
    citing,
    events,
    example_event,
    public_changes,
    sessions,
    translating,
)
from vigil.programme.mailings import keeper as mailings_keeper
from vigil.programme.mailings.verbs import drafting as drafting_mailings
from vigil.programme.mailings.verbs import releasing as releasing_mailings
from vigil.programme.mailings.verbs import writing as writing_mailings
from vigil.programme.messages import keeper as messages_keeper
from vigil.programme.messages import rules as messages_rules
from vigil.programme.messages.verbs import asking_about_names, moderating, sending
from vigil.programme.messages.verbs import withdrawing as withdrawing_messages
from vigil.programme.messages.verbs.common import USES as USES_OF_MESSAGES
from vigil.programme.recordings import keeper as recordings_keeper
from vigil.programme.recordings.verbs import (
    cutting,
    describing,
    listening,
    posters,
    posting,
    receiving,
    removing,
)
from vigil.programme.recordings.verbs import files as recording_files
from vigil.programme.registrations import keeper as registrations_keeper
from vigil.programme.registrations import letters
from vigil.programme.registrations.verbs import (
    changing,
    choosing_letters,
    deciding,
    host_codes,
    registering,
)
from vigil.programme.registrations.verbs import withdrawing as withdrawing_registrations
from vigil.programme.run_of_show import verbs as run_of_show
from vigil.programme.slot_applications import verbs as slot_applications
from vigil.programme.streams import checking as checking_streams
from vigil.programme.streams import places as stream_places
from vigil.programme.streams import verbs as streams
from vigil.programme.time_zones import verbs as time_zones
from vigil.publication.api.openapi import APIS
from vigil.publication.pages.announcements import ANNOUNCED, TODAY
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="programme",
    needs=("trust", "publication", "network"),
    permissions={**rules.PERMISSIONS, **messages_rules.PERMISSIONS},
    subjects=(*rules.SUBJECTS, *messages_rules.SUBJECTS),
    log=(
        asking_about_names.LOG,
        checking_streams.LOG,
        changing.LOG,
        choosing_letters.LOG,
        citing.LOG,
        contributions.LOG,
        cutting.LOG,
        deciding.LOG,
        describing.LOG,
        drafting_mailings.LOG,
        events.LOG,
        example_event.LOG,
        host_codes.LOG,
        listening.LOG,
        messages_keeper.LOG,
        moderating.LOG,
        posters.LOG,
        posting.LOG,
        public_changes.LOG,
        recording_files.LOG,
        recordings_keeper.LOG,
        registering.LOG,
        releasing_mailings.LOG,
        removing.LOG,
        renaming.LOG,
        run_of_show.LOG,
        sending.LOG,
        sessions.LOG,
        slot_applications.LOG,
        stream_places.LOG,
        streams.LOG,
        time_zones.LOG,
        translating.LOG,
        withdrawing.LOG,
        withdrawing_messages.LOG,
        withdrawing_registrations.LOG,
        writing_mailings.LOG,
    ),
    consent_uses={**consenting.USES, **USES_OF_MESSAGES},
    keepers=(
        contributors_keeper.ProgrammeKeeper(),
        mailings_keeper.KEEPER,
        messages_keeper.MessageKeeper(),
        recordings_keeper.RecordingKeeper(),
        registrations_keeper.KEEPER,
    ),
    acts_of_two=(consenting.NAMING,),
    letters=letters.LETTERS,
    tasks=(posters.DRAWING, receiving.RECEIVING, writing_mailings.WRITING),
    own_rooms=start_page.own_rooms,
    follows=(
        SUBJECT_CHANGED.by(posting.hold_without_consent),
        NAME_CHANGED.by(renaming.follow),
    ),
    adds=(
        ANNOUNCED.by(announcements.announced),
        APIS.by({"/api/v1/programme/": "vigil.programme.events.api.api"}),
        HELD_OF_MEMBERS.by(contributors_keeper.HELD, messages_keeper.HELD),
        MENU.by(*menu.ENTRIES),
        SITEMAP.by(sitemap.ADDRESSES),
        TODAY.by(today.events_today),
    ),
    closing=menu.CLOSING,
)
