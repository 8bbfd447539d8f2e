"""Resolve conflicts between a team's sheet and the changes of people in this installation."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.queries import waiting_adjudication
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import unverify
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, SheetRow, Stage
from vigil.casefile.sheet_files.coding_values import changed_event, changed_person
from vigil.casefile.sheets.case_parts import case_parts_of, person_places, values_now
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords

OURS, THEIRS = "ours", "theirs"
Choices = Mapping[tuple[int, str], str]
"""(primary key of a row, part) -> `ours` or `theirs`."""


def conflicted_rows() -> QuerySet[SheetRow]:
    """Return the rows in which a conflict is open, with their sheets and cases."""
    return (
        SheetRow.objects.exclude(conflicts={})
        .select_related("case", "sheet")
        .order_by("sheet__name", "case_id", "number")
    )


@verb
def settle_conflicts(case: Case, chosen: Choices, *, by: User, why: str = "") -> Decision:
    """Resolve conflicts of a case: for each, keep our value or use the value of the sheet.

    In a case that people coded, values of the sheet are proposed as an adjudication, which a second
    person verifies. In any other case they are written at once, and a verified case must be
    verified again. Raises NotAllowed; NotPossible (nothing chosen; no such conflict).
    """
    case = locked(case)
    require(by, "casefile.import_sheet", case)
    rows = {row.pk: row for row in SheetRow.objects.select_for_update().filter(case=case)}
    kept: list[str] = []
    taken: list[str] = []
    event: dict[str, Any] = {}
    persons: dict[str, dict[str, Any]] = {}
    for (pk, part), side in chosen.items():
        row = rows.get(pk)
        if row is None or part not in row.conflicts or side not in (OURS, THEIRS):
            raise NotPossible(_("This conflict is not open any more."))
        theirs = row.conflicts.pop(part)["theirs"]
        of_person = part.startswith("victim.")
        for other in [row] if of_person else rows.values():
            _mark_as_seen(other, part, theirs)
        (taken if side == THEIRS else kept).append(f"{row.key}/{part}" if of_person else part)
        if side == THEIRS:
            (persons.setdefault(row.key, {}) if of_person else event)[part] = theirs
    if not chosen:
        raise NotPossible(_("Choose what to keep and what to take."))
    for row in rows.values():
        row.save(update_fields=["values", "conflicts"])
    decision = record_on_case(
        "settle_sheet", case, by=by, after={"kept": kept, "taken": taken}, why=why
    )
    if event or persons:
        _use_values_of_sheet(
            case, event, persons, {r.key: r for r in rows.values()}, decision, by, why
        )
    return decision


def _mark_as_seen(row: SheetRow, part: str, theirs: Any) -> None:
    """Store the sheet's value of a part as seen, so that the same value is no new change."""
    if theirs is None:
        row.values.pop(part, None)
    else:
        row.values[part] = theirs


def _use_values_of_sheet(
    case: Case,
    event: Mapping[str, Any],
    persons: Mapping[str, Mapping[str, Any]],
    rows: Mapping[str, SheetRow],
    decision: Decision,
    by: User,
    why: str,
) -> None:
    current = case_parts_of(case)
    waiting = waiting_adjudication(case)
    if waiting and waiting.taken_up:
        raise NotPossible(
            _("Changes to this case wait for a second person. Verify them or set them aside first.")
        )
    values = waiting.values if waiting else values_now(case)
    places = person_places(rows, current)
    victims = [dict(victim) for victim in values["victims"]]
    for key, changes in persons.items():
        place = places.get(key)
        if place is None or place >= len(victims):
            raise NotPossible(_("The person of this row is not in the case any more."))
        victims[place] = changed_person(victims[place], changes)
    values = {"case": changed_event(values["case"], event), "victims": victims}
    if not current.held:
        unverify(case)
        write_values(case, values, basis=Basis.IMPORTED, decision=decision)
        return
    if case.stage not in (Stage.CODED, Stage.VERIFIED):
        raise NotPossible(_("This case is coded here: change it in its coding."))
    reason = why or _("Taken from the team's own sheet.")
    names = [*event, *(f"{places[key]}/{p}" for key, c in persons.items() for p in c)]
    adjudicate(case, values, {name.replace("victim.", ""): reason for name in names}, by=by)


LOG: Final = LogWords(
    verbs={
        "settle_sheet": pgettext_lazy("decision", "settle a conflict with the sheet"),
    },
    parts={
        "kept": pgettext_lazy("decision", "kept as it was"),
        "taken": pgettext_lazy("decision", "taken from the sheet"),
    },
)
