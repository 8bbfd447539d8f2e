"""The language of a text within a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vigil.programme.events.words import Wording

register = template.Library()


@register.simple_tag
def lang_of(wording: Wording) -> SafeString:
    """Write the attribute `lang` of an element, where its text is not in the page's language."""
    return format_html('lang="{}"', wording.lang) if wording.lang else SafeString("")
