"""The desk's screen of the application for a slot."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
)
from vigil.programme.events.form_fields import prefixed
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import SlotApplication
from vigil.programme.slot_applications import forms, verbs
from vigil.programme.time_zones.wall_times import span_between
from vigil.programme.time_zones.zone_names import zone_choices
from vigil.trust.models import User


def _write(row: SlotApplication, data: Data, by: User) -> object:
    return verbs.write_application(row.session, by=by, **data)


def _send(row: SlotApplication, data: Data, by: User) -> object:
    return verbs.send_application(row, by=by, **data)


def _answer(row: SlotApplication, data: Data, by: User) -> object:
    return verbs.answer_application(row, by=by, **data)


def _instance(row: SlotApplication, by: User) -> dict[str, Any]:
    return {"instance": row}


ACTS: Final[dict[str, Act[SlotApplication]]] = {
    "write": Act(
        form=prefixed(forms.ApplicationForm, "write"),
        form_arguments=_instance,
        verb=_write,
        done=_("Saved."),
    ),
    "send": Act(form=prefixed(forms.ApplicationSentForm, "send"), verb=_send, done=_("Saved.")),
    "answer": Act(
        form=prefixed(forms.ApplicationAnswerForm, "answer"), verb=_answer, done=_("Saved.")
    ),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def application(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the application for a session's slot; write it, note that it was sent or answered."""
    session = session_or_404(pk)
    row = SlotApplication.objects.filter(session=session).first()
    row = row or SlotApplication(session=session)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, row, state)

    if request.method != "POST":
        return show(ScreenState())
    acts = ACTS if row.pk else {"write": ACTS["write"]}
    back = reverse("desk_programme:application", args=[pk])
    return act_named(request, row, acts, show=show, back=back)


def _show(request: HttpRequest, row: SlotApplication, state: ScreenState) -> HttpResponseBase:
    deadline = verbs.deadline_of(row)
    span = span_between(deadline, deadline, row.deadline_zone) if deadline else None
    context = {
        "session": row.session,
        "event": row.session.event,
        "application": row,
        "deadline": span,
        # Not by a filter of the template: it would show what clocks of the server's zone show.
        "clock": f"{span.starts:%H:%M}" if span else "",
        "forms": forms_of(ACTS, row, person(request), state),
        "refused": next(iter(state.forms.values()), None),
        "problem": state.problem,
        "zones": zone_choices(),
    }
    return render(
        request,
        "programme/slot_applications/desk/slot_application.html",
        context,
        status=state.status,
    )
