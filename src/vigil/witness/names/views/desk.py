"""Desk screens of remembrance: who waits for an editor, who is excluded, and decisions."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.decisions.labels import verb_label
from vigil.desk.screens.access import person, room_view
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision
from vigil.witness.models import Name, Standing
from vigil.witness.names.entries import name_entries
from vigil.witness.names.forms import ReasonForm
from vigil.witness.names.queries.public import with_places
from vigil.witness.names.queries.search import find_by_spelling
from vigil.witness.names.verbs import admitting
from vigil.witness.names.verbs.admitting import KEEP, KIND
from vigil.witness.names.visibility import NEWEST

PAGE = 50
CONFLICT, REFUSED = 409, 422
LISTS: Final = {
    "waiting": gettext_lazy("Waiting for a decision"),
    "left_out": gettext_lazy("Left out"),
    "admitted": gettext_lazy("Let in by decision"),
    "excluded": gettext_lazy("Excluded from cards, reminders and feeds"),
}
ACTS: Final = {
    "admit": (admitting.admit, gettext_lazy("Let in.")),
    "leave_out": (admitting.leave_out, gettext_lazy("Left out.")),
    "undecide": (admitting.undecide, gettext_lazy("Taken back: the person waits again.")),
    "exclude": (admitting.exclude, gettext_lazy("Excluded.")),
    "include": (admitting.include, gettext_lazy("No longer excluded.")),
}


@room_view(KEEP)
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List names by what was decided about them, or find a name."""
    asked, q = request.GET.get("list", ""), request.GET.get("q", "").strip()[:100]
    chosen = asked if asked in LISTS else "waiting"
    rows = _found(q) if q else _listed(chosen)
    page = Paginator(rows.order_by(*NEWEST), PAGE).get_page(request.GET.get("page"))
    names = {name.handle: name for name in page.object_list}
    lines = name_entries(Name.objects.filter(handle__in=names).order_by(*NEWEST))
    context = {
        "page": page,
        "rows": [(line, names[line.handle]) for line in lines],
        "lists": [(key, label, _listed(key).count()) for key, label in LISTS.items()],
        "chosen": "" if q else chosen,
        "q": q,
    }
    return render(request, "witness/names/desk/list.html", context)


def _listed(key: str) -> QuerySet[Name]:
    if key == "excluded":
        return Name.objects.filter(excluded=True)
    if key == "admitted":
        return Name.objects.filter(standing=Standing.REMEMBERED).exclude(ground="")
    return Name.objects.filter(standing=key)


def _found(q: str) -> QuerySet[Name]:
    return Name.objects.filter(pk__in=find_by_spelling(q))


@room_view(KEEP)
@require_safe
def one(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show one person with past decisions, and those that are possible."""
    return _show(request, _name(handle))


@room_view(KEEP)
@require_POST
def act(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Decide about a name, or take a decision back."""
    name, do = _name(handle), request.POST.get("do", "")
    form = ReasonForm(request.POST, label_suffix="")
    if do not in ACTS:
        return _show(request, name, REFUSED, form=form, trouble=_("Choose what to do."))
    if not form.is_valid():
        return _show(request, name, REFUSED, form=form)
    verb, done = ACTS[do]
    try:
        verb(name, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        return _show(request, _name(handle), CONFLICT, form=form, trouble=str(error))
    messages.success(request, str(done))
    return redirect("desk_names:name", handle)


def _name(handle: str) -> Name:
    found = with_places(Name.objects.filter(handle=handle)).prefetch_related("spellings").first()
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    name: Name,
    status: int = 200,
    *,
    form: ReasonForm | None = None,
    trouble: str = "",
) -> HttpResponseBase:
    [line] = name_entries(Name.objects.filter(pk=name.pk))
    decided = bool(name.ground) and name.standing != Standing.WAITING
    offered = {
        "admit": bool(name.ground) and name.standing != Standing.REMEMBERED,
        "leave_out": bool(name.ground) and name.standing != Standing.LEFT_OUT,
        "undecide": decided,
        "exclude": not name.excluded,
        "include": name.excluded,
    }
    context: dict[str, Any] = {
        "name": name,
        "line": line,
        "case": name.case.public_id,
        "acts": [(key, label) for key, label in _LABELS.items() if offered[key]],
        "form": form or ReasonForm(label_suffix=""),
        "trouble": trouble,
        "decisions": [
            {"at": d.at, "what": verb_label(d.verb), "actor": d.actor, "why": d.why}
            for d in _decisions(handle=name.handle)
        ],
    }
    return render(request, "witness/names/desk/name.html", context, status=status)


_LABELS: Final = {
    "admit": gettext_lazy("Let into remembrance"),
    "leave_out": gettext_lazy("Leave out of remembrance"),
    "undecide": gettext_lazy("Take the decision back"),
    "exclude": gettext_lazy("Exclude from cards, reminders and feeds"),
    "include": gettext_lazy("No longer exclude"),
}


def _decisions(handle: str) -> QuerySet[Decision]:
    rows = Decision.objects.filter(target_kind=KIND, target_key=handle)
    return rows.select_related("actor").order_by("pk")
