"""What hosts open of who registered: names on the screen, the door list, the follow-up list."""

import csv
import io
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import Act, Data, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.files.formula_safety import safe_cell
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Registration, Session
from vigil.programme.registrations.verbs.door_and_follow_up_lists import (
    ALL,
    door_list,
    follow_up_list,
    open_people,
)
from vigil.programme.registrations.views.desk import (
    SEE,
    address_of_registrations,
    page_of_registrations,
    shows,
)
from vigil.programme.time_zones import wall_times
from vigil.trust.models import User


def _reason(prefix: str) -> Callable[..., ReasonForm]:
    return partial(ReasonForm, prefix=prefix)


def _open_names(page: Page[Registration], data: Data, by: User) -> dict[str, Any]:
    rows = list(page.object_list)
    if not rows:
        return {"known": {}}
    known = open_people(rows[0].session, rows, ALL, by=by, why=data["why"])
    return {"known": {one.registration.pk: one for one in known}}


def _make_door_list(request: HttpRequest, session: Session, data: Data, by: User) -> HttpResponse:
    known = door_list(session, by=by, why=data["why"])
    if request.POST.get("do") == "csv":
        rows = [
            [
                str(one.registration.number),
                one.name,
                one.needs,
                "x" if one.registration.came_at else "",
            ]
            for one in known
        ]
        return _csv("door-list.csv", ["registration", "name", "needs", "came"], rows)
    context = {"session": session, "known": known, "when": wall_times.span_of(session)}
    return render(request, "programme/registrations/desk/door_list.html", context)


def _make_follow_up_list(session: Session, data: Data, by: User) -> HttpResponse:
    rows = [
        [one.name, one.address, one.registration.language, "x" if one.registration.came_at else ""]
        for one in follow_up_list(session, by=by, why=data["why"])
    ]
    return _csv("follow-up.csv", ["name", "address", "language", "came"], rows)


OPEN_NAMES: Final = Act[Page[Registration]](form=_reason("open"), verb=_open_names)
FOLLOW_UP: Final = Act[Session](form=_reason("follow"), verb=_make_follow_up_list)


@room_view(SEE)
@require_POST
def open_names(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show who the registrations on a page are. The opening and its reason are recorded."""
    session = session_or_404(pk)
    page = page_of_registrations(request, session)
    show, back = shows(request, session), address_of_registrations(session)
    return perform(request, page, "open_form", OPEN_NAMES, show=show, back=back)


@room_view(SEE)
@require_POST
def door(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make the list for the door: to print, or as CSV."""
    session = session_or_404(pk)
    act = Act[Session](form=_reason("door"), verb=partial(_make_door_list, request))
    show, back = shows(request, session), address_of_registrations(session)
    return perform(request, session, "door_form", act, show=show, back=back)


@room_view(SEE)
@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download, as CSV, who agreed to be written to after the session."""
    session = session_or_404(pk)
    show, back = shows(request, session), address_of_registrations(session)
    return perform(request, session, "follow_form", FOLLOW_UP, show=show, back=back)


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
