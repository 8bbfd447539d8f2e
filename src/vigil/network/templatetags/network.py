"""Names of codes, for templates."""

from collections.abc import Iterable

from django import template
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from vigil.language.punctuation import in_a_row
from vigil.network.profiles import labels
from vigil.network.profiles.fields import FIELDS
from vigil.network.visibility.queries import VisibleMember

register = template.Library()


@register.filter
def codes(values: Iterable[str], field: str) -> str:
    """Return the names of the codes of a field, in a row."""
    return in_a_row(labels.named(field, values))


@register.filter
def code(value: str, field: str) -> str:
    """Return the name of one code of a field."""
    return labels.NAMES[field](value) if value else ""


@register.filter
def place(one: VisibleMember) -> str:
    """Return where a member is, as exactly as they show it."""
    if one.country:
        return labels.NAMES["country"](one.country)
    return labels.region_name(one.region) if one.region else ""


@register.filter
def first_biography(one: VisibleMember) -> tuple[str, str] | None:
    """Return language and text of a biography in the language of the page, or else of another."""
    if not one.biographies:
        return None
    wanted = (get_language() or "en").partition("-")[0]
    tags = sorted(one.biographies, key=lambda tag: (tag.partition("-")[0] != wanted, tag))
    return tags[0], one.biographies[tags[0]]


@register.filter
def other_biographies(one: VisibleMember) -> list[tuple[str, str]]:
    """Return the biographies in other languages."""
    first = first_biography(one)
    return [(tag, text) for tag, text in one.biographies.items() if first and tag != first[0]]


@register.filter
def direction(tag: str) -> str:
    """Return the direction in which a language is written, or "auto" if it is unknown."""
    try:
        return "rtl" if get_language_info(tag.partition("-")[0])["bidi"] else "ltr"
    except KeyError:
        return "auto"


@register.filter
def field_name(name: str) -> str:
    """Return the label of a field, or the name of a column that is no field."""
    return capfirst(str(FIELDS.get(name, name)))


@register.filter
def field_value(value: object, field: str) -> str:
    """Write what a field holds, or would, for a table."""
    if field == "biography" and isinstance(value, dict):
        return in_a_row(f"{tag}: {text[:80]}" for tag, text in value.items())
    if field == "links" and isinstance(value, list):
        return in_a_row(f"{label} {url}" for label, url in value)
    if field in labels.NAMES and isinstance(value, list):
        return codes(value, field)
    if field in labels.NAMES:
        return code(str(value or ""), field)
    return "" if value is None else str(value)
