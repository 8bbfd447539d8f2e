"""The words of the cover and the imprint of an edition: authors, citation, licence, address."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.language.punctuation import in_a_row
from vigil.outlook.reports.report_parts import doi_address, front_of
from vigil.trust.demonstration.mark import SENTENCE, is_demonstration
from vigil.trust.organisation.queries import organisation


class ImprintLine(NamedTuple):
    """A line of the imprint: what it is, its words, and the address that they lead to."""

    label: str
    text: str
    url: str = ""


def edition_text(snapshot: Mapping[str, Any]) -> str:
    """Return the number and the day of an edition in words, with the mark of a demonstration."""
    day = date_format(date.fromisoformat(snapshot["frozen_on"]), "DATE_FORMAT")
    text = _("Edition %(number)s, %(day)s") % {"number": snapshot["number"], "day": day}
    return f"{text}. {SENTENCE}" if is_demonstration() else text


def full_title(snapshot: Mapping[str, Any]) -> str:
    """Return title and subtitle on one line."""
    subtitle = front_of(snapshot)["subtitle"]
    if not subtitle:
        return str(snapshot["title"])
    joined = pgettext("title and subtitle", "%(title)s: %(subtitle)s")
    return joined % {"title": snapshot["title"], "subtitle": subtitle}


def author_names(snapshot: Mapping[str, Any]) -> str:
    """Return the names of the authors in words, without editors; empty if there are none."""
    people = front_of(snapshot)["authors"]
    return in_a_row(one["name"] for one in people if one["role"] in ("", "author"))


def address_of(snapshot: Mapping[str, Any]) -> str:
    """Return the permanent address of an edition; without the site in an early one."""
    return f"{snapshot.get('site', '')}{snapshot['url']}"


def how_to_cite(snapshot: Mapping[str, Any]) -> str:
    """Return the citation of the whole edition, with its DOI or its permanent address."""
    return _("%(who)s (%(year)s): %(title)s. %(publisher)s, edition %(number)s. %(address)s") % {
        "who": author_names(snapshot) or organisation().name,
        "year": snapshot["frozen_on"][:4],
        "title": full_title(snapshot),
        "publisher": organisation().name,
        "number": snapshot["number"],
        "address": doi_address(front_of(snapshot)["doi"]) or address_of(snapshot),
    }


def imprint_of(snapshot: Mapping[str, Any]) -> list[ImprintLine]:
    """Return the lines of the imprint of an edition; what is not known has none."""
    return [line for line in _lines(snapshot) if line.text]


def _lines(snapshot: Mapping[str, Any]) -> Iterator[ImprintLine]:
    front = front_of(snapshot)
    for one in front["authors"]:
        yield ImprintLine(
            capfirst(one["role_label"] or one["role"]) or _("Author"),
            in_a_row([one["name"], one["affiliation"]]),
        )
    yield ImprintLine(_("Publisher"), organisation().name)
    yield ImprintLine(pgettext("of a report", "Edition"), edition_text(snapshot))
    yield ImprintLine(_("How to cite"), how_to_cite(snapshot))
    yield ImprintLine(_("Permanent address"), address_of(snapshot), address_of(snapshot))
    yield ImprintLine("DOI", doi_address(front["doi"]), doi_address(front["doi"]))
    yield ImprintLine("ISBN", front["isbn"])
    yield ImprintLine(_("Licence"), front["licence"]["name"], front["licence"]["url"])
    yield ImprintLine(_("Cover picture"), front["cover_credit"])
    yield ImprintLine(_("Pictures"), in_a_row(dict.fromkeys(_credits(snapshot))))


def _credits(snapshot: Mapping[str, Any]) -> Iterator[str]:
    for section in snapshot["sections"]:
        for one in section["paragraphs"]:
            if one.get("credit"):
                yield str(one["credit"])
