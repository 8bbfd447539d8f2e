"""The page for one country in a closed round, with the next estimates on the same page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vigil.outlook.access.expert_pages import expert, seat_view
from vigil.outlook.answers.cell_rows import CellRow, cell_row, sent_rows
from vigil.outlook.answers.cell_saving import new_nonce, save_forms
from vigil.outlook.answers.countries import cells_of_country, own_country
from vigil.outlook.answers.forms import AnswerForm
from vigil.outlook.models import Round, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.results.country_feedback import TermFeedback, country_feedback
from vigil.trust.access.errors import NotPossible

REFUSED, CONFLICT = 422, 409


@seat_view(Seat.State.SEATED, worded=True)
def country(request: HttpRequest, seat: Seat, round: int, country: str) -> HttpResponseBase:
    """Show how the answers for a country lie, with the arguments if they are asked for.

    While a later round is open, save the next estimates that are entered beside them.
    """
    row = seat.panel.rounds.filter(number=round).select_related("panel").first()
    if row is None or not panel_queries.may_see_feedback(seat, row):
        raise Http404
    if request.method != "POST":
        return _page(request, seat, row, country, {})
    by, questions = expert(request), cells_of_country(seat, country)
    if not questions:
        raise Http404
    forms = list(sent_rows(questions, request.POST))
    if not forms:
        return _page(request, seat, row, country, {}, REFUSED)
    by_key = {form.question.pk: form for form in forms}
    try:
        done = save_forms(seat, forms, by=by)
    except NotPossible as error:
        return _page(request, seat, row, country, by_key, CONFLICT, str(error))
    if not done:
        status = CONFLICT if any(form.kept for form in forms) else REFUSED
        return _page(request, seat, row, country, by_key, status)
    messages.success(request, _("Saved. Nobody else sees it before the round is closed."))
    return redirect(request.get_full_path())


def _page(
    request: HttpRequest,
    seat: Seat,
    row: Round,
    place: str,
    sent: dict[int, AnswerForm],
    status: int = 200,
    refused: str = "",
) -> HttpResponseBase:
    by = expert(request)
    found = own_country(seat, place, by=by)
    if found is None:
        raise Http404
    cells = [one.question for one in found.answers]
    opened = "arguments" in request.GET
    told = country_feedback(row, seat, cells, by=by, arguments=opened)
    answers_now = found.round is not None and found.round.number > row.number
    rows: list[tuple[TermFeedback, CellRow | None]] = [
        (one, cell_row(own, sent.get(one.question.pk)) if answers_now else None)
        for one, own in zip(told or (), found.answers, strict=told is not None)
    ]
    context = {
        "seat": seat,
        "panel": seat.panel,
        "country": found,
        "round": row,
        "rows": rows,
        "preparing": told is None,
        "opened": opened,
        "next": found.round if answers_now else None,
        "nonce": new_nonce(),
        "status": status,
        "refused": refused,
    }
    return render(request, "outlook/results/country_feedback.html", context, status=status)
