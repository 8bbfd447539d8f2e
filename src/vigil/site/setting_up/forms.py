"""The forms of the steps. What the environment states is shown, and cannot be changed there."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.files import BYTES
from vigil.trust.models import Organisation, User
from vigil.trust.organisation import mail
from vigil.trust.organisation.queries import (
    MACHINE,
    USUAL_LICENCE,
    closings,
    organisation,
    row,
    set_on_the_machine,
)
from vigil.trust.organisation.verbs.mail_server import why_not_changed

LICENCES: Final = (
    *("Apache-2.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0", "ODbL-1.0"),
)


@dataclass(frozen=True, slots=True)
class StatedPart:
    """A part that is not changed on the page: its label, its value in words, and why."""

    label: str
    value: str
    why: str


class _StepForm(forms.Form):
    """A step. Fields that the environment states are closed."""

    closed_because = ""
    """Why nothing of it can be changed here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show what is in force."""
        super().__init__(*args, **{**kwargs, "initial": self.in_force()})
        for name in set_on_the_machine() & self.fields.keys():
            field = self.fields[name]
            field.disabled = True
            field.help_text = _("Set on the machine (%(setting)s).") % {"setting": MACHINE[name]}

    def stated(self) -> list[StatedPart]:
        """Return what is shown as text because it cannot be changed here. Never a password."""
        return [
            StatedPart(str(one.label), _in_words(one) or "—", str(one.help_text))
            for one in self
            if one.field.disabled
            and not isinstance(one.field.widget, forms.PasswordInput | forms.CheckboxInput)
            and (one.help_text or _in_words(one))
        ]

    def open_fields(self) -> list[forms.BoundField]:
        """Return the fields that can be changed here."""
        return [one for one in self if not one.field.disabled]

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field."""
        raise NotImplementedError


def _in_words(one: forms.BoundField) -> str:
    value = one.value()
    labels = dict[Any, Any](getattr(one.field, "choices", ()))
    return str(labels.get(value, value) or "")


class OrganisationForm(_StepForm):
    """Who runs the site."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact: an e-mail address, a link or a text"),
        help_text=gettext_lazy("Every public page shows it."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    responsible = forms.CharField(
        label=gettext_lazy("Who is responsible, in one line (where your law asks for it)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    data_licence = forms.CharField(
        label=gettext_lazy("Licence of the data"),
        help_text=gettext_lazy("Its SPDX identifier, for example CC-BY-4.0."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "licences", "autocomplete": "off"}),
    )
    publisher_id = forms.CharField(
        label=gettext_lazy("Identifier in a register (org-id.guide), if you have one"),
        max_length=80,
        required=False,
    )

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field."""
        own = organisation()
        return {
            "name": own.name if own.is_stated else "",
            "contact": own.contact,
            "responsible": own.responsible,
            "data_licence": own.data_licence or USUAL_LICENCE,
            "publisher_id": own.publisher_id,
        }


class LookForm(_StepForm):
    """Logo and colours."""

    logo = forms.FileField(
        label=gettext_lazy("Logo (PNG or JPEG). It is shown 32 pixels high, on dark ground."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    accent = forms.CharField(
        label=gettext_lazy("Colour of links and buttons, as #8a3324"), max_length=7, required=False
    )
    accent_dark = forms.CharField(
        label=gettext_lazy("The same on dark ground. Empty: it is made of the first."),
        max_length=7,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer to remove the logo only where it was chosen here."""
        super().__init__(*args, **kwargs)
        self.fields["remove_logo"].disabled = self.fields["logo"].disabled

    def clean_logo(self) -> bytes:
        """Return the bytes of the file; none without one."""
        file = self.cleaned_data.get("logo")
        return file.read(BYTES + 1) if file else b""

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field."""
        own = organisation()
        return {"accent": own.accent, "accent_dark": own.accent_dark}


class LanguagesForm(_StepForm):
    """Languages and time zone."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the site"), widget=forms.CheckboxSelectMultiple
    )
    default_language = forms.ChoiceField(
        label=gettext_lazy("First language"),
        help_text=gettext_lazy("Visitors find the first page in it."),
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone of your events and reminders"),
        help_text=gettext_lazy("For example America/Bogota."),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the languages of the interface, named in that of the page."""
        super().__init__(*args, **kwargs)
        for name in ("languages", "default_language"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = settings.LANGUAGES

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field."""
        own = organisation()
        return {
            "languages": own.languages,
            "default_language": own.default_language,
            "time_zone": own.time_zone,
        }


class RoomsForm(_StepForm):
    """Which rooms are open."""

    open_rooms = forms.MultipleChoiceField(
        label=gettext_lazy("Rooms that are open"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the rooms that can be closed, each with what readers find there."""
        super().__init__(*args, **kwargs)
        field = self.fields["open_rooms"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, f"{one.label}: {one.about}") for name, one in closings().items()]

    def clean(self) -> dict[str, Any]:
        """Add the rooms that are closed."""
        found = super().clean() or {}
        wanted = found.get("open_rooms", [])
        return {**found, "closed_rooms": [name for name in closings() if name not in wanted]}

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field."""
        closed = organisation().closed_rooms
        return {"open_rooms": [name for name in closings() if name not in closed]}


class MailForm(_StepForm):
    """The mail server, and who letters come from."""

    host = forms.CharField(
        label=gettext_lazy("Mail server, such as mail.example.org"), max_length=253, required=False
    )
    port = forms.IntegerField(
        label=gettext_lazy("Port. Empty: the usual one."),
        min_value=1,
        max_value=65_535,
        required=False,
    )
    security = forms.ChoiceField(
        label=gettext_lazy("Encryption"),
        choices=[
            (Organisation.Security.STARTTLS, gettext_lazy("STARTTLS (port 587)")),
            (Organisation.Security.TLS, gettext_lazy("TLS from the first byte (port 465)")),
            (Organisation.Security.NONE, gettext_lazy("none: a server on this machine")),
        ],
    )
    user = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    sender = forms.CharField(
        label=gettext_lazy("Letters come from this address"),
        help_text=gettext_lazy(
            "Nothing in it may tell what you do: whoever sees the envelope learns nothing."
        ),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Close every field where `by` cannot change the mail server here."""
        super().__init__(*args, **kwargs)
        self.closed_because = why_not_changed(row(), by)
        if self.closed_because:
            for field in self.fields.values():
                field.disabled, field.help_text = True, ""
        elif mail.has_password():
            self.fields["password"].help_text = _("One is kept, sealed. Empty: it stays.")
        if settings.VIGIL_MAIL_FROM:
            sender = self.fields["sender"]
            sender.disabled = True
            sender.help_text = _("Set on the machine (%(setting)s).") % {
                "setting": MACHINE["mail_from"]
            }

    @staticmethod
    def in_force() -> dict[str, Any]:
        """Return what holds now, by field. The password is never shown."""
        if mail.is_on_the_machine():  # what else it states is not read from there
            return {"host": mail.server_name(), "sender": organisation().mail_from}
        said = row() or Organisation()
        return {
            "host": mail.server_name(),
            "port": said.mail_port or None,
            "security": said.mail_security,
            "user": said.mail_user,
            "sender": organisation().mail_from,
        }


class NothingForm(forms.Form):
    """An act that asks for nothing."""


class ItemForm(forms.Form):
    """An item of the list."""

    item = forms.CharField(max_length=20, widget=forms.HiddenInput)
