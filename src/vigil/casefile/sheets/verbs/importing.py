"""Import a team's own sheet: first plan what it would change, then apply the plan.

`plan` reads and compares, and writes nothing. `apply` writes in small transactions and may be
interrupted: import the file again, and the rest is written.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from typing import Any, Final

import msgspec
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from vigil.casefile.access.reach import reach_of
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.models import SheetImport, SheetMapping
from vigil.casefile.sheet_files.layout import Layout
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import Sheet, read_sheet
from vigil.casefile.sheet_files.rows import RowProblem, RowRead, RowReader
from vigil.casefile.sheet_files.rows_by_case import cases_of
from vigil.casefile.sheets.comparison import PlannedCase, compare
from vigil.casefile.sheets.stored_rows import Reach, StoredRows
from vigil.casefile.sheets.verbs.writing_cases import CaseWriter
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords

CASES_A_TRANSACTION = 200
KEPT_DAYS = 7
MANY_BROKEN = 2_000
"""At most so many broken rows are stored with an import."""


@dataclass
class RowCounts:
    """Numbers of rows in a file, by what happens with them; and the number of new cases."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: int = 0
    broken: int = 0
    absent: int = 0
    """Rows of earlier files that are missing from this one. Nothing is changed for them."""
    new_cases: int = 0

    def plain(self) -> dict[str, int]:
        """Return the numbers by name."""
        return dict(vars(self))


@dataclass
class ImportPlan:
    """What an import of a file would do."""

    mapping: SheetMapping
    file_name: str
    content: bytes
    columns: list[str]
    header_row: int
    cases: list[PlannedCase]
    broken: list[RowRead]
    absent: int
    rows: int = 0
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = layout_of(self.mapping)

    @property
    def file_sha256(self) -> str:
        """The digest of the file."""
        return hashlib.sha256(self.content).hexdigest()

    def of(self, *kinds: str) -> list[PlannedCase]:
        """Return the cases of these kinds: new, changed, conflict, unchanged."""
        return [case for case in self.cases if case.kind in kinds]

    @property
    def counts(self) -> RowCounts:
        """Count the rows."""
        number = {kind: sum(len(c.rows) for c in self.of(kind)) for kind in KINDS}
        return RowCounts(
            rows=self.rows,
            new=number["new"],
            changed=number["changed"],
            unchanged=number["unchanged"],
            conflicts=number["conflict"],
            broken=len(self.broken),
            absent=self.absent,
            new_cases=len(self.of("new")),
        )

    @property
    def frequent(self) -> list[tuple[str, str, int]]:
        """Return the problems that several rows share, the most frequent first."""
        return frequent((p.column, p.reason) for row in self.broken for p in row.problems)

    @property
    def unpublished(self) -> list[PlannedCase]:
        """Return the verified cases that would have to be verified again."""
        return [case for case in self.of("changed", "conflict") if case.unverifies]


