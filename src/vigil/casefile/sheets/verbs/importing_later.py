"""Import a sheet while somebody waits if it is small, and in the background if it is large."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy

from vigil.casefile.models import SheetImport
from vigil.casefile.sheets.verbs.importing import ImportPlan, apply, plan
from vigil.trust.models import Task, User
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.verbs.tasks import enqueue

MOST_AT_ONCE: Final = 200
"""So many rows are imported while somebody waits: two seconds. More are a task."""


def import_sheet(begun: SheetImport, *, by: User) -> SheetImport | Task:
    """Import a file that was looked at; return the import, or the task that imports it.

    Raises NotAllowed, NotPossible as `plan` and `apply`.
    """
    planned = _plan(begun, by)
    if sum(len(case.rows) for case in planned.cases if case.touches) <= MOST_AT_ONCE:
        return apply(planned, by=by)
    return enqueue(IMPORTING, import_key(begun), [begun.pk], by=by)


def import_key(begun: SheetImport) -> str:
    """Return the key of the task that imports a file."""
    return f"file {begun.pk} of a sheet"


def _import(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Import files as a part of a task. One that is in already is left as it is."""
    for begun in SheetImport.objects.filter(pk__in=keys, state=SheetImport.State.PLANNED):
        apply(_plan(begun, by), by=by)
    return []


def _plan(begun: SheetImport, by: User) -> ImportPlan:
    return plan(bytes(begun.content), begun.sheet, by=by, file_name=begun.file_name)


IMPORTING: Final = TaskKind(
    code="import_sheet", label=gettext_lazy("Import sheet"), do=_import, repeatable=True
)
