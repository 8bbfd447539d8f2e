"""Forms of the fund's desk about parties, nominations, emergencies and letters."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices
from vigil.fund.models import Party
from vigil.fund.parties.verbs.registering import PUBLISHED_LEVELS
from vigil.fund.parties.verbs.sealing import MAX_TEXT_LENGTH
from vigil.reading import codebook
from vigil.trust.models import Level, Role, User

REASON_LABEL: Final = _("Reason (no names)")
SEALED_FIELD_LABELS: Final = (
    ("name", _("Name")),
    ("contact", _("Address, number or name by which they are reached")),
    ("never_send", _("What must never be sent to them")),
    ("bank", _("Bank account")),
    ("place", _("Place, as they say it")),
    ("area", _("State, province or department")),
)
"""What the vault holds of a party, in words."""


def long_text(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for several lines of text, in any writing direction."""
    widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    return forms.CharField(label=label, max_length=MAX_TEXT_LENGTH, widget=widget, **kwargs)


def short_text(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for one line of text, which the browser does not remember."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=300, widget=widget, **kwargs)


def callings() -> list[tuple[str, str]]:
    """Return the callings of the codebook in the language of the screen."""
    language = get_language() or "en"
    values = codebook.current().fields["target_category"].values
    return [("", ""), *((key, value.label(language)) for key, value in values.items())]


def people_of(*roles: Role) -> Any:
    """Return the active users who hold one of these roles."""
    rows = User.objects.filter(is_active=True, grants__role__in=map(str, roles))
    return rows.distinct().order_by("display_name", "username")


class DeskForm(forms.Form):
    """A desk form: countries and callings in the language of the screen, labels without colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in countries and callings where they are asked for."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        offered = {"country": [("", ""), *country_choices()], "calling": callings()}
        for name, choices in offered.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class ReasonForm(DeskForm):
    """A reason, kept in the log."""

    why = forms.CharField(label=REASON_LABEL, max_length=2000)


class EmptyForm(DeskForm):
    """A form without fields."""


class ConfirmForm(DeskForm):
    """Confirmation of an act that cannot be undone."""

    why = forms.CharField(label=REASON_LABEL, max_length=2000)
    sure = forms.BooleanField(label=_("I am sure: it cannot be undone."))


class OpenFieldForm(ReasonForm):
    """Which sealed field to open, and why."""

    field = forms.ChoiceField(label=_("What to open"), choices=SEALED_FIELD_LABELS)
    field_order = ("field", "why")


class EditPartyForm(DeskForm):
    """The details of a party. A sealed field left empty is not changed."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    calling = forms.ChoiceField(label=_("Calling"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    contact_by = forms.ChoiceField(
        label=_("How they may be reached"), choices=Party.Contact.choices
    )
    pseudonym = forms.CharField(label=_("Other name"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each value that the vault holds."""
        super().__init__(*args, **kwargs)
        for name, label in SEALED_FIELD_LABELS:
            make = long_text if name == "never_send" else short_text
            self.fields[name] = make(label, required=False)


class LevelForm(DeskForm):
    """The protection level of a party."""

    level = forms.ChoiceField(label=_("How far they may be seen"), choices=Level.choices)
    why = forms.CharField(
        label=_("Reason, where they are seen further than before (no names)"),
        max_length=2000,
        required=False,
    )


class AnswerLevelForm(DeskForm):
    """The answer to a party that asked to be shown more."""

    answer = forms.ChoiceField(
        label=_("They asked to be seen further"),
        choices=[("no", _("Leave it as it is")), ("yes", _("Set it as they ask"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Reason, where it is set (no names)"), max_length=2000, required=False
    )


class WhoMayKnowForm(DeskForm):
    """Who may know of a party."""

    users = forms.ModelMultipleChoiceField(
        label=_("Who may know of them; nobody ticked means everybody of the fund"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer whoever works for the fund."""
        super().__init__(*args, **kwargs)
        set_choices(self, "users", people_of(Role.FUND_OFFICER, Role.REVIEWER))


class ConflictForm(DeskForm):
    """Who has a conflict of interest with a party."""

    user = forms.ModelChoiceField(label=_("Who has it"), queryset=User.objects.none())
    why = long_text(_("Which interest"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer whoever works for the fund."""
        super().__init__(*args, **kwargs)
        set_choices(self, "user", people_of(Role.FUND_OFFICER, Role.REVIEWER))


class NewPartyForm(DeskForm):
    """The details of a new party; the protection level comes first."""

    level = forms.ChoiceField(
        label=_("How far they may be seen: this comes first"),
        choices=[one for one in reversed(Level.choices) if one[0] not in PUBLISHED_LEVELS],
        initial=Level.HIDDEN,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("What they are"), choices=Party.Kind.choices)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    calling = forms.ChoiceField(label=_("Calling"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    contact_by = forms.ChoiceField(
        label=_("How they may be reached"), choices=Party.Contact.choices
    )
    contact = short_text(_("Address, number or name by which they are reached"), required=False)
    never_send = short_text(_("What must never be sent to them"), required=False)
    place = short_text(_("Place, as they say it"), required=False)
    area = short_text(_("State, province or department"), required=False)

    PARTY: Final = (
        *("level", "kind", "name", "country", "calling", "language", "contact_by", "contact"),
        *("never_send", "place", "area"),
    )


def set_choices(form: forms.Form, name: str, rows: Any) -> None:
    """Set the rows that a field of a form offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
