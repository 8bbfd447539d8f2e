"""The queue, and what is done with several of its candidates at once."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.access.reach import CODERS, reach_of
from vigil.casefile.cases import queries
from vigil.casefile.coding.blind import blind_among
from vigil.casefile.house_rules.queries import asked_among
from vigil.casefile.looking_again.queries import due
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.models import Case
from vigil.casefile.triage.queries import recorders, unseen_mentions
from vigil.casefile.triage.verbs import ASSIGN
from vigil.casefile.verification.queries import unconfirmed_cases
from vigil.desk.house_rules.words import why_so_many
from vigil.desk.looking_again.queries import reminders_of
from vigil.desk.queue import bulk
from vigil.desk.queue.exploration import drawn, mixed, share
from vigil.desk.queue.filters import CandidateRow, QueueAddress, QueueFilter
from vigil.desk.queue.forms import BulkRejectForm
from vigil.desk.queue.queries import candidates, waiting_for, with_reports
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, ScreenState, perform
from vigil.desk.screens.long_lists import page_of_keys
from vigil.desk.screens.role_limits import own_limits
from vigil.trust.models import User
from vigil.trust.rooms.counts import MoreThan, beginning, capped_count

PAGE = 50
SHORT = 10
"""Cases shown of each list beside the queue; its number tells of the rest."""


@desk_view()
@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """Show the candidates, what is worth most first, and what else waits for this person."""
    return show_queue(request, ScreenState())


@desk_view("casefile.open_case")
@require_POST
def accept_several(request: HttpRequest) -> HttpResponseBase:
    """Accept the ticked candidates."""
    return _perform(request, "bulk_accept", bulk.ACCEPT)


@desk_view("casefile.reject_case")
@require_POST
def reject_several(request: HttpRequest) -> HttpResponseBase:
    """Reject the ticked candidates, all for one reason."""
    return _perform(request, "bulk", bulk.REJECT)


@desk_view(ASSIGN)
@require_POST
def assign_several(request: HttpRequest) -> HttpResponseBase:
    """Give the ticked candidates to one person."""
    return _perform(request, "bulk_assign", bulk.ASSIGN_ALL)


@desk_view("casefile.open_case")
@require_POST
def undo_last(request: HttpRequest) -> HttpResponseBase:
    """Take back the last act of this person on several candidates."""
    return _perform(request, "undo_last", bulk.UNDO)


def _perform(request: HttpRequest, name: str, act: Act[HttpRequest]) -> HttpResponseBase:
    back = reverse("desk:queue") + QueueAddress(request.GET).here
    return perform(request, request, name, act, show=partial(show_queue, request), back=back)


def show_queue(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    """Draw the queue, with the ticks and the reason of a form that was refused."""
    user = person(request)
    filters = QueueFilter(request.GET)
    refused = screen.forms.get("bulk")
    ticked = refused or screen.forms.get("bulk_accept") or screen.forms.get("bulk_assign")
    found = candidates(**filters.chosen, user=user)
    page = page_of_keys(found, PAGE, request.GET.get("page"))
    keys, extra = _keys_of(page, filters.chosen)
    by_key = {case.pk: case for case in with_reports(Case.objects.filter(pk__in=[*keys, *extra]))}
    there = mixed(*([by_key[key] for key in some if key in by_key] for some in (keys, extra)))
    lists = _lists(user)
    to_code = next(one.cases for one in lists if one.key == "coding")
    blind = blind_among(to_code, user)
    rows = _rows(user, there, set(extra))
    context = {
        "filters": filters,
        "asked": QueueAddress(request.GET),
        "page": page,
        "rows": rows,
        "some_within": any(row.within for row in rows),
        "lists": lists,
        "blind": blind,
        "codings": _codings(to_code, blind),
        "bulk": refused or BulkRejectForm(),
        "refused_bulk": ticked or screen.forms.get("undo_last"),
        "ticked": set(ticked["case"].value() or ()) if ticked else set(),
        "last": bulk.last_act(request.session),
        "to_verify": unconfirmed_cases().count(),
        "to_look_again": capped_count(due(reminders_of(user))),
        "views": user.saved_views.all(),
        "mentions": unseen_mentions(user)[:SHORT],
        "recorders": recorders() if user.has_perm(ASSIGN) else (),
        "limits": own_limits(user),
        "may_add": user.has_perm("casefile.add_report"),
        "may_accept": user.has_perm("casefile.open_case"),
        "may_reject": user.has_perm("casefile.reject_case"),
    }
    return render(request, "desk/queue/queue.html", context, status=screen.status)


class _List(NamedTuple):
    """A list beside the queue: its name in the page, its title, and its first cases."""

    key: str
    title: str
    number: int | MoreThan
    cases: list[Case]


def _lists(user: User) -> list[_List]:
    """Return the lists beside the queue: suggestions, what waits for this person, and consents."""
    waiting = waiting_for(user)
    number, most = beginning(queries.suggestions_by_case(), SHORT)
    cases = queries.with_suggestions([row["case"] for row in most])
    lists = [
        ("coding", _("Waiting for my coding"), waiting.coding),
        ("adjudication", _("Waiting for adjudication"), waiting.adjudication),
        ("verification", _("Waiting for verification by me"), waiting.verification),
        ("publication", _("Verified, not public"), waiting.publication),
        ("consent", _("An agreement to be named ends within 30 days"), waiting.consent),
    ]
    return [
        _List("suggestions", _("Reports suggested for cases"), number, cases),
        *(_List(key, title, *beginning(rows, SHORT)) for key, title, rows in lists),
    ]


def _codings(cases: Sequence[Case], blind: Collection[int]) -> dict[int, str]:
    """Say of each case how many people code it, and why; nothing where no rule is stated."""
    return {
        key: why_so_many(asked, blind=key in blind)
        for key, asked in asked_among(cases).items()
        if asked.rule is not None
    }


def _keys_of(page: Page[int], chosen: Mapping[str, str]) -> tuple[list[int], list[int]]:
    """Return the keys of the candidates of a page, and of those drawn for the machine to learn.

    Some are drawn for the first page of the whole queue, if there is more than one page.
    """
    keys = list(page)
    whole = page.number == 1 and page.has_next() and not any(chosen.values())
    return keys, drawn(keys, share(len(keys)), timezone.localdate()) if whole else []


def _rows(user: User, cases: list[Case], to_learn: set[int]) -> list[CandidateRow]:
    """Make the rows of the queue; what is outside a person's limits they only read.

    Candidates that may be the same attack as one above them on the page stand folded below it.
    """
    perhaps = match_queries.opened_in_doubt({case.pk for case in cases})
    reaches = reach_of(user, *CODERS)
    rows = [CandidateRow(c, perhaps.get(c.pk), to_learn=c.pk in to_learn) for c in cases]
    for row in rows:
        row.within = reaches(row.case.country, row.spoken)
    by_key = {row.case.pk: row for row in rows}
    folded: set[int] = set()
    for first, others in match_queries.doubted_among(list(by_key)).items():
        by_key[first].alike = [by_key[key] for key in others]
        folded.update(others)
    return [row for row in rows if row.case.pk not in folded]
