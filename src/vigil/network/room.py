"""What this room offers to the others."""

from typing import Final

from vigil.network.directory import menu, sitemap
from vigil.network.invitations import verbs as invitations
from vigil.network.members import keeper, rules, start_page
from vigil.network.members.verbs import adding, editing, leaving, listing_and_pausing, portraits
from vigil.network.members.verbs.leaving import why_account_stays
from vigil.network.own_page import data_export
from vigil.network.profiles import fields
from vigil.network.sheets.verbs import broken_rows, importing
from vigil.network.visibility.verbs import follow_consents
from vigil.publication.api.openapi import APIS
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.people.verbs.accounts import WHY_ACCOUNT_STAYS
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="network",
    needs=("trust", "publication"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    log=(
        invitations.LOG,
        keeper.LOG,
        adding.LOG,
        editing.LOG,
        listing_and_pausing.LOG,
        leaving.LOG,
        portraits.LOG,
        data_export.LOG,
        broken_rows.LOG,
        importing.LOG,
    ),
    consent_uses=fields.USES,
    keepers=(keeper.NetworkKeeper(),),
    own_rooms=start_page.own_rooms,
    follows=(SUBJECT_CHANGED.by(follow_consents),),
    adds=(
        APIS.by({"/network/": "vigil.network.directory.api.api"}),
        MENU.by(*menu.ENTRIES),
        SITEMAP.by(sitemap.ADDRESSES),
        WHY_ACCOUNT_STAYS.by(why_account_stays),
    ),
    closing=menu.CLOSING,
)
