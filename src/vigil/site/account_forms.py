"""Forms of signing in that are stricter than those of allauth."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm

from vigil.trust.models import User
from vigil.trust.rules import is_guarded


class ResetTokenForm(UserTokenForm):
    """The token of a letter with a link for a new password.

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
