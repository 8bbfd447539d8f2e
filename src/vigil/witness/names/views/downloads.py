"""Downloads of names: a calendar of anniversaries, the printed roll, the card of one name.

Nobody may keep an answer without asking again: a name can be withdrawn or excluded.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.charts.cards import card_png, card_svg
from vigil.publication.api.errors import for_programs
from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    site_of,
)
from vigil.publication.api.validation import BadQuery
from vigil.publication.record.labels import country_name, value_label
from vigil.witness.names.cards import available_fonts, card_of
from vigil.witness.names.forms import selection_for_program
from vigil.witness.names.queries.public import NameSelection, state
from vigil.witness.names.roll_pdf import MEDIA_TYPE as PDF
from vigil.witness.names.roll_pdf import MOST, roll_of
from vigil.witness.names.views.public import name_or_404
from vigil.witness.names.visibility import announceable_names, may_be_announced


@for_programs
def anniversaries(request: HttpRequest) -> HttpResponseBase:
    """Return the anniversaries under a filter as a calendar to subscribe to."""
    selection = selection_for_program(request, ("country", "category"))

    def make() -> HttpResponse:
        # Here: icalendar is loaded by the first calendar that is asked for.
        from vigil.witness.names.calendar import MEDIA_TYPE, calendar_of

        content = calendar_of(
            selection.of(announceable_names()),
            title=_titled(_("Days to remember"), selection),
            address=request.build_absolute_uri(),
            site=site_of(request),
            query=urlencode(selection.query()),
        )
        return _file(content, MEDIA_TYPE, "anniversaries.ics")

    return conditional_answer(request, _etag(request), make)


@for_programs
def roll(request: HttpRequest) -> HttpResponseBase:
    """Return the names under a filter as a PDF to print. Too many, or none, are refused (400)."""
    selection = selection_for_program(request, ("country", "category", "year"))
    names = selection.of(announceable_names())
    n = names.order_by()[: MOST + 1].count()
    if n > MOST:
        said = _("These are more than %(most)d names: choose a year or a country.")
        raise BadQuery({"year": [said % {"most": MOST}]})
    if not n:
        raise BadQuery({"year": [_("Nobody is remembered under this filter.")]})

    def make() -> HttpResponse:
        query = urlencode(selection.query())
        address = site_of(request) + reverse("witness:names") + (f"?{query}" if query else "")
        content = roll_of(names, title=_titled(_("Names to remember"), selection), address=address)
        return _file(content, PDF, "names.pdf")

    return conditional_answer(request, _etag(request), make)


@require_safe
def card(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Return the card of a name as PNG. Excluded names have none."""
    name = name_or_404(handle)
    said = card_of(name, site_of(request)) if may_be_announced(name) else None
    if said is None:
        raise Http404
    fonts = available_fonts()
    etag = etag_of_content(card_svg(said, fonts).encode())
    return conditional_answer(
        request, etag, lambda: _file(card_png(said, fonts), "image/png", "card.png")
    )


def _titled(title: str, selection: NameSelection) -> str:
    asked: dict[str, Any] = dict(selection.asked)
    parts = [
        country_name(asked["country"]) if "country" in asked else "",
        value_label("target_category", asked["category"]) if "category" in asked else "",
        str(asked.get("year", "")),
    ]
    said = ", ".join(part for part in parts if part)
    return f"{title}: {said}" if said else title


def _etag(request: HttpRequest) -> str:
    """Return an ETag of the state of the names, the day, the language and the address."""
    day = timezone.localdate().isoformat()
    said = (state(), day, get_language() or "", request.build_absolute_uri())
    return etag_of_content("\0".join(said).encode())


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    # Not as an attachment: a telephone then offers to add a calendar, and does not only store it.
    told_as = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=told_as)
