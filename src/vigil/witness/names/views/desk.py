"""Desk screens of remembrance: who waits for an editor, who is excluded, and decisions."""

from collections.abc import Callable, Mapping
from typing import Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.decisions.labels import verb_label
from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import REFUSED, Act, Data, ScreenState, perform
from vigil.trust.models import Decision, User
from vigil.witness.models import Life, Name, Standing
from vigil.witness.names.entries import name_entries
from vigil.witness.names.forms import ReasonForm
from vigil.witness.names.queries.public import with_places
from vigil.witness.names.queries.search import find_by_spelling
from vigil.witness.names.verbs import admitting
from vigil.witness.names.verbs.admitting import KEEP, KIND
from vigil.witness.names.visibility import NEWEST
from vigil.witness.works.screens import take_problem

PAGE = 50
LISTS: Final = {
    "waiting": gettext_lazy("Waiting for a decision"),
    "left_out": gettext_lazy("Left out"),
    "admitted": gettext_lazy("Let in by decision"),
    "excluded": gettext_lazy("Excluded from cards, reminders and feeds"),
    "lives": gettext_lazy("Texts on lives to approve"),
}


def _act(
    verb: Callable[..., Decision],
    label: str | Promise,
    done: str | Promise,
    offered: Callable[[Name], bool],
) -> Act[Name]:
    def decide(name: Name, said: Data, by: User) -> None:
        verb(name, by=by, why=said["why"])

    return Act(form=ReasonForm, verb=decide, label=label, done=done, offered=offered)


ACTS: Final[Mapping[str, Act[Name]]] = {
    "admit": _act(
        admitting.admit,
        gettext_lazy("Remember this person"),
        gettext_lazy("This person is remembered now."),
        lambda name: bool(name.ground) and name.standing != Standing.REMEMBERED,
    ),
    "leave_out": _act(
        admitting.leave_out,
        gettext_lazy("Do not remember this person"),
        gettext_lazy("This person is not remembered."),
        lambda name: bool(name.ground) and name.standing != Standing.LEFT_OUT,
    ),
    "undecide": _act(
        admitting.undecide,
        gettext_lazy("Undo the decision"),
        gettext_lazy("Decision undone. The person waits for a decision again."),
        lambda name: bool(name.ground) and name.standing != Standing.WAITING,
    ),
    "exclude": _act(
        admitting.exclude,
        gettext_lazy("Exclude from cards, reminders and feeds"),
        gettext_lazy("Excluded."),
        lambda name: not name.excluded,
    ),
    "include": _act(
        admitting.include,
        gettext_lazy("No longer exclude"),
        gettext_lazy("No longer excluded."),
        lambda name: name.excluded,
    ),
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
    if key == "lives":
        waiting = Life.objects.filter(state=Life.State.WAITING, withdrawals=[])
        return Name.objects.filter(uid__in=waiting.values("person"))
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

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, _name(handle), state)

    if do not in ACTS:
        return show(
            ScreenState(REFUSED, {do: ReasonForm(request.POST)}, problem=_("Choose what to do."))
        )
    back = reverse("desk_names:name", args=[handle])
    return perform(request, name, do, ACTS[do], show=show, back=back)


def _name(handle: str) -> Name:
    found = with_places(Name.objects.filter(handle=handle)).prefetch_related("spellings").first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, name: Name, state: ScreenState | None = None) -> HttpResponseBase:
    state = state or ScreenState()
    [line] = name_entries(Name.objects.filter(pk=name.pk))
    form = next(iter(state.forms.values()), ReasonForm())
    form.label_suffix = ""
    context = {
        "name": name,
        "line": line,
        "case": name.case.public_id,
        "acts": [(key, act.label) for key, act in ACTS.items() if act.offered(name)],
        "form": form,
        "trouble": take_problem(state),
        "decisions": [
            {"at": d.at, "what": verb_label(d.verb), "actor": d.actor, "why": d.why}
            for d in _decisions(handle=name.handle)
        ],
    }
    return render(request, "witness/names/desk/name.html", context, status=state.status)


def _decisions(handle: str) -> QuerySet[Decision]:
    rows = Decision.objects.filter(target_kind=KIND, target_key=handle)
    return rows.select_related("actor").order_by("pk")
