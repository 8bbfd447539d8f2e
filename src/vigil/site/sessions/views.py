"""Pages on which people see where they are signed in, and administrators lock everybody out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.users.queries import decisions_on_lockdown, second_administrators
from vigil.trust.access.errors import NotPossible
from vigil.trust.sessions import verbs
from vigil.trust.sessions.recent_sign_in import require_recent

REFUSED, CONFLICT = 422, 409
READING_WRITING = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READING_WRITING)
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Show somebody where they are signed in; sign out of one session there, or of all others."""
    user, key = person(request), str(request.session.session_key)
    if request.method == "POST":
        pk = request.POST.get("session", "")
        try:
            if pk.isdecimal():
                verbs.end_session(user, int(pk), by=user)
            else:
                verbs.end_all_sessions(user, by=user, but=key)
        except NotPossible as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Signed out."))
        return redirect("sessions")
    context = {"sessions": verbs.sessions_of(user), "own_key": verbs.kept_as(key)}
    return render(request, "site/sessions/sessions.html", context)


@login_required
@require_http_methods(READING_WRITING)
@room_view(verbs.LOCK_DOWN_PERMISSION)
def lockdown(request: HttpRequest) -> HttpResponseBase:
    """Begin a lockdown, or lift it with a second administrator."""
    if request.method != "POST":
        return _lockdown(request, ReasonForm())
    require_recent(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _lockdown(request, form, status=REFUSED)
    by, why = person(request), form.cleaned_data["why"]
    try:
        if request.POST.get("act") == "lift":
            return _lifted(request, verbs.lift_lockdown(by=by, why=why))
        verbs.begin_lockdown(by=by, why=why)
    except NotPossible as error:
        return _lockdown(request, form, trouble=str(error), status=CONFLICT)
    request.session.flush()
    messages.success(
        request,
        _(
            "The lockdown is in force, and everybody is signed out. Two administrators lift it: "
            "each signs in here."
        ),
    )
    return redirect("account_login")


def _lifted(request: HttpRequest, lifted: bool) -> HttpResponseBase:
    if lifted:
        messages.success(request, _("The lockdown is lifted."))
        return redirect("mine")
    messages.success(request, _("You asked to lift it. Another administrator has to lift it too."))
    return redirect("lockdown")


def _lockdown(
    request: HttpRequest, form: ReasonForm, *, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    user, now = person(request), verbs.lockdown_in_force()
    asked = now.lift_asked_by if now else None
    context = {
        "form": form,
        "locked": now,
        "asked": asked,
        "own": asked == user,
        "decisions": decisions_on_lockdown(now) if now else (),
        "alone": not second_administrators(user),
        "trouble": trouble,
    }
    return render(request, "site/sessions/lockdown.html", context, status=status)
