"""What the templates of the public record ask for."""

from django import template
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from vigil.language import punctuation
from vigil.publication.cases.texts import in_its_language
from vigil.trust.public_forms.doors import is_linked
from vigil.trust.requests.verbs import CORRECTION

register = template.Library()
register.filter("in_a_row", punctuation.in_a_row)
register.filter("one_by_one", punctuation.one_by_one)
register.filter("without_stop", punctuation.without_stop)
register.filter("in_its_language", in_its_language)


@register.simple_tag
def reports_are_answered() -> SimpleLazyObject:
    """Return whether somebody answers the form to report an error, looked up once, when asked."""
    return SimpleLazyObject(lambda: is_linked(CORRECTION))


@register.filter
def linked_to(text: str, url: str) -> str:
    """Return a text that leads to an address; the text alone where there is none."""
    return format_html('<a href="{}">{}</a>', url, text) if url else text
