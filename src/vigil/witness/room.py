"""What this room offers to the others."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.publication.api.openapi import APIS
from vigil.publication.cases.added_links import LINKS_OF_CASE, LinksOfCase
from vigil.publication.cases.people_pages import PAGES_IN_CASES, PAGES_OF_PEOPLE
from vigil.publication.pages.citable import CITABLE
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.remembered_people import REMEMBERED_PEOPLE, RememberedPeople
from vigil.publication.pages.sitemap import SITEMAP
from vigil.publication.policy.names_in_texts import NAME_READERS, NameReader
from vigil.trust.consent.story_offers import STORY_OFFERED
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.private_links.purposes import PURPOSES
from vigil.trust.rooms.room import Room
from vigil.witness.access import start_page
from vigil.witness.campaigns import keeper as campaigns_keeper
from vigil.witness.campaigns import named_people
from vigil.witness.campaigns import rules as campaigns_rules
from vigil.witness.campaigns.verbs import following as campaigns_following
from vigil.witness.campaigns.verbs import publishing as campaigns_publishing
from vigil.witness.campaigns.verbs import writing as campaigns_writing
from vigil.witness.editors import rules as editors_rules
from vigil.witness.names import keeper as names_keeper
from vigil.witness.names import projection as names_projection
from vigil.witness.names import rules as names_rules
from vigil.witness.names.queries import public as names_queries
from vigil.witness.names.verbs import admitting
from vigil.witness.offers import verbs as offers
from vigil.witness.people import front_page
from vigil.witness.people import keeper as people_keeper
from vigil.witness.people import rules as people_rules
from vigil.witness.people.verbs import following as people_following
from vigil.witness.people.verbs import writing as people_writing
from vigil.witness.people.visibility import pages_in_case, pages_in_cases
from vigil.witness.profiles import verbs as profiles
from vigil.witness.readers import kinds as readers_kinds
from vigil.witness.readers import rules as readers_rules
from vigil.witness.readers.verbs import answering as readers_answering
from vigil.witness.readers.verbs import forgetting as readers_forgetting
from vigil.witness.readers.verbs import reading as readers_reading
from vigil.witness.readers.verbs import telling_apart
from vigil.witness.reminders import letters
from vigil.witness.reminders import verbs as reminders
from vigil.witness.stories import keeper as stories_keeper
from vigil.witness.stories import rules as stories_rules
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.verbs import (
    commissioning,
    consenting,
    files,
    following,
    publishing,
    reviewing,
    withdrawing,
    writing,
)
from vigil.witness.testimony import doors
from vigil.witness.testimony import files as testimony_files
from vigil.witness.testimony import keeper as testimony_keeper
from vigil.witness.testimony import rules as testimony_rules
from vigil.witness.testimony.verbs import answering, sending
from vigil.witness.works import citable, menu, sitemap

ROOM: Final = Room(
    name="witness",
    needs=("trust", "casefile", "publication"),
    permissions={
        **campaigns_rules.PERMISSIONS,
        **editors_rules.PERMISSIONS,
        **names_rules.PERMISSIONS,
        **people_rules.PERMISSIONS,
        **stories_rules.PERMISSIONS,
        **testimony_rules.PERMISSIONS,
    },
    subjects=(*readers_rules.SUBJECTS, *stories_rules.SUBJECTS, *testimony_rules.SUBJECTS),
    log=(
        admitting.LOG,
        answering.LOG,
        campaigns_following.LOG,
        campaigns_keeper.LOG,
        campaigns_publishing.LOG,
        campaigns_writing.LOG,
        commissioning.LOG,
        files.LOG,
        following.LOG,
        letters.LOG,
        offers.LOG,
        people_following.LOG,
        people_keeper.LOG,
        people_writing.LOG,
        profiles.LOG,
        publishing.LOG,
        readers_answering.LOG,
        readers_reading.LOG,
        reminders.LOG,
        reviewing.LOG,
        sending.LOG,
        telling_apart.LOG,
        stories_keeper.LOG,
        testimony_files.LOG,
        withdrawing.LOG,
        writing.LOG,
    ),
    consent_uses=consenting.USES,
    keepers=(
        campaigns_keeper.CampaignsKeeper(),
        names_keeper.RemembranceKeeper(),
        people_keeper.LivesKeeper(),
        readers_forgetting.KEEPER,
        stories_keeper.StoriesKeeper(),
        testimony_keeper.TestimonyKeeper(),
    ),
    without_personal_data={
        **campaigns_keeper.WITHOUT_PERSONAL_DATA,
        **names_keeper.WITHOUT_PERSONAL_DATA,
        **people_keeper.WITHOUT_PERSONAL_DATA,
        **readers_forgetting.WITHOUT_PERSONAL_DATA,
        **stories_keeper.WITHOUT_PERSONAL_DATA,
    },
    derived={**campaigns_keeper.DERIVED, **names_keeper.DERIVED, **stories_keeper.DERIVED},
    acts_of_two=(consenting.NAMING,),
    doors=(doors.TIP, doors.STORY),
    letters=letters.LETTERS,
    own_rooms=start_page.own_rooms,
    follows=(
        CASES_CHANGED.by(names_projection.project),
        CASES_CHANGED.by(following.follow_cases),
        CASES_CHANGED.by(campaigns_following.follow_cases),
        names_projection.NAMES_GONE.by(reminders.take_back),
        STORY_OFFERED.by(offers.hear_offer),
        SUBJECT_CHANGED.by(following.follow_consent),
        SUBJECT_CHANGED.by(people_following.follow_consent),
    ),
    adds=(
        APIS.by({"/api/v1/": "vigil.witness.stories.api.api"}),
        CITABLE.by(citable.citable_at),
        LINKS_OF_CASE.by(LinksOfCase(_("Stories"), story_queries.stories_of_case)),
        REMEMBERED_PEOPLE.by(
            RememberedPeople(
                front_page.people_in_cases,
                front_page.person_of_the_day,
                front_page.newest_stories,
                names_queries.state,
            )
        ),
        PAGES_OF_PEOPLE.by(pages_in_case),
        PAGES_IN_CASES.by(pages_in_cases),
        PURPOSES.by(*readers_kinds.LINKS),
        NAME_READERS.by(NameReader(named_people.people_named_in, named_people.still_public)),
        MENU.by(*menu.ENTRIES),
        SITEMAP.by(sitemap.ADDRESSES),
    ),
    closing=menu.CLOSING,
)
