"""Forms of the run of show: an item, its file, and what was checked of it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.forms import ContributorChoice
from vigil.programme.models import Contribution, RunItem, Session
from vigil.programme.recordings.form_fields import TimecodeField
from vigil.programme.recordings.forms import MEDIA_TYPES


class LengthField(TimecodeField):
    """How long an item lasts: minutes and seconds, or minutes alone."""

    def to_python(self, value: Any) -> Any:
        """Return seconds."""
        text = str(value or "").strip()
        return super().to_python(f"{text}:00" if text.isdecimal() else value)


class RunItemForm(forms.ModelForm):
    """One item of the run of show."""

    contribution = ContributorChoice(Contribution.objects.none(), label=_("Who"), required=False)
    seconds = LengthField(
        label=_("Length"), help_text=_("Minutes, such as 10, or minutes and seconds: 12:03")
    )

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
        widgets: ClassVar[dict[str, Any]] = {
            "note": forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        }

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
