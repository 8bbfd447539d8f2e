"""Where a first sign-in leads: second factor, recovery codes, password, then the first page."""

from django.conf import settings
from django.urls import reverse

from vigil.site.setting_up.checklist import leads_to_setup
from vigil.site.sign_in.second_factor import can_sign_in_again, has_factor
from vigil.trust.access.rules import is_guarded
from vigil.trust.models import User


def next_address(user: User) -> str:
    """Return what somebody who signed in does next: what they lack, the setup, or their page.

    The recovery codes are no step of their own: whoever sets up a factor is led there at once.
    """
    # The roles of the demonstration are taken from a list: nobody signs in there.
    if is_guarded(user) and not settings.VIGIL_DEMONSTRATION:
        if not has_factor(user):
            return reverse("mfa_index")
        if not can_sign_in_again(user):
            return reverse("account_set_password")
    return reverse("desk_setup:overview" if leads_to_setup(user) else "mine")
