"""The accounts of colleagues: who holds which role; roles, limits and accounts taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import desk_view, person
from vigil.desk.users import queries
from vigil.desk.users.forms import (
    LIMITED,
    AccountsFilter,
    GiveUpForm,
    LimitForm,
    ReasonForm,
    RevokeForm,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import is_guarded
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.people.duplicate_accounts import seem_one_person
from vigil.trust.people.verbs.accounts import close_account
from vigil.trust.people.verbs.resetting_access import RESET as RESET_ACT
from vigil.trust.people.verbs.resetting_access import begin_reset, subject_of
from vigil.trust.people.verbs.roles import limit_role, revoke_role
from vigil.trust.public_forms import doors
from vigil.trust.sessions.verbs.sessions import end_all_sessions, sessions_of

GRANT, CLOSE, RESET = "trust.grant_role", "trust.close_account", "trust.reset_access"
PAGE = 50
CONFLICT, REFUSED = 409, 422


@dataclass(frozen=True)
class HeldRole:
    """One role of an account, with its forms."""

    grant: RoleGrant
    revoke: Form
    limit: Form | None
    """None where a limit would have no effect, and none is set."""
    opened: str = ""
    """Which of its forms was refused and is shown open."""


@desk_view(GRANT)
@require_safe
def accounts(request: HttpRequest) -> HttpResponseBase:
    """List accounts with their roles, and what is closed to the public for want of them."""
    filters = AccountsFilter(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    rows = queries.accounts(said.get("show", ""), said.get("q", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "limited": LIMITED,
        "closed_doors": doors.why_closed(),
    }
    return render(request, "desk/users/users.html", context)


@desk_view(GRANT)
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one account: its roles, and what was decided on it."""
    return _show(request, get_object_or_404(User, pk=pk))


@desk_view(GRANT, recent=True)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a role away."""
    user = get_object_or_404(User, pk=pk)
    form = _revoke_form(request, user, request.POST.get("role", ""))(request.POST)

    def act(said: dict[str, Any]) -> None:
        role = Role(said.pop("role"))
        revoke_role(user, role, by=person(request), **said)

    done = _("The role is taken away. It takes effect at once.")
    return _acted(request, user, form, act, done, "revoke")


@desk_view(GRANT, recent=True)
@require_POST
def limit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the limits of a role, or take them away."""
    user = get_object_or_404(User, pk=pk)
    grant = user.grants.filter(role=request.POST.get("role", "")).first()
    form = LimitForm(request.POST, grant=grant)

    def act(said: dict[str, Any]) -> None:
        limit_role(
            user,
            Role(said["role"]),
            by=person(request),
            countries=said["countries"],
            languages=said["languages"],
            why=said["why"],
        )

    done = _("The limits are changed. They take effect at once.")
    return _acted(request, user, form, act, done, "limit")


@desk_view(CLOSE, recent=True)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close an account with all its roles."""
    user, form = get_object_or_404(User, pk=pk), ReasonForm(request.POST)

    def act(said: dict[str, Any]) -> None:
        close_account(user, by=person(request), why=said["why"])

    return _acted(request, user, form, act, _("The account is closed."), "close")


@desk_view(RESET, recent=True)
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reset the sign-in of an account, or ask a second administrator to confirm it."""
    user, form = get_object_or_404(User, pk=pk), ReasonForm(request.POST)

    def act(said: dict[str, Any]) -> None:
        begin_reset(user, by=person(request), why=said["why"])

    done = (
        _("A second administrator has to confirm this. Nothing has changed yet.")
        if is_guarded(user)
        else _("The sign-in is reset. A letter with a link is on its way to this person.")
    )
    return _acted(request, user, form, act, done, "reset")


@desk_view("trust.end_sessions", recent=True)
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End every session of a colleague."""
    end_all_sessions(get_object_or_404(User, pk=pk), by=person(request))
    messages.success(request, _("Signed out everywhere."))
    return redirect("desk:account", pk)


def _acted(
    request: HttpRequest,
    user: User,
    form: Form,
    act: Callable[[dict[str, Any]], None],
    done: str,
    name: str,
) -> HttpResponseBase:
    """Do what a form asks for; show it again with what was typed if that is refused."""
    if not form.is_valid():
        return _show(request, user, refused=(name, form), status=REFUSED)
    try:
        act(form.cleaned_data)
    except NotPossible as error:
        return _show(request, user, refused=(name, form), trouble=str(error), status=CONFLICT)
    messages.success(request, done)
    # Who gave up their own administration does not see this screen any more.
    mine = user.pk == request.user.pk and not user.has_perm(GRANT)
    return redirect("desk:queue") if mine else redirect("desk:account", user.pk)


def _revoke_form(request: HttpRequest, user: User, role: str) -> type[RevokeForm]:
    own = user.pk == request.user.pk and role == Role.ADMINISTRATOR
    return GiveUpForm if own else RevokeForm


def _show(
    request: HttpRequest,
    user: User,
    *,
    refused: tuple[str, Form | None] = ("", None),
    trouble: str = "",
    status: int = 200,
) -> HttpResponseBase:
    name, form = refused
    me = person(request)
    context = {
        "account": user,
        "roles": [_held(request, grant, name, form) for grant in user.grants.order_by("role")],
        "close_form": form if name == "close" else ReasonForm(auto_id="id_close_%s"),
        "closing": name == "close",
        "reset_form": form if name == "reset" else ReasonForm(auto_id="id_reset_%s"),
        "resetting": name == "reset",
        "reset_asked": waiting_on(RESET_ACT, subject_of(user)),
        "takes_two": is_guarded(user),
        "no_mail": is_captured(),
        "no_second": is_guarded(user) and not queries.second_administrators(me, user),
        "sessions": sessions_of(user),
        "seem_one": seem_one_person(user) if is_guarded(user) else (),
        "decisions": queries.decisions_on(user)[:PAGE],
        "trouble": trouble,
        "problems": form.errors if form is not None else {},
        "own": user.pk == me.pk,
    }
    return render(request, "desk/users/user.html", context, status=status)


def _held(request: HttpRequest, grant: RoleGrant, name: str, form: Form | None) -> HeldRole:
    mine = form is not None and form.data.get("role") == grant.role
    revoke_form = form if mine and name == "revoke" else None
    limit_form = form if mine and name == "limit" else None
    limited = grant.role in LIMITED or grant.countries or grant.languages
    asks = _revoke_form(request, grant.user, grant.role)
    return HeldRole(
        grant,
        revoke_form or asks(initial={"role": grant.role}, auto_id=f"id_{grant.role}_revoke_%s"),
        limit_form or (LimitForm.showing(grant) if limited else None),
        name if mine else "",
    )
