"""The few pages that belong to no room: signing in by link, and the health check."""

from allauth.account.utils import perform_login
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.trust.domain.people import redeem_one_time_link
from vigil.trust.errors import NotPossible


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_time_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sign in by a link that works once.

    Opening the link only asks: mail and chat programs open links to preview them, and must
    not spend it. The button spends it. A second factor, where one is set up, is still asked.
    """
    if request.method != "POST":
        return render(request, "account/one_time_link.html")
    try:
        user = redeem_one_time_link(token)
    except NotPossible:
        context = {"refused": _("This sign-in link is not valid any more. Ask for a new one.")}
        return render(request, "account/one_time_link.html", context, status=410)
    response: HttpResponseBase = perform_login(request, user, email_verification="none")
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
