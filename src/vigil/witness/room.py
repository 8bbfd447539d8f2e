"""What this room offers to the others."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.publication.api.openapi import APIS
from vigil.publication.cases.added_links import LINKS_OF_CASE, LinksOfCase
from vigil.publication.pages.citable import CITABLE
from vigil.publication.pages.sitemap import SITEMAP
from vigil.publication.policy.names_in_texts import NAME_READERS, NameReader
from vigil.trust.consent.story_offers import STORY_OFFERED
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room
from vigil.witness.access import rules
from vigil.witness.access import start_page as waiting
from vigil.witness.campaigns import keeper as campaign_keeper
from vigil.witness.campaigns import named_people as campaign_said
from vigil.witness.campaigns import sitemap as campaign_addresses
from vigil.witness.campaigns.verbs import following as campaign_following
from vigil.witness.campaigns.verbs import publishing as campaign_publishing
from vigil.witness.campaigns.verbs import writing as campaign_writing
from vigil.witness.names import keeper as names_keeper
from vigil.witness.names import projection as names_projecting
from vigil.witness.names.verbs import admitting
from vigil.witness.offers import verbs as offers
from vigil.witness.profiles import verbs as profiles
from vigil.witness.reminders import letters as reminder_letters
from vigil.witness.reminders import verbs as reminding
from vigil.witness.stories import keeper
from vigil.witness.stories import sitemap as addresses
from vigil.witness.stories.queries import public as reading
from vigil.witness.stories.verbs import (
    commissioning,
    following,
    publishing,
    reviewing,
    withdrawing,
    writing,
)
from vigil.witness.stories.verbs import consenting as agreeing
from vigil.witness.stories.verbs import files as stories_files
from vigil.witness.testimony import doors
from vigil.witness.testimony import files as testimony_files
from vigil.witness.testimony import keeper as keeper_testimony
from vigil.witness.testimony import rules as rules_testimony
from vigil.witness.testimony.verbs import answering, sending
from vigil.witness.works import citable as standing

ROOM: Final = Room(
    name="witness",
    needs=("trust", "casefile", "publication"),
    permissions={**rules.PERMISSIONS, **rules_testimony.PERMISSIONS},
    subjects=(*rules.SUBJECTS, *rules_testimony.SUBJECTS),
    log=(
        campaign_keeper.LOG,
        campaign_following.LOG,
        campaign_publishing.LOG,
        campaign_writing.LOG,
        admitting.LOG,
        offers.LOG,
        profiles.LOG,
        reminder_letters.LOG,
        reminding.LOG,
        keeper.LOG,
        commissioning.LOG,
        stories_files.LOG,
        following.LOG,
        publishing.LOG,
        reviewing.LOG,
        withdrawing.LOG,
        writing.LOG,
        testimony_files.LOG,
        answering.LOG,
        sending.LOG,
    ),
    consent_uses=agreeing.USES,
    keepers=(
        keeper.StoriesKeeper(),
        campaign_keeper.CampaignsKeeper(),
        names_keeper.RemembranceKeeper(),
        keeper_testimony.TestimonyKeeper(),
    ),
    without_personal_data={
        **keeper.WITHOUT_PERSONAL_DATA,
        **campaign_keeper.WITHOUT_PERSONAL_DATA,
        **names_keeper.WITHOUT_PERSONAL_DATA,
    },
    derived={**keeper.DERIVED, **campaign_keeper.DERIVED, **names_keeper.DERIVED},
    acts_of_two=(agreeing.NAMING,),
    doors=(doors.TIP, doors.STORY),
    letters=reminder_letters.LETTERS,
    own_rooms=waiting.own_rooms,
    follows=(
        CASES_CHANGED.by(names_projecting.project),
        CASES_CHANGED.by(following.follow_cases),
        CASES_CHANGED.by(campaign_following.follow_cases),
        names_projecting.NAMES_GONE.by(reminding.take_back),
        SUBJECT_CHANGED.by(following.follow_consent),
        STORY_OFFERED.by(offers.hear_offer),
    ),
    adds=(
        APIS.by({"/api/v1/": "vigil.witness.stories.api.api"}),
        CITABLE.by(standing.citable_at),
        LINKS_OF_CASE.by(LinksOfCase(_("Stories"), reading.stories_of_case)),
        NAME_READERS.by(NameReader(campaign_said.people_named_in, campaign_said.still_public)),
        SITEMAP.by({**addresses.ADDRESSES, **campaign_addresses.ADDRESSES}),
    ),
)
