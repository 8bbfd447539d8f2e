"""Count killings in the public record that relate to a term: by target and by motive.

The selection behind the link of each number counts it (`publication.search.selection`), and the
number comes with the number of cases that do not report the field. Only this module states which
motive relates to which term.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vigil.casefile.models import Release
from vigil.language.punctuation import one_by_one
from vigil.outlook.index_editions.headers import ACTORS, CRIMINALITY, MARKETS, terms_by_kind
from vigil.outlook.models import Question
from vigil.publication.figures.page import make_figures_page
from vigil.publication.figures.tables import Figure, percent
from vigil.publication.record.columns import Columns, current
from vigil.publication.search.links import Links
from vigil.publication.search.selection import NotReported, Selection
from vigil.reading.codebook.country_codes import COUNTRIES

KILLING: Final = "killing"
FIGURE_KEYS: Final = ("by-target", "by-motive")
"""Keys of the figures of the record that are shown next to scores."""
OWN_TRADE: Final = "organised_crime"
"""The motive for the interest of a criminal group in its own trade, territory or ranks."""
MOTIVE_OF_BLOCK: Final[Mapping[str, str]] = {
    "justice": "justice",
    "law_enforcement": "justice",
    "victim_support": "justice",
    "non_state_actors": "expression",
}
"""Block of resilience -> related motive; the other blocks have none.

`justice`: to stop an investigation, a trial or a testimony. `expression`: to silence reporting,
organising or protest.
"""


@dataclass(frozen=True)
class RelatedKillings:
    """The killings that a filter selects: the filter in words, their number, and their address.

    `missing` states, for each part of the filter, how many cases do not report it and are left out.
    """

    said: str
    n: int
    url: str
    missing: list[str]


@dataclass(frozen=True)
class Killings:
    """The killings of a country or of the whole record (`cuts`), and those related to a term.

    The counts are of the current record on the day `as_of`. `release` names the newest frozen
    release; it is empty while there is none.
    """

    cuts: list[Figure]
    query: str
    missing: list[str]
    bearing: RelatedKillings | None
    as_of: date
    release: str
    release_url: str


def killings_in(country: str = "", term: str = "") -> Killings | None:
    """Return the killings of a country, or all; None if the public record has none.

    `term` is a market, a kind of actor, a building block, or an average of these.
    """
    columns = current()
    selection = _killings(country)
    if not selection.mask(columns).any():
        return None
    page = make_figures_page(selection, columns)
    newest = Release.objects.first()
    return Killings(
        cuts=[figure for figure in page.figures if figure.key in FIGURE_KEYS],
        query=selection.query(),
        missing=_left_out(selection, columns),
        bearing=killings_related_to(columns, term, country),
        as_of=localdate(),
        release="" if newest is None else _named(newest),
        release_url=reverse("data"),
    )


def killings_related_to(columns: Columns, term: str, country: str = "") -> RelatedKillings | None:
    """Return the killings with the motive related to a term, in one country or in all.

    Return None if no motive relates to the term, or if the record has no killing of the country: a
    0 would mean nothing there.
    """
    motive, selection = motive_for(term), _killings(country)
    if not motive or not selection.mask(columns).any():
        return None
    selection = selection.narrowed(motive=motive)
    return RelatedKillings(
        one_by_one(selection.phrases()),
        int(selection.mask(columns).sum()),
        Links.of(selection).figure("by-target"),
        _left_out(selection, columns),
    )


def killings_related_to_question(columns: Columns, question: Question) -> RelatedKillings | None:
    """Return the killings related to a question; None if it asks of a region, not a country."""
    if question.place and question.place not in COUNTRIES:
        return None
    return killings_related_to(
        columns, question.market or question.actor or question.block, question.place
    )


def motive_for(term: str) -> str:
    """Return the motive related to a term; empty if there is none."""
    terms = terms_by_kind()
    of_crime = {CRIMINALITY, MARKETS, ACTORS, *terms[MARKETS], *terms[ACTORS]}
    return OWN_TRADE if term in of_crime else MOTIVE_OF_BLOCK.get(term, "")


def _killings(country: str) -> Selection:
    return Selection({"country": country} if country else {}).narrowed(event=KILLING)


def _left_out(selection: Selection, columns: Columns) -> list[str]:
    told = selection.not_reported(columns)
    return [with_share(one) for one in told if one.missing]


def with_share(told: NotReported) -> str:
    """Return a sentence: in how many cases a field is not reported, and their share."""
    share = percent(told.missing / told.total)
    return _("%(said)s That is %(share)s.") % {"said": told, "share": share}


def _named(release: Release) -> str:
    return _("Release %(number)s of %(day)s") % {
        "number": release.number,
        "day": date_format(release.frozen_at, "DATE_FORMAT"),
    }
