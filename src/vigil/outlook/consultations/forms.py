"""Desk forms for consultations and their statements, and the fields they share."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.wall_time import WallTimeField
from vigil.outlook.consultations.code_lists import (
    CODE_LISTS,
    LABELS,
    PLACES,
    choices,
    code_name,
    read_places,
    region_choices,
)
from vigil.outlook.consultations.note_files import ENDINGS
from vigil.outlook.consultations.transcripts import likely_speakers
from vigil.outlook.consultations.verbs.notes_and_statements import LONGEST, LONGEST_STATEMENT
from vigil.outlook.models import Consultation, StatementCoding
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Consent, User

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
WHY: Final = _("Reason (no names)")


def long_text(label: Any, rows: int = 5, **kwargs: Any) -> forms.CharField:
    """Return a field for several lines of text, written left to right or right to left."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, **kwargs)


def short_text(label: Any, most: int = 200, **kwargs: Any) -> forms.CharField:
    """Return a field for one line."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=_Day(), **kwargs)


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlacesField(forms.CharField):
    """A field for places by name or code, separated by commas; `countries` allows only those."""

    def __init__(self, *, countries: bool = False, **kwargs: Any) -> None:
        """Make a field of one line; with `countries`, refuse regions."""
        self.countries = countries
        widget = forms.TextInput(attrs={"dir": "auto"})
        super().__init__(widget=widget, max_length=2000, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the codes. Raises ValidationError, which names what is not a place."""
        try:
            codes = read_places(super().to_python(value) or "")
        except NotPossible as error:
            raise ValidationError(str(error)) from error
        if self.countries and (odd := [code for code in codes if code not in COUNTRIES]):
            said = gettext("These are no countries: %(codes)s.")
            raise ValidationError(said % {"codes": ", ".join(odd)})
        return codes

    def prepare_value(self, value: Any) -> Any:
        """Return codes as names; text that somebody typed stays as it is."""
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(code_name(PLACES, code).replace(",", " ") for code in value)


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with no colon after its labels."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class EmptyForm(PlainForm):
    """The form of an act that needs no input."""


class ReasonForm(PlainForm):
    """The form of an act that needs a reason, which the log keeps."""

    why = forms.CharField(label=WHY, max_length=2000)


class IrreversibleForm(ReasonForm):
    """The form of an act that nobody can undo; it needs a reason."""

    sure = forms.BooleanField(label=_("I am sure: it cannot be undone."))


