"""What this room offers to the others."""

from typing import Final

from vigil.casefile.access import rules
from vigil.casefile.cases.verbs import entering, merging_and_splitting
from vigil.casefile.cases.verbs import opening_and_publishing as cases
from vigil.casefile.coding import verbs as coding
from vigil.casefile.coverage import verbs as coverage
from vigil.casefile.disclosure import holds
from vigil.casefile.linking.verbs import judging
from vigil.casefile.lists import verbs as lists
from vigil.casefile.matches import verbs as matches
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.casefile.people import verbs as people
from vigil.casefile.releases import verbs as releases
from vigil.casefile.reports.verbs import testimony
from vigil.casefile.sheets.verbs import (
    exporting,
    importing,
    resolving_conflicts,
    verifying,
    writing_cases,
)
from vigil.casefile.withdrawal import keeper
from vigil.casefile.withdrawal import verbs as withdrawing
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="casefile",
    needs=("trust",),
    permissions=rules.PERMISSIONS,
    log=(
        entering.LOG,
        merging_and_splitting.LOG,
        cases.LOG,
        coding.LOG,
        coverage.LOG,
        holds.LOG,
        judging.LOG,
        lists.LOG,
        matches.LOG,
        open_case_file.LOG,
        people.LOG,
        releases.LOG,
        testimony.LOG,
        exporting.LOG,
        importing.LOG,
        resolving_conflicts.LOG,
        verifying.LOG,
        writing_cases.LOG,
        withdrawing.LOG,
    ),
    keepers=(keeper.CasefileKeeper(),),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(cases.PUBLISHING_AGAIN, *people.ACTS_OF_TWO),
    follows=(SUBJECT_CHANGED.by(withdrawing.follow_subject),),
)
