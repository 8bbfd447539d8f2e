"""A case as a list shows it: its title, date and place, and what the people in it did.

Everything here comes from the row of the public record. `page` has the whole page of a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.language.punctuation import in_a_row
from vigil.publication.cases.texts import ShownText, name_beside, occupation_in, translated_place
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import UNKNOWN, country_name, date_text, value_label

PublicPerson = dict[str, Any]
"""A person in `PublicCase.people`, as `record.projection` writes them."""

NAMES_IN_TITLE = 4


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as a list shows it."""

    public_id: str
    url: str
    title: str
    date: str
    place: str
    about: str
    """What happened to them, in a few words."""
    contested: bool
    did: tuple[ShownText, ...] = ()
    """What the people who are named did in life; nothing where that is not known."""
    beside: tuple[str, ...] = ()
    """Their names in the script of the page, where the title has them in another."""


def case_summary_of(row: PublicCase) -> CaseSummary:
    """Return the entry of a case in a list."""
    return CaseSummary(
        public_id=row.public_id,
        url=reverse("case", args=[row.public_id]),
        title=title_of(row.people),
        date=date_text(row.date),
        place=place_of(row),
        about=_about(row),
        contested=row.contested,
        did=_occupations(row),
        beside=_names_beside(row),
    )


def title_of(people: Sequence[PublicPerson]) -> str:
    """Return the title of a case in a list: some of the names, and how many more there are."""
    names = _names_of(people)
    if len(names) <= NAMES_IN_TITLE:
        return full_title_of(people)
    more = len(names) - NAMES_IN_TITLE
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": in_a_row(names[:NAMES_IN_TITLE]),
        "more": more,
    }


def full_title_of(people: Sequence[PublicPerson]) -> str:
    """Return the title of a case on its page: everybody who may be named, or a description."""
    if names := _names_of(people):
        return in_a_row(names)
    return describe_person(people[0], people) if people else _("A person who is not named")


def _names_of(people: Sequence[PublicPerson]) -> list[str]:
    return [person["names"][0] for person in people if person["names"]]


def describe_person(person: PublicPerson, people: Sequence[PublicPerson]) -> str:
    """Describe a person without their name.

    The category is included only if nobody was killed: beside a named person it would point at
    the survivor. The words do not reveal whether the name is unknown or hidden.
    """
    if person["minor"]:
        return _("A person under 18")
    somebody_died = any(other["outcome"] == "killed" for other in people)
    if somebody_died or person["category"] in (*UNKNOWN, "other"):
        return _("A person who is not named")
    return _("A person who is not named (%(category)s)") % {
        "category": value_label("target_category", person["category"])
    }


def describe_group(person: PublicPerson, size: Mapping[str, int]) -> str:
    """Describe people without names whom reports do not tell apart: how many, and who."""
    n = size["best"]
    if person["minor"]:
        said = ngettext("%(n)d person under 18", "%(n)d people under 18", n)
    elif person["gender"] == "male":
        said = ngettext("%(n)d man who is not named", "%(n)d men who are not named", n)
    elif person["gender"] == "female":
        said = ngettext("%(n)d woman who is not named", "%(n)d women who are not named", n)
    else:
        said = ngettext("%(n)d person who is not named", "%(n)d people who are not named", n)
    if size["low"] == size["high"]:
        return said % {"n": n}
    return _("%(people)s (reports say %(low)d to %(high)d)") % {
        "people": said % {"n": n},
        "low": size["low"],
        "high": size["high"],
    }


def _about(row: PublicCase) -> str:
    event = known_label("event", row.event) if row.event != "killing" else ""
    return " · ".join(part for part in (event, known_label("method", row.method)) if part)


def _occupations(row: PublicCase) -> tuple[ShownText, ...]:
    said = (occupation_in(row, n) for n, person in enumerate(row.people) if person["named"])
    return tuple(dict.fromkeys(one for one in said if one))


def _names_beside(row: PublicCase) -> tuple[str, ...]:
    found = (name_beside(row.public_id, person["names"]) for person in row.people[:NAMES_IN_TITLE])
    return tuple(name for name in found if name)


# Words


def place_text(place: disclosure.Place, case: str = "") -> str:
    """Write a place from its smallest part to the country, each part once.

    With the id of a case, its names are those of the language of the page where they are known.
    """
    name, admin1 = place.name, place.admin1
    if case:
        name = translated_place(case, "name", name)
        admin1 = translated_place(case, "admin1", admin1)
    country = country_name(place.country) if place.country else ""
    return in_a_row(dict.fromkeys((name, admin1, country)))


def place_of(row: PublicCase) -> str:
    """Write the place of a public case in the language of the page."""
    return place_text(disclosure.Place(row.place, row.admin1, row.country), row.public_id)


def known_label(field_id: str, value: str, gender: str = "") -> str:
    """Return the label of a value with a capital; an empty text if the value is not known.

    With the gender of a person, return the form for that person.
    """
    return "" if value in UNKNOWN else capfirst(value_label(field_id, value, gender))
