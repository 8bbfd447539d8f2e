"""Write the cases of an import: many new cases in few queries, changed cases one by one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.index_columns import (
    INDEX_COLUMNS,
    PersonWithValues,
    fill_index,
    rewrite_index_columns,
)
from vigil.casefile.cases.numbers import mint_case_ids
from vigil.casefile.cases.verbs.entering import record_of
from vigil.casefile.coding.verbs.verifying import unverify
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Basis,
    Case,
    CaseAccount,
    Claim,
    MembershipBasis,
    Origin,
    SheetImport,
    SheetRow,
    Stage,
    Victim,
    VictimName,
)
from vigil.casefile.people.name_matching import fold
from vigil.casefile.reports.records import CITED, account_data
from vigil.casefile.sheet_files.coding_values import changed_event, changed_person, coding_of
from vigil.casefile.sheet_files.rows import RowRead
from vigil.casefile.sheets.case_parts import values_now
from vigil.casefile.sheets.comparison import PlannedCase
from vigil.casefile.sheets.row_accounts import AccountBuilder, each_value
from vigil.casefile.sheets.stored_rows import StoredRows
from vigil.trust.decisions.verbs import through
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords

ROW_COLUMNS = (
    *("case_key", "person", "number", "values", "sources", "cells", "conflicts", "digest"),
    "last_import",
)
OWN_SHEET = "From a team's own sheet; not double-coded by this installation."
Values = dict[str, Any]


class CaseWriter:
    """Writer of planned cases for one import. Use it inside an open transaction."""

    def __init__(self, done: SheetImport, by: User) -> None:
        self.done, self.by = done, by
        self.name = done.sheet.name
        self.accounts = AccountBuilder(done, by)

    def write(self, cases: Sequence[PlannedCase], known: StoredRows) -> None:
        """Write the changes of these cases, and the new state of their rows."""
        new = [case for case in cases if case.kind == "new"]
        if new:
            self._write_new(new)
        for case in cases:
            if case.alters:
                self._write_changed(case, known)
            elif case.conflicts and case.case is not None:
                note_changed_case(case.case.pk)
        self._write_rows([case for case in cases if case.kind != "new"], known)

    # New cases

    def _write_new(self, planned: Sequence[PlannedCase]) -> None:
        now = timezone.now()
        cases = Case.objects.bulk_create(
            Case(public_id=number, stage=Stage.CODED, origin=Origin.IMPORTED, opened_at=now)
            for number in mint_case_ids(len(planned))
        )
        values = [
            coding_of(p.read.event, [r.person for r in p.read.rows_on_people]) for p in planned
        ]
        records = self.accounts.of_rows(planned, values)
        cited = self.accounts.of_sources([(p.read.case_key, p.read.sources) for p in planned])
        CaseAccount.objects.bulk_create(
            CaseAccount(account=account, case=case, basis=MembershipBasis.PERSON)
            for case, record, sources in zip(cases, records, cited, strict=True)
            for account in (record, *sources)
        )
        decisions = self._record_decisions(cases, planned, records)
        people = _people(cases, values)
        every = [[record, *sources] for record, sources in zip(records, cited, strict=True)]
        prefetch_related_objects([a for some in every for a in some], "claims", "report__outlet")
        for case, said, persons, accounts in zip(cases, values, people, every, strict=True):
            fill_index(case, said["case"], persons, accounts)
        _save(cases, people, values, decisions)
        SheetRow.objects.bulk_create(
            self._row(row, case, p, person)
            for case, p in zip(cases, planned, strict=True)
            for row, person in _with_person(p.read.rows)
        )

    def _record_decisions(
        self,
        cases: Sequence[Case],
        planned: Sequence[PlannedCase],
        records: Sequence[Account],
    ) -> list[Decision]:
        for case in cases:
            note_changed_case(case.pk)
        return Decision.objects.bulk_create(
            Decision(
                actor=self.by,
                verb="import_case",
                target_kind="case",
                target_key=case_reference(case),
                after={
                    "stage": Stage.CODED,
                    "sheet": self.name,
                    "file": self.done.file_sha256,
                    "rows": [row.number for row in p.rows],
                    "accounts": [account.key],
                    **through(),
                },
                why=OWN_SHEET,
            )
            for case, p, account in zip(cases, planned, records, strict=True)
        )

    def _row(self, row: RowRead, case: Case, planned: PlannedCase, person: int) -> SheetRow:
        return SheetRow(
            sheet=self.done.sheet,
            key=row.key,
            case_key=row.case_key,
            case=case,
            person=person,
            number=row.number,
            values=row.values,
            sources=row.sources,
            cells=row.cells,
            digest=row.digest,
            last_import=self.done,
        )

    # Changed cases

    def _write_changed(self, planned: PlannedCase, known: StoredRows) -> None:
        current = planned.current
        assert current is not None
        case = current.case
        before = {
            "stage": case.stage,
            "visibility": case.visibility,
            **_recorded(planned, "old"),
        }
        # A second person must verify changed values again.
        unverify(case)
        after = {
            "stage": case.stage,
            "visibility": case.visibility,
            "sheet": self.name,
            "file": self.done.file_sha256,
            **_recorded(planned, "new"),
        }
        decision = record_on_case("import_again", case, by=self.by, before=before, after=after)
        values = self._values(planned, known)
        self._change_sources(planned)
        if planned.changes or planned.added_rows:
            self._change_record(case, values)
            write_values(case, values, basis=Basis.IMPORTED, decision=decision)
        else:
            rewrite_index_columns(case)

    def _values(self, planned: PlannedCase, known: StoredRows) -> Values:
        """Return the values of a case with the changes made."""
        current = planned.current
        assert current is not None
        values = values_now(current.case)
        event, victims = values["case"], values["victims"]
        changes = {c.part: c.new for c in planned.changes if c.row is None}
        for row in planned.rows:
            mine = {c.part: c.new for c in planned.changes if c.row == row.key}
            if mine:
                place = known.rows[row.key].person
                victims[place] = changed_person(victims[place], mine)
        added = [row.person for row in planned.added_rows if row.person]
        for row in planned.added_rows:
            changes |= {n: v for n, v in row.event.items() if n not in current.event}
        return {
            "case": changed_event(event, changes),
            "victims": [*victims, *coding_of({}, added)["victims"]],
        }

    def _change_record(self, case: Case, values: Values) -> None:
        """Write the new values into the account of the rows. Old claims stay, as superseded."""
        account = Account.objects.filter(membership__case=case, reader=self.accounts.reader).first()
        if account is None:
            return
        held = {(c.field, c.person): c for c in account.claims.filter(superseded=False)}
        said = {(field, person): value for field, person, value in each_value(values)}
        gone = [c.pk for at, c in held.items() if said.get(at) != c.value]
        account.claims.filter(pk__in=gone).update(superseded=True)
        Claim.objects.bulk_create(
            self.accounts.claim(account, field, person, value)
            for (field, person), value in said.items()
            if (field, person) not in held or held[field, person].value != value
        )
        account.record = account_data(record_of(values, account.report.key, account.key))
        account.event = values["case"].get("event", "")
        account.save(update_fields=["record", "event"])

    def _change_sources(self, planned: PlannedCase) -> None:
        case = planned.case
        assert case is not None
        for source in planned.dropped_sources:
            cited = Account.objects.filter(
                membership__case=case,
                reader=CITED,
                report__key__startswith=f"{self.accounts.reader}/",
                report__url=source.get("url", ""),
                report__title=source.get("title", ""),
            )
            for account in cited:
                account.superseded = True
                account.save(update_fields=["superseded"])
                CaseAccount.objects.filter(account=account).delete()
        if planned.added_sources:
            (accounts,) = self.accounts.of_sources([(planned.read.case_key, planned.added_sources)])
            CaseAccount.objects.bulk_create(
                CaseAccount(account=account, case=case, basis=MembershipBasis.PERSON)
                for account in accounts
            )

    # Rows

    def _write_rows(self, cases: Iterable[PlannedCase], known: StoredRows) -> None:
        changed: list[SheetRow] = []
        for planned in cases:
            if planned.kind == "unchanged" and not planned.touches:
                continue
            added = {row.key for row in planned.added_rows}
            for number, row in enumerate(planned.rows):
                if row.key not in added and row.key in known.rows:
                    changed.append(self._seen(known.rows[row.key], row, planned, number == 0))
            changed += self._add_rows(planned, known)
        SheetRow.objects.bulk_update(changed, ROW_COLUMNS, batch_size=100)

    def _add_rows(self, planned: PlannedCase, known: StoredRows) -> Iterator[SheetRow]:
        """Save rows on people who are new in the case; yield the stored rows among them."""
        if planned.case is None or planned.current is None:
            return
        first = len(planned.current.people)
        for row, place in _with_person(planned.added_rows):
            if row.key in known.rows:
                held = self._seen(known.rows[row.key], row, planned, first=False)
                held.person = first + place
                yield held
            else:
                self._row(row, planned.case, planned, first + place).save()

    def _seen(self, held: SheetRow, row: RowRead, planned: PlannedCase, first: bool) -> SheetRow:
        """Update a stored row. For a part in conflict, it keeps the earlier value of the sheet."""
        event = {c.part: c for c in planned.conflicts if c.row is None}
        mine = {c.part: c for c in planned.conflicts if c.row == row.key}
        kept = {part: held.values[part] for part in (*event, *mine) if part in held.values}
        said = {n: v for n, v in row.values.items() if n not in event and n not in mine}
        held.values = {**said, **kept}
        shown = {**(event if first else {}), **mine}
        held.conflicts = {part: {"ours": c.old, "theirs": c.new} for part, c in shown.items()}
        held.case_key, held.number = row.case_key, row.number
        held.sources, held.cells, held.digest = row.sources, row.cells, row.digest
        held.last_import = self.done
        return held


def _people(cases: Sequence[Case], values: Sequence[Values]) -> list[list[PersonWithValues]]:
    """Return the people of new cases, unsaved."""
    return [
        [
            PersonWithValues(
                Victim(case=case, position=position),
                dict(person),
                [
                    VictimName(name=name[:200], folded=fold(name)[:200])
                    for name in person.get("names", [])
                ],
            )
            for position, person in enumerate(said["victims"])
        ]
        for case, said in zip(cases, values, strict=True)
    ]


def _save(
    cases: Sequence[Case],
    people: Sequence[Sequence[PersonWithValues]],
    values: Sequence[Values],
    decisions: Sequence[Decision],
) -> None:
    """Save the people and values, and the columns that `fill_index` filled."""
    everybody = [person for persons in people for person in persons]
    Victim.objects.bulk_create([person.victim for person in everybody])
    for person in everybody:
        for name in person.names:
            name.victim = person.victim
    VictimName.objects.bulk_create([name for person in everybody for name in person.names])
    AcceptedValue.objects.bulk_create(
        AcceptedValue(
            case=case,
            victim=victim,
            field=field,
            value=value,
            basis=Basis.IMPORTED,
            decision=decision,
        )
        for case, said, persons, decision in zip(cases, values, people, decisions, strict=True)
        for victim, given in [(None, said["case"]), *((p.victim, p.values) for p in persons)]
        for field, value in given.items()
    )
    now = timezone.now()
    for case in cases:
        case.updated_at = now
    # One statement for many rows; `bulk_update` would take seconds.
    Case.objects.bulk_create(
        cases, update_conflicts=True, unique_fields=["id"], update_fields=INDEX_COLUMNS
    )


def _with_person(rows: Iterable[RowRead]) -> list[tuple[RowRead, int]]:
    """Return each row with the position of its person among the people of the case."""
    found, place = [], 0
    for row in rows:
        found.append((row, place))
        place += bool(row.person)
    return found


def _recorded(planned: PlannedCase, side: str) -> dict[str, Any]:
    values = {
        f"{change.row}/{change.part}" if change.row else change.part: getattr(change, side)
        for change in planned.changes
    }
    sources = planned.added_sources if side == "new" else planned.dropped_sources
    if sources:
        values["sources"] = sources
    if side == "new" and planned.added_rows:
        values["added_rows"] = [row.key for row in planned.added_rows]
    return values


LOG: Final = LogWords(
    verbs={
        "import_again": pgettext_lazy("decision", "take in from the sheet again"),
        "import_case": pgettext_lazy("decision", "take in from a sheet"),
    },
    parts={
        "added_rows": pgettext_lazy("decision", "persons added"),
    },
    reasons={
        "From a team's own sheet; not double-coded by this installation.": pgettext_lazy(
            "decision", "From a team's own sheet; not double-coded by this installation."
        ),
    },
)
