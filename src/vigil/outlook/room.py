"""What the outlook offers to the other rooms."""

from typing import Final

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.outlook.access import rules
from vigil.outlook.answers.verbs import answering, country_hand_in, discussing
from vigil.outlook.assessments import keeper as assessment_keeper
from vigil.outlook.assessments.people.verbs import calendar, conflicts, importing, seating
from vigil.outlook.assessments.verbs import cells as cell_verbs
from vigil.outlook.assessments.verbs import regions as region_verbs
from vigil.outlook.assessments.verbs import setting_up as assessment_verbs
from vigil.outlook.assessments.verbs import sheets as sheet_verbs
from vigil.outlook.assessments.verbs import terms as term_verbs
from vigil.outlook.consultations import keeper as consultation_keeper
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs import (
    editing,
    notes_and_statements,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.consultations.verbs import publishing as consultation_publishing
from vigil.outlook.experts.verbs import inviting_and_seating, reminding
from vigil.outlook.index_editions import verbs as edition_verbs
from vigil.outlook.overview import menu, sections, sitemap, start_page
from vigil.outlook.overview.listing import LISTINGS
from vigil.outlook.panels import keeper as panel_keeper
from vigil.outlook.panels import preconditions as panel_preconditions
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.outlook.recommendations.verbs import responses
from vigil.outlook.reports import keeper as report_keeper
from vigil.outlook.reports import matter_keeper
from vigil.outlook.reports import preconditions as report_preconditions
from vigil.outlook.reports.bibliography import verbs as bibliography_verbs
from vigil.outlook.reports.front_matter import verbs as front_verbs
from vigil.outlook.reports.pictures import verbs as picture_verbs
from vigil.outlook.reports.verbs import (
    approving,
    commenting,
    errata_and_removals,
    publishing,
    writing,
)
from vigil.outlook.reports.word_files import verbs as word_file_verbs
from vigil.outlook.results import pooling
from vigil.outlook.results.verbs import finalising_and_scoring, quoting, requesting
from vigil.outlook.second_reading import keeper as second_reading_keeper
from vigil.outlook.second_reading import verbs as second_reading_verbs
from vigil.outlook.sources import index_editions as edition_sources
from vigil.outlook.sources import panels_and_consultations, record_and_literature
from vigil.outlook.sources.kinds import SOURCE_KINDS
from vigil.outlook.sources.visibility import LEANS
from vigil.publication.api.openapi import APIS
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.people.verbs.accounts import ACCOUNT_CLOSES
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="outlook",
    needs=("trust", "casefile", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    log=(
        answering.LOG,
        country_hand_in.LOG,
        discussing.LOG,
        assessment_keeper.LOG,
        assessment_verbs.LOG,
        cell_verbs.LOG,
        region_verbs.LOG,
        sheet_verbs.LOG,
        term_verbs.LOG,
        coding_verbs.LOG,
        editing.LOG,
        notes_and_statements.LOG,
        quoting_statements.LOG,
        consultation_publishing.LOG,
        speakers_and_consent.LOG,
        inviting_and_seating.LOG,
        calendar.LOG,
        conflicts.LOG,
        importing.LOG,
        seating.LOG,
        reminding.LOG,
        edition_verbs.LOG,
        panel_keeper.LOG,
        panel_preconditions.LOG,
        panel_queries.LOG,
        rounds.LOG,
        setting_up.LOG,
        question_verbs.LOG,
        recommendation_verbs.LOG,
        responses.LOG,
        report_keeper.LOG,
        report_preconditions.LOG,
        approving.LOG,
        commenting.LOG,
        errata_and_removals.LOG,
        publishing.LOG,
        writing.LOG,
        bibliography_verbs.LOG,
        front_verbs.LOG,
        matter_keeper.LOG,
        picture_verbs.LOG,
        word_file_verbs.LOG,
        pooling.LOG,
        finalising_and_scoring.LOG,
        quoting.LOG,
        requesting.LOG,
        second_reading_keeper.LOG,
        second_reading_verbs.LOG,
    ),
    keepers=(
        assessment_keeper.AssessmentKeeper(),
        consultation_keeper.ConsultationKeeper(),
        panel_keeper.PanelKeeper(),
        report_keeper.ReportsKeeper(),
        second_reading_keeper.SecondReadingKeeper(),
        matter_keeper.MatterKeeper(),
    ),
    without_personal_data={
        **consultation_keeper.WITHOUT_PERSONAL_DATA,
        **panel_keeper.WITHOUT_PERSONAL_DATA,
        "outlook.IndexEdition": "year, version and digest of a file of scores of countries",
        "outlook.IndexScore": "scores of countries by codes of lists",
        "outlook.HeaderMapping": "titles of columns, and codes of lists that they mean",
        "outlook.EditionUpload": "scores of countries by codes of lists, read from a file",
    },
    acts_of_two=(speakers_and_consent.NAMING, importing.ACCOUNTS),
    own_rooms=start_page.own_rooms,
    follows=(
        SUBJECT_CHANGED.by(speakers_and_consent.follow),
        ACCOUNT_CLOSES.by(seating.forget_person),
        # Editions follow the rooms that they cite, which are on lower floors or listed earlier.
        CASES_CHANGED.by(errata_and_removals.follow_cases),
        SUBJECT_CHANGED.by(errata_and_removals.follow_subject),
    ),
    adds=(
        APIS.by({"/api/v1/outlook/": "vigil.outlook.results.api.api"}),
        SOURCE_KINDS.by(
            *record_and_literature.SOURCES,
            *panels_and_consultations.SOURCES,
            *edition_sources.SOURCES,
        ),
        LEANS.by(*record_and_literature.LEANS, *panels_and_consultations.LEANS),
        LISTINGS.by(*sections.LISTINGS),
        MENU.by(*menu.ENTRIES),
        SITEMAP.by(sitemap.ADDRESSES),
    ),
    closing=menu.CLOSING,
)
