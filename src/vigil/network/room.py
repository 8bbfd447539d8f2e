"""What this room offers to the others."""

from typing import Final

from vigil.network import addresses, fields, keeper, rules, waiting
from vigil.network.domain.agreeing import follow_consents
from vigil.network.domain.leaving import why_account_stays
from vigil.publication.addresses import SITEMAP
from vigil.publication.api.document import APIS
from vigil.trust.domain.people import WHY_ACCOUNT_STAYS
from vigil.trust.domain.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="network",
    needs=("trust", "publication"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    consent_uses=fields.USES,
    keepers=(keeper.NetworkKeeper(),),
    own_rooms=waiting.own_rooms,
    follows=(SUBJECT_CHANGED.by(follow_consents),),
    adds=(
        APIS.by({"/network/": "vigil.network.api.api"}),
        SITEMAP.by(addresses.ADDRESSES),
        WHY_ACCOUNT_STAYS.by(why_account_stays),
    ),
)
