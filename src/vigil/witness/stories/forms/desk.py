"""Forms of the stories' screens at the desk."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.models import Case, Victim
from vigil.desk.screens.wall_time import WallTimeField
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses
from vigil.witness.models import Commission, Story, StoryFile, StoryText
from vigil.witness.readers.relative_fields import relative_fields
from vigil.witness.stories.verbs import consenting
from vigil.witness.stories.verbs.publishing import LONGEST_NOTE

DAY = forms.DateInput(attrs={"type": "date"})


class SubjectForm(forms.Form):
    """The case and the people of a story, and who tells it."""

    told_by = forms.ChoiceField(label=gettext_lazy("Who tells it"), choices=Story.Teller.choices)
    case = forms.CharField(
        label=gettext_lazy("Number of the case (as V-0042), if there is one"),
        required=False,
        max_length=16,
    )
    persons = forms.CharField(
        label=gettext_lazy("Who it is about: names as in the case, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Leave it empty for everybody whom the case names as killed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask which of several relatives tells it."""
        super().__init__(*args, **kwargs)
        self.fields |= relative_fields()

    def clean(self) -> dict[str, Any]:
        """Find the case and the people."""
        said = super().clean() or {}
        number = said.get("case", "").strip().upper()
        case = Case.objects.filter(public_id=number).first() if number else None
        if number and case is None:
            self.add_error("case", _("There is no such case."))
        said["case"] = case
        said["persons"] = self._persons(case, said.get("persons", ""))
        return said

    def _persons(self, case: Case | None, names: str) -> list[str]:
        if case is None:
            if names.strip():
                self.add_error("persons", _("Say in which case these people are."))
            return []
        there = list(case.victims.prefetch_related("names"))
        wanted = [line.strip() for line in names.splitlines() if line.strip()]
        if not wanted:
            return [str(one.uid) for one in there if one.outcome == "killed" and one.name]
        found = {name: one for one in there for name in _spellings(one)}
        if unknown := [name for name in wanted if name not in found]:
            raise ValidationError(
                {"persons": _("Not in this case: %(names)s.") % {"names": ", ".join(unknown)}}
            )
        return [str(found[name].uid) for name in wanted]


class NewStoryForm(SubjectForm):
    """What a story begins with."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Story.Kind.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language in which it is written"), choices=settings.LANGUAGES
    )
    field_order = ("kind", "language")


class TextForm(forms.ModelForm):
    """The text in one language."""

    of_revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StoryText
        fields = ("name", "title", "summary", "body", "family_account", "justice")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "body": forms.Textarea(attrs={"class": "body", "rows": 18}),
            "family_account": forms.Textarea(attrs={"rows": 6}),
            "justice": forms.Textarea(attrs={"rows": 4}),
        }


class SourcesForm(forms.Form):
    """What is the same in all languages."""

    sources = forms.CharField(
        label=gettext_lazy("Sources, one a line: what it is | its address"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    justice_as_of = forms.CharField(
        label=gettext_lazy("Last day that you checked what has happened since"),
        help_text=gettext_lazy("Or month, or year: 2026-11-01, 2026-11, 2026."),
        required=False,
        max_length=10,
    )
    related = forms.CharField(
        label=gettext_lazy("Related stories, by their ids"), required=False, max_length=200
    )
    of_revision = forms.IntegerField(widget=forms.HiddenInput)


class ScheduleForm(forms.Form):
    """When it is published, in UTC."""

    at = WallTimeField(label=gettext_lazy("Publish on (UTC)"))

    def clean_at(self) -> datetime:
        """Return the moment, which was typed in UTC."""
        moment: datetime = self.cleaned_data["at"]
        return moment.replace(tzinfo=UTC)


class ReasonForm(forms.Form):
    """A reason. Verbs refuse where one is missing. The log keeps it, so no name belongs into it."""

    why = forms.CharField(label=gettext_lazy("Why (no names)"), required=False, max_length=2000)


class RevisionForm(forms.Form):
    """The revision that a screen showed. Verbs refuse where there is a later one."""

    of_revision = forms.IntegerField(required=False)


class CommissionStateForm(forms.Form):
    """How far a commission is. The verb knows which states may follow."""

    state = forms.CharField(required=False)


class CorrectionForm(forms.Form):
    """What was corrected, for readers."""

    correction = forms.CharField(
        label=gettext_lazy("What was corrected, for readers"),
        required=False,
        max_length=LONGEST_NOTE,
    )


class FamilyReadsForm(forms.Form):
    """The answer of the family to the text."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What they said"), choices=Story.FamilyReads.choices
    )
    why = forms.CharField(
        label=gettext_lazy("If you do not ask them: why (no names)"),
        required=False,
        max_length=2000,
    )


