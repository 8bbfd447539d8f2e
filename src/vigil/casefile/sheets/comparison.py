"""Compare the rows on one case with the case file: what would an import change?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.models import Basis, Case, SheetMapping, SheetRow, Stage
from vigil.casefile.people.name_matching import same_person
from vigil.casefile.sheet_files.coding_values import parts_of, person_parts_of
from vigil.casefile.sheet_files.field_parts import field_parts
from vigil.casefile.sheet_files.layout import Layout
from vigil.casefile.sheet_files.rows import PartValues, RowProblem, RowRead
from vigil.casefile.sheet_files.rows_by_case import CaseRows
from vigil.casefile.sheets.three_way_merge import differing, merge

AT_ONCE = 500
Reach = Callable[[str, frozenset[str]], bool]
Source = dict[str, str]


@dataclass(frozen=True)
class ValueChange:
    """A value that an import changes. `row` is the key of the person's row, None for the event."""

    part: str
    row: str | None
    old: Any
    new: Any


@dataclass
class CaseParts:
    """The present values of a case, by the parts that sheets know."""

    case: Case
    event: PartValues
    people: list[PartValues]
    urls: set[str]
    held: bool
    """Whether people coded, merged or rejected it: then a sheet alone changes nothing in it."""

    @property
    def reports(self) -> frozenset[str]:
        """The languages of its reports, to which a role may be limited."""
        return frozenset(
            m.account.report.language.split("-")[0].lower()
            for m in self.case.memberships.all()
            if m.account.report.language
        )


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


class StoredRows:
    """The stored rows of a sheet and their cases, fetched in a fixed number of queries."""

    def __init__(
        self,
        mapping: SheetMapping,
        layout: Layout,
        reach: Reach,
        only: Sequence[CaseRows] | None = None,
    ) -> None:
        self.layout, self.reach = layout, reach
        rows = SheetRow.objects.filter(sheet=mapping.pk)
        if only is not None:
            keys = [row.key for read in only for row in read.rows]
            rows = rows.filter(Q(key__in=keys) | Q(case_key__in=[r.case_key for r in only]))
        self.rows = {row.key: row for row in rows}
        self.by_case_key: dict[str, list[SheetRow]] = {}
        for row in self.rows.values():
            self.by_case_key.setdefault(row.case_key, []).append(row)
        self.current: dict[int, CaseParts] = {}
        self.by_number: dict[str, CaseParts] = {}

    def stored(self, read: CaseRows) -> list[SheetRow]:
        """Return the stored rows of a case."""
        return [self.rows[row.key] for row in read.rows if row.key in self.rows]

    def cases_for(self, read: CaseRows) -> list[int]:
        """Return the primary keys of the cases of these rows, in the order of the rows."""
        rows = self.stored(read) or self.by_case_key.get(read.case_key, [])
        return list(dict.fromkeys(row.case_id for row in rows))

    def same_as_before(self, read: CaseRows) -> bool:
        """Say whether no row has changed since the last import, and no conflict is open."""
        stored = self.stored(read)
        return len(stored) == len(read.rows) and all(
            self.rows[row.key].digest == row.digest
            and self.rows[row.key].case_key == row.case_key
            and not self.rows[row.key].conflicts
            for row in read.rows
        )

    def fetch(self, cases: Iterable[CaseRows], *, lock: bool = False) -> None:
        """Fetch the cases that must be compared."""
        wanted: set[int] = set()
        numbers: set[str] = set()
        for read in cases:
            found = self.cases_for(read)
            if found and not self.same_as_before(read):
                wanted |= set(found)
            elif not found:
                numbers |= {row.vigil_id for row in read.rows if row.vigil_id}
        for some in batched(sorted(wanted), AT_ONCE):
            for case in _in_force(Case.objects.filter(pk__in=some), lock=lock):
                self.current[case.pk] = case_parts_of(case)
        for names in batched(sorted(numbers), AT_ONCE):
            unnumbered = [int(n[5:]) for n in names if re.fullmatch(r"CASE-\d{1,15}", n)]
            asked = Q(public_id__in=names) | Q(pk__in=unnumbered, public_id=None)
            for case in _in_force(Case.objects.filter(asked), lock=False):
                self.by_number[case_reference(case).upper()] = case_parts_of(case)


def _in_force(cases: QuerySet[Case], *, lock: bool) -> list[Case]:
    if lock:
        list(cases.select_for_update().order_by("pk").values_list("pk"))
    return list(
        cases.prefetch_related(
            "accepted", "victims__accepted", "victims__names", "memberships__account__report"
        )
    )


def case_parts_of(case: Case) -> CaseParts:
    """Return the values of a case by parts. For many cases, prefetch their rows first."""
    event = {row.field: row.value for row in case.accepted.all() if row.victim_id is None}
    people = [
        person_parts_of({row.field: row.value for row in victim.accepted.all()})
        for victim in case.victims.all()
    ]
    bases = {row.basis for row in case.accepted.all()}
    urls = {
        m.account.report.url
        for m in case.memberships.all()
        if not m.suggested and not m.account.superseded and m.account.report.url
    }
    held = (
        bool(bases - {Basis.IMPORTED})
        or case.superseded_by_id is not None
        or case.stage not in (Stage.CODED, Stage.VERIFIED)
    )
    return CaseParts(case, parts_of(event), people, urls, held)


