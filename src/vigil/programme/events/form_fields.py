"""Fields that forms of several subjects of the programme share."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.language_tags import tags_in
from vigil.trust.organisation.queries import row

BY_NAME: Final = _("By name or tag, with commas: English, es, pt-BR.")


class LanguageTagsField(forms.CharField):
    """Languages by name or tag, separated by commas. Its value is a list of tags."""

    def prepare_value(self, value: Any) -> Any:
        """Write a list of tags as people type it."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the list of tags."""
        return tags_in(str(super().to_python(value) or ""))


def own_zone() -> str:
    """Return the time zone that the organisation stated; "" where it stated none."""
    stated = row()
    return stated.time_zone if stated else ""


def zone_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for a time zone. The page lists the zones in a `datalist` called zones.

    One that is required begins with the zone of the organisation.
    """
    if kwargs.get("required", True):
        kwargs.setdefault("initial", own_zone)
    widget = forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=64, widget=widget, **kwargs)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, **kwargs)


def slug_field() -> forms.CharField:
    """Return a field for the word by which an address names an event or a session."""
    return forms.CharField(
        label=_("Address"), max_length=80, help_text=_("Small letters, digits and hyphens.")
    )


def public_reason_field() -> forms.CharField:
    """Return a field for the reason of a change, which the public reads."""
    return forms.CharField(label=_("Reason, said to the public"), max_length=300, required=False)


def prefixed(form: Callable[..., forms.BaseForm], prefix: str) -> Callable[..., forms.BaseForm]:
    """Return what makes a form whose fields begin with `prefix`, for a screen of many forms."""
    return partial(form, prefix=prefix, label_suffix="")


def no_colon(*_item_and_person: object) -> Mapping[str, Any]:
    """Return what makes the labels of an act's form end without a colon."""
    return {"label_suffix": ""}
