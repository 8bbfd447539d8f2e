"""Forms that invite people: one person, a sheet, and the plan of a sheet."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vigil.desk.users.limits_form import LimitsForm
from vigil.desk.users.people_sheet import MAX_BYTES
from vigil.trust.invitations.rules import LONGEST_NAME, LONGEST_NOTE, Invitee
from vigil.trust.models import Role, User
from vigil.trust.people.role_words import ROLE_MEANS

SALT: Final = "vigil.desk.people_sheet"
PLAN_LASTS: Final = 24 * 3600
"""Seconds in which the plan of a sheet can be confirmed."""


class InviteForm(LimitsForm):
    """Whom to invite, as what, and what the letter says."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(
        label=gettext_lazy("Name that colleagues see"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.value, role.label) for role in ROLE_MEANS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )
    note = forms.CharField(
        label=gettext_lazy("A personal line for the letter"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    field_order = ("email", "name", "language", "roles", "countries", "languages", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Choose the language of the screen."""
        kwargs["initial"] = {"language": get_language()} | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class PeopleSheetForm(forms.Form):
    """A file of people, and the language of letters where the file does not say."""

    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"),
        help_text=gettext_lazy("You first see who would be invited. Nothing is sent yet."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters, where a row names none"),
        choices=settings.LANGUAGES,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Choose the language of the screen."""
        kwargs["initial"] = {"language": get_language()} | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large. Split it, and upload the parts."))
        return file


class ConfirmPeopleForm(forms.Form):
    """The people of a plan, signed, so that what is confirmed is what was shown."""

    people = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Take `by`: nobody confirms the plan of somebody else."""
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_people(self) -> list[Invitee]:
        """Return whom to invite."""
        try:
            told = signing.loads(
                self.cleaned_data["people"], salt=f"{SALT}.{self.by.pk}", max_age=PLAN_LASTS
            )
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("This plan is too old, or not from here. Upload the file again.")
            ) from error
        return [Invitee(**one | {"roles": [Role(r) for r in one["roles"]]}) for one in told]


def signed_plan(people: list[Invitee], by: User) -> str:
    """Return the people of a plan as the page carries them until they are confirmed."""
    told = [vars(one) | {"roles": [str(role) for role in one.roles]} for one in people]
    return signing.dumps(told, salt=f"{SALT}.{by.pk}", compress=True)
