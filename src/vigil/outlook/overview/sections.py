"""Sections of the home page: panels, consultations, recommendations, scores by country."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext

from vigil.outlook.consultations import queries as consultation_queries
from vigil.outlook.index_editions.score_sources import sources
from vigil.outlook.overview.listing import ListedItem, Listing
from vigil.outlook.results import public as public_results

MOST: Final = 20
"""Most items in one list."""


def _panels() -> Sequence[ListedItem]:
    told = map(public_results.published_without_cells, public_results.published_panels()[:MOST])
    return [
        ListedItem(
            f"{one.panel.title} {one.panel.edition}".strip(),
            reverse("outlook:panel_results", args=[one.panel.uid]),
            ngettext("%(n)d expert", "%(n)d experts", one.experts) % {"n": one.experts},
        )
        for one in told
        if one is not None
    ]


def _consultations() -> Sequence[ListedItem]:
    url = reverse("outlook:consultations")
    rows = consultation_queries.consultations()[::-1][:MOST]
    return [
        ListedItem(one.title, f"{url}#c-{one.uid}", date_format(one.day, "DATE_FORMAT"))
        for one in rows
    ]


def _recommended() -> Sequence[ListedItem]:
    url = reverse("outlook:recommendations")
    rows = (one.recommendation for one in consultation_queries.recommendations()[:MOST])
    return [ListedItem(row.text, f"{url}#r-{row.uid}", row.addressed_to) for row in rows if row]


def _index() -> Sequence[ListedItem]:
    shown = (one.edition if one.is_published else one.label for one in reversed(sources()))
    labels = list(dict.fromkeys(shown))
    return [ListedItem(" · ".join(labels), reverse("outlook:index"))] if labels else []


LISTINGS: Final = (
    Listing(gettext_lazy("Panels that are final"), "outlook:results", _panels),
    Listing(gettext_lazy("Consultations"), "outlook:consultations", _consultations),
    Listing(gettext_lazy("What is recommended"), "outlook:recommendations", _recommended),
    Listing(gettext_lazy("Scores by country"), "outlook:index", _index),
)
