"""Put two readings of a report together: the first stays, the second fills gaps and is compared.

The offline reader's values are never replaced. What only the model read is added, with its words;
what it read otherwise is marked as a disagreement, for people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from vigil.reading.intake.extraction.victims import same_person
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import Account, Disagreement, Evidence, VictimRead


@dataclass(slots=True)
class Together:
    """The accounts of both readings, and how many values were added and marked."""

    accounts: list[Account] = field(default_factory=list)
    added: int = 0
    disagreements: int = 0


def together(ours: Sequence[Account], theirs: Sequence[Account], reader: str) -> Together:
    """Return the first reading's accounts with what the second adds; `reader` names the second.

    Where the first found nothing, the second's accounts are the reading. An attack beyond those of
    the first is a disagreement, not an account.
    """
    if not ours:
        return Together(list(theirs), added=len(theirs))
    found = Together()
    free = list(theirs)
    for account in ours:
        other = _counterpart(account, free, alone=len(ours) == len(theirs) == 1)
        if other is None:
            found.accounts.append(account)
            continue
        free.remove(other)
        found.accounts.append(_merged(account, other, reader, found))
    if free and found.accounts:
        more = [_another(account, reader) for account in free]
        found.disagreements += len(more)
        first = found.accounts[0]
        found.accounts[0] = replace(first, disagreements=[*first.disagreements, *more])
    return found


def _counterpart(account: Account, others: Sequence[Account], *, alone: bool) -> Account | None:
    """Return the account of the same attack: by a victim's name, else by the words that tell it."""
    if alone:
        return others[0] if others else None
    names = [v.name for v in account.victims if v.name]
    for other in others:
        if any(v.name and same_person(v.name, name) for v in other.victims for name in names):
            return other
    own = _of(account.evidence, "/event")
    for other in others:
        its = _of(other.evidence, "/event")
        if own and its and own.in_ == its.in_ and own.start < its.end and its.start < own.end:
            return other
    return None


def _merged(ours: Account, theirs: Account, reader: str, found: Together) -> Account:
    marks: list[Disagreement] = list(ours.disagreements)
    evidence = list(ours.evidence)
    changes: dict[str, object] = {}

    def take(pointer: str, their_pointer: str | None = None) -> None:
        for one in theirs.evidence:
            if one.field == (their_pointer or pointer):
                evidence.append(replace(one, field=pointer))
        found.added += 1

    if theirs.date.value:
        if ours.date.value is None:
            changes["date"] = theirs.date
            take("/date")
        elif not _alike(ours.date.value, theirs.date.value):
            marks.append(_mark("/date", ours.date.value, theirs.date.value, theirs, reader))
    if theirs.place.name:
        if ours.place.name is None and ours.place.country is None:
            changes["place"] = theirs.place
            take("/place")
        elif ours.place.name and not _same_place(ours, theirs):
            marks.append(_mark("/place", ours.place.name, theirs.place.name, theirs, reader))
    if theirs.method != "unknown":
        if ours.method == "unknown":
            changes["method"] = theirs.method
            take("/method")
        elif ours.method != theirs.method:
            marks.append(_mark("/method", ours.method, theirs.method, theirs, reader))
    for name in ("killed", "injured"):
        now, value = getattr(ours, name), getattr(theirs, name)
        if value is not None and now is None:
            changes[name] = value
            take(f"/{name}")
        elif value is not None and now.best not in (None, value.best):
            mark = _mark(f"/{name}", str(now.best), str(value.best), theirs, reader)
            marks.append(mark)
    victims = list(ours.victims)
    for number, other in enumerate(theirs.victims):
        at = _person(victims, other, alone=len(victims) == len(theirs.victims) == 1)
        pointer = f"/victims/{number}"
        if at is None:
            value = other.name or f"{other.count or 1} without a name"
            names = ", ".join(v.name or "without a name" for v in victims)
            marks.append(
                _mark("/victims", names, value, theirs, reader, f"{pointer}/name", pointer)
            )
            continue
        victims[at], added, differ = _person_of_both(
            victims[at], other, f"/victims/{at}", pointer, theirs, reader
        )
        for theirs_at, ours_at in added:
            take(ours_at, theirs_at)
        marks += differ
    found.disagreements += len(marks) - len(ours.disagreements)
    return replace(ours, victims=victims, evidence=evidence, disagreements=marks, **changes)


def _person(victims: Sequence[VictimRead], other: VictimRead, *, alone: bool) -> int | None:
    """Return the position of the same person among the first reader's victims."""
    for number, victim in enumerate(victims):
        if other.name and victim.name and same_person(other.name, victim.name):
            return number
    if alone and not (victims[0].name and other.name):
        return 0
    return None


Added = list[tuple[str, str]]


def _person_of_both(
    ours: VictimRead, other: VictimRead, at: str, its: str, theirs: Account, reader: str
) -> tuple[VictimRead, Added, list[Disagreement]]:
    added: Added = []
    marks: list[Disagreement] = []
    changes: dict[str, object] = {}
    if other.name and ours.name is None and (ours.count or 1) == 1:
        changes |= {"name": other.name, "names": other.names}
        added += [(f"{its}/name", f"{at}/name"), (f"{its}/names/0", f"{at}/names/0")]
    for name in ("age", "gender", "outcome", "count", "occupation"):
        value, now = getattr(other, name), getattr(ours, name)
        if value in _NOTHING or (name == "count" and (ours.name or other.name)):
            continue
        if now in _NOTHING:
            changes[name] = value
            added.append((f"{its}/{name}", f"{at}/{name}"))
            if name == "occupation" and ours.target_category == "unknown":
                changes["target_category"] = other.target_category
                added.append((f"{its}/target_category", f"{at}/target_category"))
        elif now != value and name != "occupation":
            marks.append(
                _mark(f"{at}/{name}", str(now), str(value), theirs, reader, f"{its}/{name}")
            )
    return replace(ours, **changes), added, marks


_NOTHING = (None, "unknown")


def _alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _same_place(ours: Account, theirs: Account) -> bool:
    a, b = ours.place, theirs.place
    if a.geonames_id is not None and a.geonames_id == b.geonames_id:
        return True
    one, other = fold(a.name or ""), fold(b.name or "")
    return one in other or other in one or other in (fold(a.admin1 or ""), fold(a.admin2 or ""))


def _another(account: Account, reader: str) -> Disagreement:
    who = ", ".join(v.name or "without a name" for v in account.victims)
    return _mark("/accounts", "", who, account, reader, "/event")


def _mark(
    pointer: str, value: str, other: str, theirs: Account, reader: str, *theirs_at: str
) -> Disagreement:
    words = next((e for at in theirs_at or (pointer,) for e in _all(theirs.evidence, at)), None)
    assert words is not None, "a value of the second reader has its words"
    return Disagreement(
        field=pointer,
        value=value,
        other=other,
        reader=reader,
        in_=words.in_,
        start=words.start,
        end=words.end,
        text=words.text,
    )


def _all(evidence: Sequence[Evidence], pointer: str) -> Iterator[Evidence]:
    return (e for e in evidence if e.field == pointer)


def _of(evidence: Sequence[Evidence], pointer: str) -> Evidence | None:
    return next(_all(evidence, pointer), None)
