"""Outcome statements at the desk: the list, writing one, and reading one with its evidence."""

from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, perform
from vigil.fund.access.rules import WORK
from vigil.fund.achieved import queries, verbs
from vigil.fund.achieved.forms import SHOWN, NothingForm, OpenForm, ReadingForm, StatementForm
from vigil.fund.achieved.verbs import OpenedStatement, StatementWords
from vigil.fund.grants import queries as grant_queries
from vigil.fund.models import Grant, OutcomeStatement
from vigil.fund.releases.labels import theme_label
from vigil.trust.models import User

PAGE: Final = 50
State = OutcomeStatement.State


@room_view(WORK)
@require_safe
def outcomes(request: HttpRequest) -> HttpResponseBase:
    """List outcome statements: those for this officer to read first, then all."""
    by = person(request)
    rows = Paginator(queries.outcomes_for(by), PAGE).get_page(request.GET.get("page"))
    waiting = [] if rows.number > 1 else queries.in_list(queries.to_read(by)[:PAGE])
    context = {
        "page": rows,
        "lists": [
            ("to-read", _("For you to read"), _with_themes(waiting)),
            ("all", _("All statements"), _with_themes(queries.in_list(rows))),
        ],
    }
    return render(request, "fund/achieved/outcomes.html", context)


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def new_outcome(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write a statement on a grant, and send it to readers in the same step if it is ready."""
    grant = get_object_or_404(grant_queries.grants_for(person(request)), pk=pk)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("write") or StatementForm(auto_id="write-%s", grant=grant)
        context = {"grant": grant, "party": grant.party, "form": form}
        context["has_results"] = grant.results.exists()
        return render(request, "fund/achieved/new_outcome.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    act = Act[Grant](
        form=StatementForm,
        verb=partial(_write, send=request.POST.get("act") == "send"),
        done=_("Saved."),
        next=lambda _grant, made: reverse("desk_grants:outcome", args=[made.uid]),
        form_arguments=lambda grant, _by: {"grant": grant},
    )
    return perform(request, grant, "write", act, show=show, back=request.path)


def _write(grant: Grant, data: Data, by: User, *, send: bool) -> OutcomeStatement:
    made = verbs.write(grant, StatementWords(**data), by=by)
    return verbs.send_to_readers(made, by=by) if send else made


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def outcome(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a statement; open it, say whether the evidence shows it, change it."""
    row = get_object_or_404(queries.outcomes_for(person(request)), uid=uid)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_grants:outcome", args=[uid])
    return act_named(request, row, ACTS, show=show, back=back)


ACTS: Final[dict[str, Act[OutcomeStatement]]] = {
    "open": Act(
        form=OpenForm,
        verb=lambda row, data, by: {"opened": verbs.open_statement(row, by=by, why=data["why"])},
    ),
    "send": Act(
        form=NothingForm,
        verb=lambda row, _data, by: verbs.send_to_readers(row, by=by),
        done=_("Two readers can read it now."),
    ),
    "read": Act(
        form=ReadingForm,
        verb=lambda row, data, by: verbs.read(row, data["shown"] == SHOWN, data["note"], by=by),
        done=_("Your reading is saved."),
    ),
    "change": Act(
        form=StatementForm,
        verb=lambda row, data, by: verbs.change(row, StatementWords(**data), by=by),
        done=_("Changed. It is a draft again: send it to readers when it is ready."),
        form_arguments=lambda row, _by: {"grant": row.grant},
    ),
}


def _show(request: HttpRequest, row: OutcomeStatement, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    row = queries.outcomes_for(by).get(pk=row.pk)
    opened: OpenedStatement | None = screen.revealed.get("opened")
    reads = row.state in (State.READING, State.DISPUTED) and by.pk not in verbs.authors_of(row)
    forms: dict[str, Any] = {"open": screen.forms.get("open") or OpenForm(auto_id="open-%s")}
    if screen.forms.get("read") or (opened and reads):
        forms["read"] = screen.forms.get("read") or ReadingForm(auto_id="read-%s")
    if screen.forms.get("change") or opened:
        forms["change"] = screen.forms.get("change") or _prefilled(row, opened)
    context = {
        "row": row,
        "grant": row.grant,
        "party": row.grant.party,
        "theme": theme_label(row.theme),
        "one": queries.in_list([row])[0],
        "readings": row.readings.select_related("reader"),
        "opened": opened,
        "forms": forms,
        "reads": reads,
        "screen": screen,
        "can_send": row.state == State.DRAFT and not row.grant.party.is_removed,
    }
    return render(request, "fund/achieved/outcome.html", context, status=screen.status)


def _prefilled(row: OutcomeStatement, opened: OpenedStatement | None) -> StatementForm:
    initial: dict[str, Any] = {"theme": row.theme, "month": row.month}
    initial["results"] = [one.uid for one in row.results.all()]
    if opened is not None:
        initial |= {"change": opened.change, "contribution": opened.contribution}
    return StatementForm(auto_id="change-%s", initial=initial, grant=row.grant)


def _with_themes(
    rows: list[queries.StatementInList],
) -> list[tuple[queries.StatementInList, str]]:
    return [(one, theme_label(one.outcome.theme)) for one in rows]
