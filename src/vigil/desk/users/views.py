"""The accounts of colleagues: the list; roles, limits, resetting and closing."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.triage.leaving import (
    HandedOver,
    assigned_cases,
    hand_over_work,
    unsubmitted_codings,
)
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, forms_of, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.users import queries
from vigil.desk.users.forms import (
    AccountsFilter,
    AddRoleForm,
    HandOverWorkForm,
    LimitRoleForm,
    RevokeRoleForm,
)
from vigil.trust.access.errors import Unfit
from vigil.trust.access.rules import is_guarded
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.models import Confirmation, Role, RoleGrant, User
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.people.duplicate_accounts import seem_one_person
from vigil.trust.people.role_words import LIMITED, ROLE_MEANS
from vigil.trust.people.second_administrator import other_administrators
from vigil.trust.people.verbs import resetting_access
from vigil.trust.people.verbs.accounts import close_account
from vigil.trust.people.verbs.adding_roles import ADD, add_role
from vigil.trust.people.verbs.roles import limit_role, revoke_role
from vigil.trust.public_forms import doors
from vigil.trust.sessions.verbs.sessions import end_all_sessions, sessions_of

GRANT, CLOSE, RESET = "trust.grant_role", "trust.close_account", "trust.reset_access"
PAGE = 50
CASES = 20


def _revoke(user: User, data: Data, by: User) -> str | None:
    """Take a role away; return another address for who gave up this screen."""
    revoke_role(user, Role(data.pop("role")), by=by, **data)
    own = user.pk == by.pk and not user.has_perm(GRANT)
    return reverse("desk:queue") if own else None


def _limit(user: User, data: Data, by: User) -> None:
    limit_role(user, Role(data.pop("role")), by=by, **data)


def _reset_done(done: bool) -> str:
    if done:
        return _("The sign-in is reset. A letter with a link is on its way to this person.")
    return _("A second administrator has to confirm this. Nothing has changed yet.")


def _role_added(asked: Confirmation | None) -> str:
    if asked is None:
        return _("The role is added. This takes effect at once.")
    return _("A second administrator has to confirm this. Nothing has changed yet.")


def _handed_over(done: HandedOver) -> str:
    given = ngettext("%(n)d case is handed over.", "%(n)d cases are handed over.", done.given)
    freed = ngettext(
        "%(n)d case is back in the queue.", "%(n)d cases are back in the queue.", done.freed
    )
    return f"{given % {'n': done.given}} {freed % {'n': done.freed}}"


REVOKE: Final = Act[User](
    form=RevokeRoleForm,
    form_arguments=lambda user, by: {"own": user.pk == by.pk},
    verb=_revoke,
    done=gettext_lazy("The role is removed. This takes effect at once."),
)
LIMIT: Final = Act[User](
    form=LimitRoleForm,
    form_arguments=lambda user, _by: {"grants": user.grants.all()},
    verb=_limit,
    done=gettext_lazy("The limits are changed. This takes effect at once."),
)
ACTS: Final = {
    "hand_over": Act[User](
        form=HandOverWorkForm,
        form_arguments=lambda user, _by: {"user": user},
        verb=lambda user, data, by: hand_over_work(user, data["to"], by=by, why=data["why"]),
        done=_handed_over,
    ),
    "add": Act[User](
        form=AddRoleForm,
        form_arguments=lambda user, _by: {"grants": user.grants.all()},
        verb=lambda user, data, by: add_role(user, Role(data.pop("role")), by=by, **data),
        done=_role_added,
        invalid=(Unfit,),
    ),
    "close": Act[User](
        form=ReasonForm,
        verb=lambda user, data, by: close_account(user, by=by, why=data["why"]),
        done=gettext_lazy("The account is closed."),
    ),
    "reset": Act[User](
        form=ReasonForm,
        verb=lambda user, data, by: resetting_access.begin_reset(user, by=by, why=data["why"]),
        done=_reset_done,
    ),
    "sign_out": Act[User](
        form=Form,
        verb=lambda user, _data, by: end_all_sessions(user, by=by),
        done=gettext_lazy("Signed out everywhere."),
    ),
}


@dataclass(frozen=True)
class HeldRole:
    """One role of an account, with its forms."""

    grant: RoleGrant
    revoke: BaseForm
    limit: BaseForm | None
    """None where a limit would have no effect, and none is set."""
    opened: str = ""
    """Which of its forms was refused and is shown open."""


@desk_view(GRANT)
@require_safe
def accounts(request: HttpRequest) -> HttpResponseBase:
    """List accounts with their roles, and the public forms that are closed for lack of roles."""
    filters = AccountsFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = queries.accounts(chosen.get("show", ""), chosen.get("q", ""))
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
    return _show(request, get_object_or_404(User, pk=pk), ScreenState())


@desk_view(GRANT, recent=True)
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a role, or ask a second administrator to confirm it."""
    return _perform(request, pk, "add", ACTS["add"])


