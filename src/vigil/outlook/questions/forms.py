"""Forms for the questions of a panel, one for each kind of answer."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import (
    PlacesField,
    PlainForm,
    date_field,
    long_text,
    short_text,
)
from vigil.outlook.models import Question
from vigil.outlook.questions.term_lists import LISTS
from vigil.outlook.questions.typed_numbers import ambiguity, number_as_typed
from vigil.outlook.questions.verbs import LONGEST

Kind = Question.Kind
_SCORE: Final = r"(\d+(?:[.,][05])?)"
_BAND: Final = re.compile(rf"\s*{_SCORE}\s*(?:[-–—]\s*{_SCORE})?\s*:\s*(.+)")
OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.SCORE: ("bands",),
    Kind.QUANTITY: ("form", "unit", "lower", "upper", "log_scale", "is_seed"),
    Kind.PROBABILITY: ("is_seed",),
    Kind.TRAJECTORY: (),
    Kind.DRIVERS: ("rows", "columns"),
    Kind.EFFICACY: ("rows", "bands"),
}
"""Fields that only some kinds of questions have, by kind."""


class NumberField(forms.FloatField):
    """A number that can be read in only one way."""

    def to_python(self, value: Any) -> Any:
        """Return the number. Raises ValidationError (not a number, or ambiguous)."""
        if said := ambiguity(str(value or "").strip()):
            raise ValidationError(said)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Return a number as unambiguous text; leave typed text unchanged."""
        return number_as_typed(value) if isinstance(value, float) else value


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        """Use a text area."""
        widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
        super().__init__(widget=widget, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the lines that are not empty."""
        text = super().to_python(value) or ""
        return [one.strip() for one in text.splitlines() if one.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Return a list as lines; leave typed text unchanged."""
        return "\n".join(value) if isinstance(value, list) else value


class BandsField(LinesField):
    """Written thresholds of a score, one a line: “1 – 2.5: its meaning”."""

    def to_python(self, value: Any) -> Any:
        """Return thresholds as a question keeps them. Raises ValidationError naming the line."""
        found = []
        for text in super().to_python(value):
            read = _BAND.fullmatch(text)
            if read is None:
                said = gettext(
                    "Write each as “1 – 2.5: what it stands for”. This is none: %(line)s"
                )
                raise ValidationError(said % {"line": text[:80]})
            low, high, words = read[1], read[2] or read[1], read[3].strip()
            found.append({"low": _number(low), "high": _number(high), "text": words})
        return found

    def prepare_value(self, value: Any) -> Any:
        """Return thresholds as lines; leave typed text unchanged."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one['low']:g} – {one['high']:g}: {one['text']}" for one in value)


class QuestionForm(PlainForm):
    """The fields that every question has, and those of its kind."""

    text = long_text(_("Question"), 3, max_length=LONGEST)
    guidance = LinesField(label=_("Guiding questions, one a line"), max_length=20_000)
    bands = BandsField(
        label=_("Written thresholds, one a line, from 1 to 10 without a gap"),
        help_text=_("As in: 1 – 2.5: no sign of it"),
        max_length=20_000,
    )
    form = forms.ChoiceField(
        label=_("In which form it is judged"),
        choices=Question.Form.choices,
        initial=Question.Form.QUANTILES,
        widget=forms.RadioSelect,
    )
    unit = short_text(_("In what it is counted (such as killings a year)"), 60)
    lower = NumberField(label=_("It cannot be less than"), required=False)
    upper = NumberField(label=_("It cannot be more than"), required=False)
    log_scale = forms.BooleanField(label=_("Its scale is a logarithm"), required=False)
    rows = forms.MultipleChoiceField(label="", widget=forms.CheckboxSelectMultiple)
    columns = forms.MultipleChoiceField(
        label=_("On which markets they bear"), widget=forms.CheckboxSelectMultiple
    )
    market = forms.ChoiceField(label=_("Market that it asks about"), required=False)
    actor = forms.ChoiceField(label=_("Kind of actors that it asks about"), required=False)
    block = forms.ChoiceField(label=_("Building block of resilience"), required=False)
    place = PlacesField(label=_("Country or region, by name or code"))
    horizon = date_field(_("By which day an event counts, or until when it looks"), required=False)
    is_seed = forms.BooleanField(
        label=_("It is a seed question: the chair knows its answer, and nobody who is asked"),
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Show the fields of this kind of question, with terms in the language of the screen."""
        super().__init__(*args, **kwargs)
        special = {name for names in OF_KIND.values() for name in names}
        for name in special - set(OF_KIND[kind]):
            del self.fields[name]
        if kind in (Kind.PROBABILITY, Kind.TRAJECTORY):
            self.fields["horizon"].required = True
        if kind == Kind.DRIVERS:
            self._offer("rows", "drivers", _("Drivers"))
            self._offer("columns", "markets")
        if kind == Kind.EFFICACY:
            self._offer("rows", "resilience", _("Responses: building blocks of resilience"))
        for name, listed in (("market", "markets"), ("actor", "actors"), ("block", "resilience")):
            self._offer(name, listed, empty=True)

    def _offer(self, name: str, listed: str, label: Any = "", *, empty: bool = False) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        language = get_language() or "en"
        terms = [(code, term.named(language)) for code, term in LISTS[listed]().terms.items()]
        field.choices = [("", _("none")), *terms] if empty else terms
        if label:
            field.label = label

    def clean_place(self) -> str:
        """Return the code of the place; empty if none. Raises ValidationError (several)."""
        found = self.cleaned_data["place"] or []
        if len(found) > 1:
            raise ValidationError(gettext("Name one place."))
        return str(found[0]) if found else ""


def question_initial(question: Question) -> Mapping[str, Any]:
    """Return the present values of a question for its form."""
    names = ("text", "guidance", "market", "actor", "block", "horizon", *OF_KIND[question.kind])
    place = [question.place] if question.place else []
    return {name: getattr(question, name) for name in names} | {"place": place}


class NumberForm(PlainForm):
    """A true value in the question's unit; for an event, 1 if it happened and 0 if not."""

    value = NumberField(label=_("What is true, in its unit; of an event 1 (it was) or 0"))


class ResolveForm(NumberForm):
    """The outcome of a question, since when it is known, and its source."""

    on = date_field(_("Since which day it is known"))
    source = short_text(_("From which source"), 1000)


class PositionForm(PlainForm):
    """The position of a question in its panel."""

    position = forms.IntegerField(label=_("At which place"), min_value=1, max_value=200)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
