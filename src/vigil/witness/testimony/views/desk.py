"""Desk screens of testimony: the list, one testimony, and its acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.models import Case
from vigil.desk.decisions.labels import verb_label
from vigil.desk.screens.access import person, room_view
from vigil.files import Kind
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.sessions.recent_sign_in import require_recent
from vigil.trust.uploads.downloads import download
from vigil.witness.models import Testimony, TestimonyFile
from vigil.witness.testimony import queries
from vigil.witness.testimony.files import FileVersion
from vigil.witness.testimony.forms.desk import AnswerForm, PlaceForm, ReasonForm, TestimonyFilter
from vigil.witness.testimony.verbs import answering
from vigil.witness.testimony.verbs.answering import OpenedTestimony

SEE, READ = "witness.see_testimony", "witness.read_testimony"
PAGE = 50
REFUSED, CONFLICT = 422, 409
State = Testimony.State


@room_view(SEE)
@require_safe
def testimonies(request: HttpRequest) -> HttpResponseBase:
    """List testimonies, the oldest first, without their words."""
    filters = TestimonyFilter(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    user = person(request)
    rows = queries.in_reach(user)
    if not state:
        rows = rows.filter(state__in=(State.WAITING, State.OPENED))
    elif state != "all":
        rows = rows.filter(state=state)
    counted = queries.counts(user)
    context = {
        "filters": filters,
        "state": state,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": [(one, one.label, counted[one]) for one in State if counted[one]],
    }
    return render(request, "witness/testimony/desk/list.html", context)


@room_view(SEE)
@require_safe
def testimony(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one testimony with its words sealed, and who opened it."""
    return _show(request, _found(request, uid))


@room_view(SEE)
@require_POST
def open_words(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the words once. The log keeps who opened them, and why."""
    found, form = _found(request, uid), ReasonForm(request.POST, prefix="open")
    if not form.is_valid():
        return _show(request, found, ScreenState(REFUSED, {"open": form}))
    try:
        opened = answering.open_testimony(found, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, found, ScreenState(CONFLICT, {"open": form}))
    found.refresh_from_db()
    return _show(request, found, ScreenState(opened=opened))


@room_view(SEE)
@require_POST
def answer(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Write to the sender."""
    found, form = _found(request, uid), AnswerForm(request.POST)
    return _act(
        request,
        found,
        "answer",
        form,
        lambda said: answering.answer(found, said["text"], by=person(request)),
        _("Kept for the sender, who finds it with the code."),
    )


@room_view(SEE)
@require_POST
def place(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Add a testimony to a case, as a report that only the desk sees."""
    found, form = _found(request, uid), PlaceForm(request.POST, prefix="place")

    def put(said: dict[str, Any]) -> None:
        case = Case.objects.filter(public_id=said["case"]).first()
        if case is None:
            raise NotPossible(_("There is no case of this number."))
        answering.place(found, case, by=person(request), why=said["why"])

    return _act(request, found, "place", form, put, _("Put into the case."))


@room_view(SEE)
@require_POST
def close(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Close a testimony."""
    return _end(request, uid, "close", answering.close, _("Closed."))


@room_view(SEE)
@require_POST
def destroy(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Destroy words, files and keys."""
    return _end(request, uid, "destroy", answering.destroy, _("Destroyed for good."))


@room_view(SEE)
@require_POST
def open_file(request: HttpRequest, uid: str, file: str) -> HttpResponseBase:
    """Return a file: its copy, or its original."""
    found = _found(request, uid)
    row = get_object_or_404(TestimonyFile, testimony=found, uid=file)
    original = request.POST.get("which") == FileVersion.ORIGINAL
    which = FileVersion.ORIGINAL if original else FileVersion.COPY
    form = ReasonForm(request.POST, prefix="file")
    if original:
        require_recent(request)
    if not form.is_valid():
        return _show(request, found, ScreenState(REFUSED, {"file": form}))
    try:
        content = answering.open_file(row, which, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, found, ScreenState(CONFLICT, {"file": form}))
    if original:
        # As bytes of no kind: it may be anything, and is looked at on a machine of its own.
        return download(content, "application/octet-stream", f"original-{row.pk}.bin")
    kind = Kind(row.kind)
    return download(content, kind.media_type, f"testimony-{row.pk}{kind.suffix}")


def _found(request: HttpRequest, uid: str) -> Testimony:
    """Return a testimony that whoever asks may read; 404 if there is none."""
    found = get_object_or_404(Testimony.objects.select_related("report"), uid=uid)
    require(person(request), READ, found)
    return found


def _end(
    request: HttpRequest, uid: str, name: str, verb: Callable[..., None], done: str
) -> HttpResponseBase:
    found, form = _found(request, uid), ReasonForm(request.POST, prefix=name)
    by = person(request)
    return _act(request, found, name, form, lambda said: verb(found, by=by, **said), done)


def _act(
    request: HttpRequest,
    found: Testimony,
    name: str,
    form: Form,
    verb: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponseBase:
    """Do what a form asks for, and come back to the testimony."""
    if not form.is_valid():
        return _show(request, found, ScreenState(REFUSED, {name: form}))
    try:
        verb(form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        found.refresh_from_db()
        return _show(request, found, ScreenState(CONFLICT, {name: form}))
    messages.success(request, done)
    return redirect("desk_testimony:testimony", found.uid)


@dataclass(frozen=True)
class ScreenState:
    """What the screen shows beside the testimony: errors in forms, or opened words."""

    status: int = 200
    forms: dict[str, Form] | None = None
    opened: OpenedTestimony | None = None


def _show(
    request: HttpRequest, found: Testimony, told: ScreenState | None = None
) -> HttpResponseBase:
    told = told or ScreenState()
    given = told.forms or {}
    user = person(request)
    forms: dict[str, Form] = {
        "open": ReasonForm(prefix="open"),
        "file": ReasonForm(prefix="file"),
        "close": ReasonForm(prefix="close"),
        "destroy": ReasonForm(prefix="destroy"),
        "answer": AnswerForm(),
        "place": PlaceForm(prefix="place"),
        **given,
    }
    for form in forms.values():
        form.label_suffix = ""
    context = {
        "one": found,
        "opened": told.opened,
        "forms": forms,
        "given": set(given),
        "files": [file for file in found.files.all() if file.whole and not file.removed],
        "written": found.messages.select_related("by"),
        "placed": queries.case_of(found),
        "looks": [(look, verb_label(look.verb)) for look in queries.access_records(found)],
        "may_originals": user.has_perm("witness.open_original", found),
        "may_place": user.has_perm("witness.place_testimony", found),
        "may_destroy": user.has_perm("witness.destroy_testimony", found),
    }
    return render(request, "witness/testimony/desk/testimony.html", context, status=told.status)
