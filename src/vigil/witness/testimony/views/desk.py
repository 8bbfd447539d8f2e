"""Desk screens of testimony: the list, one testimony, and its acts."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.decisions.labels import verb_label
from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import Act, Data, ScreenState, forms_of, perform
from vigil.files import Kind
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download
from vigil.witness.models import Testimony, TestimonyFile
from vigil.witness.testimony import queries
from vigil.witness.testimony.files import FileVersion
from vigil.witness.testimony.forms.desk import ReasonForm, TestimonyFilter
from vigil.witness.testimony.verbs import answering
from vigil.witness.testimony.views.desk_acts import ACTS, prefixed

SEE, READ = "witness.see_testimony", "witness.read_testimony"
PAGE = 50
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


def act_at(name: str) -> Callable[..., HttpResponseBase]:
    """Return the view that does one act on a testimony."""

    @room_view(SEE)
    @require_POST
    def view(request: HttpRequest, uid: str) -> HttpResponseBase:
        return _perform(request, _found(request, uid), name, ACTS[name])

    return view


@room_view(SEE)
@require_POST
def open_file(request: HttpRequest, uid: str, file: str) -> HttpResponseBase:
    """Return a file: its copy, or its original."""
    found = _found(request, uid)
    row = get_object_or_404(TestimonyFile, testimony=found, uid=file)
    original = request.POST.get("which") == FileVersion.ORIGINAL
    version = FileVersion.ORIGINAL if original else FileVersion.COPY

    def download_file(found: Testimony, said: Data, by: User) -> HttpResponseBase:
        content = answering.open_file(row, version, by=by, why=said["why"])
        if original:
            # As bytes of no kind: it may be anything, and is opened on a machine of its own.
            return download(content, "application/octet-stream", f"original-{row.pk}.bin")
        kind = Kind(row.kind)
        return download(content, kind.media_type, f"testimony-{row.pk}{kind.suffix}")

    act = Act(form=ReasonForm, verb=download_file, form_arguments=prefixed("file"), recent=original)
    return _perform(request, found, "file", act)


def _found(request: HttpRequest, uid: str) -> Testimony:
    """Return a testimony that whoever asks may read; 404 if there is none."""
    found = get_object_or_404(Testimony.objects.select_related("report"), uid=uid)
    require(person(request), READ, found)
    return found


def _perform(
    request: HttpRequest, found: Testimony, name: str, act: Act[Testimony]
) -> HttpResponseBase:
    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, _found(request, found.uid), state)

    back = reverse("desk_testimony:testimony", args=[found.uid])
    return perform(request, found, name, act, show=show, back=back)


def _show(
    request: HttpRequest, found: Testimony, state: ScreenState | None = None
) -> HttpResponseBase:
    state = state or ScreenState()
    user = person(request)
    forms = {**forms_of(ACTS, found, user, state), **state.forms}
    for form in forms.values():
        form.label_suffix = ""
    context = {
        "one": found,
        "opened": state.revealed.get("opened"),
        "forms": forms,
        "given": set(state.forms),
        "files": [file for file in found.files.all() if file.whole and not file.removed],
        "written": found.messages.select_related("by"),
        "placed": queries.case_of(found),
        "looks": [(look, verb_label(look.verb)) for look in queries.access_records(found)],
        "may_originals": user.has_perm("witness.open_original", found),
        "may_place": user.has_perm("witness.place_testimony", found),
        "may_destroy": user.has_perm("witness.destroy_testimony", found),
    }
    return render(request, "witness/testimony/desk/testimony.html", context, status=state.status)
