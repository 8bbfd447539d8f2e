"""Public forms before a party has its own page, and forms to change contact details there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices
from vigil.fund.models import Party
from vigil.trust.models import Level

PRIVATE_INPUT: Final = {"autocomplete": "off", "dir": "auto"}
LEVEL_CHOICES: Final = (
    (
        Level.HIDDEN,
        _("Hidden. Nothing shows that there is you; inside the fund you have a number."),
    ),
    (
        Level.PSEUDONYM,
        _("Under another name. Few of us may look up your own, and each look is kept."),
    ),
    (
        Level.PARTNER_ONLY,
        _("By name for those who work for the fund and its partners, but never in public."),
    ),
    (Level.OPEN, _("By name in public. What we give you may be published with your name.")),
)
"""From the strictest on: nobody is shown more than they chose."""
CONTACT_CHOICES: Final = (
    (Party.Contact.NONE, _("Not at all: I come to you, by my link")),
    (Party.Contact.EMAIL, _("By e-mail")),
    (Party.Contact.PHONE, _("By telephone")),
    (Party.Contact.MESSENGER, _("By an encrypted messenger")),
    (Party.Contact.PERSON, _("Through somebody I trust")),
)
MAX_TEXT_LENGTH: Final = 10_000


class ContactForm(forms.Form):
    """How the party can be reached, and what must never be sent to it."""

    contact_by = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=CONTACT_CHOICES,
        widget=forms.RadioSelect,
        initial=Party.Contact.NONE,
        error_messages={"required": _("Say how we may reach you, or that we may not at all.")},
    )
    contact = forms.CharField(
        label=_("The address or number for this"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={**PRIVATE_INPUT, "autocapitalize": "off"}),
        help_text=_("It is encrypted. Give one that nobody else reads."),
    )
    never_send = forms.CharField(
        label=_("What must never be sent to you?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 3}),
        help_text=_(
            "For example: no letters with amounts, nothing in the evening, no calls at all. If you "
            "write anything here no letter goes out by itself: a person reads this first."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
        *,
        kept: str = "",
    ) -> None:
        """Build it; `kept` is the way of which an address is kept already."""
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
        self.kept = kept

    def clean(self) -> dict[str, Any]:
        """Require an address where a way needs one, and one that can be one."""
        said = super().clean() or {}
        way, contact = said.get("contact_by"), said.get("contact", "").strip()
        if way and way not in (Party.Contact.NONE, self.kept) and not contact:
            self.add_error("contact", _("Write the address or number, or choose “not at all”."))
        if way == Party.Contact.EMAIL and contact:
            try:
                validate_email(contact)
            except ValidationError:
                self.add_error(
                    "contact",
                    _("This is no e-mail address. Look at it again: name@example.org."),
                )
        return said


class NewPartyForm(ContactForm):
    """The protection level of a new party, before anything else is kept."""

    level = forms.ChoiceField(
        label=_("How far may you be seen?"),
        choices=LEVEL_CHOICES,
        widget=forms.RadioSelect,
        initial=Level.HIDDEN,
        error_messages={"required": _("Choose how far you may be seen.")},
    )
    kind = forms.ChoiceField(
        label=_("Who applies?"),
        choices=Party.Kind.choices,
        widget=forms.RadioSelect,
        initial=Party.Kind.PERSON,
        error_messages={"required": _("Say whether this is a person or an organisation.")},
    )
    country = forms.ChoiceField(
        label=_("Country (if you want to say)"),
        required=False,
        help_text=_("It is not encrypted: we count by it. No place finer than it is asked here."),
    )
    field_order: Sequence[str] = ("level", "kind", "country", "contact_by", "contact", "never_send")

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", "–"), *country_choices()]
        country.widget.attrs["autocomplete"] = "off"

    def who(self) -> dict[str, Any]:
        """Return the values that register the party."""
        names = ("level", "kind", "country", "contact_by", "contact", "never_send")
        return {name: self.cleaned_data[name] for name in names}
