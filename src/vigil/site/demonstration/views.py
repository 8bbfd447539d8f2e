"""Let a visitor of a demonstration act as one of its people.

Nothing real is behind these accounts. The page answers on the machine itself alone, so that a
demonstration on the web lets nobody in.
"""

from typing import Final

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigil.site.demonstration.people import PEOPLE
from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sign_in.second_factor import PROVEN_KEY
from vigil.trust.demonstration.mark import PLAIN, is_demonstration
from vigil.trust.models import User

BACKEND: Final = "vigil.site.sign_in.adapter.SignIn"
HERE: Final = ("localhost", "127.0.0.1", "[::1]")


def require_here(request: HttpRequest) -> None:
    """Raise Http404 unless this is a demonstration, asked for on the machine that serves it."""
    host = request.get_host().rpartition(":")
    name = host[0] if host[2].isdecimal() else request.get_host()
    if not is_demonstration() or name not in HERE:
        raise Http404


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep every search engine out."""
    lines = ("User-agent: *", "Disallow: /", f"# {PLAIN}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """List the people of the demonstration, and what each can try."""
    require_here(request)
    accounts = {user.email: user for user in User.objects.filter(is_active=True)}
    rows = [
        {
            "pk": accounts[one.email].pk,
            "name": one.name,
            "roles": [role.label for role in one.roles],
            "task": one.task,
            "address": reverse(one.begins_at),
        }
        for one in PEOPLE
        if one.email in accounts
    ]
    return render(request, "site/demonstration/choose.html", {"people": rows})


@never_cache
@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the people of the demonstration, and lead to where they begin."""
    require_here(request)
    listed = {one.email: one for one in PEOPLE}
    user = get_object_or_404(User, pk=pk, email__in=listed, is_active=True)
    # Whoever tries several people in one browser is several people here.
    request.COOKIES.pop(BROWSER_COOKIE, None)
    login(request, user, backend=BACKEND)
    request.session[PROVEN_KEY] = str(user.pk)
    return redirect(listed[user.email].begins_at)
