"""Sign-in forms that check more than those of allauth."""

from typing import Any, Never

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, LoginForm, UserTokenForm
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vigil.trust.access.rules import is_guarded
from vigil.trust.models import User


class FocusedLoginForm(LoginForm):
    """Address and password. The page has nothing before the form: one can type at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the focus to the address."""
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


class FocusedCodeForm(AuthenticateForm):
    """The code of the second factor, to be typed at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the focus to the code."""
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class ResetTokenForm(UserTokenForm):
    """The token in a link for a new password.

    It opens no account that decides, discloses, pays or administers: two people reset those. A
    letter from before somebody got such a role opens nothing any more either.
    """

    reset_user: User | None = None

    def clean(self) -> dict[str, Any]:
        """Check the token, and whose it is."""
        said: dict[str, Any] = super().clean()
        if is_guarded(self.reset_user):
            self.reset_user = None
            raise get_adapter().validation_error("invalid_password_reset")
        return said


class CredentialField(forms.JSONField):
    """The answer of a passkey. Anybody can send something else."""

    def to_python(self, value: Any) -> Any:
        """Return what was sent. Raises ValidationError, however deep or long it is."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):  # nested too deep; a number too long
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class PasskeyForm(LoginWebAuthnForm):
    """Signing in with a passkey."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        """Return whose passkey answered. allauth breaks over an answer that lacks a part."""
        try:
            found: Authenticator = super().clean_credential()
        except (KeyError, TypeError, ValueError):
            raise second_factors().validation_error("incorrect_code") from None
        return found


class NoFurtherAddressForm(AddEmailForm):
    """A form that adds no further address to an account.

    Nobody would have shown that it is theirs. Roles are given by address, and letters follow it.
    """

    def clean_email(self) -> Never:
        """Refuse every address."""
        raise ValidationError(
            _(
                "An account keeps its address: letters and roles follow it. Ask an administrator "
                "for another account."
            )
        )
