"""What is asked for at the desk about applications, the run of show, and agreements."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.wall_time import WallTimeField
from vigil.programme.contributors.verbs.consenting import ASKABLE
from vigil.programme.models import Contribution, RunItem, Session, SlotApplication
from vigil.programme.recordings.forms import MEDIA_TYPES, ContributorChoice, TimecodeField
from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses

_TEXT = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, **kwargs)


class ApplicationForm(forms.ModelForm):
    """The application for a slot."""

    deadline = WallTimeField(label=_("Deadline"), required=False)
    deadline_zone = forms.CharField(
        label=_("Time zone of the deadline"),
        max_length=64,
        required=False,
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
    )

    class Meta:
        model = SlotApplication
        fields = ("congress", "agenda_item", "limits", "cosponsors", "controls")
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(
            ("limits", "cosponsors", "controls"), _TEXT
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "limits": _("Words, speakers, minutes, sizes of files: what the host allows."),
            "controls": _("Stream, registration, recording, interpretation, security."),
        }

    field_order = ("congress", "agenda_item", "deadline", "deadline_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the deadline as a clock shows it there."""
        super().__init__(*args, **kwargs)
        kept = self.instance.deadline_local
        self.initial["deadline"] = kept.replace(tzinfo=None) if kept else None
        self.initial["deadline_zone"] = self.instance.deadline_zone

    def _post_clean(self) -> None:
        """Leave the row alone: the verb writes it."""


class ApplicationSentForm(forms.Form):
    """When the application was sent."""

    on = _day(_("Sent on"), required=False)


class ApplicationAnswerForm(forms.Form):
    """What the host answered."""

    accepted = forms.TypedChoiceField(
        label=_("The host"),
        choices=[("yes", _("gives the slot")), ("no", _("refuses"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("Number in the host's programme"), min_value=0, required=False
    )
    on = _day(_("Answered on"), required=False)


class RunItemForm(forms.ModelForm):
    """One item of the run of show."""

    contribution = ContributorChoice(Contribution.objects.none(), label=_("Who"), required=False)
    seconds = TimecodeField(label=_("Length"), help_text=_("Minutes and seconds, such as 12:03"))

    class Meta:
        model = RunItem
        fields = (
            *("kind", "title", "seconds", "contribution", "language", "interpretation"),
            *("rights", "voice", "face", "note"),
        )
        labels: ClassVar[dict[str, Any]] = {
            "kind": _("Kind"),
            "title": _("Title"),
            "language": _("Language"),
            "voice": _("Disguise of the voice"),
            "face": _("Disguise of the face"),
            "note": _("Note"),
        }
        widgets: ClassVar[dict[str, Any]] = {"note": _TEXT}

    def __init__(self, *args: Any, session: Session, called: dict[str, str], **kwargs: Any) -> None:
        """Offer the contributors of the session; a disguise is needed or not, no more is said."""
        super().__init__(*args, **kwargs)
        field = self.fields["contribution"]
        assert isinstance(field, ContributorChoice)
        field.offer(session, called)
        checked = RunItem.Disguise.CHECKED
        for name in ("voice", "face"):
            disguise = self.fields[name]
            assert isinstance(disguise, forms.ChoiceField)
            now = getattr(self.instance, name)
            disguise.choices = [
                (value, label)
                for value, label in RunItem.Disguise.choices
                if value != checked or now == checked
            ]

    def _post_clean(self) -> None:
        """Leave the row alone: the verb writes it."""


class RunItemFileForm(forms.Form):
    """The file of a pre-recorded item."""

    file = forms.FileField(
        label=_("Sound or video"),
        widget=forms.ClearableFileInput(attrs={"accept": MEDIA_TYPES}),
        allow_empty_file=True,
    )


class RunItemCheckForm(forms.Form):
    """What a person checked of an item."""

    technical = forms.BooleanField(label=_("It plays, with picture and sound"), required=False)
    voice = forms.BooleanField(label=_("The voice cannot be known"), required=False)
    face = forms.BooleanField(label=_("The face cannot be known"), required=False)


class ConsentForm(forms.Form):
    """What a contributor agrees to."""

    uses = forms.MultipleChoiceField(
        label=_("They agree"),
        choices=lambda: [(use, consent_uses()[use]) for use in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    given_by = forms.ChoiceField(label=_("Who agreed"), choices=Consent.Relation.choices)
    given_how = forms.ChoiceField(
        label=_("How"),
        choices=[pair for pair in Consent.Given.choices if pair[0] != Consent.Given.ON_SCREEN],
    )
    given_on = _day(_("On"), required=False)
    until = _day(_("Last day on which it holds"), required=False)
    why = forms.CharField(
        label=_("How we know (no names)"),
        required=False,
        max_length=2000,
        help_text=_(
            "To name them: which of you heard it, and what was said. A second person confirms it."
        ),
    )


class EndConsentForm(forms.Form):
    """What a contributor does not agree to any more."""

    uses = forms.MultipleChoiceField(
        label=_("They take back"),
        choices=lambda: [(use, consent_uses()[use]) for use in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
    )
