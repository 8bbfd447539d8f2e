"""What this room offers to the others."""

from typing import Final

from vigil.network.members.data_in_other_rooms import HELD_OF_MEMBERS
from vigil.network.members.name_changes import NAME_CHANGED
from vigil.programme.certificates import verbs as certificates
from vigil.programme.check_in.verbs import assigning_places, opening_names, tapping, walk_ins
from vigil.programme.contributors import keeper as contributors_keeper
from vigil.programme.contributors import links as contributor_links
from vigil.programme.contributors import own_words_keeper
from vigil.programme.contributors.verbs import (
    consenting,
    contributions,
    correcting,
    groups,
    own_acts,
    renaming,
    withdrawing,
)
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
from vigil.programme.messages.verbs import asking_about_names, entering, films, moderating, sending
from vigil.programme.messages.verbs import withdrawing as withdrawing_messages
from vigil.programme.messages.verbs.common import USES as USES_OF_MESSAGES
from vigil.programme.questions import keeper as questions_keeper
from vigil.programme.questions import rules as questions_rules
from vigil.programme.questions.verbs import asking as asking_questions
from vigil.programme.questions.verbs import merging as merging_questions
from vigil.programme.questions.verbs import moderating as moderating_questions
from vigil.programme.questions.verbs import opening as opening_questions
from vigil.programme.recordings import keeper as recordings_keeper
from vigil.programme.recordings.verbs import (
    cutting,
    describing,
    listening,
    materials,
    posters,
    posting,
    receiving,
    removing,
    renditions,
    tracks,
)
from vigil.programme.recordings.verbs import entering as recording_entering
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
from vigil.trust.private_links.purposes import PURPOSES as LINK_PURPOSES
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="programme",
    needs=("trust", "publication", "network"),
    permissions={**rules.PERMISSIONS, **messages_rules.PERMISSIONS},
    subjects=(*rules.SUBJECTS, *messages_rules.SUBJECTS, *questions_rules.SUBJECTS),
    log=(
        asking_about_names.LOG,
        asking_questions.LOG,
        assigning_places.LOG,
        certificates.LOG,
        checking_streams.LOG,
        changing.LOG,
        choosing_letters.LOG,
        citing.LOG,
        contributions.LOG,
        correcting.LOG,
        cutting.LOG,
        deciding.LOG,
        describing.LOG,
        entering.LOG,
        drafting_mailings.LOG,
        events.LOG,
        films.LOG,
        example_event.LOG,
        groups.LOG,
        host_codes.LOG,
        listening.LOG,
        merging_questions.LOG,
        materials.LOG,
        messages_keeper.LOG,
        moderating.LOG,
        moderating_questions.LOG,
        opening_questions.LOG,
        opening_names.LOG,
        own_acts.LOG,
        posters.LOG,
        posting.LOG,
        public_changes.LOG,
        questions_keeper.LOG,
        recording_entering.LOG,
        recording_files.LOG,
        recordings_keeper.LOG,
        registering.LOG,
        releasing_mailings.LOG,
        removing.LOG,
        renaming.LOG,
        renditions.LOG,
        run_of_show.LOG,
        sending.LOG,
        sessions.LOG,
        slot_applications.LOG,
        stream_places.LOG,
        streams.LOG,
        tapping.LOG,
        time_zones.LOG,
        tracks.LOG,
        translating.LOG,
        walk_ins.LOG,
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
        questions_keeper.QuestionKeeper(),
        own_words_keeper.KEEPER,
        recordings_keeper.RecordingKeeper(),
        registrations_keeper.KEEPER,
    ),
    acts_of_two=(consenting.NAMING,),
    letters=letters.LETTERS,
    tasks=(
        films.RECEIVING,
        posters.DRAWING,
        receiving.RECEIVING,
        renditions.MAKING,
        tracks.RECEIVING,
        writing_mailings.WRITING,
    ),
    own_rooms=start_page.own_rooms,
    follows=(
        SUBJECT_CHANGED.by(posting.hold_without_consent),
        SUBJECT_CHANGED.by(tracks.hold_tracks_without_consent),
        NAME_CHANGED.by(renaming.follow),
    ),
    adds=(
        ANNOUNCED.by(announcements.announced),
        APIS.by({"/api/v1/programme/": "vigil.programme.events.api.api"}),
        HELD_OF_MEMBERS.by(contributors_keeper.HELD, messages_keeper.HELD),
        LINK_PURPOSES.by(*contributor_links.PURPOSES),
        MENU.by(*menu.ENTRIES),
        SITEMAP.by(sitemap.ADDRESSES),
        TODAY.by(today.events_today),
    ),
    closing=menu.CLOSING,
)
