"""The host side's screens of registrations: deciding, codes, the door, the follow-up."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.forms import ReasonForm
from vigil.files.formula_safety import safe_cell
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.forms import CodesForm, RefuseForm
from vigil.programme.registrations.verbs.deciding import approve, mark_came, refuse
from vigil.programme.registrations.verbs.door_and_follow_up_lists import (
    BOTH,
    door_list,
    follow_up_list,
    open_people,
)
from vigil.programme.registrations.verbs.host_codes import import_codes
from vigil.programme.registrations.verbs.registering import places_left
from vigil.programme.time_zones import wall_times as times
from vigil.trust.access.errors import NotPossible

PAGE = 100
REFUSED, CONFLICT = 422, 409
SHOWN_LINES = 20
State = Registration.State


class RegistrationFilter(forms.Form):
    """Which registrations to show."""

    state = forms.ChoiceField(
        label=pgettext_lazy("registration", "State"),
        required=False,
        choices=[("", gettext_lazy("all")), *State.choices],
    )


@room_view("programme.see_registrations")
@require_safe
def registrations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List who registered, without names: those wait in the vault."""
    return _show(request, _session(pk))


@room_view("programme.see_registrations")
@require_POST
def open_names(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show who the registrations on a page are; that it was opened, and why, is kept."""
    session, form = _session(pk), ReasonForm(request.POST, prefix="open")
    if not form.is_valid():
        return _show(request, session, {"open_form": form}, REFUSED)
    rows = list(_page(request, session).object_list)
    try:
        known = open_people(session, rows, BOTH, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, session, {"open_form": form}, CONFLICT)
    return _show(request, session, {"known": {one.registration.pk: one for one in known}})


@room_view("programme.see_registrations")
@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a host's list of codes in."""
    session, form = _session(pk), CodesForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, session, {"codes_form": form}, REFUSED)
    try:
        done = import_codes(session, form.cleaned_data["codes"], by=person(request))
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, session, {"codes_form": form}, REFUSED)
    said = ngettext("%(new)d new code.", "%(new)d new codes.", done.new) % {"new": done.new}
    if done.broken:
        # What was not taken is named by its line; the list is shown again to be mended.
        for one in done.broken[:SHOWN_LINES]:
            form.add_error("codes", _("Line %(n)d: %(why)s") % {"n": one.line, "why": one.why})
        if (more := len(done.broken) - SHOWN_LINES) > 0:
            form.add_error("codes", _("And %(n)d lines more.") % {"n": more})
        return _show(request, session, {"codes_form": form, "taken": said}, REFUSED)
    messages.success(request, said)
    return redirect("desk_programme:registrations", pk)


