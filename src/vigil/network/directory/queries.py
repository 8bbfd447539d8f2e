"""Find members, by what an audience may see of them and by nothing else.

Filters and search read `VisibleMember`. A search over hidden fields would reveal them by its
results, even if the results hid them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from django.db.models import QuerySet

from vigil.casefile.disclosure.withheld_words import words
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.network.profiles.labels import named, region_name
from vigil.network.visibility.queries import VisibleMember, visible_member, visible_names
from vigil.publication.record.labels import country_name
from vigil.publication.search.spelling import (
    SHORTEST,
    SHORTEST_SOUND,
    same_sound,
    similar_words,
    sound,
)
from vigil.reading.codebook.terms import region_of, regions_within

BEGINNING = 3
"""From this many letters the beginning of a word finds it."""


@dataclass(frozen=True, slots=True)
class DirectoryQuery:
    """What a directory is asked for; empty means all. The names are those of the address."""

    q: str = ""
    kind: str = ""
    market: str = ""
    knows: str = ""
    """A region they know (UN M49), or a part of it."""
    response: str = ""
    language: str = ""
    place: str = ""
    """Where they are: a country (ISO 3166-1 alpha-3) or a region, as exactly as they tell."""


PARAMETER_NAMES = tuple(field.name for field in fields(DirectoryQuery))


def listed(audience: Audience) -> list[VisibleMember]:
    """Return every member who has a page for this audience, in the order of their shown names."""
    everybody = (visible_member(member, audience) for member in _rows())
    return sorted((one for one in everybody if one.handle), key=_order)


def find(people: Iterable[VisibleMember], asked: DirectoryQuery) -> list[VisibleMember]:
    """Return the members that match the filter and the search."""
    said = words(asked.q)
    return [one for one in people if _matches(one, asked) and _contains_all_words(one, said)]


def page_of(handle: str, audience: Audience) -> VisibleMember | None:
    """Return the member with this handle; None if this audience has no such page."""
    member = Member.objects.filter(handle=handle).first()
    found = visible_member(member, audience) if member else None
    return found if found and found.handle else None


def handles(audience: Audience) -> list[str]:
    """Return the handles of the members who have a page for an audience, in a stable order."""
    rows = _rows().prefetch_related(None).order_by("pk")
    named = visible_names(members := list(rows), audience)
    return [member.handle for member in members if member.pk in named]


def codes_in_use(people: Iterable[VisibleMember]) -> Mapping[str, set[str]]:
    """Return the codes that are visible of any member, by field: what a filter can offer."""
    found: dict[str, set[str]] = {name: set() for name in ("languages", "country", "region")}
    for one in people:
        found["languages"].update(one.languages)
        found["country"].update({one.country} - {""})
        found["region"].update({one.region} - {""})
    return found


def _rows() -> QuerySet[Member]:
    """Return members who may be listed; what is shown of them is decided row by row."""
    rows = Member.objects.filter(status__in=[Status.ACTIVE, Status.INVITED])
    return rows.exclude(listing=Listing.UNLISTED).prefetch_related("biographies", "links")


def _order(one: VisibleMember) -> tuple[list[str], str]:
    return words(one.name), one.name


def _matches(one: VisibleMember, asked: DirectoryQuery) -> bool:
    return (
        asked.kind in ("", one.kind)
        and (not asked.market or asked.market in one.markets)
        and (not asked.response or asked.response in one.responses)
        and (not asked.language or asked.language in _primary(one.languages))
        and (not asked.knows or bool(regions_within(asked.knows) & {*one.regions}))
        and (not asked.place or _is_in(one, asked.place))
    )


def _primary(tags: Iterable[str]) -> set[str]:
    """Return tags and the languages that they are kinds of: who speaks pt-BR speaks pt."""
    return {form for tag in tags for form in (tag, tag.partition("-")[0])}


def _is_in(one: VisibleMember, place: str) -> bool:
    """Return whether a member is in a country or a region, by what they show."""
    regions = {one.region, region_of(one.country)} - {""}
    return place == one.country or bool(regions_within(place) & regions)


def _contains_all_words(one: VisibleMember, said: list[str]) -> bool:
    if not said:
        return True
    name, others = words(one.name), _other_words(one)
    return all(is_spelled(word, name) or _begins(word, others) for word in said)


def is_spelled(word: str, name: list[str]) -> bool:
    """Return whether a word is part of a name, in any spelling."""
    if _begins(word, name) or similar_words(word, name):
        return True
    heard = _sound(word)
    if len(word) < SHORTEST or len(heard) < SHORTEST_SOUND:
        return False
    return any(_sound(other) == heard and same_sound(word, other) for other in name)


def _begins(word: str, others: Iterable[str]) -> bool:
    if len(word) < BEGINNING:
        return word in others
    return any(other.startswith(word) for other in others)


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    return sound(word)


def _other_words(one: VisibleMember) -> list[str]:
    texts = [one.role, one.organisation, *one.biographies.values()]
    texts += [label for label, _url in one.links]
    for field in ("markets", "responses", "regions", "languages"):
        texts += named(field, getattr(one, field))
    texts += [country_name(one.country)] if one.country else []
    texts += [region_name(one.region)] if one.region else []
    return [word for text in texts for word in words(text)]
