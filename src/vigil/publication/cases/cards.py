"""The card of a case: a picture for links to its page, and what it says in words."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.casefile.models import Basis
from vigil.casefile.releases.case_lines import CONFIRMED
from vigil.charts.cards import Card, drawable_text, font_files
from vigil.language.punctuation import RIGHT_TO_LEFT, in_a_row, without_marks, without_stop
from vigil.publication.cases.summary import case_summary_of
from vigil.publication.models import PublicCase
from vigil.trust.organisation.queries import organisation


def available_fonts() -> tuple[Path, ...]:
    """Return the fonts that this installation has."""
    return font_files(settings.DATA)


def card_of_case(row: PublicCase, site: str) -> Card:
    """Return what the card of a case says. `site` is the address of the site, without a path.

    A title in letters that no font here has gives way to the names in the script of the page, and
    these to the number of the case.
    """
    line, number = case_summary_of(row), _("Case %(id)s") % {"id": row.public_id}
    titles = [_in_own_direction(line.title), in_a_row(line.beside)]
    fonts = available_fonts()
    return Card(
        above=f"{organisation().name} · {number}",
        words=next((title for title in titles if drawable_text(title, fonts)), number),
        by=" · ".join(part for part in (line.date, line.place) if part),
        below=" · ".join((*_standing(row), urlsplit(site).netloc)),
        rtl=get_language_bidi(),
    )


def _in_own_direction(title: str) -> str:
    """Return a title in Latin letters with Latin commas, also on an Arabic card.

    A picture has no marks that isolate the names: between two of them the other comma would stand
    on its head in a line that runs from left to right.
    """
    names = without_marks(title).split("، ")
    return title if any(map(RIGHT_TO_LEFT.search, names)) else ", ".join(names)


def words_of_card(row: PublicCase) -> str:
    """Return in words what the card of a case shows, for those who do not see it."""
    line = case_summary_of(row)
    parts = (line.title, line.date, line.place, *_standing(row))
    return _("Card: %(words)s") % {"words": ". ".join(without_stop(part) for part in parts if part)}


def _standing(row: PublicCase) -> list[str]:
    """Return how far the case is verified, as its page states it."""
    return [_standing_of_values(row.basis), *([_("contested")] if row.contested else [])]


def _standing_of_values(basis: str) -> str:
    if basis == CONFIRMED:
        return _("compiled from published sources; two people here checked each value")
    if basis == Basis.COMPILED:
        return _("compiled from published sources, not yet verified here")
    if basis == Basis.IMPORTED:
        return _("imported from a team's own sheet; not double-coded by this installation")
    return _("verified")
