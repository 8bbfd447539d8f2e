"""A case as a list shows it: its title, date, place and categories.

Everything here comes from the row of the public record. `page` has the whole page of a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.language.punctuation import in_a_row
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import UNKNOWN, country_name, date_text, value_label

PublicPerson = dict[str, Any]
"""A person in `PublicCase.people`, as `record.projection` writes them."""

NAMES_IN_TITLE = 4
NOT_IN_LINES = ("other", "reported_criminal_link")
"""Categories that say nothing, or that should not be the only words about a person."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as a list shows it."""

    public_id: str
    url: str
    title: str
    date: str
    place: str
    about: str
    contested: bool


def case_summary_of(row: PublicCase) -> CaseSummary:
    """Return the entry of a case in a list."""
    return CaseSummary(
        public_id=row.public_id,
        url=reverse("case", args=[row.public_id]),
        title=title_of(row.people),
        date=date_text(row.date),
        place=place_text(disclosure.Place(row.place, row.admin1, row.country)),
        about=_about(row),
        contested=row.contested,
    )


def title_of(people: Sequence[PublicPerson]) -> str:
    """Return the title of a case: the names of those killed, or a description of the person."""
    names = [person["names"][0] for person in people if person["names"]]
    if not names:
        return describe_person(people[0], people) if people else _("A person who is not named")
    if len(names) <= NAMES_IN_TITLE:
        return in_a_row(names)
    more = len(names) - NAMES_IN_TITLE
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": in_a_row(names[:NAMES_IN_TITLE]),
        "more": more,
    }


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


def _about(row: PublicCase) -> str:
    categories = dict.fromkeys(
        known_label("target_category", person["category"])
        for person in row.people
        if (person["named"] or person["outcome"] == "killed")
        and person["category"] not in NOT_IN_LINES
    )
    parts = [in_a_row(categories)]
    if row.event != "killing":
        parts.append(known_label("event", row.event))
    parts.append(known_label("method", row.method))
    return " · ".join(part for part in parts if part)


# Words


def place_text(place: disclosure.Place) -> str:
    """Write a place from its smallest part to the country, each part once."""
    country = country_name(place.country) if place.country else ""
    return in_a_row(dict.fromkeys((place.name, place.admin1, country)))


def known_label(field_id: str, value: str) -> str:
    """Return the label of a value with a capital; an empty text if the value is not known."""
    return "" if value in UNKNOWN else capfirst(value_label(field_id, value))
