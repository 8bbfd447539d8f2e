"""The host side at the desk: application for the slot, run of show, agreements, afterwards."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.forms import Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import WAITS
from vigil.programme.contributors.verbs import consenting
from vigil.programme.models import Contribution, RunItem, Session, SlotApplication
from vigil.programme.recordings.visibility import hindrance_sentences
from vigil.programme.run_of_show import forms
from vigil.programme.run_of_show import verbs as run_of_show
from vigil.programme.run_of_show.verbs import MANAGE
from vigil.programme.slot_applications import verbs as slot_applications
from vigil.programme.time_zones.wall_times import span_between, zones
from vigil.trust.access.errors import NotPossible
from vigil.trust.rooms.house import consent_uses
from vigil.trust.uploads.verbs.files import FileRefused

REFUSED, CONFLICT = 422, 409
ITEM_ACTS: Final = ("edit", "file", "check", "remove")
ITEM_VERBS: Final[Mapping[str, Callable[..., RunItem]]] = {
    "edit": run_of_show.edit_item,
    "file": run_of_show.set_item_file,
    "check": run_of_show.check_item,
}
APPLICATION_ACTS: Final = ("write", "send", "answer")
AnyForm = Form | ModelForm


# The application


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the application for a session's slot; write it, note that it was sent, or answered."""
    session = _session(pk)
    if request.method != "POST":
        return _application(request, session, {})
    act = request.POST.get("act", "")
    row = _application_of(session)
    if act not in APPLICATION_ACTS or (act != "write" and row.pk is None):
        return _application(request, session, {}, REFUSED)
    form = _application_forms(row)[act]
    form = type(form)(request.POST, prefix=act, label_suffix="", **_instance(form, row))
    if not form.is_valid():
        return _application(request, session, {act: form}, REFUSED)
    try:
        if act == "write":
            slot_applications.write_application(session, by=person(request), **form.cleaned_data)
        elif act == "send":
            slot_applications.send_application(row, by=person(request), **form.cleaned_data)
        else:
            slot_applications.answer_application(row, by=person(request), **form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _application(request, session, {act: form}, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("desk_programme:application", pk)


def _application_of(session: Session) -> SlotApplication:
    found = SlotApplication.objects.filter(session=session).first()
    return found or SlotApplication(session=session)


def _application_forms(row: SlotApplication) -> dict[str, AnyForm]:
    return {
        "write": forms.ApplicationForm(instance=row, prefix="write", label_suffix=""),
        "send": forms.ApplicationSentForm(prefix="send", label_suffix=""),
        "answer": forms.ApplicationAnswerForm(prefix="answer", label_suffix=""),
    }


def _instance(form: AnyForm, row: Any) -> dict[str, Any]:
    return {"instance": row} if isinstance(form, ModelForm) else {}


def _application(
    request: HttpRequest, session: Session, refused: dict[str, AnyForm], status: int = 200
) -> HttpResponseBase:
    row = _application_of(session)
    deadline = slot_applications.deadline_of(row)
    span = span_between(deadline, deadline, row.deadline_zone) if deadline else None
    context = {
        "session": session,
        "event": session.event,
        "application": row,
        "deadline": span,
        # Not by a filter of the template: it would show what clocks of the server's zone show.
        "clock": f"{span.starts:%H:%M}" if span else "",
        "forms": {**_application_forms(row), **refused},
        "refused": next(iter(refused.values()), None),
        "zones": zones(),
    }
    return render(
        request, "programme/slot_applications/desk/slot_application.html", context, status=status
    )


# The run of show


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the run of a session; add an item, or move one up or down."""
    session = _session(pk)
    if request.method != "POST":
        return _run(request, session)
    if "up" in request.POST or "down" in request.POST:
        return _moved(request, session)
    form = forms.RunItemForm(
        request.POST, session=session, called=_called(session), label_suffix=""
    )
    if not form.is_valid():
        return _run(request, session, form, REFUSED)
    try:
        run_of_show.add_item(session, by=person(request), **form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _run(request, session, form, CONFLICT)
    return redirect("desk_programme:run", pk)


def _moved(request: HttpRequest, session: Session) -> HttpResponseBase:
    up = "up" in request.POST
    asked = request.POST.get("up") or request.POST.get("down") or ""
    pks = list(session.run.values_list("pk", flat=True))
    if not asked.isdigit() or int(asked) not in pks:
        raise Http404
    at = pks.index(int(asked))
    other = at - 1 if up else at + 1
    if 0 <= other < len(pks):
        pks[at], pks[other] = pks[other], pks[at]
        run_of_show.order_items(session, pks, by=person(request))
    return redirect("desk_programme:run", session.pk)


def _run(
    request: HttpRequest, session: Session, form: forms.RunItemForm | None = None, status: int = 200
) -> HttpResponseBase:
    called = _called(session)
    context = {
        "session": session,
        "event": session.event,
        "run": run_of_show.run_of_session(session),
        "called": called,
        "form": form or forms.RunItemForm(session=session, called=called, label_suffix=""),
    }
    return render(request, "programme/run_of_show/desk/run_of_show.html", context, status=status)


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one item; change it, give its file, note a check, or remove it."""
    row = get_object_or_404(RunItem.objects.select_related("session__event", "contribution"), pk=pk)
    if request.method != "POST":
        return _item(request, row, {})
    act = request.POST.get("act", "")
    if act not in ITEM_ACTS:
        return _item(request, row, {}, REFUSED)
    if act == "remove":
        try:
            run_of_show.remove_item(row, by=person(request))
        except NotPossible:  # removed a moment ago
            raise Http404 from None
        return redirect("desk_programme:run", row.session_id)
    form = _item_form(row, act, request.POST, request.FILES)
    if not form.is_valid():
        return _item(request, row, {act: form}, REFUSED)
    try:
        ITEM_VERBS[act](row, by=person(request), **form.cleaned_data)
    except FileRefused as error:
        form.add_error("file", str(error))
        return _item(request, row, {act: form}, REFUSED)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _item(request, row, {act: form}, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("desk_programme:item", pk)


def _item_form(row: RunItem, act: str, *sent: Any) -> AnyForm:
    if act == "edit":
        session, called = row.session, _called(row.session)
        return forms.RunItemForm(
            *sent, instance=row, session=session, called=called, prefix=act, label_suffix=""
        )
    form: Callable[..., Form] = forms.RunItemFileForm if act == "file" else forms.RunItemCheckForm
    return form(*sent, prefix=act, label_suffix="")


def _item(
    request: HttpRequest, row: RunItem, refused: dict[str, AnyForm], status: int = 200
) -> HttpResponseBase:
    rows = RunItem.objects.select_related("session__event", "contribution")
    row = get_object_or_404(rows, pk=row.pk)
    context = {
        "item": row,
        "session": row.session,
        "event": row.session.event,
        "who": _called(row.session).get(row.contribution.uid) if row.contribution else "",
        "forms": {name: refused.get(name) or _item_form(row, name) for name in ITEM_ACTS[:3]},
    }
    return render(request, "programme/run_of_show/desk/run_item.html", context, status=status)


# What contributors agree to


@room_view(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what everybody who takes part agreed to; record it, or that somebody takes it back."""
    session = _session(pk)
    if request.method != "POST":
        return _agreements(request, session)
    part = get_object_or_404(session.contributions, uid=request.POST.get("part", ""))
    stop = request.POST.get("act") == "stop"
    form = (forms.EndConsentForm if stop else forms.ConsentForm)(request.POST, label_suffix="")
    if not form.is_valid():
        return _agreements(request, session, part, form, REFUSED)
    waits = None
    try:
        if stop:
            consenting.stop_agreeing(part, by=person(request), **form.cleaned_data)
        else:
            waits = consenting.agree(part, by=person(request), **form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _agreements(request, session, part, form, CONFLICT)
    messages.success(request, WAITS if waits else _("Recorded."))
    return redirect("desk_programme:agreements", pk)


def _agreements(
    request: HttpRequest,
    session: Session,
    part: Contribution | None = None,
    form: Form | None = None,
    status: int = 200,
) -> HttpResponseBase:
    sent = part.uid if part else ""
    rows = [
        (
            row,
            form if sent == row.part.uid and isinstance(form, forms.ConsentForm) else _fresh(row),
            form if sent == row.part.uid and isinstance(form, forms.EndConsentForm) else _stop(row),
        )
        for row in consenting.consents_of_session(session)
    ]
    context = {
        "session": session,
        "event": session.event,
        "rows": rows,
        "uses": [(use, consent_uses()[use]) for use in consenting.ASKABLE],
    }
    return render(request, "programme/contributors/desk/consents.html", context, status=status)


def _fresh(row: consenting.ContributorConsents) -> forms.ConsentForm:
    return forms.ConsentForm(auto_id=f"agree-{row.part.pk}-%s", label_suffix="")


def _stop(row: consenting.ContributorConsents) -> forms.EndConsentForm:
    return forms.EndConsentForm(auto_id=f"stop-{row.part.pk}-%s", label_suffix="")


# Afterwards


@room_view(MANAGE)
@require_safe
def afterwards(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what is to be done once a session is over: recordings, who came, who is written to."""
    session = _session(pk)
    states = Counter(session.registrations.values_list("state", flat=True))
    context = {
        "session": session,
        "event": session.event,
        "recordings": [(row, hindrance_sentences(row)) for row in session.recordings.all()],
        "registered": states.get("confirmed", 0),
        "came": session.registrations.exclude(came_at=None).count(),
        "follow_up": session.registrations.filter(follow_up=True, state="confirmed").count(),
        "lacking": sum(not row.is_complete for row in consenting.consents_of_session(session)),
    }
    return render(request, "programme/events/desk/afterwards.html", context)


def _session(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("event"), pk=pk)


def _called(session: Session) -> dict[str, str]:
    return {row.part.uid: row.called for row in consenting.consents_of_session(session)}
