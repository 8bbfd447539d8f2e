"""The directory and the pages of members: for everybody, and for signed-in members."""

from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from vigil.network.directory import queries as directory
from vigil.network.directory.forms import DirectoryForm
from vigil.network.members.access import audience_of_user, member_of, member_view
from vigil.network.members.verbs.portraits import portrait_for
from vigil.network.models import Member
from vigil.network.profiles.fields import Audience
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download_copy

ON_A_PAGE: Final = 60


@cache_control(no_cache=True)
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """List the members who let everybody see them."""
    return _directory(request, Audience.PUBLIC)


@member_view
@require_safe
def among_members(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List the members who let members see them."""
    return _directory(request, Audience.MEMBERS)


@cache_control(no_cache=True)
@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """Show what everybody may see of a member."""
    return _page(request, handle, Audience.PUBLIC)


@member_view
@require_safe
def member_among_members(request: HttpRequest, member: Member, handle: str) -> HttpResponseBase:
    """Show what members may see of a member."""
    return _page(request, handle, Audience.MEMBERS)


@never_cache
@require_safe
def portrait(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Return a portrait to people who may see it now."""
    user = request.user if isinstance(request.user, User) else None
    try:
        found = portrait_for(uid, audience_of_user(request.user), user)
    except NotPossible:  # not on this machine, or damaged
        found = None
    if found is None:
        raise Http404
    return download_copy(*found)


def _directory(request: HttpRequest, audience: Audience) -> HttpResponse:
    people = directory.listed(audience)
    form = DirectoryForm(request.GET, directory.codes_in_use(people))
    asked = form.asked()
    found = directory.find(people, asked)
    rest = urlencode({name: value for name, value in asdict(asked).items() if value})
    context = {
        "form": form,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "everybody": len(people),
        "rest": f"{rest}&" if rest else "",
        "filtered": bool(rest),
        "among_members": audience is Audience.MEMBERS,
        "own": member_of(request.user),
    }
    return render(request, "network/directory/list.html", context)


def _page(request: HttpRequest, handle: str, audience: Audience) -> HttpResponse:
    found = directory.page_of(handle, audience)
    if found is None:
        raise Http404
    context = {"member": found, "among_members": audience is Audience.MEMBERS}
    return render(request, "network/directory/member.html", context)
