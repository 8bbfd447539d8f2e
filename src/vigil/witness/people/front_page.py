"""Whom the home page names, whom it remembers on a day, and which stories it shows."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import Case, Origin
from vigil.casefile.open_case_file.texts import shipped_person
from vigil.language.sentences import first_sentence
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.summary import place_of
from vigil.publication.cases.texts import CaseTexts, ShownText, name_beside, translated_place
from vigil.publication.models import PublicCase
from vigil.publication.pages.remembered_people import PersonOfTheDay, RememberedPerson, StoryPlate
from vigil.publication.policy import disclosure as policy
from vigil.publication.record.labels import country_name, date_text
from vigil.witness.models import Life, Name, PublicStory
from vigil.witness.names.entries import address_of, years_since
from vigil.witness.names.queries.public import on_day, state, with_places
from vigil.witness.names.visibility import announceable_names, remembered_names
from vigil.witness.people.lives import names_nobody_hidden, shown_life
from vigil.witness.people.visibility import page_address
from vigil.witness.stories.queries.public import (
    StoryEntry,
    public_stories,
    story_entries,
    with_texts,
)
from vigil.witness.works.faces import initials_of

TRIED: Final = 5
"""People who are looked at for one whose life may be told: each takes a dozen queries."""


def people_in_cases(cases: Collection[int]) -> list[RememberedPerson]:
    """Return the people of these cases whose names readers are shown."""
    names = with_places(remembered_names().filter(case__in=cases))
    return [_remembered(name) for name in names]


def _remembered(name: Name) -> RememberedPerson:
    public = name.case.public
    place = translated_place(public.public_id, "name", public.place)
    return RememberedPerson(
        name=name.name,
        url=address_of(name),
        case=name.case_id,
        position=name.position,
        year=name.year,
        place=place or (country_name(public.country) if public.country else ""),
    )


# One person a day


def person_of_the_day(day: date) -> PersonOfTheDay | None:
    """Return whose anniversary it is, else one by turn: the same person for everybody that day.

    Only people whom cards and feeds may show, and whose life may be told today.
    """
    for name in islice(_in_turn(day), TRIED):
        if (person := _with_life(name, day)) is not None:
            return person
    return None


def _in_turn(day: date) -> Iterator[Name]:
    """Yield the people of a day: who died on it, another first each year, then all by turn."""
    handles = sorted({*_shipped_lives(state()), *_written_lives()})
    told = frozenset(handles)
    died = [name for name in on_day(day).filter(minor=False) if name.handle in told]
    yield from (died[(day.year + n) % len(died)] for n in range(len(died)))
    turn = day.toordinal()
    for n in range(len(handles)):
        handle = handles[(turn + n) % len(handles)]
        if name := _announceable().filter(handle=handle).first():
            yield name


def _announceable() -> QuerySet[Name]:
    return announceable_names().filter(minor=False)


@lru_cache(maxsize=2)
def _shipped_lives(_state: str) -> Sequence[str]:
    """Return the people on whom a text is shipped, once for each version of the names.

    Handles are drawn by chance, so that their order is that of no list.
    """
    shipped = Case.objects.filter(origin=Origin.COMPILED)
    names = _announceable().filter(case__in=shipped)
    rows = names.values_list("handle", "case__public_id", "name")
    return [handle for handle, case, name in rows if _has_life(str(case), name)]


def _has_life(case: str, name: str) -> bool:
    person = shipped_person(case, [name])
    return person is not None and bool(person.life)


def _written_lives() -> list[str]:
    """Return the people on whom editors wrote a text that is shown."""
    shown = Life.objects.exclude(state=Life.State.HIDDEN).exclude(public_text="")
    rows = _announceable().filter(uid__in=shown.values("person"))
    return list(rows.values_list("handle", flat=True))


def _with_life(name: Name, day: date) -> PersonOfTheDay | None:
    """Return a person with the first sentence on their life; None where it may not be told."""
    case = with_everything(public_cases()).filter(pk=name.case_id).first()
    victims = list(case.victims.all()) if case is not None else []
    victim = next((one for one in victims if one.uid == name.uid), None)
    if case is None or victim is None or policy.is_minor(victim):
        return None
    names = policy.public_names(victim)
    texts = CaseTexts(case, policy.withheld_in(case))
    life = shown_life(name, case, names, texts) if names else None
    if not life or not names_nobody_hidden(life, names):
        return None
    on_this_day = name.died_on if name in on_day(day) else None
    return PersonOfTheDay(
        name=name.name,
        beside=name_beside(str(case.public_id), names),
        url=page_address(name.handle),
        when=date_text(name.date),
        place=place_of(case.public),
        life=ShownText(first_sentence(life), life.language),
        ago=years_since(on_this_day, day) if on_this_day else "",
    )


# Stories


def newest_stories(limit: int) -> list[StoryPlate]:
    """Return the newest stories, with the day and the place of the case as the record has them."""
    rows = list(with_texts(public_stories())[:limit])
    cases = PublicCase.objects.in_bulk([row.case for row in rows], field_name="public_id")
    entries = story_entries(rows)
    return [
        _plate(row, entry, cases.get(row.case)) for row, entry in zip(rows, entries, strict=True)
    ]


def _plate(row: PublicStory, entry: StoryEntry, case: PublicCase | None) -> StoryPlate:
    where = [date_text(case.date), place_of(case)] if case is not None else []
    return StoryPlate(
        title=entry.title,
        name=entry.name,
        url=entry.url,
        summary=entry.summary,
        language=entry.language,
        direction=entry.direction,
        portrait=entry.portrait,
        fit=entry.face.fit,
        initials=initials_of(entry.name or entry.title),
        when_and_where=" · ".join(part for part in where if part),
    )
