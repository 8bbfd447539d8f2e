"""Read what the sheet screens show, within the limits of the user's roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vigil.casefile.access.reach import CODERS, languages_of_cases, reach_of
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    SheetImport,
    SheetMapping,
    SheetRow,
    Stage,
    Visibility,
)
from vigil.casefile.sheets.verbs.importing_later import IMPORTING, import_key
from vigil.casefile.sheets.verbs.resolving_conflicts import conflicted_rows as all_conflicted_rows
from vigil.casefile.sheets.verbs.verifying import PUBLISHING, task_key
from vigil.trust.access.rules import grants_of
from vigil.trust.models import Role, Task, User
from vigil.trust.work.queries import last_task

MOST_LEFT_OUT: Final = 100
"""So many cases that a task left out are shown."""


def sheet_imports(user: User) -> QuerySet[SheetImport]:
    """Return the imports that a person may open, newest first.

    Their files contain rows of any country, so a person with a limited role sees only their own
    imports.
    """
    grants = grants_of(user, Role.ADJUDICATOR)
    if any(not (grant.countries or grant.languages) for grant in grants):
        return SheetImport.objects.all()
    return SheetImport.objects.filter(by=user)


def conflicted_rows(user: User) -> list[SheetRow]:
    """Return the rows with an open conflict, of cases in reach."""
    rows = list(all_conflicted_rows())
    reaches = _reaching(user, [row.case for row in rows], Role.ADJUDICATOR)
    return [row for row in rows if reaches(row.case)]


def imported_waiting(sheet: SheetMapping, user: User) -> list[Case]:
    """Return the cases of a sheet that wait to be verified, in reach."""
    cases = _cases_of(sheet, stage=Stage.CODED)
    reaches = _reaching(user, cases, *CODERS)
    return [case for case in cases if reaches(case)]


def imported_unpublished(sheet: SheetMapping) -> list[Case]:
    """Return the verified cases of a sheet that the public has never seen."""
    return _cases_of(sheet, stage=Stage.VERIFIED, visibility=Visibility.INTERNAL)


@dataclass(frozen=True)
class Publishing:
    """How far the last task is that publishes cases of a sheet, and what it left out."""

    task: Task
    left_out: Sequence[tuple[Case, str]]

    @property
    def is_under_way(self) -> bool:
        """Whether it waits, or a worker does it."""
        return self.task.state == Task.State.WAITING

    @property
    def has_failed(self) -> bool:
        """Whether it was given up before all was done."""
        return self.task.state == Task.State.FAILED


def publishing(sheet: SheetMapping) -> Publishing | None:
    """Return how far the cases of a sheet are published in the background; None if never."""
    task = last_task(PUBLISHING, task_key(sheet))
    if task is None:
        return None
    reasons = dict(task.left_out[:MOST_LEFT_OUT])
    cases = Case.objects.in_bulk(list(reasons))
    return Publishing(task, [(cases[key], why) for key, why in reasons.items() if key in cases])


def is_being_imported(begun: SheetImport) -> bool:
    """Say whether a file is imported in the background, or waits to be."""
    task = last_task(IMPORTING, import_key(begun))
    return task is not None and task.state == Task.State.WAITING


def why_not_imported(begun: SheetImport) -> str:
    """Return the sentence for a file whose import in the background failed; "" for others."""
    task = last_task(IMPORTING, import_key(begun))
    if task is None or task.state != Task.State.FAILED:
        return ""
    why = _("The import stopped before the end. What is in stays; import the sheet again.")
    return f"{why} ({task.trouble})"


def _cases_of(sheet: SheetMapping, **wanted: object) -> list[Case]:
    rows = SheetRow.objects.filter(sheet=sheet).values("case")
    imported = AcceptedValue.objects.filter(basis=Basis.IMPORTED, case__in=rows).values("case")
    return list(Case.objects.filter(pk__in=imported, superseded_by=None, **wanted).order_by("pk"))


def _reaching(user: User, cases: list[Case], *roles: Role) -> Callable[[Case], bool]:
    reaches = reach_of(user, *roles)
    languages = languages_of_cases({case.pk for case in cases})
    return lambda case: reaches(case.country, languages.get(case.pk, frozenset()))


def stages_to_export() -> list[tuple[str, str]]:
    """Return which cases can be exported, as choices."""
    return [
        ("", _("all but the machine's candidates")),
        ("all", _("all")),
        *((str(key), str(label)) for key, label in Stage.choices),
    ]


def cases_to_export(stage: str, sheet: SheetMapping | None) -> QuerySet[Case]:
    """Return the cases to export. In a sheet's own columns, these are the cases of the sheet."""
    cases = Case.objects.filter(superseded_by=None).order_by("pk")
    if sheet is not None:
        cases = cases.filter(pk__in=SheetRow.objects.filter(sheet=sheet).values("case"))
    if stage in Stage.values:
        return cases.filter(stage=stage)
    return cases if stage == "all" else cases.exclude(stage=Stage.CANDIDATE)
