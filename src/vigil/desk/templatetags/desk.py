"""What the desk's templates ask for: words for codes, and parts of forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import Form

from vigil.casefile.models import Account, Case
from vigil.desk.cases import forms
from vigil.desk.decisions import labels as audit_words
from vigil.desk.screens import labels as words
from vigil.desk.sheets import labels as sheet_words
from vigil.language import punctuation as wording

register = template.Library()
register.filter("country_name", words.country_name)
register.filter("language_name", words.language_name)
register.filter("field_label", words.field_label)
register.filter("rule_label", words.rule_label)
register.filter("left_out_label", words.left_out_label)
register.filter("who_label", audit_words.who_label)
register.filter("recorded_parts", audit_words.recorded_parts)
register.filter("verb_label", audit_words.verb_label)
register.filter("kind_label", audit_words.kind_label)
register.filter("why_label", audit_words.why_label)
register.filter("part_label", audit_words.part_label)
register.filter("sheet_part", sheet_words.sheet_part_label)
register.filter("in_a_row", wording.in_a_row)
register.simple_tag(sheet_words.sheet_value, name="sheet_value")
register.simple_tag(audit_words.part_value, name="recorded")
register.simple_tag(words.country_choices, name="country_choices")


@register.filter
def of(mapping: Mapping[Any, Any] | str, key: Any) -> Any:
    """Return an entry of a mapping, or nothing; a page that has no such mapping has nothing."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.filter
def at(sequence: Sequence[Any], place: int) -> Any:
    """Return what stands at a place of a list, or nothing."""
    return sequence[place] if 0 <= place < len(sequence) else ""


@register.inclusion_tag("desk/screens/_errors.html")
def errors(form: Form | str) -> dict[str, list[str]]:
    """Show what is wrong with a form, where its fields do not stand beside it."""
    if not isinstance(form, Form):
        return {"errors": []}
    said = []
    for name, about in form.errors.items():
        field = form.fields.get(name)
        shown = field is not None and not field.widget.is_hidden
        label = str(form[name].label) if shown else ""
        said += [wording.beside(label, str(one)) if label else str(one) for one in about]
    return {"errors": said}


@register.simple_tag
def said(field: str, value: Any) -> str:
    """Write a value of a field in words."""
    return words.said(field, value)


@register.filter
def one_line(item: Case | Account) -> str:
    """Name a case or an account in one line."""
    return forms.describe(item) if isinstance(item, Case) else forms.describe_account(item)
