"""Pages on which people see where they are signed in, and administrators lock everybody out."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.users.queries import decisions_on_lockdown, second_administrators
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.sessions.verbs.lockdown import (
    LOCK_DOWN_PERMISSION,
    begin_lockdown,
    lift_lockdown,
    lockdown_in_force,
)
from vigil.trust.sessions.verbs.sessions import (
    end_all_sessions,
    end_session,
    kept_as,
    sessions_of,
)


@login_required
@require_http_methods(READ_AND_ACT)
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Show somebody where they are signed in; sign out of one session there, or of all others."""
    user, key = person(request), str(request.session.session_key)
    if request.method == "POST":
        pk = request.POST.get("session", "")
        try:
            if pk.isdecimal():
                end_session(user, int(pk), by=user)
            else:
                end_all_sessions(user, by=user, but=key)
        except NotPossible as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Signed out."))
        return redirect("sessions")
    context = {"sessions": sessions_of(user), "own_key": kept_as(key)}
    return render(request, "site/sessions/sessions.html", context)


def _begin(request: HttpRequest, data: Data, by: User) -> None:
    begin_lockdown(by=by, why=data["why"])
    request.session.flush()


def _lift(request: HttpRequest, data: Data, by: User) -> bool:
    return lift_lockdown(by=by, why=data["why"])


def _after_lifting(lifted: bool) -> str:
    if lifted:
        return _("The lockdown is lifted.")
    return _("You asked to lift it. Another administrator has to lift it too.")


ACTS: Final[Mapping[str, Act[HttpRequest]]] = {
    "begin": Act(
        form=ReasonForm,
        verb=_begin,
        recent=True,
        done=gettext_lazy(
            "The lockdown is in force, and everybody is signed out. Two administrators lift it: "
            "each signs in here."
        ),
        next=lambda request, answer: reverse("account_login"),
    ),
    "lift": Act(
        form=ReasonForm,
        verb=_lift,
        recent=True,
        done=_after_lifting,
        next=lambda request, lifted: reverse("mine" if lifted else "lockdown"),
    ),
}
"""What administrators do on the page of the lockdown."""


@login_required
@require_http_methods(READ_AND_ACT)
@room_view(LOCK_DOWN_PERMISSION)
def lockdown(request: HttpRequest) -> HttpResponseBase:
    """Begin a lockdown, or lift it with a second administrator."""
    name = "lift" if request.POST.get("act") == "lift" else "begin"

    def show(state: ScreenState) -> HttpResponseBase:
        user, now = person(request), lockdown_in_force()
        asked = now.lift_asked_by if now else None
        context = {
            "form": state.forms.get(name) or ReasonForm(),
            "locked": now,
            "asked": asked,
            "own": asked == user,
            "decisions": decisions_on_lockdown(now) if now else (),
            "alone": not second_administrators(user),
        }
        return render(request, "site/sessions/lockdown.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, request, name, ACTS[name], show=show, back=reverse("lockdown"))
