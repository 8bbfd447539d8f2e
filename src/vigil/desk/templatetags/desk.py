"""What the desk's templates ask for: words for codes, and parts of forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import Form
from django.http import HttpRequest

from vigil.casefile.care.queries import care_of
from vigil.casefile.coding.details import NoValue
from vigil.casefile.models import Account, Case
from vigil.desk.cases import forms, highlighting
from vigil.desk.coding.conflicts import conflict_label
from vigil.desk.decisions import labels as decision_labels
from vigil.desk.matches import linking_reasons
from vigil.desk.screens import labels
from vigil.desk.screens.access import person
from vigil.desk.screens.sealing import seal_of, sign_in_address
from vigil.desk.sheets import labels as sheet_labels
from vigil.language.punctuation import beside, in_a_row
from vigil.reading.codebook import Field, Text, Value
from vigil.trust.models import User

register = template.Library()
register.filter("country_name", labels.country_name)
register.filter("language_name", labels.language_name)
register.filter("field_label", labels.field_label)
register.filter("place_of", labels.place_of)
register.filter("rule_label", labels.rule_label)
register.filter("left_out_label", labels.left_out_label)
register.filter("actor_label", decision_labels.actor_label)
register.filter("recorded_parts", decision_labels.recorded_parts)
register.filter("verb_label", decision_labels.verb_label)
register.filter("kind_label", decision_labels.kind_label)
register.filter("reason_label", decision_labels.reason_label)
register.filter("part_label", decision_labels.part_label)
register.filter("sheet_part", sheet_labels.sheet_part_label)
register.filter("in_a_row", in_a_row)
register.filter("veiled", highlighting.veiled)
register.filter("linking_reasons", linking_reasons.in_words)
register.simple_tag(labels.country_choices, name="country_choices")
register.simple_tag(labels.value_text, name="value_text")
register.simple_tag(decision_labels.part_value, name="part_value")
register.simple_tag(sheet_labels.sheet_value, name="sheet_value")


@register.filter
def of(mapping: Mapping[Any, Any] | str, key: Any) -> Any:
    """Return an entry of a mapping, or "" where there is no such mapping or entry."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.filter
def hides_graphic_words(user: User) -> bool:
    """Say whether graphic words are hidden from somebody until they want to see them."""
    return not care_of(user).shows_graphic


@register.filter
def label_in(known: Field | Value, language: str) -> str:
    """Return what a field of the codebook, or a value, is called in a language."""
    return known.label(language)


@register.filter
def text_in(known: Field | Value, language: str) -> Text:
    """Return when a field of the codebook, or a value, applies: in a language, else in English."""
    return known.text(language)


@register.filter
def at(sequence: Sequence[Any], place: int) -> Any:
    """Return the entry at a place of a list, or "" outside it."""
    return sequence[place] if 0 <= place < len(sequence) else ""


@register.inclusion_tag("desk/screens/_errors.html")
def errors(form: Form | str) -> dict[str, list[str]]:
    """Show the errors of a form away from its fields, each with the label of its field."""
    if not isinstance(form, Form):
        return {"errors": []}
    sentences = []
    for name, about in form.errors.items():
        field = form.fields.get(name)
        shown = field is not None and not field.widget.is_hidden
        label = str(form[name].label) if shown else ""
        sentences += [beside(label, str(one)) if label else str(one) for one in about]
    return {"errors": sentences}


@register.inclusion_tag("desk/screens/_kept.html", takes_context=True)
def kept(context: Mapping[str, Any], name: str, of: object = "") -> dict[str, Any]:
    """Keep in the browser what is typed in this form until it is sent. `of` is the case."""
    request: HttpRequest = context["request"]
    user = person(request)
    back = sign_in_address(request.get_full_path())
    kept_as = {"name": f"{name}-{of}", "posted": request.method == "POST"}
    return {**kept_as, "user": user, "seal": seal_of(user), "sign_in": back}


@register.filter
def lacks_in_words(no_value: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields without a value, by their names in a coding, each with why."""
    return [(conflict_label(name), no_value_label(why)) for name, why in no_value.items()]


@register.filter
def no_value_label(why: str) -> str:
    """Say why a field has no value."""
    return str(NoValue(why).label) if why in NoValue.values else ""


@register.filter
def one_line(item: Case | Account) -> str:
    """Describe a case or an account in one line."""
    return forms.describe(item) if isinstance(item, Case) else forms.describe_account(item)
