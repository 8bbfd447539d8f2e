"""Forms of the screens on which an officer builds a call: one text, field or criterion each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.fund.calls import verbs as calls
from vigil.fund.calls.answers_in_words import option_label
from vigil.fund.calls.building.entries import Entry, new_key
from vigil.fund.calls.checks import LONGEST_SUMMARY
from vigil.fund.calls.form_definition import (
    MAX_CONSENT_LENGTH,
    MAX_LABEL_LENGTH,
    OPTION_KINDS,
    TRIGGER_KINDS,
    WITHOUT_ANSWER,
    in_language,
    option_keys,
)
from vigil.fund.models import Call
from vigil.fund.parties.forms.desk import DeskForm

SOURCE: Final = "en"
EMPTY_ROWS: Final = 3
KIND_LABELS: Final[Mapping[str, str | Promise]] = {
    "text": _("One line of text"),
    "long": _("Several lines of text"),
    "choice": _("Choice of one option"),
    "choices": _("Choice of several options"),
    "yes": _("A box to tick"),
    "number": _("A whole number"),
    "money": _("The amount that is asked for"),
    "budget": _("Budget table"),
    "date": _("A date"),
    "country": _("A country"),
    "file": _("A file"),
    "voice": _("A voice message"),
    "consent": _("Consent to a text"),
    "email": _("An email address"),
    "contact": _("A way of contact"),
    "account": _("A bank account (only if money is paid at once)"),
    "note": _("A note without an answer"),
    "part": _("A part with a heading"),
}
TEMPLATE_LABELS: Final[Mapping[str, str | Promise]] = {
    "grant": _("Micro-grant for a community"),
    "emergency": _("Help in an emergency"),
    "fellowship": _("Fellowship for a year"),
    "network": _("Support for a network"),
}


def words(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for words in the source language, on several lines."""
    rows, most = kwargs.pop("rows", 2), kwargs.pop("max_length", MAX_LABEL_LENGTH)
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "lang": SOURCE})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class NewCallForm(DeskForm):
    """What a new call begins with."""

    source = forms.ChoiceField(
        label=_("Begin with"), required=False, widget=forms.RadioSelect, initial="template:grant"
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens. Leave it empty to get one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the templates, the earlier calls, and nothing."""
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        templates = [(f"template:{key}", TEMPLATE_LABELS[key]) for key in calls.EXAMPLE_FILES]
        earlier = [
            (
                f"call:{call.slug}",
                gettext("Copy of “%(title)s” (%(slug)s)")
                % {"title": in_language(call.title, language) or call.slug, "slug": call.slug},
            )
            for call in Call.objects.only("slug", "title")[:30]
        ]
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*templates, *earlier, ("", _("An empty call"))]


class TextsForm(DeskForm):
    """Title and summary in English; the other languages are translations."""

    title = words(_("Title, in English"), max_length=200)
    summary = words(_("Summary, in English"), rows=8, max_length=LONGEST_SUMMARY)


class EntryForm(DeskForm):
    """Which field, criterion or condition is meant."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class AddFieldForm(DeskForm):
    """A new field at the end of the form."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(KIND_LABELS.items()))
    label = words(_("Question or heading, in English"))
    more = forms.CharField(
        label=_("Options, one a line; or the text of a consent"),
        required=False,
        max_length=MAX_CONSENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": SOURCE}),
        help_text=_("For a choice: its options. For a budget: what money is spent on."),
    )
    required = forms.BooleanField(label=_("An answer is needed"), required=False)

    def entry(self, taken: Sequence[str]) -> Entry:
        """Return the new field, with a key that none has."""
        told = self.cleaned_data
        kind, more = told["kind"], told["more"].strip()
        entry: Entry = {"key": new_key(told["label"], taken), "kind": kind}
        entry["label"] = {SOURCE: told["label"]}
        if kind in OPTION_KINDS:
            entry["options"] = options_of(more.splitlines())
        if kind == "consent":
            entry["text"] = {SOURCE: more or told["label"]}
        if told["required"] and kind not in WITHOUT_ANSWER:
            entry["required"] = True
        return entry


def options_of(lines: Sequence[str]) -> list[Entry]:
    """Return options with these labels in the source language; empty lines are none."""
    found: list[Entry] = []
    for line in filter(None, map(str.strip, lines)):
        key = new_key(line, [one["key"] for one in found])
        found.append({"key": key, "label": {SOURCE: line}})
    return found


class CriterionForm(DeskForm):
    """A criterion of the rubric."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    label = words(_("Criterion, in English"))
    help = words(_("Help for reviewers, in English"), required=False)
    points = forms.IntegerField(label=_("Points, at most"), min_value=1, max_value=100, initial=5)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, initial=1)


