"""A figure as a picture: SVG for papers, and PNG for pages that link to it."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.charts.cards.figures import FigurePicture, PictureSize, figure_svg
from vigil.charts.cards.typefaces import font_files
from vigil.publication.figures.figure_page import FigurePage
from vigil.trust.organisation.queries import organisation

PICTURE_FORMAT: Final = 3
"""Raise it when pictures are drawn another way: browsers then fetch those they kept again."""


def available_fonts() -> tuple[Path, ...]:
    """Return the fonts that this installation has."""
    return font_files(settings.DATA)


def picture_of(page: FigurePage) -> FigurePicture:
    """Return what a picture of the figure shows.

    Beside the chart stand the filter, the denominator, what is not reported and what was not
    monitored: a picture is passed on without its page.
    """
    figure = page.figure
    small = [
        _("Filter: %(filter)s.") % {"filter": page.safe_filter},
        *figure.count_notes,
        *page.sentences[:1],
    ]
    return FigurePicture(
        above=_("%(publisher)s · Figures") % {"publisher": organisation().name},
        title=page.title,
        finding=figure.sentence,
        plot=figure.plot if figure.is_drawn else None,
        small=small,
        below=_("State %(state)s of the record, %(day)s · %(address)s")
        % {
            "state": page.provenance.state,
            "day": date_format(page.provenance.day, "DATE_FORMAT"),
            "address": page.safe_address,
        },
        more=_("Rows that do not fit here: %d. They are in the table."),
        rtl=figure.rtl,
    )


def picture_svg(page: FigurePage, size: PictureSize) -> str:
    """Write the figure as SVG of a size."""
    return figure_svg(picture_of(page), size, available_fonts())