class ConsentForm(forms.Form):
    """Who agreed to what, on which terms."""

    uses = forms.MultipleChoiceField(
        label=gettext_lazy("They agree"), widget=forms.CheckboxSelectMultiple
    )
    given_by = forms.ChoiceField(
        label=gettext_lazy("Who agreed"), choices=Consent.Relation.choices, initial="family"
    )
    given_how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(value, label) for value, label in Consent.Given.choices if value != "on_screen"],
    )
    given_on = forms.DateField(label=gettext_lazy("On"), widget=DAY, initial=date.today)
    until = forms.DateField(
        label=gettext_lazy("Until (empty: without an end)"), required=False, widget=DAY
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language"),
        required=False,
        choices=[("", gettext_lazy("in every language")), *settings.LANGUAGES],
    )
    territory = forms.ChoiceField(label=gettext_lazy("In which country"), required=False)
    evidence = forms.FileField(label=gettext_lazy("The paper, as a picture or PDF"), required=False)
    why = forms.CharField(
        label=gettext_lazy("If there is no paper: how we know (no names)"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("To name them, a second person must confirm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what can be agreed to."""
        super().__init__(*args, **kwargs)
        self.fields |= relative_fields()
        self.order_fields(["uses", "given_by", "relative", "own"])
        self.fields["uses"].choices = [(use, consent_uses()[use]) for use in consenting.ASKED]  # type: ignore[attr-defined]
        named = sorted((country_name(code), code) for code in COUNTRIES)
        self.fields["territory"].choices = [  # type: ignore[attr-defined]
            ("", _("everywhere")),
            *((code, name) for name, code in named),
        ]


class FileForm(forms.Form):
    """A file of a story."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=StoryFile.Kind.choices)
    file = forms.FileField(label=gettext_lazy("File"))
    credit = forms.CharField(label=gettext_lazy("Who made it"), max_length=200)
    licence = forms.CharField(
        label=gettext_lazy("Licence or permission to show it"), max_length=200
    )


class FileDescriptionForm(forms.Form):
    """What a file shows, in one language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    alt = forms.CharField(
        label=gettext_lazy("Description for people who cannot see it"),
        required=False,
        max_length=1000,
    )
    caption = forms.CharField(label=gettext_lazy("Caption"), required=False, max_length=1000)
    transcript = forms.CharField(
        label=gettext_lazy("Transcript"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CommissionForm(forms.ModelForm):
    """What a journalist is asked for."""

    class Meta:
        model = Commission
        fields = ("journalist", "brief", "fee", "currency", "due_on")
        labels: ClassVar[dict[str, Any]] = {
            "journalist": gettext_lazy("Who is asked"),
            "brief": gettext_lazy("What for"),
            "fee": gettext_lazy("Fee"),
            "currency": gettext_lazy("Currency (as EUR)"),
            "due_on": gettext_lazy("Due on"),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "brief": forms.Textarea(attrs={"rows": 5}),
            "due_on": DAY,
        }


class FamilyContactForm(forms.Form):
    """How the family is spoken with. It goes into the vault."""

    family_contact = forms.CharField(
        label=gettext_lazy("Whom to contact in the family, and how"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    family_speaks = forms.CharField(
        label=gettext_lazy("Which colleague contacts them"), required=False, max_length=4000
    )
    family_avoid = forms.CharField(
        label=gettext_lazy("Which dates to avoid"), required=False, max_length=4000
    )


def _spellings(one: Victim) -> list[str]:
    return [name for name in (one.name, *(row.name for row in one.names.all())) if name]
