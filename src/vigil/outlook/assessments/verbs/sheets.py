"""Import the sheet of an assessment: first it is shown what would change, then it is imported."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.outlook.assessments.preconditions import (
    ASSESSMENT,
    DIRECT,
    directed,
)
from vigil.outlook.assessments.sheet.problems import SheetProblem
from vigil.outlook.assessments.sheet.reading import read_workbook
from vigil.outlook.assessments.specs import as_json, regions_from, terms_from
from vigil.outlook.assessments.verbs.regions import set_regions
from vigil.outlook.assessments.verbs.terms import set_terms
from vigil.outlook.models import Assessment, AssessmentSheet
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KEPT: Final = timedelta(days=7)
"""How long a sheet waits to be imported before it is deleted."""


class RejectedSheet(Unfit):
    """The refusal of a sheet. `problems` say what is wrong, each with its row and column."""

    def __init__(self, problems: Sequence[SheetProblem]) -> None:
        n = len(problems)
        said = ngettext(
            "Nothing was imported: %(n)d cell is wrong.",
            "Nothing was imported: %(n)d cells are wrong.",
            n,
        )
        super().__init__(said % {"n": n}, "file")
        self.problems = list(problems)


def keep_sheet(assessment: Assessment, content: bytes, *, by: User) -> AssessmentSheet:
    """Read a file (.xlsx or .csv), and keep what is in it until somebody imports it.

    Raises NotAllowed, Unfit (no sheet that can be read), RejectedSheet.
    """
    require(by, DIRECT, assessment)
    try:
        read = read_workbook(content, assessment.language)
    except Unreadable as error:
        raise Unfit(str(error), "file") from error
    if read.problems:
        raise RejectedSheet(read.problems)
    return _keep(
        assessment,
        AssessmentSheet(
            terms=None if read.terms is None else as_json(read.terms),
            regions=None if read.regions is None else as_json(read.regions),
            ignored=read.ignored,
        ),
        by,
    )


@transaction.atomic
def _keep(assessment: Assessment, sheet: AssessmentSheet, by: User) -> AssessmentSheet:
    assessment = directed(assessment, by=by)
    AssessmentSheet.objects.filter(at__lt=timezone.now() - KEPT).delete()
    sheet.assessment, sheet.by = assessment, by
    sheet.save()
    record("read_assessment_sheet", ASSESSMENT, assessment.uid, by=by)
    return sheet


@transaction.atomic
def import_sheet(sheet: AssessmentSheet, *, by: User) -> Assessment:
    """Import a waiting sheet: its terms, its regions, or both.

    Raises NotAllowed; NotPossible (it was imported or discarded already); what `set_terms` and
    `set_regions` raise.
    """
    assessment = directed(sheet.assessment, by=by)
    now = _locked(sheet)
    if now.terms is not None:
        set_terms(assessment, terms_from(now.terms), by=by)
    if now.regions is not None:
        set_regions(assessment, regions_from(now.regions), by=by)
    now.delete()
    return assessment


@transaction.atomic
def drop_sheet(sheet: AssessmentSheet, *, by: User) -> Assessment:
    """Discard a waiting sheet. Raises NotAllowed, NotPossible (it is gone already)."""
    assessment = directed(sheet.assessment, by=by)
    _locked(sheet).delete()
    record("drop_assessment_sheet", ASSESSMENT, assessment.uid, by=by)
    return assessment


def _locked(sheet: AssessmentSheet) -> AssessmentSheet:
    found = AssessmentSheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if found is None:
        raise NotPossible(_("This sheet was imported or discarded meanwhile."))
    return found


LOG: Final = LogWords(
    verbs={
        "drop_assessment_sheet": pgettext_lazy("decision", "discard a sheet of an assessment"),
        "read_assessment_sheet": pgettext_lazy("decision", "read a sheet of an assessment"),
    },
)