def frequent(problems: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Count the problems (column, reason) that occur more than once, the most frequent first."""
    counted = Counter(problems).most_common()
    return [(column, reason, number) for (column, reason), number in counted if number > 1]


KINDS = ("new", "changed", "conflict", "unchanged")


def layout_of(mapping: SheetMapping) -> Layout:
    """Return the layout of a stored mapping."""
    return msgspec.convert(mapping.layout, Layout)


def save_mapping(name: str, layout: Layout, *, by: User, why: str = "") -> SheetMapping:
    """Store the layout of a sheet under its name. Raises NotAllowed, NotPossible.

    A layout that has not changed is not stored again.
    """
    require(by, "casefile.import_sheet")
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise NotPossible(_("Give the sheet a name of at most 60 characters."))
    objections = layout.objections()
    if objections:
        raise NotPossible(" ".join(objections))
    plain = msgspec.json.decode(msgspec.json.encode(layout))
    with case_changes():
        mapping = SheetMapping.objects.select_for_update().filter(name__iexact=name).first()
        if mapping is None:
            mapping = SheetMapping.objects.create(name=name, layout=plain, made_by=by)
        elif mapping.layout == plain:
            return mapping
        else:
            mapping.layout, mapping.version = plain, mapping.version + 1
            mapping.save(update_fields=["layout", "version"])
        record("map_sheet", "sheet", name, by=by, after={"version": mapping.version}, why=why)
    return mapping


def plan(content: bytes, mapping: SheetMapping, *, by: User, file_name: str = "") -> ImportPlan:
    """Return what an import of a file would change. It writes nothing.

    Rows that the role of `by` does not reach are broken rows. Raises NotAllowed; NotPossible if the
    file cannot be read, or lacks a column that the mapping reads.
    """
    require(by, "casefile.import_sheet")
    layout = layout_of(mapping)
    sheet = _read(content, layout)
    understanding = RowReader(sheet, layout)
    missing = understanding.missing_columns()
    if missing and layout.header_row > 1:  # our own export has the column names in the first row
        sheet = _read(content, msgspec.structs.replace(layout, header_row=1))
        understanding = RowReader(sheet, layout)
        missing = understanding.missing_columns()
    if missing:
        raise NotPossible(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})
    rows = understanding.rows()
    reach = reach_of(by, Role.ADJUDICATOR)
    for row in rows:
        _require_reach(row, layout, reach)
    read = cases_of(rows, layout)
    known = StoredRows(mapping, layout, reach)
    known.fetch(read)
    planned = [compare(case, known) for case in read]
    keys = {row.key for row in rows}
    return ImportPlan(
        mapping=mapping,
        file_name=file_name,
        content=content,
        columns=sheet.columns,
        header_row=sheet.header_row,
        cases=[case for case in planned if case.rows],
        broken=[row for row in rows if row.problems],
        absent=sum(key not in keys for key in known.rows),
        rows=len(rows),
    )


def _read(content: bytes, layout: Layout) -> Sheet:
    try:
        return read_sheet(
            content,
            worksheet=layout.worksheet,
            header_row=layout.header_row,
            encoding=layout.encoding,
        )
    except Unreadable as error:
        raise NotPossible(str(error)) from error


def _require_reach(row: RowRead, layout: Layout, reach: Reach) -> None:
    languages = (s["language"].split("-")[0].lower() for s in row.sources if s.get("language"))
    if not reach(row.event.get("place.country") or "", frozenset(languages)):
        column = next(iter(layout.said_in("place.country")), _("country"))
        reason = _("your role does not reach this country or language")
        row.problems.append(RowProblem(column, row.cells.get(column, ""), reason))


def apply(
    plan: ImportPlan, *, by: User, progress: Callable[[int], None] = lambda number: None
) -> SheetImport:
    """Import the file of a plan, and return the import with its counts.

    Each case is compared again. A value that a person changed since is not overwritten: it becomes
    a conflict for somebody to resolve. Several cases are written in one transaction. If it is
    interrupted, plan and apply the file again. `progress` is called with numbers of rows done.
    Raises NotAllowed; NotPossible if the mapping was changed since the plan was made.
    """
    require(by, "casefile.import_sheet")
    done = begin_import(plan.mapping, plan.content, by=by, file_name=plan.file_name)
    reach = reach_of(by, Role.ADJUDICATOR)
    progress(sum(len(case.rows) for case in plan.cases if not case.touches))
    for some in batched((case for case in plan.cases if case.touches), CASES_A_TRANSACTION):
        with case_changes():
            _lock_mapping(plan)
            for case in some:
                for row in case.read.rows:
                    _require_reach(row, plan.layout, reach)
            reads = [case.read for case in some]
            known = StoredRows(plan.mapping, plan.layout, reach, only=reads)
            known.fetch(reads, lock=True)
            again = [compare(read, known) for read in reads]
            CaseWriter(done, by).write([case for case in again if case.rows], known)
            _count(done, again)
        progress(sum(len(case.rows) for case in some))
    return _finish(done, plan, by)


def begin_import(mapping: SheetMapping, content: bytes, *, by: User, file_name: str) -> SheetImport:
    """Store a file for its plan and its import. A file that was stored before is used again.

    Files that were not imported within `KEPT_DAYS` are deleted, because they contain names, and
    columns that somebody may have left out. Raises NotAllowed.
    """
    require(by, "casefile.import_sheet")
    with case_changes():
        _delete_old_files()
        digest = hashlib.sha256(content).hexdigest()
        begun = (
            SheetImport.objects.select_for_update()
            .filter(sheet=mapping, file_sha256=digest, state=SheetImport.State.PLANNED)
            .first()
        ) or SheetImport(sheet=mapping, file_sha256=digest)
        begun.file_name, begun.by, begun.at = file_name[:200], by, timezone.now()
        begun.mapping_version, begun.content = mapping.version, content
        begun.save()
    return begun


def _delete_old_files() -> None:
    """Delete old files that nobody imported. What an interrupted import has written stays."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    looked_at = SheetImport.objects.filter(state=SheetImport.State.PLANNED, at__lt=old)
    looked_at.filter(rows=None).delete()
    looked_at.update(content=b"")


def _lock_mapping(plan: ImportPlan) -> None:
    version = (
        SheetMapping.objects.select_for_update()
        .filter(pk=plan.mapping.pk)
        .values_list("version", flat=True)
        .first()
    )
    if version != plan.mapping.version:
        raise NotPossible(_("The mapping of this sheet was changed meanwhile. Look at it again."))


def _count(done: SheetImport, cases: Iterable[PlannedCase]) -> None:
    counts = dict(done.counts)
    for case in cases:
        name = {"conflict": "conflicts"}.get(case.kind, case.kind)
        if case.rows and name != "unchanged":
            counts[name] = counts.get(name, 0) + len(case.rows)
            counts["new_cases"] = counts.get("new_cases", 0) + (case.kind == "new")
    done.counts = counts
    done.save(update_fields=["counts"])


def _finish(done: SheetImport, plan: ImportPlan, by: User) -> SheetImport:
    broken = list({id(r): r for c in plan.cases for r in c.read.rows if r.problems}.values())
    broken += [row for row in plan.broken if not any(row is other for other in broken)]
    broken.sort(key=lambda row: row.number)
    counts = RowCounts(**{**done.counts, "rows": plan.rows, "broken": len(broken)})
    counts.absent = plan.absent
    counts.unchanged = plan.rows - counts.broken - counts.new - counts.changed - counts.conflicts
    with case_changes():
        done.counts = counts.plain()
        done.broken = [_row_to_store(row) for row in broken[:MANY_BROKEN]]
        done.columns = plan.columns
        done.state, done.applied_at = SheetImport.State.APPLIED, timezone.now()
        done.content = b""
        done.save()
        after = {"file": done.file_name, "sha256": done.file_sha256, **counts.plain()}
        record("import_sheet", "sheet", plan.mapping.name, by=by, after=after)
    return done


def _row_to_store(row: RowRead) -> dict[str, Any]:
    problems = [{"column": p.column, "value": p.value, "reason": p.reason} for p in row.problems]
    return {
        "row": row.number,
        "language": get_language(),
        "key": row.key,
        "case_key": row.case_key,
        "cells": row.cells,
        "problems": problems,
    }


LOG: Final = LogWords(
    verbs={
        "import_sheet": pgettext_lazy("decision", "take in a sheet"),
        "map_sheet": pgettext_lazy("decision", "say what a sheet means"),
    },
    kinds={
        "sheet": pgettext_lazy("decision", "sheet"),
    },
    parts={
        "conflicts": pgettext_lazy("decision", "rows in conflict"),
        "new_cases": pgettext_lazy("decision", "new cases"),
    },
)
