"""The card of a message: a picture to share, for as long as the message is shown."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from vigil.charts.cards import card_png, card_svg
from vigil.programme.events.queries.public import event_by_slug
from vigil.programme.messages.cards import available_fonts, card_of
from vigil.programme.messages.views.public import GONE, require_gone
from vigil.programme.messages.visibility import displayed_message
from vigil.publication.api.responses import conditional_answer, etag_of_content, site_of


@require_safe
def message_card(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    """Return the card of a message as PNG; whoever keeps it asks again before each use."""
    event = event_by_slug(slug)
    told = displayed_message(event, uid)
    if told is None:
        require_gone(event, uid)
        return HttpResponse(status=GONE, headers={"Cache-Control": "no-store"})
    card, fonts = card_of(told, event, site_of(request)), available_fonts()
    etag = etag_of_content(card_svg(card, fonts).encode())
    return conditional_answer(request, etag, lambda: _picture(card_png(card, fonts)))


def _picture(content: bytes) -> HttpResponse:
    name = {"Content-Disposition": 'inline; filename="message.png"'}
    return HttpResponse(content, content_type="image/png", headers=name)
