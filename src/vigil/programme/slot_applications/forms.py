"""Forms of the application for a slot: what is asked for, when it was sent, what was answered."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.wall_time import WallTimeField
from vigil.programme.events.form_fields import day_field, zone_field
from vigil.programme.models import SlotApplication

_TEXT = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


class ApplicationForm(forms.ModelForm):
    """The application for a slot."""

    deadline = WallTimeField(label=_("Deadline"), required=False)
    deadline_zone = zone_field(_("Time zone of the deadline"), required=False)

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
    """The day on which the application was sent."""

    on = day_field(_("Sent on"), required=False)


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
    on = day_field(_("Answered on"), required=False)
