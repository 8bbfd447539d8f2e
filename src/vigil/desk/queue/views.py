"""The queue, and rejecting several candidates at once."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.access.reach import CODERS, reach_of
from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.opening import reject_case
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.models import Case, Stage
from vigil.casefile.verification.queries import unconfirmed_cases
from vigil.desk.queue.filters import CandidateRow, QueueAddress, QueueFilter
from vigil.desk.queue.forms import BulkRejectForm
from vigil.desk.queue.queries import candidates, waiting_for, with_reports
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, ScreenState, perform
from vigil.desk.screens.role_limits import own_limits
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import User

PAGE = 50
SHORT = 10
"""Cases shown of each list beside the queue; its number tells of the rest."""


@desk_view()
@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """Show the candidates, strongest first, and what else waits for this person."""
    return show_queue(request, ScreenState())


@desk_view("casefile.reject_case")
@require_POST
def reject_several(request: HttpRequest) -> HttpResponseBase:
    """Reject the ticked candidates, all for one reason."""
    act = Act[None](
        form=BulkRejectForm,
        verb=lambda _item, data, by: _reject(request, data["case"], data["why"], by),
        done=lambda done: (
            ngettext(
                "%(number)d candidate is marked as not a case.",
                "%(number)d candidates are marked as no cases.",
                done,
            )
            % {"number": done}
        ),
    )
    back = reverse("desk:queue") + QueueAddress(request.GET).query
    return perform(request, None, "bulk", act, show=partial(show_queue, request), back=back)


def _reject(request: HttpRequest, cases: list[Case], why: str, by: User) -> int:
    """Reject candidates and return how many. Warn about those that were left, with the reason."""
    done = 0
    for case in cases:
        if case.stage == Stage.OPEN:
            sentence = _("%(case)s: somebody accepted it meanwhile; it is left as it is.")
            messages.warning(request, sentence % {"case": case})
            continue
        try:
            reject_case(case, by=by, why=why)
        except (NotAllowed, NotPossible) as error:
            messages.warning(request, f"{case}: {error}")
        else:
            done += 1
    return done


def show_queue(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    """Draw the queue, with the ticks and the reason of a form that was refused."""
    user = person(request)
    filters = QueueFilter(request.GET)
    refused = screen.forms.get("bulk")
    page = Paginator(candidates(**filters.chosen), PAGE).get_page(request.GET.get("page"))
    shown = with_reports(Case.objects.filter(pk__in=[case.pk for case in page]))
    by_key = {case.pk: case for case in shown}
    waiting = waiting_for(user)
    lists = [
        ("suggestions", _("Reports suggested for cases"), queries.with_suggestions()),
        ("coding", _("Waiting for my coding"), waiting.coding),
        ("adjudication", _("Waiting for adjudication"), waiting.adjudication),
        ("verification", _("Waiting for verification by me"), waiting.verification),
        ("publication", _("Verified, not public"), waiting.publication),
        ("consent", _("An agreement to be named ends within 30 days"), waiting.consent),
    ]
    context = {
        "filters": filters,
        "asked": QueueAddress(request.GET),
        "page": page,
        "rows": _rows(user, [by_key[case.pk] for case in page if case.pk in by_key]),
        "lists": [(key, title, cases.count(), cases[:SHORT]) for key, title, cases in lists],
        "bulk": refused or BulkRejectForm(),
        "ticked": set(refused["case"].value() or ()) if refused else set(),
        "to_verify": unconfirmed_cases().count(),
        "limits": own_limits(user),
        "may_accept": user.has_perm("casefile.open_case"),
        "may_reject": user.has_perm("casefile.reject_case"),
    }
    return render(request, "desk/queue/queue.html", context, status=screen.status)


def _rows(user: User, cases: list[Case]) -> list[CandidateRow]:
    """Make the rows of the queue; what is outside a person's limits they only read."""
    perhaps = match_queries.opened_in_doubt({case.pk for case in cases})
    reaches = reach_of(user, *CODERS)
    rows = [CandidateRow(case, perhaps.get(case.pk)) for case in cases]
    for row in rows:
        row.within = reaches(row.case.country, row.spoken)
    return rows
