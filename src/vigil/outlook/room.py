"""What this room offers to the others."""

from typing import Final

from vigil.casefile.domain.changing import CASES_CHANGED
from vigil.outlook import (
    keeper_consultations,
    keeper_panels,
    keeper_report,
    overview_parts,
    report_addresses,
    rules,
    sources_index,
    sources_outlook,
    sources_record,
    waiting,
)
from vigil.outlook.domain import correcting, speaking
from vigil.outlook.overview import LISTINGS
from vigil.outlook.report_leaning import LEANS
from vigil.outlook.sources import KINDS
from vigil.publication.addresses import SITEMAP
from vigil.publication.api.document import APIS
from vigil.trust.domain.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="outlook",
    needs=("trust", "casefile", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    keepers=(
        keeper_consultations.ConsultationKeeper(),
        keeper_panels.PanelKeeper(),
        keeper_report.ReportsKeeper(),
    ),
    without_personal_data={
        **keeper_consultations.WITHOUT_PERSONAL_DATA,
        **keeper_panels.WITHOUT_PERSONAL_DATA,
        "outlook.IndexEdition": "year, version and digest of a file of scores of countries",
        "outlook.IndexScore": "scores of countries by codes of lists",
        "outlook.EditionUpload": "scores of countries by codes of lists, read from a file",
    },
    acts_of_two=(speaking.NAMING,),
    own_rooms=waiting.own_rooms,
    follows=(
        SUBJECT_CHANGED.by(speaking.follow),
        # Editions follow after the rooms that they cite, which stand on lower floors or before.
        CASES_CHANGED.by(correcting.follow_cases),
        SUBJECT_CHANGED.by(correcting.follow_subject),
    ),
    adds=(
        APIS.by({"/api/v1/outlook/": "vigil.outlook.api.api"}),
        KINDS.by(*sources_record.SOURCES, *sources_outlook.SOURCES, *sources_index.SOURCES),
        LEANS.by(*sources_record.LEANS, *sources_outlook.LEANS),
        LISTINGS.by(*overview_parts.LISTINGS),
        SITEMAP.by(report_addresses.ADDRESSES),
    ),
)
