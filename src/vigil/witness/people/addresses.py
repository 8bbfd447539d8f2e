"""Keep the address of a person when the case file has them as another row.

A handle is made from the `uid` of the person. After a correction of the name, or a merge, the same
person may have another uid. The old handle then leads to them: see `FormerAddress`.
"""

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from vigil.casefile.models import Case, Victim
from vigil.casefile.people.name_matching import same_person
from vigil.witness.models import FormerAddress, Life, Name

HANDLE: Final = 12
"""Letters of a handle, five bits each: among a million names two are alike once in two million."""


def handle_of(uid: UUID) -> str:
    """Return the part of addresses that stands for a person, and does not reveal the uid."""
    return _handle(b"name ", uid)


def _handle(kind: bytes, uid: UUID) -> str:
    digest = hashlib.sha256(kind + uid.bytes).digest()
    return b32encode(digest).decode()[:HANDLE].lower()


@dataclass(frozen=True)
class Handles:
    """The handles of people who have them from an earlier row."""

    kept: Mapping[UUID, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Self:
        """Read them for the people of these cases."""
        if not FormerAddress.objects.filter(kept=True).exists():
            return cls()
        uids = [victim.uid for case in cases for victim in case.victims.all()]
        rows = FormerAddress.objects.filter(kept=True)
        kept = dict(rows.filter(uid__in=uids).values_list("uid", "handle"))
        made = [handle_of(uid) for uid in uids]
        return cls(kept, frozenset(rows.filter(handle__in=made).values_list("handle", flat=True)))

    def handle(self, uid: UUID) -> str:
        """Return the handle of a person. It is nobody else's."""
        if uid in self.kept:
            return self.kept[uid]
        own = handle_of(uid)
        # Somebody else has taken it over, while this row of the case file was gone.
        return _handle(b"name again ", uid) if own in self.taken else own


def pass_on(gone: Iterable[Name], made: Mapping[UUID, tuple[Name, Sequence[str]]]) -> None:
    """Let the addresses of rows that are gone lead to the same people in their new rows.

    `gone` are public names that are public no more, with their spellings. `made` are the names of
    the same cases now, with all spellings. A person who is still in the case file as they were is
    hidden for a reason: their address leads nowhere.
    """
    rows = list(gone)
    uids = [row.uid for row in rows]
    there = Victim.objects.filter(uid__in=uids, case__superseded_by=None)
    hidden = set(there.values_list("uid", flat=True))
    replaced = [row for row in rows if row.uid not in hidden]
    found = {row.uid: name for row in replaced if (name := _of_this_name(row, made.values()))}
    for row in replaced:
        if (name := found.get(row.uid) or _only_one(row, replaced, made, found)) is not None:
            _lead(row, name)


def _of_this_name(row: Name, made: Iterable[tuple[Name, Sequence[str]]]) -> Name | None:
    """Return the one person of the case, or of that which it was merged into, with the name."""
    cases = {row.case_id, row.case.superseded_by_id}
    said = [spelling.text for spelling in row.spellings.all()] or [row.name]
    alike = [n for n, names in made if n.case_id in cases and same_person(said, names)]
    return alike[0] if len(alike) == 1 else None


def _only_one(
    row: Name,
    replaced: Iterable[Name],
    made: Mapping[UUID, tuple[Name, Sequence[str]]],
    found: Mapping[UUID, Name],
) -> Name | None:
    """Return the one new person of the case whom nobody else was, if this is the one left."""
    known = {name.uid for name in found.values()}
    left = [one for one in replaced if one.case_id == row.case_id and one.uid not in found]
    names = (name for name, _spellings in made.values() if name.case_id == row.case_id)
    new = [name for name in names if not name.has_handle and name.uid not in known]
    return new[0] if len(left) == len(new) == 1 else None


def _lead(row: Name, found: Name) -> None:
    """Let the address of a row that is gone lead to a person; a new person takes it over."""
    kept = not found.has_handle
    FormerAddress.objects.filter(uid=row.uid).update(uid=found.uid, case=found.case, kept=False)
    FormerAddress.objects.update_or_create(
        handle=row.handle, defaults={"uid": found.uid, "case": found.case, "kept": kept}
    )
    if kept:
        found.handle = row.handle
        Life.objects.filter(person=row.uid).update(person=found.uid, case=found.case)


def current_handle(handle: str) -> str:
    """Return the handle to which a former one leads; "" where it leads to nobody."""
    uids = FormerAddress.objects.filter(handle=handle).values("uid")
    return Name.objects.filter(uid__in=uids).values_list("handle", flat=True).first() or ""
