"""The screen of a case and all its acts, apart from coding."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.models import Case
from vigil.desk.cases.act_result import ActResult
from vigil.desk.cases.acts import ACTS
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.changes import changed_since
from vigil.desk.cases.screen import show_case
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import neighbours
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, ScreenState, perform
from vigil.trust.access.errors import NotAllowed
from vigil.trust.decisions.verbs import require

FORBIDDEN = 403
"""The person may act on this case, but not on the other one."""


@desk_view()
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one case: its reports, its form, what can be done, what was decided."""
    return show_case(request, get_object_or_404(Case, pk=pk), ScreenState())


@desk_view()
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do one of the acts with a case, or show the screen again with what was typed and why not."""
    found = Case.objects.filter(pk=pk).first()
    queue = QueueAddress(request.GET, person(request))
    if found is None:
        return _gone(request, queue)
    require(person(request), ACTS[name].permission, found)
    version = request.POST.get(f"{name}-version", "")
    # First: on a case that changed meanwhile, what was sent may be wrong for that reason alone.
    if note := changed_since(found, version):
        return _show_again(request, found, name, note, CONFLICT)
    following = neighbours(found, queue.candidates).following

    def show(screen: ScreenState) -> HttpResponseBase:
        now = Case.objects.filter(pk=pk).first()
        if now is None:
            return _gone(request, queue)
        if note := changed_since(now, version):
            return _show_again(request, now, name, note, CONFLICT)
        return show_case(request, now, screen)

    chosen = replace(
        ACTS[name], next=lambda _shown, result: _next(request, result, following, queue)
    )
    try:
        return perform(request, CaseOnScreen(found), name, chosen, show=show, back="")
    except NotAllowed as error:  # of the other case that the act touches
        return _show_again(request, found, name, str(error), FORBIDDEN)


def _next(
    request: HttpRequest, result: ActResult, following: int | None, queue: QueueAddress
) -> str:
    """Return where to go on: the queue if it was asked for, the case, or the next candidate."""
    show = result.show.pk if result.show is not None else following
    if request.POST.get("back") == "queue" or show is None:
        return reverse("desk:queue") + queue.query
    return reverse("desk:case", args=[show]) + queue.query


def _gone(request: HttpRequest, queue: QueueAddress) -> HttpResponseBase:
    messages.warning(
        request, _("This proposal has changed since you opened it. Here is the queue as it is now.")
    )
    return redirect(reverse("desk:queue") + queue.query)


def _show_again(
    request: HttpRequest, found: Case, name: str, problem: str, status: int
) -> HttpResponseBase:
    """Show the case as it is now, with the form as it was sent, to be sent again."""
    shown = CaseOnScreen(found)
    data = request.POST.copy()
    form = ACTS[name].form(data, **ACTS[name].form_arguments(shown, person(request)))
    form.add_error(None, problem)
    data[form.add_prefix("version")] = shown.version
    return show_case(request, found, ScreenState(status, {name: form}))
