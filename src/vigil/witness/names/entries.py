"""A name as lists, cards, calendars, letters and the printed roll show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.publication.cases.summary import place_of
from vigil.publication.cases.texts import ShownText, name_beside, occupation_text
from vigil.publication.record.labels import date_text
from vigil.witness.models import Name
from vigil.witness.names.queries.public import with_places


@dataclass(frozen=True)
class NameEntry:
    """One name as a list shows it.

    `url` is the page of the person; for who was under 18, that of the name.
    """

    name: str
    handle: str
    url: str
    when: str
    place: str
    about: ShownText
    """What they did in life; nothing where that is not known."""
    died_on: date | None
    excluded: bool
    beside: str = ""
    """The name in the script of the page, where `name` is in another."""

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
        url=address_of(name),
        when=date_text(name.date),
        place=place_of(public),
        about=about(name),
        died_on=name.died_on,
        excluded=name.excluded,
        beside=name_beside(str(name.case.public_id), [name.name]),
    )


def about(name: Name) -> ShownText:
    """Return what a person did, in the language of the page where that is known."""
    public = name.case.public
    return occupation_text(public.public_id, public.basis, name.position, name.occupation)


def address_of(name: Name) -> str:
    """Return the address of the page of a person; of who has none, that of the name."""
    return reverse("witness:name" if name.minor else "witness:person", args=[name.handle])


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