class ConditionForm(DeskForm):
    """A statement that applicants confirm."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    label = words(_("Statement to confirm, in English"))


def worded(entry: Mapping[str, Any], told: Mapping[str, Any], *names: str) -> Entry:
    """Return an entry with texts of the source language replaced; an empty one is removed."""
    found = dict(entry)
    for name in names:
        texts = dict(found.get(name, {}))
        if told.get(name):
            texts[SOURCE] = told[name]
        else:
            texts.pop(SOURCE, None)
        found[name] = texts
        if not texts:
            del found[name]
    return found


class PublishForm(DeskForm):
    """Confirmation that translations are missing, where some are."""

    with_gaps = forms.BooleanField(required=False)

    def __init__(self, *args: Any, gaps: str = "", **kwargs: Any) -> None:
        """Name the gaps beside the box; ask nothing where there are none."""
        super().__init__(*args, **kwargs)
        self.fields["with_gaps"].label = gettext(
            "Publish although translations are missing (%(gaps)s)."
        ) % {"gaps": gaps}
        if not gaps:
            del self.fields["with_gaps"]


class TakeFormForm(DeskForm):
    """A file with the form of a call."""

    file = forms.FileField(label=_("XLSForm workbook (.xlsx) or JSON file"))
    sure = forms.BooleanField(label=_("Replace the form of this call by the one in the file."))


class TranslationForm(DeskForm):
    """The texts of a call in one language: a field for each address."""

    def __init__(self, *args: Any, language: str, places: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.language = places, language
        for place in places:
            rows = 6 if place.is_long else 2
            self.fields[place.address] = forms.CharField(
                label=place.source.text,
                required=False,
                initial=place.text,
                max_length=LONGEST_SUMMARY,
                widget=forms.Textarea(attrs={"rows": rows, "lang": language, "dir": "auto"}),
            )

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Yield each text beside the field of its translation."""
        for place in self.places:
            yield place, self[place.address]


