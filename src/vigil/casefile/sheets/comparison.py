"""Compare the rows on one case with the case file: what would an import change?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.models import Case, Stage
from vigil.casefile.people.name_matching import same_person
from vigil.casefile.sheet_files.field_parts import field_parts
from vigil.casefile.sheet_files.layout import Layout
from vigil.casefile.sheet_files.rows import PartValues, RowProblem, RowRead
from vigil.casefile.sheet_files.rows_by_case import CaseRows
from vigil.casefile.sheets.case_parts import (
    CaseParts,
    event_of,
    event_of_rows,
    names_of_person,
    person_of,
    person_places,
)
from vigil.casefile.sheets.stored_rows import StoredRows
from vigil.casefile.sheets.three_way_merge import differing, merge

Source = dict[str, str]


@dataclass(frozen=True)
class ValueChange:
    """A value that an import changes. `row` is the key of the person's row, None for the event."""

    part: str
    row: str | None
    old: Any
    new: Any


@dataclass
class PlannedCase:
    """What an import would do with the rows on one case: new, changed, conflict or unchanged."""

    kind: str
    read: CaseRows
    rows: list[RowRead]
    current: CaseParts | None = None
    changes: list[ValueChange] = field(default_factory=list)
    conflicts: list[ValueChange] = field(default_factory=list)
    added_sources: list[Source] = field(default_factory=list)
    dropped_sources: list[Source] = field(default_factory=list)
    added_rows: list[RowRead] = field(default_factory=list)
    """Rows on people whom the case does not have yet."""
    touches: bool = False
    """Whether there is anything to write, even if only a row has moved in the file."""

    @property
    def case(self) -> Case | None:
        """The existing case, None for a new one."""
        return self.current.case if self.current else None

    @property
    def alters(self) -> bool:
        """Say whether it changes accepted values or cited sources."""
        return bool(self.changes or self.added_rows or self.added_sources or self.dropped_sources)

    @property
    def unverifies(self) -> bool:
        """Say whether the case is verified now, and would have to be verified again."""
        return self.alters and self.case is not None and self.case.stage == Stage.VERIFIED


def compare(read: CaseRows, known: StoredRows) -> PlannedCase:
    """Return what an import would do with the rows on one case.

    A row that cannot be imported gets a problem.
    """
    found = known.cases_for(read)
    if found and known.same_as_before(read):
        moved = any(known.rows[row.key].number != row.number for row in read.rows)
        return PlannedCase("unchanged", read, read.rows, touches=moved)
    if not found:
        number = next((row.vigil_id for row in read.rows if row.vigil_id), "")
        if number in known.by_number:
            return _only_compared(read, known.by_number[number], known.layout)
        return PlannedCase("new", read, read.rows, touches=True)
    current = known.current[found[0]]
    _require_one_case(read, current.case, known)
    if not known.reach(current.case.country, current.languages):
        _add_problem(
            read.rows, _("%(case)s is out of the reach of your role") % {"case": current.case}
        )
    rows = [row for row in read.rows if not row.problems]
    return _merge_with_case(read, rows, current, known)


def _require_one_case(read: CaseRows, case: Case, known: StoredRows) -> None:
    for row in read.rows:
        before = known.rows.get(row.key)
        if before is not None and before.case_id != case.pk:
            reason = _("this row came in with another case: split or merge the cases on the desk")
            _add_problem([row], reason)


def _add_problem(rows: Iterable[RowRead], reason: str, column: str = "", value: str = "") -> None:
    for row in rows:
        problem = RowProblem(column or _("row"), value or row.written_key, reason)
        if problem not in row.problems:  # a file is compared again when it is imported
            row.problems.append(problem)


