"""The forms of the members' screens at the desk."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.network.members.verbs.email_addresses import with_address
from vigil.network.models import MemberKind, Status
from vigil.network.profiles.forms import FieldsForm


class MembersFilter(forms.Form):
    """Which members to list."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("all members")), *Status.choices],
    )


class NewMemberForm(FieldsForm):
    """A new member: their fields, and their email address."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MemberKind.choices)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Stored in the vault and used for letters. Nobody can read it."),
    )

    field_order = ("kind", "name", "email")

    def clean_email(self) -> str:
        """Refuse an address that another member has."""
        email: str = self.cleaned_data["email"]
        if email and with_address(email):
            raise forms.ValidationError(_("Another member already has this email address."))
        return email


class InviteForm(forms.Form):
    """The email address of an invitation, if it is not known yet, and its language."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES
    )


class InviteAddedForm(forms.Form):
    """The language of invitations to members whose language is unknown."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letters, if the member’s language is unknown"),
        choices=settings.LANGUAGES,
        required=False,
    )

    def clean_language(self) -> str:
        """Return no language as English."""
        return self.cleaned_data["language"] or "en"


class PauseForm(forms.Form):
    """A note on pausing a member, or on ending the pause."""

    why = forms.CharField(label=gettext_lazy("Note (no names)"), max_length=2000, required=False)
    do = forms.CharField(required=False, widget=forms.HiddenInput)
    """"resume", or to pause: the name of the button that was pressed."""


class ReasonForm(forms.Form):
    """A reason that stays in the log."""

    why = forms.CharField(
        label=gettext_lazy("Reason (no names)"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
