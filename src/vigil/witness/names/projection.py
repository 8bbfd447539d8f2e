"""Make the rows of names from the case file and the decisions of editors.

A row is made whole from what disclosure and the rule of remembrance let through, or removed, in
the transaction of the change it follows: as `vigil.publication.record.projection` does for cases.
"""

import hashlib
import secrets
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import AcceptedValue, Case, Victim
from vigil.publication.policy import disclosure as policy
from vigil.publication.search.tokens import tokens
from vigil.trust.rooms import house
from vigil.trust.rooms.events import Event
from vigil.witness.models import Name, NameSpelling, NamesState, NameWord
from vigil.witness.names.criteria import death_of, ground_of
from vigil.witness.names.rulings import Rulings
from vigil.witness.names.visibility import may_be_announced, standing_of, valid_until
from vigil.witness.works.rows import digest_of_row

FORM: Final = "2"
"""Raise it when rows of another form are made: every installation then makes them anew."""
AT_ONCE: Final = 500
ROWS: Final = 2000
WORD: Final = 60
HANDLE: Final = 12
"""Letters of a handle, five bits each: among a million names two are alike once in two million."""

NAMES_GONE: Final = Event[list[str]]("names are shown no more")
"""Told with texts that cards, reminders and feeds may say no more."""


def project(pks: Iterable[int]) -> None:
    """Make, update or remove the names of these cases."""
    with transaction.atomic():
        _wait_for_others()
        _project_all(pks)


def rebuild() -> int:
    """Make every name again; return how many there are."""
    with transaction.atomic():
        state = _wait_for_others()
        there = Name.objects.values_list("case_id", flat=True).distinct()
        pks = {*public_cases().values_list("pk", flat=True), *there}
        _project_all(sorted(pks))
        NamesState.objects.filter(pk=state.pk).update(scheme=FORM)
    return Name.objects.count()


def is_current() -> bool:
    """Return whether the rows were made by this code."""
    return NamesState.objects.filter(pk=1, scheme=FORM).exists()


def handle_of(uid: UUID) -> str:
    """Return the part of addresses that stands for a person, and does not reveal the uid."""
    digest = hashlib.sha256(b"name " + uid.bytes).digest()
    return b32encode(digest).decode()[:HANDLE].lower()


def _wait_for_others() -> NamesState:
    """Wait until no other transaction makes rows; return the locked state."""
    NamesState.objects.get_or_create(pk=1)
    return NamesState.objects.select_for_update().get(pk=1)


def _project_all(pks: Iterable[int]) -> None:
    changed, gone = False, set[str]()
    for some in batched(pks, AT_ONCE):
        done, texts = _project_some(some)
        changed |= done
        gone |= texts
    if changed:
        NamesState.objects.filter(pk=1).update(token=secrets.token_hex(16))
    if gone:
        house.tell(NAMES_GONE, sorted(gone))


@dataclass(frozen=True)
class _ProjectedName:
    """A row of a name with all spellings, the accepted one first."""

    row: Name
    spellings: Sequence[str]


def _project_some(pks: Sequence[int]) -> tuple[bool, set[str]]:
    """Update the names of these cases; return whether any changed, and which texts are gone."""
    cases = list(_with_people(public_cases().filter(pk__in=pks)))
    rulings = Rulings.of(cases)
    made = {one.row.uid: one for case in cases for one in _names_in(case, rulings)}
    there = {
        row.uid: row
        for row in Name.objects.filter(Q(case__in=pks) | Q(uid__in=made)).prefetch_related(
            "spellings"
        )
    }
    changed = [
        one for uid, one in made.items() if uid not in there or there[uid].digest != one.row.digest
    ]
    stale = [uid for uid in there if uid not in made] + [one.row.uid for one in changed]
    Name.objects.filter(uid__in=stale).delete()
    _write(changed)
    before = {
        spelling.text
        for row in there.values()
        if may_be_announced(row)
        for spelling in _spelled(row)
    }
    after = {text for one in made.values() if may_be_announced(one.row) for text in one.spellings}
    return bool(stale or changed), before - after


def _spelled(row: Name) -> Iterable[NameSpelling]:
    return row.spellings.all()


def _with_people(cases: QuerySet[Case]) -> QuerySet[Case]:
    values = AcceptedValue.objects.filter(victim=None, field__in=["motive", "date_of_death"])
    return cases.prefetch_related(
        "victims__names", Prefetch("accepted", queryset=values, to_attr="told")
    ).order_by("pk")


def _names_in(case: Case, rulings: Rulings) -> Iterable[_ProjectedName]:
    victims = list(case.victims.all())
    killed = [victim for victim in victims if victim.outcome == "killed"]
    values = {entry.field: entry.value for entry in case.told}  # type: ignore[attr-defined]
    for victim in killed:
        if names := policy.public_names(victim):
            yield _made(case, victim, names, values, len(killed), rulings)


def _made(
    case: Case,
    victim: Victim,
    names: Sequence[str],
    values: dict[str, Any],
    killed: int,
    rulings: Rulings,
) -> _ProjectedName:
    ground = ground_of(
        category=victim.target_category,
        role=victim.role,
        motive=str(values.get("motive") or ""),
    )
    ruling = rulings.on(case, victim.uid, names)
    death = death_of(case.date, _edtf(values.get("date_of_death")), killed)
    row = Name(
        case=case,
        uid=victim.uid,
        handle=handle_of(victim.uid),
        name=names[0],
        date=death.edtf,
        ordered_by=death.ordered_by,
        year=death.year,
        died_on=death.day,
        anniversary=death.anniversary,
        country=case.country,
        category="" if ground else victim.target_category,
        ground=ground,
        standing=standing_of(ground, ruling.admission),
        excluded=ruling.excluded,
        valid_until=valid_until(victim),
        changed_at=timezone.now(),
    )
    row.digest = _digest(row, names)
    return _ProjectedName(row, names)


def _edtf(value: Any) -> str:
    return str(value.get("value") or "") if isinstance(value, dict) else ""


def _digest(row: Name, names: Sequence[str]) -> str:
    """Return a digest of all that a row and its spellings say."""
    apart = {"id", "digest", "changed_at"}
    said = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    said = {name: value for name, value in said.items() if name not in apart}
    return digest_of_row([said, list(names)], ensure_ascii=False)


def _write(made: Sequence[_ProjectedName]) -> None:
    Name.objects.bulk_create((one.row for one in made), batch_size=ROWS)
    spellings = NameSpelling.objects.bulk_create(
        (NameSpelling(name=one.row, text=text) for one in made for text in one.spellings),
        batch_size=ROWS,
    )
    NameWord.objects.bulk_create(
        (
            NameWord(spelling=spelling, word=token.word[:WORD], sound=token.sounds[0][:WORD])
            for spelling in spellings
            for token in {token.word: token for token in tokens(spelling.text)}.values()
            if token.sounds
        ),
        batch_size=ROWS,
    )
