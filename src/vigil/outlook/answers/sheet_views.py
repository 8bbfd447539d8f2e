"""Pages of the offline sheet: download it, see what a filled one would change, and save that."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import MAX_BYTES
from vigil.outlook.access.expert_pages import READING, expert, seat_view
from vigil.outlook.answers import sheet_files
from vigil.outlook.answers.cell_rows import cell_label
from vigil.outlook.answers.forms import AnswerForm
from vigil.outlook.answers.page_keys import sheet_key
from vigil.outlook.answers.verbs.answering import round_of
from vigil.outlook.answers.verbs.cells import CellSave, Words, save_cells
from vigil.outlook.models import Question, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.questions.wording import value_text
from vigil.trust.access.errors import NotPossible, Unfit

REFUSED, CONFLICT = 422, 409
SHOWN: Final = 200
"""How many problems a page shows; it counts all of them."""
KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _answers(request: HttpRequest, seat: Seat) -> list[panel_queries.OwnAnswer]:
    """Return the cells that an expert is asked, with their answers, opened by one decision."""
    cells = asked_of(seat).filter(term__isnull=False).select_related("panel", "term__assessment")
    asked = list(cells.order_by("place", "term__position", "position"))
    return panel_queries.opened_answers(seat, asked, by=expert(request))


def _require_cells(seat: Seat) -> None:
    """Raise Http404 on a panel that asks about no countries."""
    if seat.panel.assessment_id is None:
        raise Http404


@seat_view(Seat.State.SEATED, methods=READING)
def download(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Send the sheet with the expert's cells and what they saved."""
    _require_cells(seat)
    key = sheet_key(seat, round_of(seat))
    answer = HttpResponse(sheet_files.written(_answers(request, seat), key), content_type=KIND)
    answer["Content-Disposition"] = 'attachment; filename="answers.xlsx"'
    return answer


@seat_view(Seat.State.SEATED)
def sheet(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Explain the sheet; read a filled one and show what it would change; save what was shown."""
    _require_cells(seat)
    if request.method != "POST":
        return _page(request, seat)
    if request.POST.get("do") == "save":
        return _saved(request, seat)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, seat, REFUSED, refused=_("Choose the sheet that you filled in."))
    if (file.size or 0) > MAX_BYTES:
        return _page(request, seat, REFUSED, refused=_("The file is too large."))
    if round_of(seat) is None:
        refused = _("No round is open for you now. What you have saved is kept.")
        return _page(request, seat, CONFLICT, refused=refused)
    try:
        key = sheet_key(seat, round_of(seat))
        read = sheet_files.read(file.read(), _answers(request, seat), key)
    except Unreadable as error:
        return _page(request, seat, REFUSED, refused=str(error))
    status = REFUSED if read.problems else 200
    return _page(request, seat, status, read=read, changes=list(_shown(read)), rows=_rows(read))


def _page(request: HttpRequest, seat: Seat, status: int = 200, **more: Any) -> HttpResponseBase:
    read = more.get("read")
    context = {
        "seat": seat,
        "panel": seat.panel,
        "round": round_of(seat),
        "nonce": get_random_string(22),
        "problems": read.problems[:SHOWN] if read else [],
        "n_problems": len(read.problems) if read else 0,
        **more,
    }
    return render(request, "outlook/answers/sheet.html", context, status=status)


def _shown(read: sheet_files.SheetRead) -> Iterator[dict[str, Any]]:
    """Yield each change in words."""
    for one in read.changes:
        yield {
            "number": one.form.question.position,
            "place": one.place,
            "label": one.label,
            "saved": _said(one.saved),
            "sheet": _said(one.form),
            "words": (one.saved.reasons, one.saved.sources) != (one.form.reasons, one.form.sources),
            "conflict": one.conflict,
        }


def _said(form: AnswerForm) -> str:
    if form.passed:
        return _("passed over")
    return " – ".join(said for _label, said in value_text(form.question, form.value())) or "–"


def _rows(read: sheet_files.SheetRead) -> str:
    """Return the changes as a page carries them until they are confirmed."""
    rows = [
        {
            "cell": one.form.question.position,
            "typed": one.form.typed,
            "passed": one.form.passed,
            "reasons": one.form.reasons,
            "sources": one.form.sources,
            "quotable": one.form.quotable,
            "base": one.saved.base if one.conflict else one.form.base,
            "conflict": one.conflict,
        }
        for one in read.changes
    ]
    return json.dumps(rows)


def _saved(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Save the changes that were shown; of those with a conflict the ticked ones."""
    by = expert(request)
    cells = asked_of(seat).filter(term__isnull=False).select_related("panel", "term__assessment")
    questions = {one.position: one for one in cells}
    taken = set(request.POST.getlist("take"))
    nonce = request.POST.get("nonce", "").replace("\0", "")[:64]
    try:
        saves = list(_saves(json.loads(request.POST.get("rows", "")), questions, taken, nonce))
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
        Unfit,
    ):
        return _page(request, seat, REFUSED, refused=_("Upload the sheet again."))
    try:
        outcomes = save_cells(seat, saves, by=by) if saves else []
    except NotPossible as error:
        return _page(request, seat, CONFLICT, refused=str(error))
    failed = [one for one in outcomes if one.error is not None]
    n = len(outcomes) - len(failed)
    messages.success(
        request,
        ngettext("%(n)d answer is saved.", "%(n)d answers are saved.", n) % {"n": n},
    )
    if failed:
        told = [(cell_label(one.question), str(one.error)) for one in failed]
        return _page(request, seat, CONFLICT, failed=told)
    return redirect("panels:countries")


def _saves(
    rows: list[Mapping[str, Any]], questions: Mapping[int, Question], taken: set[str], nonce: str
) -> Iterator[CellSave]:
    seen: set[int] = set()
    for one in rows:
        number = int(one["cell"])
        if number in seen:
            raise ValueError("an answer twice")
        seen.add(number)
        if one["conflict"] and str(number) not in taken:
            continue
        question = questions[number]
        form = AnswerForm(question, {str(k): str(v) for k, v in one["typed"].items()})
        yield CellSave(
            question,
            {} if one["passed"] else form.value(),
            Words(str(one["reasons"]), str(one["sources"]), one["quotable"] is True),
            one["passed"] is True,
            int(one["base"]),
            nonce,
        )
