"""Fields that forms of several subjects of the programme share."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.network.profiles.values import language_label
from vigil.programme.events.language_tags import is_language, spelled_alike, tags_in
from vigil.programme.time_zones.wall_times import UnknownZone
from vigil.programme.time_zones.zone_names import zone_typed
from vigil.reading.codebook.scheme import LANGUAGES
from vigil.trust.organisation.queries import row

BY_NAME: Final = _("Others by name or tag, with commas: Deutsch, Haitian Creole, pt-BR.")
BY_PLACE: Final = _("A city, a country or a zone: Tokyo, Japan, JST, GMT+9.")


class LanguagesInput(forms.TextInput):
    """Boxes for the languages of the interface, and a line for all others."""

    template_name = "programme/events/desk/languages.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what is ticked and what is typed, in one line."""
        if not hasattr(data, "getlist"):
            return data.get(name)
        return ", ".join(filter(None, data.getlist(name))) if name in data else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: where nothing is ticked, nothing is sent."""
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Tell boxes and line apart."""
        context = super().get_context(name, value, attrs)
        tags = tags_in(str(value or ""))
        context["widget"] |= {
            "boxes": [(tag, language_label(tag, tag), tag in tags) for tag in LANGUAGES],
            "others": ", ".join(tag for tag in tags if tag not in LANGUAGES),
        }
        return context


class LanguageTagsField(forms.CharField):
    """Languages by name or tag, separated by commas. Its value is a list of tags."""

    widget = LanguagesInput

    def prepare_value(self, value: Any) -> Any:
        """Write a list of tags as people type it."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the list of tags. Raises ValidationError (words that name no language)."""
        tags = tags_in(str(super().to_python(value) or ""))
        odd = [tag for tag in tags if not is_language(tag)]
        if not odd:
            return tags
        alike = ", ".join(dict.fromkeys(name for word in odd for name in spelled_alike(word)))
        sentence = _("We know no language “%(words)s”. Write its name, or a tag such as pt-BR.")
        raise forms.ValidationError(
            [
                forms.ValidationError(sentence, params={"words": ", ".join(odd)}),
                *([_("Spelled alike: %(zones)s.") % {"zones": alike}] if alike else []),
            ]
        )


def own_zone() -> str:
    """Return the time zone that the organisation stated; "" where it stated none."""
    stated = row()
    return stated.time_zone if stated else ""


def own_name() -> str:
    """Return the name that the organisation stated; "" where it stated none."""
    stated = row()
    return stated.name if stated else ""


class ZoneField(forms.CharField):
    """A time zone by its name, a city, a country, an abbreviation or an offset.

    Its value is the name of a zone that is named by a place. The page lists the zones to pick from
    in a `datalist` called zones (`_zone_list.html`).
    """

    near: tuple[str, ...] = ()
    """Zones of which the form speaks already: they decide between several that are meant."""
    country: tuple[str, ...] = ()
    """The zones of the country that the form names, for a city that no zone is named after."""
    when: datetime | None = None
    """For which day an offset is meant."""

    def to_python(self, value: Any) -> str:
        """Return the zone. Raises ValidationError."""
        said = str(super().to_python(value) or "")
        if not said:
            return ""
        try:
            return zone_typed(said, (*self.near, own_zone()), self.when, self.country)
        except UnknownZone as error:
            raise forms.ValidationError(str(error)) from error


def zone_field(label: Any, **kwargs: Any) -> ZoneField:
    """Return a field for a time zone. One that is required begins with the organisation's zone."""
    if kwargs.get("required", True):
        kwargs.setdefault("initial", own_zone)
    kwargs.setdefault("help_text", BY_PLACE)
    widget = forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "dir": "auto"})
    return ZoneField(label=label, max_length=64, widget=widget, **kwargs)


class FoldingForm(forms.BaseForm):
    """A form with fields that few need: they are folded away until one says something."""

    rare: ClassVar[tuple[str, ...]] = ()
    usual: ClassVar[Mapping[str, Any]] = {}
    """What a folded field has where nobody chose anything else."""

    @property
    def often(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def rarely(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.rare if name in self.fields]

    @property
    def unfolded(self) -> bool:
        """Whether a folded field holds an error, or a value that is not the usual one."""
        return any(field.errors or self.says_something(field) for field in self.rarely)

    def says_something(self, field: forms.BoundField) -> bool:
        """Return whether a field holds a value that is not the usual one."""
        value = field.value()
        return value not in (None, "", [], False) and value != self.usual.get(field.name)


def as_typed(form: forms.BaseForm, data: Any) -> None:
    """Let a form that is not bound show what was sent to it; nothing is wrong with it yet."""
    for name, field in form.fields.items():
        form.initial[name] = field.widget.value_from_datadict(data, None, form.add_prefix(name))


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, **kwargs)


def slug_field(help_text: Any) -> forms.CharField:
    """Return a field for the word by which an address names an event or a session."""
    return forms.CharField(label=_("Address"), max_length=80, required=False, help_text=help_text)


def public_reason_field() -> forms.CharField:
    """Return a field for the reason of a change, which the public reads."""
    return forms.CharField(label=_("Reason, said to the public"), max_length=300, required=False)


def day_sent(form: forms.BaseForm, name: str) -> datetime | None:
    """Return the moment (naive; of a day its noon) typed into a field of a form, if it is one."""
    if not form.is_bound:
        return None
    try:
        sent = form.fields[name].to_python(form.data.get(form.add_prefix(name)))
    except forms.ValidationError:
        return None
    if isinstance(sent, datetime) or sent is None:
        return sent
    return datetime.combine(sent, time(12))


def prefixed(form: Callable[..., forms.BaseForm], prefix: str) -> Callable[..., forms.BaseForm]:
    """Return what makes a form whose fields begin with `prefix`, for a screen of many forms."""
    return partial(form, prefix=prefix, label_suffix="")


def no_colon(*_item_and_person: object) -> Mapping[str, Any]:
    """Return what makes the labels of an act's form end without a colon."""
    return {"label_suffix": ""}
