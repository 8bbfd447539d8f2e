"""The desk's screens of documents of a session: all of them, and one."""

from typing import Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
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
    perform,
)
from vigil.programme.events.form_fields import no_colon, prefixed
from vigil.programme.events.queries.desk import latest_decisions, session_or_404
from vigil.programme.models import Material, Session
from vigil.programme.recordings import forms
from vigil.programme.recordings.verbs import materials as verbs
from vigil.programme.recordings.verbs.common import MANAGE
from vigil.trust.models import Upload, User


def _add(session: Session, data: Data, by: User) -> Material:
    return verbs.add_material(session, data.pop("file"), by=by, **data)


def _post(material: Material, data: Data, by: User) -> object:
    return verbs.post_material(material, by=by, **data)


def _hold(material: Material, data: Data, by: User) -> object:
    return verbs.hold_material(material, by=by)


def _remove(material: Material, data: Data, by: User) -> object:
    return verbs.remove_material(material, by=by, why=data["why"])


ADD: Final = Act[Session](
    form=forms.MaterialForm,
    form_arguments=no_colon,
    verb=_add,
    next=lambda _session, made: reverse("desk_programme:material", args=[made.pk]),
    done=_("The document is here. Read it before you show it."),
)
ACTS: Final[dict[str, Act[Material]]] = {
    "post": Act(
        form=prefixed(forms.PostMaterialForm, "post"),
        verb=_post,
        done=_("The document is shown."),
    ),
    "hold": Act(
        form=prefixed(Form, "hold"), verb=_hold, done=_("The document is not shown any more.")
    ),
    "remove": Act(
        form=prefixed(forms.ReasonForm, "remove"),
        verb=_remove,
        done=_("The document is removed for good."),
        next=lambda material, _made: reverse(
            "desk_programme:materials", args=[material.session_id]
        ),
    ),
}


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def materials(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the documents of a session; add one."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("add") or ADD.blank("add", session, person(request))
        context = {
            "session": session,
            "event": session.event,
            "rows": session.materials.all(),
            "form": form,
        }
        page = "programme/recordings/desk/materials.html"
        return render(request, page, context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:materials", args=[pk])
    return perform(request, session, "add", ADD, show=show, back=back)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def material(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one document of a session, and show it to readers, hide it or remove it."""
    row = get_object_or_404(Material.objects.select_related("session__event"), pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        row.refresh_from_db(fields=["state"])
        context = {
            "material": row,
            "session": row.session,
            "event": row.session.event,
            "upload": Upload.objects.filter(uid=row.file).first(),
            "forms": forms_of(ACTS, row, person(request), state),
            "decisions": latest_decisions(verbs.MATERIAL, str(row.pk)),
        }
        page = "programme/recordings/desk/material.html"
        return render(request, page, context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:material", args=[pk])
    return act_named(request, row, ACTS, show=show, back=back)
