"""Let a visitor of a demonstration act as one of its people.

Nothing real is behind these accounts. They can be chosen on the machine itself alone, so that a
demonstration on the web lets nobody in.
"""

from typing import Final

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vigil.site.demonstration.people import PEOPLE
from vigil.site.pages.views import own_rooms
from vigil.site.sessions.middleware import BROWSER_COOKIE
from vigil.site.sign_in.second_factor import PROVEN_KEY
from vigil.trust.demonstration.mark import PLAIN, is_demonstration
from vigil.trust.models import User

BACKEND: Final = "vigil.site.sign_in.adapter.SignIn"
HERE: Final = ("localhost", "127.0.0.1", "[::1]")


def is_here(request: HttpRequest) -> bool:
    """Return whether this is a demonstration, asked for on the machine that serves it."""
    host = request.get_host().rpartition(":")
    name = host[0] if host[2].isdecimal() else request.get_host()
    return is_demonstration() and name in HERE


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep every search engine out."""
    lines = ("User-agent: *", "Disallow: /", f"# {PLAIN}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """List the people of the demonstration, and say how to run Vigil for real.

    On another host nobody is listed.
    """
    accounts = {user.email: user for user in User.objects.filter(is_active=True)}
    rows = [
        {
            "pk": accounts[one.email].pk,
            "name": one.name,
            "roles": [role.label for role in one.roles],
            "task": one.task,
        }
        for one in PEOPLE
        if one.email in accounts and is_here(request)
    ]
    return render(request, "site/demonstration/choose.html", {"people": rows})


@never_cache
@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the people, and lead to where their work waits or begins."""
    if not is_here(request):
        raise Http404
    listed = {one.email: one for one in PEOPLE}
    user = get_object_or_404(User, pk=pk, email__in=listed, is_active=True)
    # Whoever tries several people in one browser is several people here.
    request.COOKIES.pop(BROWSER_COOKIE, None)
    login(request, user, backend=BACKEND)
    request.session[PROVEN_KEY] = str(user.pk)
    person = listed[user.email]
    if not any(room.waiting for room in own_rooms(user)):
        words = _("Nothing waits for %(name)s yet. What you can do here: %(task)s")
        messages.info(request, words % {"name": person.name, "task": person.task})
    return redirect(person.begins())
