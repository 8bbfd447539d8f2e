"""Join the network with the link of an invitation."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vigil.network.invitations.verbs import accept_invitation, leads_in
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

HTTP_GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show a button that uses the link: mail programs open links without being asked."""
    if request.method != "POST":
        if not leads_in(token):
            refused = _(
                "This invitation is no longer valid. Ask the person who invited you for a new one."
            )
            return render(
                request, "network/invitations/join.html", {"refused": refused}, status=HTTP_GONE
            )
        return render(request, "network/invitations/join.html")
    signed_in = request.user if isinstance(request.user, User) else None
    try:
        user = accept_invitation(token, signed_in=signed_in)
    except NotPossible as error:
        return render(
            request, "network/invitations/join.html", {"refused": str(error)}, status=HTTP_GONE
        )
    if signed_in is not None:
        return redirect("network:me")
    response: HttpResponseBase = perform_login(
        request, user, email_verification="none", redirect_url=reverse("network:me")
    )
    return response
