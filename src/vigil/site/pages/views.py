"""Pages that belong to no room: sign-in by link, refusals and the start page."""

import sys
from typing import Final

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.language.punctuation import in_a_row
from vigil.site.pages.first_steps import first_steps, is_new, role_of_room
from vigil.site.setting_up.checklist import left_for
from vigil.site.sign_in.second_factor import can_sign_in_again, has_factor, note_link
from vigil.site.watching.request_ids import request_id
from vigil.site.watching.views import alarms_for, own_room
from vigil.trust.access.errors import NotPossible, OutsideLimits
from vigil.trust.access.rules import is_guarded, roles_of
from vigil.trust.models import Role, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.people.second_administrator import other_administrators
from vigil.trust.people.verbs.sign_in_links import redeem_one_time_link
from vigil.trust.rooms import house
from vigil.trust.rooms.waiting import OwnRoom, counted
from vigil.trust.uploads.full_disk import is_full

DISK_FULL: Final = 507
"""Insufficient Storage (RFC 4918, 11.5)."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_time_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sign in by a link that works once.

    Opening the link only asks: mail and chat programs open links to preview them, and must
    not spend it. The button spends it. A second factor, where one is set up, is still asked.
    """
    if request.method != "POST":
        return render(request, "site/sign_in/one_time_link.html")
    try:
        user = redeem_one_time_link(token)
    except NotPossible as error:
        return render(request, "site/sign_in/one_time_link.html", {"refused": error}, status=410)
    response: HttpResponseBase = perform_login(request, user, email_verification="none")
    note_link(request, user)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error of the server. Where the disk is full, say that nothing was saved."""
    if is_full(sys.exception()):
        return HttpResponse(render_to_string("507.html"), status=DISK_FULL)
    return HttpResponseServerError(
        render_to_string("500.html", {"request_id": request_id()}, request=None)
    )


@never_cache
def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why a page is refused, with the menu of the desk for whoever is signed in."""
    user = getattr(request, "user", None)
    known = isinstance(user, User)
    roles = sorted(roles_of(user))
    grants_roles = isinstance(user, User) and user.has_perm("trust.grant_role")
    context = {
        "frame": "desk_base.html" if known else "base.html",
        "known": known,
        "grants_roles": grants_roles,
        "command": _command_to_add_role(request) if grants_roles else "",
        "roles": in_a_row(str(Role(role).label) for role in roles),
        "outside": str(exception) if isinstance(exception, OutsideLimits) else "",
    }
    return render(request, "403.html", context, status=403)


def _command_to_add_role(request: HttpRequest) -> str:
    """Return the command that adds the role of a refused page; empty: another one can confirm."""
    user, match = request.user, request.resolver_match
    assert isinstance(user, User)
    if other_administrators(user).exists():
        return ""
    role = role_of_room(match.namespace) if match else None
    return f"vigil person {user.email} --role {role or 'ROLE'}"


def own_rooms(user: User) -> list[OwnRoom]:
    """Return the rooms open to a person; rooms with waiting tasks come first.

    Rooms that the organisation closed come last, whatever waits there.
    """
    closed = organisation().closed_rooms
    found = []
    for room in sorted(house.rooms(), key=lambda room: room.name in closed):
        own = room.own_rooms(user) if room.own_rooms else ()
        found += [OwnRoom(o.label, o.address) if room.name in closed else o for o in own]
    if left := left_for(user):
        at = reverse("desk_setup:overview")
        found.insert(0, OwnRoom(_("Set up"), at, counted((_("Left to set up"), left, at))))
    found += own_room(user)
    return sorted(found, key=lambda own: not own.waiting)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person who signed in their rooms, and what waits for them there."""
    assert isinstance(request.user, User)
    user = request.user
    rooms = own_rooms(user)
    # The roles of the demonstration are taken from a list: nobody signs in there.
    signs_in = not settings.VIGIL_DEMONSTRATION
    context = {
        "alarms": alarms_for(user),
        "rooms": rooms,
        "steps": first_steps(user),
        "is_new": is_new(user),
        "waiting": [room for room in rooms if room.waiting],
        "quiet": [room for room in rooms if not room.waiting],
        "lacks_password": signs_in and not can_sign_in_again(user),
        "lacks_factor": signs_in and is_guarded(user) and not has_factor(user),
    }
    return render(request, "site/pages/start_page.html", context)
