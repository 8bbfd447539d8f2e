"""Import a sheet of members: plan first, then apply all changes together.

The file is sealed in the vault until it is applied or dropped, because it is a list of people.
Members with an account manage their own page: a sheet does not change it.
"""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.network.members.verbs.adding import NewMember, add_members
from vigil.network.members.verbs.editing import differences, edit_member
from vigil.network.members.verbs.email_addresses import keep_address
from vigil.network.models import Member, MemberKind, MemberSheet, Status
from vigil.network.profiles.fields import Audience, audience_of
from vigil.network.sheets.reading import EMAIL, KEY, CellProblem, ParsedRow, ParsedSheet, read
from vigil.network.sheets.verbs.broken_rows import SHEET, keep_broken_rows
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.outbox.verbs.letters import address_digest, said_of_address
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest, identifier_digests
from vigil.trust.vault.verbs.sealing import open_to_act, seal, sealed_for, shred
from vigil.trust.withdrawals.write_lock import take_part

ROWS: Final = "rows"
KEPT: Final = timedelta(days=7)
"""After which a sheet that nobody applied is dropped."""
NEW, CHANGED, SAME, KEPT_BY_MEMBER, BROKEN = "new", "changed", "unchanged", "left", "broken"
KINDS: Final = (NEW, CHANGED, SAME, KEPT_BY_MEMBER, BROKEN)
State = MemberSheet.State


@dataclass(frozen=True)
class FieldChange:
    """One field that would change. `old` is None if staff may not see the current value."""

    field: str
    old: Any
    new: Any


@dataclass
class PlannedRow:
    """What importing one row would do."""

    read: ParsedRow
    kind: str
    member: Member | None = None
    differences: list[FieldChange] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """The fields that would change."""
        return [difference.field for difference in self.differences]