class FieldForm(DeskForm):
    """Everything about one field of a form. Which settings there are depends on its kind."""

    def __init__(self, *args: Any, field: Mapping[str, Any], before: Sequence[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.field, self.before = field, before
        kind = field["kind"]
        self._add_words(kind)
        if kind not in WITHOUT_ANSWER:
            self._add_settings(kind)
        if kind in OPTION_KINDS:
            self._add_options()
        if pairs := list(self._pairs()):
            self.fields["when"] = forms.MultipleChoiceField(
                label=_("Show it only if one of these was chosen"),
                required=False,
                choices=pairs,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "With options of several questions, one of each must be chosen. Tick nothing "
                    "to show it always."
                ),
                initial=[
                    f"{clause['field']}={one}"
                    for clause in field.get("when", ())
                    for one in clause["is"]
                ],
            )

    def _add_words(self, kind: str) -> None:
        texts = self.field
        self.fields["label"] = words(
            _("Question or heading, in English"), initial=texts["label"].get(SOURCE, "")
        )
        self.fields["help"] = words(
            _("Help below it, in English"),
            required=False,
            initial=texts.get("help", {}).get(SOURCE, ""),
        )
        if kind == "consent":
            self.fields["text"] = words(
                _("What is agreed to, in English"),
                rows=8,
                max_length=MAX_CONSENT_LENGTH,
                initial=texts.get("text", {}).get(SOURCE, ""),
            )

    def _add_settings(self, kind: str) -> None:
        ticks: dict[str, Any] = {"required": _("An answer is needed")}
        if kind not in ("email", "contact", "account", "consent", "money", "budget"):
            ticks["identity"] = _("It reveals who applies: blind reviewers do not see it")
        if kind == "date":
            ticks["past"] = _("The date may be before the call opens")
        if kind == "money":
            ticks["currency"] = _("Another currency than the one of the call is possible")
        for name, label in ticks.items():
            self.fields[name] = forms.BooleanField(
                label=label, required=False, initial=bool(self.field.get(name))
            )
        limits: dict[str, Any] = {}
        if kind in ("text", "long"):
            limits["most"] = _("Characters, at most")
        if kind == "number":
            limits = {"least": _("Smallest number"), "most": _("Largest number")}
        for name, label in limits.items():
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=0, initial=self.field.get(name)
            )

    def _add_options(self) -> None:
        for number, one in enumerate(self.field["options"], 1):
            self.fields[f"option-{one['key']}"] = _option(
                gettext("Option %(n)d") % {"n": number}, one["label"].get(SOURCE, "")
            )
        for number in range(EMPTY_ROWS):
            self.fields[f"new-{number}"] = _option(gettext("Another option"), "")

    def _pairs(self) -> Iterator[tuple[str, str]]:
        language = get_language() or "en"
        for asked in self.before:
            if asked["kind"] in TRIGGER_KINDS:
                label = in_language(asked["label"], language)
                order = [one["key"] for one in asked.get("options", ())] or sorted(
                    option_keys(asked)
                )
                for key in order:
                    yield f"{asked['key']}={key}", f"{label}: {option_label(asked, key, language)}"

    def clean(self) -> dict[str, Any]:
        """Refuse limits that contradict each other."""
        told = super().clean() or {}
        least, most = told.get("least"), told.get("most")
        if least is not None and most is not None and least > most:
            raise ValidationError(gettext("The smallest number is larger than the largest."))
        return told

    def entry(self) -> Entry:
        """Return the field as it was filled in; what the form does not ask stays as it was."""
        told = self.cleaned_data
        names = [name for name in ("label", "help", "text") if name in self.fields]
        found = worded(self.field, told, *names)
        for name in ("required", "identity", "past", "least", "most"):
            if name in self.fields:
                found.pop(name, None)
                if told[name] not in (None, False):
                    found[name] = told[name]
        if "currency" in self.fields:
            found.pop("currency", None)
            found |= {"currency": "any"} if told["currency"] else {}
        if found["kind"] in OPTION_KINDS:
            found["options"] = self._options(told)
        if "when" in self.fields:
            found.pop("when", None)
            found |= {"when": _clauses(told["when"])} if told["when"] else {}
        return found

    def _options(self, told: Mapping[str, Any]) -> list[Entry]:
        found = [
            worded(one, {"label": told[f"option-{one['key']}"]}, "label")
            for one in self.field["options"]
            if told[f"option-{one['key']}"]
            or (len(one["label"]) > 1 and SOURCE not in one["label"])
        ]
        for number in range(EMPTY_ROWS):
            if label := told[f"new-{number}"]:
                taken = [one["key"] for one in (*self.field["options"], *found)]
                found.append({"key": new_key(label, taken), "label": {SOURCE: label}})
        return found


def _option(label: str, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        initial=initial,
        max_length=MAX_LABEL_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto", "lang": SOURCE, "autocomplete": "off"}),
    )


def _clauses(pairs: Sequence[str]) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        asked, _sign, option = pair.partition("=")
        found.setdefault(asked, []).append(option)
    return [{"field": asked, "is": options} for asked, options in found.items()]
