"""The stored rows of a sheet, with their cases."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import batched

from django.db.models import Q, QuerySet

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.models import Case, SheetMapping, SheetRow
from vigil.casefile.sheet_files.layout import Layout
from vigil.casefile.sheet_files.rows_by_case import CaseRows
from vigil.casefile.sheets.case_parts import CaseParts, case_parts_of

AT_ONCE = 500
Reach = Callable[[str, frozenset[str]], bool]


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
