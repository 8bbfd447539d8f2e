"""The list of calls at the desk: how many applications each has, and its next act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Exists, OuterRef, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import LocalizedText, in_language
from vigil.fund.models import Application, Call, Determination
from vigil.fund.overview import queries
from vigil.fund.overview.listing import NextAct, list_page
from vigil.fund.overview.waiting.lines import until
from vigil.trust.models import User

Received = Application.State
STATES: Final = (Received.SUBMITTED, Received.REVIEW, Received.DECIDED)
"""States of applications that the list counts, in the order of the work."""


@dataclass(frozen=True)
class CallInList:
    """A row of the list. `counts` are the applications by state in words; `left` is until when."""

    call: Call
    title: LocalizedText
    is_open: bool
    left: str
    counts: list[tuple[str, int, str]]
    next: NextAct


@room_view(MANAGE_CALLS)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the calls: drafts and published ones first, then by their first day, newest first."""
    turn = Case(
        When(state=Call.State.DRAFT, then=0), When(state=Call.State.PUBLISHED, then=1), default=2
    )
    found = list_page(request, Call.objects.order_by(turn, "-opens_at", "-pk"), Call.State.choices)
    rows = _rows(list(found.page.object_list), person(request))
    context = {"states": found.states, "page": found.page, "rows": rows}
    return render(request, "fund/calls/calls.html", context)


def _rows(listed: list[Call], user: User) -> list[CallInList]:
    language = get_language() or "en"
    told = Determination.objects.filter(application=OuterRef("pk")).exclude(told_at=None)
    received = queries.applications_for(user).filter(call__in=listed).order_by()
    received = received.annotate(told=Exists(told))
    counts: dict[int, dict[Any, int]] = {}
    for call, state, is_told, n in received.values_list("call", "state", "told").annotate(
        n=Count("pk")
    ):
        of = counts.setdefault(call, {})
        of[state] = of.get(state, 0) + n
        if state == Received.DECIDED and not is_told:
            of["untold"] = n
    return [_row(call, counts.get(call.pk, {}), language) for call in listed]


def _row(call: Call, counts: Mapping[Any, int], language: str) -> CallInList:
    is_open = calls.is_open(call)
    ends = timezone.localdate(call.closes_at) if call.closes_at and is_open else None
    at = reverse("desk_fund:applications")
    return CallInList(
        call,
        in_language(call.title, language),
        is_open,
        until(ends, timezone.localdate()) if ends else "",
        [
            (str(state.label), counts[state], f"{at}?call={call.slug}&state={state}")
            for state in STATES
            if counts.get(state)
        ],
        _next_act(call, counts, is_open=is_open),
    )


def _next_act(call: Call, counts: Mapping[Any, int], *, is_open: bool) -> NextAct:
    def act(text: str, route: str) -> NextAct:
        return NextAct(text, reverse(f"desk_fund:{route}", args=[call.slug]))

    if call.state == Call.State.DRAFT:
        return act(_("Finish and publish the call"), "call")
    if call.state != Call.State.PUBLISHED:
        return NextAct("")
    if counts.get(Received.SUBMITTED):
        return act(_("Assign reviewers"), "reviewers")
    if counts.get(Received.REVIEW):
        return act(_("Follow the reviews"), "ranking")
    if counts.get("untold"):
        return act(_("Release the decisions"), "decision_letters")
    if is_open or call.opens_at > timezone.now():
        return NextAct(pgettext("call", "Waits for applications"))
    return act(_("Mark the call as decided"), "call")