@room_view("programme.see_registrations")
@require_POST
def do_registration(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve, refuse, or note that somebody came."""
    found = get_object_or_404(Registration.objects.select_related("session__event"), pk=pk)
    what, by = request.POST.get("do", ""), person(request)
    form = RefuseForm(request.POST)
    try:
        if what == "approve":
            messages.success(request, _what_became([approve(found, by=by)]))
        elif what == "refuse" and form.is_valid():
            refuse(found, form.cleaned_data["told"], by=by)
            messages.info(request, _refused_words(1))
        elif what in ("came", "not_came"):
            mark_came(found, what == "came", by=by)
        else:
            return _show(request, found.session, {"trouble": _("Say what to do.")}, REFUSED)
    except NotPossible as error:
        return _show(request, found.session, {"trouble": str(error)}, CONFLICT)
    return redirect("desk_programme:registrations", found.session_id)


@room_view("programme.see_registrations")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve or refuse several at once: those that were ticked, each by itself."""
    session, what, form = _session(pk), request.POST.get("do", ""), RefuseForm(request.POST)
    rows = list(session.registrations.filter(pk__in=_ticked(request)).order_by("made_at", "pk"))
    if not rows:
        return _show(request, session, {"trouble": _("Tick whom it is about.")}, REFUSED)
    if what not in ("approve", "refuse") or not form.is_valid():
        return _show(request, session, {"trouble": _("Say what to do.")}, REFUSED)
    done: list[Registration] = []
    troubles: list[str] = []
    for row in rows:
        try:
            if what == "approve":
                done.append(approve(row, by=person(request)))
            else:
                done.append(refuse(row, form.cleaned_data["told"], by=person(request)))
        except NotPossible as error:
            troubles.append(_("%(n)d: %(why)s") % {"n": row.pk, "why": error})
    if done:
        said = _what_became(done) if what == "approve" else _refused_words(len(done))
        messages.success(request, said)
    if troubles:
        return _show(request, session, {"trouble": " ".join(troubles)}, CONFLICT)
    return redirect("desk_programme:registrations", pk)


def _ticked(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("ticked")[:PAGE] if one.isdecimal()]


def _what_became(approved: list[Registration]) -> str:
    """Say what became of those who were approved: not each has a place."""
    counts = Counter(row.state for row in approved)
    said: list[str] = []
    if n := counts[State.CONFIRMED]:
        said.append(ngettext("%(n)d has a place.", "%(n)d have a place.", n) % {"n": n})
    if n := counts[State.FULL]:
        words = ngettext(
            "No place is free: %(n)d is on the waiting list.",
            "No place is free: %(n)d are on the waiting list.",
            n,
        )
        said.append(words % {"n": n})
    return " ".join([*said, _("They are written to.")])


def _refused_words(n: int) -> str:
    words = ngettext(
        "%(n)d refused. An adjudicator lets the letter go: it waits in the outbox until then.",
        "%(n)d refused. An adjudicator lets the letters go: they wait in the outbox until then.",
        n,
    )
    return words % {"n": n}


@room_view("programme.see_registrations")
@require_POST
def door(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make the list for the door: to print, or as CSV."""
    session, form = _session(pk), ReasonForm(request.POST, prefix="door")
    if not form.is_valid():
        return _show(request, session, {"door_form": form}, REFUSED)
    try:
        known = door_list(session, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, session, {"door_form": form}, CONFLICT)
    if request.POST.get("do") == "csv":
        rows = [
            [str(one.registration.pk), one.name, "x" if one.registration.came_at else ""]
            for one in known
        ]
        return _csv("door-list.csv", ["registration", "name", "came"], rows)
    context = {"session": session, "known": known, "when": times.span_of(session)}
    return render(request, "programme/registrations/desk/door_list.html", context)


@room_view("programme.see_registrations")
@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give out, as CSV, who agreed to be written to afterwards."""
    session, form = _session(pk), ReasonForm(request.POST, prefix="follow")
    if not form.is_valid():
        return _show(request, session, {"follow_form": form}, REFUSED)
    try:
        known = follow_up_list(session, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, session, {"follow_form": form}, CONFLICT)
    rows = [
        [one.name, one.address, one.registration.language, "x" if one.registration.came_at else ""]
        for one in known
    ]
    return _csv("follow-up.csv", ["name", "address", "language", "came"], rows)


def _csv(name: str, head: list[str], rows: Iterable[list[str]]) -> HttpResponse:
    """Return a sheet (RFC 4180) in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),  # spreadsheets read UTF-8 only with its mark
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _session(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("event"), pk=pk)


def _page(request: HttpRequest, session: Session) -> Any:
    filters = RegistrationFilter(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    rows = session.registrations.order_by("made_at", "pk")
    return Paginator(rows.filter(state=state) if state else rows, PAGE).get_page(
        request.GET.get("page")
    )


def _show(
    request: HttpRequest, session: Session, given: dict[str, Any] | None = None, status: int = 200
) -> HttpResponseBase:
    given = given or {}
    counts = Counter(session.registrations.order_by().values_list("state", flat=True))
    known = given.pop("known", {})
    page = _page(request, session)
    context = {
        "session": session,
        "event": session.event,
        "filters": RegistrationFilter(request.GET),
        "page": page,
        "rows": [(row, known.get(row.pk)) for row in page],
        "opened": bool(known),
        "some_wait": any(row.state == State.WAITING for row in page),
        "counts": [(state, state.label, counts[state]) for state in State if counts[state]],
        "came": session.registrations.exclude(came_at=None).count(),
        "left": places_left(session),
        "codes": session.codes.count(),
        "codes_used": session.codes.exclude(used_by=None).count(),
        "open_form": ReasonForm(prefix="open"),
        "door_form": ReasonForm(prefix="door"),
        "follow_form": ReasonForm(prefix="follow"),
        "codes_form": CodesForm(label_suffix=""),
        "refuse_form": RefuseForm(label_suffix=""),
        **given,
    }
    return render(
        request, "programme/registrations/desk/registrations.html", context, status=status
    )
