"""What a grantee fills in on their own page while a grant is open, and how they want to be seen."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Grant, Incident
from vigil.fund.parties.forms.public import LEVEL_CHOICES, PRIVATE_INPUT
from vigil.fund.parties.verbs.sealing import MAX_TEXT_LENGTH

Kind, Reach = Incident.Kind, Incident.Reach
KINDS: Final = (
    (Kind.SAFETY, _("Safety: threats, attacks, somebody who follows or watches")),
    (Kind.WELLBEING, _("How you are: fear, exhaustion, illness")),
    (Kind.COMMUNICATIONS, _("Telephones, messages, accounts or computers")),
    (Kind.INFORMATION, _("Something became known that should not have")),
    (Kind.PLAN, _("What was planned for your safety did not hold")),
)
REACHES: Final = (
    (Reach.NO, _("No, do not contact me about it")),
    (Reach.USUAL, _("Yes, in the way I said before")),
    (Reach.OTHER, _("Yes, but in another way, which I write below")),
)


_DAY_ERRORS: Final = {
    "required": _("Write the day: 2026-04-30."),
    "invalid": _("Write year, month and day: 2026-04-30."),
}


def _day_picker() -> forms.DateInput:
    return forms.DateInput(
        attrs={"type": "date", "autocomplete": "off", "dir": "ltr"}, format="%Y-%m-%d"
    )


class GrantForm(forms.Form):
    """A form about one of the grants that are open; of a single one it does not ask which."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, grants: Sequence[Grant], auto_id: str
    ) -> None:
        super().__init__(data, auto_id=auto_id, label_suffix="", use_required_attribute=False)
        self.grants = {grant.uid: grant for grant in grants}
        if len(grants) > 1:
            self.fields["grant"] = forms.ChoiceField(
                label=_("About which grant?"),
                choices=[(one.uid, f"{one.get_kind_display()}, {one.code}") for one in grants],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say which grant it is about.")},
            )
            self.order_fields(["grant"])

    @property
    def grant_field(self) -> BoundField | None:
        """The question which grant it is about, where it is asked."""
        return self["grant"] if "grant" in self.fields else None

    def grant(self) -> Grant | None:
        """Return the grant that was chosen; None if none is open any more."""
        chosen = self.cleaned_data.get("grant") or next(iter(self.grants), "")
        return self.grants.get(chosen)


class IncidentForm(GrantForm):
    """Something happened."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it is about.")},
    )
    text = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 8}),
        help_text=_("Write it, or say it in a voice message below."),
    )
    month = forms.DateField(
        label=_("In which month?"),
        initial=timezone.localdate,
        input_formats=["%Y-%m", "%Y-%m-%d", "%m/%Y", "%Y/%m"],
        widget=forms.DateInput(
            attrs={"type": "month", "autocomplete": "off", "dir": "ltr"}, format="%Y-%m"
        ),
        help_text=_("Year and month: 2026-04. No day is kept."),
        error_messages={
            "required": _("Say in which month it happened: 2026-04."),
            "invalid": _("Write the year and the month: 2026-04."),
        },
    )
    reach = forms.ChoiceField(
        label=_("May we contact you about it?"),
        choices=REACHES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether we may contact you about it.")},
    )
    contact = forms.CharField(
        label=_("How, if in another way"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 2}),
        help_text=_("It is encrypted. Say when it is safe, and what must not be said."),
    )

    def clean(self) -> dict[str, Any]:
        """Require the way where another one is wanted."""
        said = super().clean() or {}
        if said.get("reach") == Reach.OTHER and not said.get("contact", "").strip():
            self.add_error("contact", _("Say how we may contact you about it."))
        return said


class ChangesForm(GrantForm):
    """What changed, in their own words."""

    text = forms.CharField(
        label=_("What changed, for you or around you?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 8}),
        error_messages={"required": _("Write something first.")},
    )


class MessageForm(forms.Form):
    """A message to the officers; it may be of files or a voice message alone."""

    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 6}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)


class ArrivedForm(forms.Form):
    """The day on which money arrived."""

    on = forms.DateField(
        label=_("On which day did it arrive?"),
        initial=timezone.localdate,
        widget=_day_picker(),
        help_text=_("Year, month, day: 2026-04-30."),
        error_messages=_DAY_ERRORS,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id, label_suffix="", use_required_attribute=False)


class MissingForm(forms.Form):
    """That money did not arrive, with words if they want."""

    text = forms.CharField(
        label=_("What should we know? (if you want to say)"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id, label_suffix="", use_required_attribute=False)


class UnsafeForm(MissingForm):
    """That a report cannot be written safely now, with words if they want."""


class ExtensionForm(GrantForm):
    """A later last day, and why."""

    until = forms.DateField(
        label=_("Until which day?"),
        widget=_day_picker(),
        help_text=_("Year, month, day: 2026-04-30."),
        error_messages=_DAY_ERRORS,
    )
    why = forms.CharField(
        label=_("Why do you need more time?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 4}),
        help_text=_("It is encrypted. A few words are enough."),
        error_messages={"required": _("Write why you need more time.")},
    )


class AccountForm(forms.Form):
    """The account to which money goes."""

    account = forms.CharField(
        label=_("Account, IBAN, or number of mobile money, and in whose name"),
        max_length=1_000,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 3, "autocapitalize": "off"}),
        help_text=_(
            "It is encrypted. If an account is dangerous for you, leave this empty and write to "
            "us: there are other ways."
        ),
        error_messages={"required": _("Write the account to which the money goes.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)


class LevelForm(forms.Form):
    """How far somebody wants to be seen from now on."""

    level = forms.ChoiceField(
        label=_("How far may you be seen?"),
        choices=LEVEL_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far you may be seen.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(
            data, initial=initial, auto_id="seen-%s", label_suffix="", use_required_attribute=False
        )
