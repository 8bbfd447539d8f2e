"""The desk's screens of the run of show: all items of a session, and one item."""

from functools import partial
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    perform,
    show_elsewhere,
)
from vigil.programme.contributors.verbs.consenting import names_at_desk
from vigil.programme.events.form_fields import prefixed
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import RunItem, Session
from vigil.programme.recordings.views.files import media_response
from vigil.programme.run_of_show import forms, verbs
from vigil.programme.run_of_show.queries import run_of_session
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

# The items of a session


def _add(session: Session, data: Data, by: User) -> object:
    return verbs.add_item(session, by=by, **data)


def _of_session(session: Session, by: User) -> dict[str, Any]:
    return {"session": session, "called": names_at_desk(session), "label_suffix": ""}


def _move(places: int, item: RunItem, data: Data, by: User) -> None:
    """Change the place of an item with that of the one above (-1) or below (1)."""
    pks = list(item.session.run.values_list("pk", flat=True))
    at = pks.index(item.pk)
    other = at + places
    if 0 <= other < len(pks):
        pks[at], pks[other] = pks[other], pks[at]
        verbs.order_items(item.session, pks, by=by)


ADD: Final = Act(form=forms.RunItemForm, form_arguments=_of_session, verb=_add)
MOVES: Final[dict[str, Act[RunItem]]] = {
    "up": Act(form=Form, verb=partial(_move, -1)),
    "down": Act(form=Form, verb=partial(_move, 1)),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the run of a session; add an item, or move one up or down."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_run(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:run", args=[pk])
    for name, act in MOVES.items():
        if name in request.POST:
            row, elsewhere = _item_of(session, request.POST[name]), show_elsewhere(request, back)
            return perform(request, row, name, act, show=elsewhere, back=back)
    return perform(request, session, "add", ADD, show=show, back=back)


def _item_of(session: Session, pk: str) -> RunItem:
    for item in session.run.all():
        if str(item.pk) == pk:
            return item
    raise Http404


def _show_run(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    context = {
        "session": session,
        "event": session.event,
        "run": run_of_session(session),
        "called": names_at_desk(session),
        "form": state.forms.get("add") or ADD.blank("add", session, person(request)),
    }
    return render(
        request, "programme/run_of_show/desk/run_of_show.html", context, status=state.status
    )


# One item


def _edit(item: RunItem, data: Data, by: User) -> object:
    return verbs.edit_item(item, by=by, **data)


def _set_file(item: RunItem, data: Data, by: User) -> object:
    return verbs.set_item_file(item, data["file"], by=by)


def _check(item: RunItem, data: Data, by: User) -> object:
    return verbs.check_item(item, by=by, **data)


def _remove(item: RunItem, data: Data, by: User) -> str:
    try:
        verbs.remove_item(item, by=by)
    except NotPossible:  # removed a moment ago
        raise Http404 from None
    return reverse("desk_programme:run", args=[item.session_id])


def _of_item(item: RunItem, by: User) -> dict[str, Any]:
    return {"instance": item, "session": item.session, "called": names_at_desk(item.session)}


ITEM_ACTS: Final[dict[str, Act[RunItem]]] = {
    "edit": Act(
        form=prefixed(forms.RunItemForm, "edit"),
        form_arguments=_of_item,
        verb=_edit,
        done=_("Saved."),
    ),
    "file": Act(form=prefixed(forms.RunItemFileForm, "file"), verb=_set_file, done=_("Saved.")),
    "check": Act(form=prefixed(forms.RunItemCheckForm, "check"), verb=_check, done=_("Saved.")),
    "remove": Act(form=Form, verb=_remove),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def item(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one item; change it, set its file, note a check, or remove it."""
    row = _item_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_item(request, row, state)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:item", args=[pk])
    return act_named(request, row, ITEM_ACTS, show=show, back=back)


def _show_item(request: HttpRequest, row: RunItem, state: ScreenState) -> HttpResponseBase:
    row = _item_or_404(row.pk)  # as it is kept: a refused form has changed it in memory
    context = {
        "item": row,
        "session": row.session,
        "event": row.session.event,
        "who": names_at_desk(row.session).get(row.contribution.uid) if row.contribution else "",
        "forms": forms_of(ITEM_ACTS, row, person(request), state),
        "problem": state.problem,
    }
    return render(request, "programme/run_of_show/desk/run_item.html", context, status=state.status)


def _item_or_404(pk: int) -> RunItem:
    rows = RunItem.objects.select_related("session__event", "contribution")
    return get_object_or_404(rows, pk=pk)


@room_view(MANAGE)
@require_safe
def item_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the file of an item to a host."""
    found = get_object_or_404(RunItem, pk=pk)
    return media_response(request, found.file, "item", restricted=True)