def _merge_with_case(
    read: CaseRows, rows: list[RowRead], current: CaseParts, known: StoredRows
) -> PlannedCase:
    rows = [row for row in rows if not _describes_another_attack(row, known)]
    stored = {row.key: known.rows[row.key] for row in rows if row.key in known.rows}
    added = [row for row in rows if row.key not in stored or _has_a_person_now(row, known)]
    if added and current.held:
        reason = _("%(case)s was settled here since: add the person there") % {"case": current.case}
        _add_problem(added, reason)
        rows, added = [row for row in rows if not row.problems], []
        stored = {row.key: stored[row.key] for row in rows}
    planned = PlannedCase("unchanged", read, rows, current, added_rows=added, touches=True)
    base, theirs = event_of([row.values for row in stored.values()]), event_of_rows(rows)
    known_now = known.by_case_key.get(read.case_key, [])
    if not base:
        base = event_of([row.values for row in known_now])
    _add_changes(planned, None, base, theirs, current.event, held=current.held)
    places, joining = person_places(stored, current), {row.key for row in added}
    for row in rows:
        if row.key not in joining:
            place = places.get(row.key)
            ours = current.people[place] if place is not None else {}
            before = person_of(stored[row.key].values)
            _add_changes(
                planned, row.key, before, row.person, ours, held=current.held or place is None
            )
    had = _each_once(source for row in stored.values() for source in row.sources)
    elsewhere = _each_once(s for row in known_now if row.key not in stored for s in row.sources)
    cited = _each_once(source for row in rows for source in row.sources)
    planned.added_sources = [s for at, s in cited.items() if at not in had and at not in elsewhere]
    planned.dropped_sources = [
        s for at, s in had.items() if at not in cited and at not in elsewhere
    ]
    if planned.conflicts:
        planned.kind = "conflict"
    elif planned.alters:
        planned.kind = "changed"
    return planned


def _each_once(sources: Iterable[Source]) -> dict[tuple[tuple[str, str], ...], Source]:
    return {tuple(sorted(source.items())): source for source in sources}


def _has_a_person_now(row: RowRead, known: StoredRows) -> bool:
    """Say whether a row that had no person at the last import has one now."""
    return bool(row.person) and not person_of(known.rows[row.key].values)


def _describes_another_attack(row: RowRead, known: StoredRows) -> bool:
    """Add a problem to a row that describes another person on another day than before.

    Return whether it does. A sheet that was renumbered would otherwise give the permanent number of
    a case to another attack.
    """
    if row.key not in known.rows:
        return False
    before = known.rows[row.key].values
    days = before.get("date_of_attack"), row.event.get("date_of_attack")
    names = names_of_person(before), names_of_person(row.person)
    if not all((*days, *names)) or days[0] == days[1] or same_person(*names):
        return False
    reason = _(
        "under this key the sheet told of somebody else on another day (%(name)s): was it "
        "numbered anew?"
    )
    _add_problem([row], reason % {"name": names[0][0]})
    return True


def _add_changes(
    planned: PlannedCase,
    row: str | None,
    base: PartValues,
    theirs: PartValues,
    ours: PartValues,
    *,
    held: bool,
) -> None:
    merged = merge(base, theirs, ours, held=held)
    planned.changes += [ValueChange(p, row, old, new) for p, (old, new) in merged.updates.items()]
    planned.conflicts += [
        ValueChange(p, row, old, new) for p, (old, new) in merged.conflicts.items()
    ]


def _only_compared(read: CaseRows, current: CaseParts, layout: Layout) -> PlannedCase:
    """Compare rows on a case that does not come from this sheet. Each difference is a problem."""
    said = {column.part for column in layout.columns} & set(field_parts())
    events = {part for part in said if not part.startswith(("victim.", "source", "vigil."))}
    people = {part for part in said if part.startswith("victim.")}
    free = list(current.people)
    for row in read.rows:
        ours = _person_like(row, free)
        if ours is not None:
            free.remove(ours)
        theirs = differing(row.event, current.event, events)
        theirs |= differing(row.person, ours or {}, people)
        if theirs:
            _refuse(row, next(iter(theirs)), current.case, layout)
        elif any(s.get("url") and s["url"] not in current.urls for s in row.sources):
            _refuse(row, "source.url", current.case, layout)
    rows = [row for row in read.rows if not row.problems]
    return PlannedCase("unchanged", read, rows, current)


def _person_like(row: RowRead, free: list[PartValues]) -> PartValues | None:
    named = [
        p
        for p in free
        if names_of_person(p) and names_of_person(p)[0] == row.person.get("victim.name")
    ]
    return named[0] if named else free[0] if free else None


def _refuse(row: RowRead, part: str, case: Case, layout: Layout) -> None:
    column = next(iter(layout.said_in(part)), part)
    reason = _("%(case)s does not come from this sheet: change it on the desk") % {
        "case": case_reference(case)
    }
    row.problems.append(RowProblem(column, row.cells.get(column, ""), reason))
