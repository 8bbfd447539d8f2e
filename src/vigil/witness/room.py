"""What this room offers to the others."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.casefile.domain.changing import CASES_CHANGED
from vigil.publication.addresses import SITEMAP
from vigil.publication.api.document import APIS
from vigil.publication.beside import LINKS_OF_CASE, LinksOfCase
from vigil.publication.naming import NAME_READERS, NameReader
from vigil.publication.standing import CITABLE
from vigil.trust.domain.offering import STORY_OFFERED
from vigil.trust.domain.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room
from vigil.witness import (
    addresses,
    campaign_addresses,
    campaign_keeper,
    campaign_said,
    doors,
    keeper,
    keeper_testimony,
    names_keeper,
    names_projecting,
    reading,
    rules,
    rules_testimony,
    standing,
    waiting,
)
from vigil.witness.domain import (
    agreeing,
    campaign_following,
    following,
    offers,
    reminder_letters,
    reminding,
)

ROOM: Final = Room(
    name="witness",
    needs=("trust", "casefile", "publication"),
    permissions={**rules.PERMISSIONS, **rules_testimony.PERMISSIONS},
    subjects=(*rules.SUBJECTS, *rules_testimony.SUBJECTS),
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
        APIS.by({"/api/v1/": "vigil.witness.api.api"}),
        CITABLE.by(standing.standing_at),
        LINKS_OF_CASE.by(LinksOfCase(_("Stories"), reading.beside_case)),
        NAME_READERS.by(NameReader(campaign_said.said_in, campaign_said.standing)),
        SITEMAP.by({**addresses.ADDRESSES, **campaign_addresses.ADDRESSES}),
    ),
)