@desk_view(GRANT, recent=True)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a role away."""
    return _perform(request, pk, "revoke", REVOKE)


@desk_view(GRANT, recent=True)
@require_POST
def limit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the limits of a role, or remove them."""
    return _perform(request, pk, "limit", LIMIT)


@desk_view(CLOSE)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the cases of a colleague to somebody else, or back to the queue."""
    return _perform(request, pk, "hand_over", ACTS["hand_over"])


@desk_view(CLOSE, recent=True)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close an account with all its roles."""
    return _perform(request, pk, "close", ACTS["close"])


@desk_view(RESET, recent=True)
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reset the sign-in of an account, or ask a second administrator to confirm it."""
    return _perform(request, pk, "reset", ACTS["reset"])


@desk_view("trust.end_sessions", recent=True)
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End every session of a colleague."""
    return _perform(request, pk, "sign_out", ACTS["sign_out"])


def _perform(request: HttpRequest, pk: int, name: str, act: Act[User]) -> HttpResponseBase:
    user, back = get_object_or_404(User, pk=pk), reverse("desk:account", args=[pk])
    return perform(request, user, name, act, show=partial(_show, request, user), back=back)


def _show(request: HttpRequest, user: User, screen: ScreenState) -> HttpResponseBase:
    me = person(request)
    context = {
        "account": user,
        "roles": [_held(me, grant, screen) for grant in user.grants.order_by("role")],
        "forms": forms_of(ACTS, user, me, screen),
        "refused": screen.forms.values(),
        "reset_asked": waiting_on(resetting_access.RESET, resetting_access.subject_of(user)),
        "role_asked": waiting_on(ADD, resetting_access.subject_of(user)),
        "seconds": list(other_administrators(me)),
        "role_means": [(role.label, means) for role, means in ROLE_MEANS.items()],
        "takes_two": is_guarded(user),
        "no_mail": is_captured(),
        "no_second": is_guarded(user) and not queries.second_administrators(me, user),
        "cases": assigned_cases(user)[:CASES],
        "drafts": unsubmitted_codings(user)[:CASES],
        "sessions": sessions_of(user),
        "seem_one": seem_one_person(user) if is_guarded(user) else (),
        "decisions": queries.decisions_on(user)[:PAGE],
        "own": user.pk == me.pk,
    }
    return render(request, "desk/users/user.html", context, status=screen.status)


def _held(me: User, grant: RoleGrant, screen: ScreenState) -> HeldRole:
    """Return a role with its forms: as they were sent for this role, or as it is now."""
    role = grant.role
    sent = {name: form for name, form in screen.forms.items() if form.data.get("role") == role}
    held = {"role": role, "countries": grant.countries, "languages": grant.languages}
    limited = role in LIMITED or grant.countries or grant.languages
    revoke = RevokeRoleForm(
        own=grant.user_id == me.pk, initial=held, auto_id=f"id_{role}_revoke_%s"
    )
    limit = LimitRoleForm(grants=[grant], initial=held, auto_id=f"id_{role}_limit_%s")
    return HeldRole(
        grant,
        revoke=sent.get("revoke", revoke),
        limit=sent.get("limit", limit) if limited or "limit" in sent else None,
        opened=next(iter(sent), ""),
    )
