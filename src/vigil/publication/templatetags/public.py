"""What the templates of the public record ask for."""

from django import template
from django.utils.html import format_html

from vigil.language import punctuation
from vigil.publication.cases.texts import in_its_language

register = template.Library()
register.filter("in_a_row", punctuation.in_a_row)
register.filter("one_by_one", punctuation.one_by_one)
register.filter("in_its_language", in_its_language)


@register.filter
def linked_to(text: str, url: str) -> str:
    """Return a text that leads to an address; the text alone where there is none."""
    return format_html('<a href="{}">{}</a>', url, text) if url else text
