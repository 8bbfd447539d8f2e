"""What the case file offers to other rooms: permissions, words of the log, keeper, acts of two."""

from typing import Final

from vigil.casefile.access import rules
from vigil.casefile.cases import decisions
from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.casefile.cases.verbs import (
    contesting,
    entering,
    merging,
    moving,
    opening,
    publishing,
    relating,
    splitting,
    suggestions,
    undoing,
    withdrawing,
)
from vigil.casefile.codebook_changes import verbs as codebook_changes
from vigil.casefile.coding.verbs import (
    adjudicating,
    submitting,
    taking_back,
    taking_up,
    verifying,
)
from vigil.casefile.coverage import verbs as coverage
from vigil.casefile.disclosure import holds
from vigil.casefile.house_rules import verbs as house_rules
from vigil.casefile.linking.verbs import judging
from vigil.casefile.lists import verbs as lists
from vigil.casefile.looking_again import verbs as looking_again
from vigil.casefile.matches import verbs as matches
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.casefile.outlets import verbs as outlets
from vigil.casefile.people import verbs as people
from vigil.casefile.releases import verbs as releases
from vigil.casefile.reliability import verbs as reliability
from vigil.casefile.reports.verbs import citing, pasted_texts, protecting, testimony
from vigil.casefile.sheets.verbs import (
    exporting,
    importing,
    importing_later,
    resolving_conflicts,
    writing_cases,
)
from vigil.casefile.sheets.verbs import verifying as verifying_sheets
from vigil.casefile.triage import handing_over
from vigil.casefile.triage import verbs as triage
from vigil.casefile.verification import verbs as verification
from vigil.casefile.withdrawal import keeper
from vigil.casefile.withdrawal import verbs as withdrawal
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="casefile",
    needs=("trust",),
    permissions=rules.PERMISSIONS,
    log=(
        # Cases
        contesting.LOG,
        decisions.LOG,
        entering.LOG,
        holds.LOG,
        merging.LOG,
        moving.LOG,
        opening.LOG,
        publishing.LOG,
        relating.LOG,
        splitting.LOG,
        suggestions.LOG,
        undoing.LOG,
        withdrawing.LOG,
        # Coding
        adjudicating.LOG,
        submitting.LOG,
        taking_back.LOG,
        taking_up.LOG,
        verifying.LOG,
        # Sheets
        exporting.LOG,
        importing.LOG,
        resolving_conflicts.LOG,
        verifying_sheets.LOG,
        writing_cases.LOG,
        # Other subjects
        citing.LOG,
        codebook_changes.LOG,
        coverage.LOG,
        house_rules.LOG,
        judging.LOG,
        lists.LOG,
        looking_again.LOG,
        matches.LOG,
        open_case_file.LOG,
        outlets.LOG,
        pasted_texts.LOG,
        people.LOG,
        releases.LOG,
        reliability.LOG,
        protecting.LOG,
        testimony.LOG,
        handing_over.LOG,
        triage.LOG,
        verification.LOG,
        withdrawal.LOG,
    ),
    keepers=(keeper.CasefileKeeper(),),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(publishing.PUBLISHING_AGAIN, protecting.SHOWING_AGAIN, *people.ACTS_OF_TWO),
    follows=(
        SUBJECT_CHANGED.by(withdrawal.follow_subject),
        CASES_CHANGED.by(looking_again.follow_cases),
    ),
    tasks=(importing_later.IMPORTING, verifying_sheets.PUBLISHING),
)
