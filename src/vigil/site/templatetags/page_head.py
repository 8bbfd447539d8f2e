"""What the head of a page says about it: title, description, and the card of a shared link.

A template can use a block once. `{% page_head %}` takes the three blocks of a page, and writes
each where browsers, search engines and messengers look for it.
"""

from html import unescape
from typing import Final

from django import template
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.charts.cards.sizes import CARD_HEIGHT, CARD_WIDTH
from vigil.publication.api.responses import site_of
from vigil.site.styles.identity import identity

register = template.Library()

CARD: Final = "vigil/lights.png"
"""The card of pages without one of their own."""
LONGEST: Final = 300
"""Most letters of a description. What is longer is cut after a word."""


class PageHeadNode(template.Node):
    """Writes what three blocks say."""

    child_nodelists = ("title", "description", "card")

    def __init__(self, title: NodeList, description: NodeList, card: NodeList) -> None:
        self.title, self.description, self.card = title, description, card

    def render(self, context: template.Context) -> SafeString:
        """Return the title and the metadata of the page."""
        name = identity().name
        title, description, own = self._said(context)
        request: HttpRequest | None = context.get("request")
        card = own or (site_of(request) + static(CARD) if request is not None else "")
        parts = [
            format_html("<title>{} · {}</title>", title, name),
            _meta("name", "description", description),
            _meta("property", "og:type", "website"),
            _meta("property", "og:site_name", name),
            _meta("property", "og:title", title),
            _meta("property", "og:description", description),
            _meta("property", "og:locale", get_language() or ""),
        ]
        if card:
            parts.append(_meta("property", "og:image", card))
            parts.append(_meta("property", "og:image:width", f"{CARD_WIDTH}"))
            parts.append(_meta("property", "og:image:height", f"{CARD_HEIGHT}"))
            parts.append(_meta("name", "twitter:card", "summary_large_image"))
        if card and not own:
            parts.append(_meta("property", "og:image:alt", name))
        return SafeString("\n".join(parts))

    def _said(self, context: template.Context) -> tuple[str, str, str]:
        """Return title, description and card; of a draft nothing that it says.

        Messengers show the head of any address that somebody pastes.
        """
        if context.get("unpublished"):
            return _("Preview: not published"), _("A draft for its readers alone."), ""
        title = plain(self.title.render(context))
        description = shortened(plain(self.description.render(context)))
        return title, description, plain(self.card.render(context))


@register.tag
def page_head(parser: Parser, token: Token) -> PageHeadNode:
    """Read the blocks: title, `{% described %}` description, `{% pictured %}` card."""
    title = parser.parse(("described",))
    parser.delete_first_token()
    description = parser.parse(("pictured",))
    parser.delete_first_token()
    card = parser.parse(("end_page_head",))
    parser.delete_first_token()
    return PageHeadNode(title, description, card)


@register.simple_tag
def card_size() -> SafeString:
    """Write the size of a card as attributes of its picture."""
    return format_html('width="{}" height="{}"', CARD_WIDTH, CARD_HEIGHT)


def plain(markup: str) -> str:
    """Return the text of some markup on one line."""
    return " ".join(unescape(strip_tags(markup)).split())


def shortened(text: str) -> str:
    """Return a text as long as descriptions are shown, cut after a word."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _meta(kind: str, name: str, content: str) -> SafeString:
    return format_html('<meta {}="{}" content="{}">', kind, name, content)
