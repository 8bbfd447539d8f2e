"""The forms by which a change of the codebook is proposed, discussed and released."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from anyascii import anyascii
from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.codebook_changes.verbs import LONGEST
from vigil.desk.screens.labels import language_name
from vigil.reading import codebook
from vigil.reading.codebook import LANGUAGES, Field
from vigil.reading.codebook.editing import Edit, Kind, NewValue, Words, may_go
from vigil.reading.codebook.scheme import TEXT_LANGUAGES

SHORT: Final = 80
LONG: Final = 1000
OWN: Final = "own"
"""What the inputs in the language of the screen are named after, beside the English ones."""


def area(rows: int = 2) -> forms.Textarea:
    """Return an input for some lines."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def line() -> forms.TextInput:
    """Return an input for one line."""
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})


class ChangeForm(forms.Form):
    """What every proposal has: a reason and an example. Subclasses say what changes."""

    kind: Kind
    reason = forms.CharField(label=_("Why"), max_length=LONGEST, widget=area())
    example = forms.CharField(
        label=_("An invented example that shows why (no real names)"),
        max_length=LONGEST,
        widget=area(),
    )

    def __init__(self, *args: Any, field: Field, **more: Any) -> None:
        """Take the field that changes."""
        super().__init__(*args, **more)
        self.field = field
        self.add_inputs()
        for name in ("reason", "example"):  # after what changes
            self.fields[name] = self.fields.pop(name)

    def add_inputs(self) -> None:
        """Add the inputs that this kind of change needs."""

    def clean(self) -> dict[str, Any]:
        """Return what was sent, with the change itself as `edit`, if nothing is wrong."""
        self.check()
        if not self.errors:
            edit = Edit(kind=self.kind, field=self.field.id, **self.parts())
            self.cleaned_data["edit"] = edit
        return self.cleaned_data

    def check(self) -> None:
        """Add an error where the inputs do not fit each other."""

    def parts(self) -> Mapping[str, Any]:
        """Return what this kind of change says beyond its field."""
        return {}

    def add_value(self, name: str, label: Any, keys: Iterable[str], *, empty: str = "") -> None:
        """Add a choice of values of the field."""
        known = self.field.values
        labels = [(key, known[key].label(get_language() or "en")) for key in keys]
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", empty or gettext("choose a value")), *labels]
        )
        self.fields[name].required = not empty

    def add_words(self, prefix: str, *, required: bool) -> None:
        """Add label, definition and example, in English and in the language of the screen."""
        own = own_language()
        for language in ("en", *((own,) if own else ())):
            name = prefix + ("en" if language == "en" else OWN)
            self._add_text(name, _("Label"), language, line(), SHORT, required)
            if language == "en" or language in TEXT_LANGUAGES:
                rest = f"{name}-definition", f"{name}-example"
                self._add_text(rest[0], _("Applies when"), language, area(3), LONG, required)
                self._add_text(rest[1], _("Example"), language, area(), LONG, required)

    def _add_text(
        self, name: str, label: Any, language: str, widget: forms.Widget, most: int, required: bool
    ) -> None:
        said = {"what": label, "language": language_name(language)}
        self.fields[name] = forms.CharField(
            label=gettext("%(what)s, %(language)s") % said,
            max_length=most,
            required=required and language == "en",
            widget=widget,
        )

    def labels_of(self, prefix: str) -> dict[str, str]:
        """Return the labels that were sent, by language."""
        sent = {"en": self._sent(prefix + "en"), own_language(): self._sent(prefix + OWN)}
        return {language: text for language, text in sent.items() if language and text}

    def texts_of(self, prefix: str) -> dict[str, Words]:
        """Return the definitions and examples that were sent, by language."""
        found = {}
        for language, name in (("en", prefix + "en"), (own_language(), prefix + OWN)):
            said = Words(
                definition=self._sent(f"{name}-definition"), example=self._sent(f"{name}-example")
            )
            if language and (said.definition or said.example):
                found[language] = said
        return found

    def new_value(self, prefix: str) -> NewValue:
        """Return a new value as it was sent. Its key is made of its English label."""
        labels = self.labels_of(prefix)
        return NewValue(key=key_of(labels["en"]), labels=labels, texts=self.texts_of(prefix))

    def refuse_taken_keys(self, prefixes: Iterable[str]) -> None:
        """Add an error where a new value is called as one that exists."""
        taken = set(self.field.values)
        for prefix in prefixes:
            if not (label := self._sent(prefix + "en")):
                continue
            key = key_of(label)
            if not key:
                self.add_error(prefix + "en", gettext("Use letters for the English label."))
            elif key in taken:
                self.add_error(prefix + "en", gettext("The field has a value of this name."))
            taken.add(key)

    def _sent(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").strip()

    def may_go(self) -> list[str]:
        """Return the values that can be retired, joined or split."""
        return [value.key for value in self.field.chosen_from() if may_go(self.field, value.key)]


class NewValueForm(ChangeForm):
    """A value that the field does not have yet."""

    kind = "new_value"

    def add_inputs(self) -> None:
        """Ask for its words."""
        self.add_words("new-", required=True)

    def check(self) -> None:
        """Refuse a name that is taken."""
        self.refuse_taken_keys(["new-"])

    def parts(self) -> Mapping[str, Any]:
        """Return the value."""
        return {"values": (self.new_value("new-"),)}


class WordingForm(ChangeForm):
    """Other words for a value, or for the field itself. What stays empty stays as it is."""

    kind = "wording"

    def add_inputs(self) -> None:
        """Ask for the value, its words, and whether its meaning changes."""
        if self.field.values:
            keys = [value.key for value in self.field.chosen_from()]
            self.add_value("value", _("Words of"), keys, empty=gettext("the field itself"))
        self.add_words("", required=False)
        self.fields["meaning"] = forms.BooleanField(
            label=_("The meaning changes: list old codings, so that people look at them again"),
            required=False,
        )

    def check(self) -> None:
        """Refuse a form that changes nothing."""
        if not self.labels_of("") and not self.texts_of(""):
            self.add_error(None, gettext("Write at least one new label or text."))

    def parts(self) -> Mapping[str, Any]:
        """Return the words."""
        return {
            "value": self._sent("value"),
            "labels": self.labels_of(""),
            "texts": self.texts_of(""),
            "meaning": self.cleaned_data["meaning"],
        }


class RetireForm(ChangeForm):
    """A value that nobody chooses any more."""

    kind = "retire"

    def add_inputs(self) -> None:
        """Ask which."""
        self.add_value("value", _("Value to retire"), self.may_go())

    def parts(self) -> Mapping[str, Any]:
        """Return the value."""
        return {"value": self.cleaned_data["value"]}


class JoinForm(ChangeForm):
    """A value that is counted as another from now on."""

    kind = "join"

    def add_inputs(self) -> None:
        """Ask for the two values."""
        self.add_value("value", _("Value to join"), self.may_go())
        every = [value.key for value in self.field.chosen_from()]
        self.add_value("becomes", _("Into"), every)

    def check(self) -> None:
        """Refuse a value that is joined into itself."""
        if self._sent("value") and self._sent("value") == self._sent("becomes"):
            self.add_error("becomes", gettext("Choose two different values."))

    def parts(self) -> Mapping[str, Any]:
        """Return the two values."""
        return {name: self.cleaned_data[name] for name in ("value", "becomes")}


class SplitForm(ChangeForm):
    """A value in whose place there are two."""

    kind = "split"

    def add_inputs(self) -> None:
        """Ask for the value and the two new ones."""
        self.add_value("value", _("Value to split"), self.may_go())
        for prefix, said in (("one-", gettext("first value")), ("two-", gettext("second value"))):
            self.add_words(prefix, required=True)
            for name in self.fields:
                if name.startswith(prefix):
                    self.fields[name].label = f"{self.fields[name].label} ({said})"

    def check(self) -> None:
        """Refuse names that are taken."""
        self.refuse_taken_keys(["one-", "two-"])

    def parts(self) -> Mapping[str, Any]:
        """Return the values."""
        new = tuple(self.new_value(prefix) for prefix in ("one-", "two-"))
        return {"value": self.cleaned_data["value"], "values": new}


class OpenFirstForm(ChangeForm):
    """A field that is not required is shown open at once."""

    kind = "open_first"


class FoldForm(ChangeForm):
    """A field that was shown open is folded again."""

    kind = "fold"


class CommentForm(forms.Form):
    """A comment to colleagues."""

    text = forms.CharField(
        label=_("Comment (write @ and a name to call somebody)"), max_length=LONGEST, widget=area()
    )


class ReleaseForm(forms.Form):
    """What a new version is about."""

    summary = forms.CharField(
        label=_("What is new in this version, in a sentence (English)"),
        max_length=300,
        widget=line(),
    )


class KeepForm(forms.Form):
    """A case whose values are right as they are."""

    proposal = forms.IntegerField(widget=forms.HiddenInput)
    case = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Reason (no names)"), max_length=300, widget=line())


def own_language() -> str:
    """Return the language of the screen, if the codebook has labels in it and it is not English."""
    language = (get_language() or "en").partition("-")[0]
    return language if language in LANGUAGES and language != "en" else ""


def key_of(label: str) -> str:
    """Return the key of a value with this English label: its letters in ASCII."""
    plain = re.sub(r"[^a-z0-9]+", "_", anyascii(label).lower()).strip("_")
    return re.sub(r"^[^a-z]+", "", plain)[:40]


def field_or_none(name: str) -> Field | None:
    """Return a field of the codebook in force."""
    return codebook.current().fields.get(name)
