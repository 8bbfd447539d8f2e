"""The desk's screen of what contributors agree to."""

from typing import Final

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.programme.contributors import forms
from vigil.programme.contributors.verbs import consenting
from vigil.programme.events.form_fields import no_colon
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Contribution, Session
from vigil.trust.models import User
from vigil.trust.rooms.house import consent_uses


def _agree(part: Contribution, data: Data, by: User) -> object:
    return consenting.agree(part, by=by, **data)


def _stop(part: Contribution, data: Data, by: User) -> object:
    return consenting.stop_agreeing(part, by=by, **data)


CONSENT_ACTS: Final[dict[str, Act[Contribution]]] = {
    "agree": Act(form=forms.ConsentForm, form_arguments=no_colon, verb=_agree, done=_("Recorded.")),
    "stop": Act(
        form=forms.EndConsentForm, form_arguments=no_colon, verb=_stop, done=_("Recorded.")
    ),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def consents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what all contributors of a session agreed to; record a consent, or end it."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_consents(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    part = get_object_or_404(session.contributions, uid=request.POST.get("part", ""))
    name = "stop" if request.POST.get("act") == "stop" else "agree"
    back = reverse("desk_programme:agreements", args=[pk])
    form = _form_name(name, part)
    return perform(request, part, form, CONSENT_ACTS[name], show=show, back=back)


def _form_name(act: str, part: Contribution) -> str:
    """Return what tells the forms of several contributors on one screen apart."""
    return f"{act}-{part.pk}"


def _show_consents(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    by = person(request)

    def form_of(act: str, part: Contribution) -> BaseForm:
        name = _form_name(act, part)
        return state.forms.get(name) or CONSENT_ACTS[act].blank(name, part, by)

    context = {
        "session": session,
        "event": session.event,
        "rows": [
            (row, form_of("agree", row.part), form_of("stop", row.part))
            for row in consenting.consents_of_session(session)
        ],
        "uses": [(use, consent_uses()[use]) for use in consenting.ASKABLE],
    }
    return render(
        request, "programme/contributors/desk/consents.html", context, status=state.status
    )
