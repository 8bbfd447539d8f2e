"""What this room offers to the others."""

from typing import Final

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.outlook.access import rules
from vigil.outlook.consultations import keeper as keeper_consultations
from vigil.outlook.consultations.verbs import speakers_and_consent as speaking
from vigil.outlook.overview import sections as overview_parts
from vigil.outlook.overview import sitemap as report_addresses
from vigil.outlook.overview import start_page as waiting
from vigil.outlook.overview.listing import LISTINGS
from vigil.outlook.panels import keeper as keeper_panels
from vigil.outlook.reports import keeper as keeper_report
from vigil.outlook.reports.verbs import errata_and_removals as correcting
from vigil.outlook.sources import index_editions as sources_index
from vigil.outlook.sources import panels_and_consultations as sources_outlook
from vigil.outlook.sources import record_and_literature as sources_record
from vigil.outlook.sources.kinds import KINDS
from vigil.outlook.sources.visibility import LEANS
from vigil.publication.api.openapi import APIS
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
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
        APIS.by({"/api/v1/outlook/": "vigil.outlook.results.api.api"}),
        KINDS.by(*sources_record.SOURCES, *sources_outlook.SOURCES, *sources_index.SOURCES),
        LEANS.by(*sources_record.LEANS, *sources_outlook.LEANS),
        LISTINGS.by(*overview_parts.LISTINGS),
        SITEMAP.by(report_addresses.ADDRESSES),
    ),
)
