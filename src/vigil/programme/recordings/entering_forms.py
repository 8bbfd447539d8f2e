"""The form by which a host enters from whom a recording came by mail or by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.forms import ContributorChoice
from vigil.programme.contributors.verbs.consenting import ASKED
from vigil.programme.events.form_fields import day_field
from vigil.programme.models import Contribution, Message, Recording
from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses


class ReceivedForm(forms.Form):
    """From which contributor a recording came, how and when, and with which consent."""

    contributor = ContributorChoice(label=_("From whom"), queryset=Contribution.objects.none())
    received_how = forms.ChoiceField(
        label=_("How you received it"), choices=[("", ""), *Message.Received.choices]
    )
    received_on = day_field(_("When you received it"))
    uses = forms.MultipleChoiceField(
        label=_("They agree"),
        choices=lambda: [(use, consent_uses()[use]) for use in ASKED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave this and what follows empty if their agreement is entered already."),
    )
    given_by = forms.ChoiceField(label=_("Who agreed"), choices=Consent.Relation.choices)
    given_how = forms.ChoiceField(
        label=_("How they agreed"),
        choices=[
            ("", ""),
            *(pair for pair in Consent.Given.choices if pair[0] != Consent.Given.ON_SCREEN),
        ],
        required=False,
    )
    given_on = day_field(_("On which day they agreed"), required=False)
    document = forms.FileField(
        label=_("Document that shows it (picture or PDF)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("Needed if they agreed on paper."),
    )

    def __init__(
        self, *args: Any, recording: Recording, called: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Offer the contributors of the session, and show what was entered before."""
        super().__init__(*args, **kwargs)
        contributor = self.fields["contributor"]
        assert isinstance(contributor, ContributorChoice)
        contributor.offer(recording.session, called)
        self.initial = {
            **self.initial,
            "contributor": recording.received_from_id,
            "received_how": recording.received_how,
            "received_on": recording.received_on,
        }

    def clean(self) -> dict[str, Any]:
        """Say everything that is wrong at once."""
        data = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for name in ("received_on", "given_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, _("This day is yet to come. Correct it."))
        if not any(data.get(name) for name in ("uses", "given_how", "given_on", "document")):
            return data
        for name, lacking in (
            ("uses", _("Choose what they agreed to.")),
            ("given_how", _("Say how they agreed.")),
            ("given_on", _("Say on which day they agreed.")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, lacking)
        if data.get("given_how") == Consent.Given.PAPER and not data.get("document"):
            self.add_error(
                "document", _("They agreed on paper: attach a photograph or a scan of it.")
            )
        return data