@dataclass(frozen=True)
class Plan:
    """What importing a sheet would do, row by row."""

    rows: Sequence[PlannedRow]
    ignored: Sequence[str]
    encoding: str

    def of(self, *kinds: str) -> list[PlannedRow]:
        """Return the rows of these kinds."""
        return [row for row in self.rows if row.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows by kind."""
        counted = Counter(row.kind for row in self.rows)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def digest(self) -> str:
        """The digest of the plan. Another digest means other changes."""
        told = [
            (row.read.number, row.kind, row.member.pk if row.member else 0, row.fields)
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def plan(content: bytes, *, by: User) -> Plan:
    """Return what importing a file would change; write nothing. Raises NotAllowed, NotPossible."""
    require(by, "network.import_members")
    try:
        sheet = read(content)
    except Unreadable as error:
        raise NotPossible(str(error)) from error
    return _planned(sheet)


@transaction.atomic
def begin_import(content: bytes, *, by: User) -> MemberSheet:
    """Keep a file in the vault for review. The same file again is the same sheet.

    Raises NotAllowed, NotPossible (no sheet).
    """
    planned = plan(content, by=by)
    drop_old()
    digest = hashlib.sha256(content).hexdigest()
    there = MemberSheet.objects.filter(sha256=digest, sent_by=by, state=State.PLANNED).first()
    if there is not None:
        return there
    sheet = MemberSheet.objects.create(
        sha256=digest,
        rows=len(planned.rows),
        broken=len(planned.of(BROKEN)),
        counts=planned.counts,
        sent_by=by,
    )
    seal(SHEET, str(sheet.pk), ROWS, base64.b64encode(content).decode(), by=by)
    record("plan_members", SHEET, str(sheet.pk), by=by, after={"rows": sheet.rows})
    return sheet


def plan_of(sheet: MemberSheet, *, by: User) -> Plan:
    """Return what a kept sheet would change now. Raises NotAllowed, NotPossible."""
    require(by, "network.import_members")
    return plan(_content(sheet), by=by)


@transaction.atomic
def apply(
    sheet: MemberSheet,
    *,
    by: User,
    seen: str,
    progress: Callable[[int], None] = lambda _n: None,
) -> MemberSheet:
    """Import the rows of a sheet that are not broken: all of them, or none.

    `seen` is the digest of the plan that the person reviewed. Raises NotAllowed, NotPossible (the
    plan has changed; applied or dropped already).
    """
    take_part()
    require(by, "network.import_members")
    sheet = MemberSheet.objects.select_for_update().get(pk=sheet.pk)
    planned = plan(_content(sheet), by=by)
    if planned.digest != seen:
        raise NotPossible(_("The changes are no longer those you saw. Review them again."))
    new = [row.read for row in planned.of(NEW)]
    add_members([_new_member(row) for row in new], by=by)
    progress(len(new))
    for row in planned.of(CHANGED):
        _change(row, by)
        progress(1)
    sheet.counts, sheet.broken = planned.counts, len(planned.of(BROKEN))
    _close(sheet, State.APPLIED, why="taken in")
    keep_broken_rows(sheet, [row.read for row in planned.of(BROKEN)], by=by)
    record("import_members", SHEET, str(sheet.pk), by=by, after=planned.counts)
    return sheet


@transaction.atomic
def drop(sheet: MemberSheet, *, by: User) -> MemberSheet:
    """Remove a sheet without importing it. Raises NotAllowed, NotPossible (applied, dropped)."""
    require(by, "network.import_members")
    sheet = MemberSheet.objects.select_for_update().get(pk=sheet.pk)
    _require_planned(sheet)
    _close(sheet, State.DROPPED, why="dropped")
    record("drop_member_sheet", SHEET, str(sheet.pk), by=by)
    return sheet


@transaction.atomic
def drop_old() -> int:
    """Drop sheets, and broken rows of imported ones, after a week; return how many sheets."""
    old = MemberSheet.objects.select_for_update().filter(
        state=State.PLANNED, sent_at__lt=timezone.now() - KEPT
    )
    for sheet in old:
        _close(sheet, State.DROPPED, why="its time is over")
    closed = MemberSheet.objects.filter(state=State.APPLIED, closed_at__lt=timezone.now() - KEPT)
    for sheet in closed:
        for sealed in sealed_for(SHEET, str(sheet.pk)):
            shred(sealed, by=None, why="its time is over")
    return len(old)


def key_digest(key: str) -> str:
    """Return the digest of a key, by which a row is recognised. The key itself is not kept."""
    return identifier_digest(_identifier_of_key(key))


def _identifier_of_key(key: str) -> str:
    return f"member key {key}"


def _planned(sheet: ParsedSheet) -> Plan:
    known = _MembersByKey(sheet.rows)
    rows = [_plan_row(row, known) for row in sheet.rows]
    return Plan(rows, sheet.ignored, sheet.encoding)


class _MembersByKey:
    """The members that the rows of a sheet may mean, read with two queries."""

    def __init__(self, rows: Sequence[ParsedRow]) -> None:
        keys = identifier_digests(_identifier_of_key(row.key) for row in rows if row.key)
        addresses = identifier_digests(said_of_address(row.email) for row in rows if row.email)
        self.by_key = self._read("import_key", keys)
        self.by_address = self._read("address_digest", addresses)

    @staticmethod
    def _read(column: str, digests: Sequence[str]) -> Mapping[str, Member]:
        # Read whole where many are asked for: databases limit how many values a query takes.
        members = Member.objects.exclude(status=Status.LEFT).exclude(**{column: ""})
        wanted = set(digests)
        rows = members.prefetch_related("biographies", "links")
        return {getattr(m, column): m for m in rows if getattr(m, column) in wanted}

    def of(self, row: ParsedRow) -> list[Member]:
        """Return the members that a row means: by its key, and by its address."""
        found = [
            self.by_key.get(key_digest(row.key)) if row.key else None,
            self.by_address.get(address_digest(row.email)) if row.email else None,
        ]
        return list({m.pk: m for m in found if m is not None}.values())


def _plan_row(row: ParsedRow, known: _MembersByKey) -> PlannedRow:
    if row.problems:
        return PlannedRow(row, BROKEN)
    found = known.of(row)
    if len(found) > 1:
        reason = _(
            "The key belongs to one member, the email address to another. Correct one of them."
        )
        row.problems.append(CellProblem(KEY, reason))
        return PlannedRow(row, BROKEN)
    if not found:
        return PlannedRow(row, NEW)
    member = found[0]
    if member.user_id is not None:
        return PlannedRow(row, KEPT_BY_MEMBER, member)
    changed = _differences(member, row)
    return PlannedRow(row, CHANGED if changed else SAME, member, changed)


def _differences(member: Member, row: ParsedRow) -> list[FieldChange]:
    changed = [
        FieldChange(name, old if _staff_sees(member, name) else None, new)
        for name, (old, new) in differences(member, row.values).items()
    ]
    if row.email and address_digest(row.email) != member.address_digest:
        changed.append(FieldChange(EMAIL, None, row.email))
    if row.key and key_digest(row.key) != member.import_key:
        changed.append(FieldChange(KEY, None, row.key))
    if row.kind and row.kind != member.kind:
        changed.append(FieldChange("kind", member.kind, row.kind))
    return changed


def _staff_sees(member: Member, name: str) -> bool:
    return name == "name" or audience_of(member.audiences, name) >= Audience.STAFF


def _new_member(row: ParsedRow) -> NewMember:
    key = key_digest(row.key) if row.key else ""
    return NewMember(row.values, row.kind or MemberKind.PERSON, row.email, key)


def _change(row: PlannedRow, by: User) -> None:
    read, member = row.read, row.member
    assert member is not None
    edit_member(member, read.values, by=by)
    member.refresh_from_db()
    if read.email:
        keep_address(member, read.email, by=by)
    key = key_digest(read.key) if read.key else member.import_key
    kind = read.kind or member.kind
    if (member.import_key, member.kind) != (key, kind):
        Member.objects.filter(pk=member.pk).update(import_key=key, kind=kind)


def _content(sheet: MemberSheet) -> bytes:
    _require_planned(sheet)
    sealed = next(iter(sealed_for(SHEET, str(sheet.pk))), None)
    if sealed is None:
        raise NotPossible(_("The rows of this sheet were deleted. Upload the file again."))
    return base64.b64decode(open_to_act(sealed, why="reading the sheet"))


def _require_planned(sheet: MemberSheet) -> None:
    if sheet.state != State.PLANNED:
        raise NotPossible(_("This sheet was already imported or dropped."))


def _close(sheet: MemberSheet, state: MemberSheet.State, *, why: str) -> None:
    for sealed in sealed_for(SHEET, str(sheet.pk)):
        shred(sealed, by=None, why=why)
    sheet.state, sheet.closed_at = state, timezone.now()
    sheet.save(update_fields=["state", "closed_at", "counts", "broken"])


LOG: Final = LogWords(
    verbs={
        "drop_member_sheet": pgettext_lazy("decision", "drop a sheet of members"),
        "import_members": pgettext_lazy("decision", "import a sheet of members"),
        "plan_members": pgettext_lazy("decision", "review a sheet of members"),
    },
    reasons={
        "dropped": pgettext_lazy("decision", "dropped"),
        "reading the sheet": pgettext_lazy("decision", "reading the sheet"),
        "taken in": pgettext_lazy("decision", "imported"),
    },
)
