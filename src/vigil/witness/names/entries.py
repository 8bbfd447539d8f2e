"""A name as lists, cards, calendars, letters and the printed roll show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.publication.cases.summary import place_text
from vigil.publication.policy import disclosure as policy
from vigil.publication.record.labels import date_text, value_label
from vigil.witness.models import Name
from vigil.witness.names.queries.public import with_places

UNTOLD = frozenset({"", "unknown", "other"})
"""Categories that say nothing of a person."""


@dataclass(frozen=True)
class NameEntry:
    """One name as a list shows it. `url` is its own page."""

    name: str
    handle: str
    url: str
    when: str
    place: str
    about: str
    died_on: date | None
    excluded: bool

    @property
    def when_and_where(self) -> str:
        """The day and the place, as far as each is known."""
        return " · ".join(part for part in (self.when, self.place) if part)

    @property
    def in_one_line(self) -> str:
        """The name with the day and the place."""
        return " · ".join(part for part in (self.name, self.when, self.place) if part)


def name_entries(names: QuerySet[Name]) -> list[NameEntry]:
    """Return names as a list shows them, in their order, in the language of the page."""
    return list(_lines(with_places(names)))


def _lines(names: Iterable[Name]) -> Iterator[NameEntry]:
    return (name_entry(name) for name in names)


def name_entry(name: Name) -> NameEntry:
    """Return one name as a list shows it."""
    public = name.case.public
    return NameEntry(
        name=name.name,
        handle=name.handle,
        url=reverse("witness:name", args=[name.handle]),
        when=date_text(name.date),
        place=place_text(policy.Place(public.place, public.admin1, public.country)),
        about=about(name),
        died_on=name.died_on,
        excluded=name.excluded,
    )


def about(name: Name) -> str:
    """Return in what part of life a person was attacked; nothing where that is unknown."""
    if name.category in UNTOLD:
        return ""
    return capfirst(value_label("target_category", name.category))


def years_since(died_on: date, day: date) -> str:
    """Return how many years ago somebody died, counted in calendar years."""
    n = day.year - died_on.year
    return ngettext("%(n)d year ago", "%(n)d years ago", n) % {"n": n}


def case_url(name: Name) -> str:
    """Return the address of the case of a person."""
    return reverse("case", args=[name.case.public_id])


def sentence_of(line: NameEntry) -> str:
    """Return in one sentence who was killed, when and where."""
    said = {"name": line.name, "date": line.when, "place": line.place}
    if line.when and line.place:
        return _("%(name)s was killed: %(date)s, %(place)s.") % said
    if line.when or line.place:
        return _("%(name)s was killed: %(what)s.") % {**said, "what": line.when or line.place}
    return _("%(name)s was killed.") % said
