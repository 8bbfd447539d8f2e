"""Tags that the pages of experts share."""

import re
from typing import Final

from django import template
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from vigil.outlook.answers.forms import Field

register = template.Library()
_TAG: Final = re.compile(r"<[^<>]*>")
_SPACE: Final = re.compile(r"\s+")
_BESIDE_TAGS: Final = re.compile(r"(?<=>)\s+|\s+(?=<)")


@register.simple_tag
def scale_options(field: Field) -> SafeString:
    """Return the values of a scale as options, without end tags, because a matrix has hundreds."""
    return format_html_join(
        "",
        "<option{}>{}",
        ((" selected" if value == field.value else "", value) for value, _ in field.options),
    )


class CompactNode(template.Node):
    """What stands in a `compact` block."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return the block with one space where white space stands within and beside tags."""
        text = _TAG.sub(lambda found: _SPACE.sub(" ", found.group()), self.nodelist.render(context))
        return SafeString(_BESIDE_TAGS.sub(" ", text).replace("> <", "><"))


@register.tag
def compact(parser: Parser, token: Token) -> CompactNode:
    """Shorten a block of many fields by its white space: pages of experts go over slow lines.

    Not for attributes with line breaks, and not for words that stand between two elements.
    """
    nodelist = parser.parse(("endcompact",))
    parser.delete_first_token()
    return CompactNode(nodelist)