class ConsultationForm(PlainForm):
    """The details of a consultation."""

    title = short_text(_("Title (no names of persons)"))
    region = forms.ChoiceField(label=_("Region"), required=False)
    countries = PlacesField(countries=True, label=_("Countries, by name or code, apart by commas"))
    starts_local = WallTimeField(label=_("When it was held, by the clock of its time zone"))
    zone = forms.CharField(label=_("Time zone (such as Asia/Tokyo)"), max_length=64)
    held = forms.ChoiceField(label=_("How it was held"), choices=Consultation.Held.choices)
    rule = forms.ChoiceField(
        label=_("What people were told of how their words are used"),
        choices=Consultation.Rule.choices,
        initial=Consultation.Rule.CHATHAM_HOUSE,
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(
        label=_("How many took part, if it was counted"),
        min_value=1,
        max_value=30_000,
        required=False,
    )
    session = forms.CharField(
        label=_("Address of the session, if it was one (/programme/…)"),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with the regions in the language of the screen."""
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = [("", ""), *region_choices()]


class LanguageForm(PlainForm):
    """The language of a text, as a tag (BCP 47)."""

    language = forms.CharField(
        label=_("Their language (such as en, or pt-BR)"), max_length=12, initial="en"
    )

    def clean_language(self) -> str:
        """Return the language. Raises ValidationError if it is not a language tag."""
        tag = str(self.cleaned_data["language"]).strip()
        if not _TAG.fullmatch(tag):
            raise ValidationError(gettext("Write the language as a tag: en, sw, pt-BR."))
        return tag


class NoteFileForm(LanguageForm):
    """A file of notes, or of a transcript, with its language."""

    file = forms.FileField(
        label=_("File (%(endings)s)") % {"endings": ", ".join(ENDINGS)},
        help_text=_("First you see what is in it. Nothing is stored yet."),
    )
    field_order = ("file", "language")


class SplitForm(LanguageForm):
    """How a text is split into statements, and its language."""

    how = forms.ChoiceField(
        label=_("A statement is"),
        choices=[
            ("paragraphs", pgettext_lazy("statement", "each paragraph, or item of a list")),
            ("sentences", pgettext_lazy("statement", "each sentence")),
        ],
        initial="paragraphs",
        widget=forms.RadioSelect,
    )


class NotesForm(SplitForm):
    """Notes that somebody pastes, with their language."""

    notes = long_text(_("Notes, as they were written"), rows=14, max_length=LONGEST)
    field_order = ("notes", "language", "how")


class TranscriptForm(SplitForm):
    """What was read from a file, to be corrected, and who speaks in it."""

    speakers = forms.MultipleChoiceField(
        label=_("Who speaks, by the name before a colon"),
        help_text=_("Each name is sealed with the statement, and removed from its words."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = long_text(_("What is in the file"), rows=20, max_length=LONGEST)
    field_order = ("speakers", "text", "language", "how")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form; it offers the speakers that its text seems to have."""
        super().__init__(*args, **kwargs)
        text = str(self.data.get("text", "") if self.is_bound else self.initial.get("text", ""))
        field = self.fields["speakers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in likely_speakers(text)]
        if not field.choices:
            del self.fields["speakers"]

    def clean(self) -> dict[str, Any]:
        """Return what was read, with no speakers if the text has none."""
        return {"speakers": []} | (super().clean() or {})


class WordsForm(PlainForm):
    """The words of a statement."""

    text = long_text(
        _("Its words; an empty line splits it in two"), rows=6, max_length=LONGEST_STATEMENT
    )


class SpeakerForm(PlainForm):
    """The speaker of a statement. A field that is left empty changes nothing."""

    speaker = short_text(_("Who said it; sealed"), required=False)
    organisation = short_text(_("For which organisation; sealed"), required=False)


class MeetingConsentForm(PlainForm):
    """The consent of everybody in a meeting to be quoted."""

    given_how = forms.ChoiceField(label=_("How they agreed"), choices=Consent.Given.choices)
    given_on = date_field(_("On which day; empty means today"), required=False)
    until = date_field(_("Until which day, if it ends"), required=False)


class ConsentForm(MeetingConsentForm):
    """A speaker's consent to be quoted, or to be named."""

    given_on = date_field(_("On which day; if only quoted, empty means today"), required=False)
    use = forms.ChoiceField(
        label=_("What they agreed to"),
        choices=[
            ("quotes", _("that these words are quoted")),
            ("name", _("that it is said who said them, as far as the rule allows")),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("How you know (no names)"),
        required=False,
        max_length=2000,
        help_text=_(
            "To name them: which of you heard it, and what was said. A second chair confirms it."
        ),
    )
    field_order = ("use", "given_how", "given_on", "until", "why")


class EndConsentForm(PlainForm):
    """The consent that has ended."""

    consent = forms.ModelChoiceField(queryset=Consent.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form; it takes any consent of this room, and the verb checks whose it is."""
        super().__init__(*args, **kwargs)
        set_choices(
            self, "consent", Consent.objects.filter(subject_kind__in=("consultation", "statement"))
        )


class PersonForm(PlainForm):
    """The choice of a colleague from those that a screen offers."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        """Make the form, with these people to choose from."""
        super().__init__(*args, **kwargs)
        set_choices(self, "user", people)


class CodingChoiceField(forms.ModelChoiceField):
    """The choice of a coding, shown by the name of its coder."""

    def label_from_instance(self, obj: StatementCoding) -> str:
        """Return the name of the coder."""
        return str(obj.coder)


class UnassignCoderForm(ReasonForm):
    """The coding to remove from its coder, and why."""

    coding = CodingChoiceField(label=_("From whom"), queryset=StatementCoding.objects.none())
    field_order = ("coding", "why")

    def __init__(self, *args: Any, codings: Any, **kwargs: Any) -> None:
        """Make the form, with these codings to choose from."""
        super().__init__(*args, **kwargs)
        set_choices(self, "coding", codings)


class QuotesForm(PlainForm):
    """The statements that may be quoted: exactly those ticked; and those read for names."""

    quoted = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("May be quoted")
    )
    cleared = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Names were read")
    )

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Make the form, with these statements to choose from."""
        super().__init__(*args, **kwargs)
        for name in ("quoted", "cleared"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = list(offered)


class CodeForm(PlainForm):
    """The codes of one statement: a group of checkboxes for each list, and a line for places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with the lists in the language of the screen."""
        super().__init__(*args, **kwargs)
        for name in CODE_LISTS:
            self.fields[name] = forms.MultipleChoiceField(
                label=str(LABELS[name]),
                choices=choices(name),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[PLACES] = PlacesField(
            label=_("Places it is about: countries or regions, by name or code, apart by commas")
        )


def set_choices(form: forms.Form, name: str, rows: Any) -> None:
    """Set the choices of a field of a form."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def initial_of(consultation: Consultation) -> Mapping[str, Any]:
    """Return the present values of a consultation, for its form."""
    names = ("title", "region", "countries", "zone", "held", "rule", "people", "session")
    wall = consultation.starts_local.replace(tzinfo=None)
    return {name: getattr(consultation, name) for name in names} | {"starts_local": wall}