def values_now(case: Case) -> dict[str, Any]:
    """Return the accepted values of a case in the shape of a coding."""
    accepted = case.accepted.all()
    return {
        "case": {row.field: row.value for row in accepted if row.victim_id is None},
        "victims": [
            {row.field: row.value for row in victim.accepted.all()} for victim in case.victims.all()
        ],
    }


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
    if not known.reach(current.case.country, current.reports):
        _object(read.rows, _("%(case)s is out of the reach of your role") % {"case": current.case})
    rows = [row for row in read.rows if not row.problems]
    return _merged(read, rows, current, known)


def _require_one_case(read: CaseRows, case: Case, known: StoredRows) -> None:
    for row in read.rows:
        before = known.rows.get(row.key)
        if before is not None and before.case_id != case.pk:
            reason = _("this row came in with another case: split or merge the cases on the desk")
            _object([row], reason)


def _object(rows: Iterable[RowRead], reason: str, column: str = "", value: str = "") -> None:
    for row in rows:
        problem = RowProblem(column or _("row"), value or row.written_key, reason)
        if problem not in row.problems:  # a file is compared again when it is imported
            row.problems.append(problem)


def _merged(
    read: CaseRows, rows: list[RowRead], current: CaseParts, known: StoredRows
) -> PlannedCase:
    rows = [row for row in rows if not _tells_of_another(row, known)]
    stored = {row.key: known.rows[row.key] for row in rows if row.key in known.rows}
    added = [row for row in rows if row.key not in stored or _tells_of_somebody_now(row, known)]
    if added and current.held:
        reason = _("%(case)s was settled here since: add the person there") % {"case": current.case}
        _object(added, reason)
        rows, added = [row for row in rows if not row.problems], []
        stored = {row.key: stored[row.key] for row in rows}
    planned = PlannedCase("unchanged", read, rows, current, added_rows=added, touches=True)
    base, theirs = event_of([row.values for row in stored.values()]), event_of_rows(rows)
    known_now = known.by_case_key.get(read.case_key, [])
    if not base:
        base = event_of([row.values for row in known_now])
    _take(planned, None, base, theirs, current.event, held=current.held)
    places, joining = person_places(stored, current), {row.key for row in added}
    for row in rows:
        if row.key not in joining:
            place = places.get(row.key)
            ours = current.people[place] if place is not None else {}
            before = person_of(stored[row.key].values)
            _take(planned, row.key, before, row.person, ours, held=current.held or place is None)
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


def _tells_of_somebody_now(row: RowRead, known: StoredRows) -> bool:
    """Say whether a row that had no person at the last import has one now."""
    return bool(row.person) and not person_of(known.rows[row.key].values)


def _tells_of_another(row: RowRead, known: StoredRows) -> bool:
    """Add a problem to a row that describes another person on another day than before.

    Return whether it does. A sheet that was renumbered would otherwise give the permanent number of
    a case to another attack.
    """
    if row.key not in known.rows:
        return False
    before = known.rows[row.key].values
    days = before.get("date_of_attack"), row.event.get("date_of_attack")
    names = _names(before), _names(row.person)
    if not all((*days, *names)) or days[0] == days[1] or same_person(*names):
        return False
    reason = _(
        "under this key the sheet told of somebody else on another day (%(name)s): was it "
        "numbered anew?"
    )
    _object([row], reason % {"name": names[0][0]})
    return True


def _take(
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


def event_of(values: Iterable[Mapping[str, Any]]) -> PartValues:
    """Return the values of the attack from all values of several rows."""
    return {
        name: value
        for said in values
        for name, value in said.items()
        if not name.startswith("victim.")
    }


def event_of_rows(rows: Sequence[RowRead]) -> PartValues:
    """Return the values of the attack from several rows of a file."""
    return {name: value for row in rows for name, value in row.event.items()}


def person_of(values: Mapping[str, Any]) -> PartValues:
    """Return the values of the person from all values of a row."""
    return {name: value for name, value in values.items() if name.startswith("victim.")}


def person_places(stored: Mapping[str, SheetRow], current: CaseParts) -> dict[str, int]:
    """Return the position in the case of the person of each row: by name, else as stored."""
    free = list(range(len(current.people)))
    found: dict[str, int] = {}
    people = {key: person_of(row.values) for key, row in stored.items()}
    if not current.held:  # nobody has changed the order of the people
        return {k: r.person for k, r in stored.items() if r.person in free and people[k]}
    for key, person in people.items():
        place = next(
            (n for n in free if same_person(_names(person), _names(current.people[n]))), None
        )
        if place is not None:
            found[key] = place
            free.remove(place)
    for key, person in people.items():
        if key not in found and person and stored[key].person in free:
            found[key] = stored[key].person
            free.remove(stored[key].person)
    return found


def _names(person: PartValues) -> list[str]:
    first = person.get("victim.name")
    return [*([first] if first else []), *(person.get("victim.other_names") or [])]


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
    named = [p for p in free if _names(p) and _names(p)[0] == row.person.get("victim.name")]
    return named[0] if named else free[0] if free else None


def _refuse(row: RowRead, part: str, case: Case, layout: Layout) -> None:
    column = next(iter(layout.said_in(part)), part)
    reason = _("%(case)s does not come from this sheet: change it on the desk") % {
        "case": case_reference(case)
    }
    row.problems.append(RowProblem(column, row.cells.get(column, ""), reason))
