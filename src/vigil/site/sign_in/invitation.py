"""Join by the link of an invitation: choose a password, then set up a second factor."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sign_in.second_factor import note_link
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import is_guarded
from vigil.trust.invitations.rules import is_guarded_invitation
from vigil.trust.invitations.verbs import accept, find, not_valid
from vigil.trust.models import Invitation, Role, User
from vigil.trust.people.role_words import ROLE_MEANS

GONE, CONFLICT, REFUSED = 410, 409, 422
NEW_PASSWORD = {"autocomplete": "new-password"}


class ChoosePasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )

    def __init__(self, *args: Any, invited: Invitation, **kwargs: Any) -> None:
        """Take `invited`: a password is not like the name or the address."""
        super().__init__(*args, **kwargs)
        self.invited = invited
        self.fields["password1"].help_text = " ".join(map(str, password_validators_help_texts()))

    def clean_password1(self) -> str:
        """Refuse a password that is easy to guess."""
        password: str = self.cleaned_data["password1"]
        one = self.invited
        validate_password(
            password, User(username=one.email, email=one.email, display_name=one.name)
        )
        return password

    def clean_password2(self) -> str:
        """Refuse two passwords that differ."""
        again: str = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and again != self.cleaned_data["password1"]:
            raise forms.ValidationError(_("The two passwords differ. Type the same one twice."))
        return again


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show who is invited as what, and take the password that makes the account.

    Opening the page changes nothing: mail programs open links without being asked.
    """
    invited = find(token)
    if invited is None:
        return _refused(request, not_valid(), GONE)
    if isinstance(request.user, User):
        sentence = _("You are signed in as somebody else. Sign out, then open the link again.")
        return _refused(request, sentence, CONFLICT if request.method == "POST" else 200)
    form = ChoosePasswordForm(request.POST or None, invited=invited)
    if request.method != "POST":
        return _page(request, invited, form, 200)
    if not form.is_valid():
        return _page(request, invited, form, REFUSED)
    browser = request.COOKIES.get(BROWSER_COOKIE, "")
    try:
        user = accept(token, form.cleaned_data["password1"], browser=browser)
    except NotPossible as error:
        return _refused(request, str(error), CONFLICT)
    return _let_in(request, user)


def _let_in(request: HttpRequest, user: User) -> HttpResponseBase:
    """Sign a new colleague in, and lead them to the second factor where their roles need one."""
    next_page = reverse("mfa_index" if is_guarded(user) else "mine")
    response: HttpResponseBase = perform_login(
        request, user, email_verification="none", redirect_url=next_page
    )
    note_link(request, user)
    if request.user == user:
        reauthenticate_by_password(request)  # they chose it a moment ago
    return response


def _page(
    request: HttpRequest, invited: Invitation, form: ChoosePasswordForm, status: int
) -> HttpResponseBase:
    roles = [Role(grant["role"]) for grant in invited.roles]
    context = {
        "invited": invited,
        "roles": [(role.label, ROLE_MEANS[role]) for role in roles],
        "needs_factor": is_guarded_invitation(invited.roles),
        "form": form,
    }
    return render(request, "site/sign_in/invitation.html", context, status=status)


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponseBase:
    return render(request, "site/sign_in/invitation.html", {"refused": sentence}, status=status)
