"""Bank statements: import, choose columns, match their lines with payments."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    CONFLICT,
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    found_or_404,
    perform,
)
from vigil.fund.access.rules import AUDIT, MANAGE_FINANCE
from vigil.fund.finance import forms, guessing, matching, queries
from vigil.fund.finance.verbs import importing, matching_lines
from vigil.fund.models import BankStatement, StatementLine
from vigil.fund.payments import money
from vigil.trust.access.errors import Unfit
from vigil.trust.models import User
from vigil.trust.public_forms.in_memory_uploads import keep_in_memory

PAGE: Final = 50
SAMPLE_ROWS: Final = 5
MOST: Final = queries.MOST_TO_CHOOSE


def _nobody(_item: object) -> None:
    """Return nothing: the permission is of no single statement."""


def _import(_none: None, data: Data, by: User) -> str:
    made = importing.import_statement(data["file"].read(), by=by)
    if len(made) == 1:
        return reverse("desk_finance:statement", args=[made[0].uid])
    return reverse("desk_finance:statements")


IMPORT: Final = Act[None](
    form=forms.FileForm,
    verb=_import,
    permission=MANAGE_FINANCE,
    about=_nobody,
    invalid=(Unfit,),
)


@keep_in_memory(1)
@room_view(AUDIT)
@require_http_methods(READ_AND_ACT)
def statements(request: HttpRequest) -> HttpResponseBase:
    """List the statements; import a file."""
    back = reverse("desk_finance:statements")

    def show(screen: ScreenState) -> HttpResponseBase:
        context = {
            "rows": queries.statements(),
            "form": screen.forms.get("import") or forms.FileForm(auto_id="import-%s"),
            "screen": screen,
        }
        return render(request, "fund/finance/statements.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "import", IMPORT, show=show, back=back)


@room_view(AUDIT)
@require_http_methods(READ_AND_ACT)
def statement(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a statement: its columns if they are to be chosen, else its lines."""
    row: BankStatement = found_or_404(BankStatement.objects.select_related("by"), uid=uid)
    waits = row.state == BankStatement.State.WAITING
    show = partial(_show_columns if waits else _show_lines, request, row)
    if request.method != "POST":
        return show(ScreenState())
    name = request.POST.get("act", "")
    back = reverse("desk_finance:statement", args=[uid])
    page = request.GET.get("page", "")
    if page.isdecimal():
        back += f"?page={page}"
    if name in ACTS and waits == (name == "open") and person(request).has_perm(MANAGE_FINANCE):
        problem = _("The statement changed meanwhile. Look at it again.")
        return show(ScreenState(CONFLICT, problem=str(problem)))
    if name in ACTS:
        return perform(request, row, name, ACTS[name], show=show, back=back)
    if name in ACTS_ON_LINE and not waits:
        line = found_or_404(row.lines.all(), uid=request.POST.get("of", ""))
        return perform(request, line, name, ACTS_ON_LINE[name], show=show, back=back)
    raise Http404


def _choose(row: BankStatement, data: Data, by: User) -> BankStatement:
    return importing.choose_columns(row, data["chosen"], by=by)


def _discard(row: BankStatement, _data: Data, by: User) -> str:
    importing.discard(row, by=by)
    return reverse("desk_finance:statements")


def _open(row: BankStatement, data: Data, by: User) -> dict[str, Any]:
    lines = _page_of(row, data["page"])
    return {"texts": importing.open_texts(lines, by=by, why=data["why"])}


def _look(row: BankStatement, _data: Data, by: User) -> dict[str, Any]:
    return {"sheet": importing.open_sheet(row, by=by)}


def _columns_form(row: BankStatement, by: User) -> Mapping[str, Any]:
    return {"sheet": importing.open_sheet(row, by=by)}


def _match(line: StatementLine, data: Data, by: User) -> StatementLine:
    return matching_lines.match(line, data["payment"], by=by)


def _choices(line: StatementLine, by: User) -> Mapping[str, Any]:
    return {"payments": queries.payments_to_choose(by, came=line.minor > 0)}


ACTS: Final[Mapping[str, Act[BankStatement]]] = {
    "look": Act(form=forms.EmptyForm, verb=_look, permission=MANAGE_FINANCE, about=_nobody),
    "columns": Act(
        form=forms.ColumnsForm,
        verb=_choose,
        permission=MANAGE_FINANCE,
        about=_nobody,
        form_arguments=_columns_form,
        invalid=(Unfit,),
        done=_("The statement is imported. The columns are remembered for the next one."),
    ),
    "discard": Act(
        form=forms.EmptyForm,
        verb=_discard,
        permission=MANAGE_FINANCE,
        about=_nobody,
        done=_("The file is discarded."),
    ),
    "open": Act(form=forms.OpenTextsForm, verb=_open, permission=MANAGE_FINANCE, about=_nobody),
}
"""What an officer does with a statement."""
ACTS_ON_LINE: Final[Mapping[str, Act[StatementLine]]] = {
    "match": Act(
        form=forms.MatchForm,
        verb=_match,
        permission=MANAGE_FINANCE,
        about=_nobody,
        form_arguments=_choices,
        done=_("The line is matched."),
    ),
    "other": Act(
        form=forms.EmptyForm,
        verb=lambda line, _data, by: matching_lines.mark_other(line, by=by),
        permission=MANAGE_FINANCE,
        about=_nobody,
        done=_("The line is marked as not of the fund."),
    ),
    "unmatch": Act(
        form=forms.EmptyForm,
        verb=lambda line, _data, by: matching_lines.unmatch(line, by=by),
        permission=MANAGE_FINANCE,
        about=_nobody,
        done=_("The line is open again."),
    ),
}
"""What an officer does with a line."""


def _show_columns(
    request: HttpRequest, row: BankStatement, screen: ScreenState
) -> HttpResponseBase:
    """Show the way to open a file, or its first rows and the columns to choose."""
    sheet, form = screen.revealed.get("sheet"), screen.forms.get("columns")
    if isinstance(form, forms.ColumnsForm):
        sheet = form.sheet
    elif sheet is not None:
        form = forms.ColumnsForm(sheet=sheet, initial=guessing.guess(sheet), auto_id="columns-%s")
    context: dict[str, Any] = {
        "statement": row,
        "screen": screen,
        "may": person(request).has_perm(MANAGE_FINANCE),
        "form": form,
        "header": sheet.header if sheet else (),
        "sample": [cells for _number, cells in sheet.rows[:SAMPLE_ROWS]] if sheet else [],
    }
    return render(request, "fund/finance/columns.html", context, status=screen.status)


def _page_of(row: BankStatement, page: Any) -> list[StatementLine]:
    return list(Paginator(queries.lines_of(row), PAGE).get_page(page).object_list)


def _show_lines(request: HttpRequest, row: BankStatement, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    page = Paginator(queries.lines_of(row), PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    known = queries.known_payments(user, [line.payment_id for line in lines if line.payment_id])
    may = user.has_perm(MANAGE_FINANCE)
    proposed = matching.proposals(lines, by=user) if may else {}
    choosing = next((one for one in lines if one.uid == request.GET.get("line")), None)
    texts: Mapping[int, str] = screen.revealed.get("texts", {})
    sent = next(iter(screen.forms.values()), None)
    context: dict[str, Any] = {
        "statement": row,
        "page": page,
        "may": may,
        "lines": [
            {
                "line": line,
                "amount": money.format_amount(line.minor, line.currency),
                "text": texts.get(line.pk, ""),
                "proposals": [
                    (one, forms.payment_label(one.payment)) for one in proposed.get(line.pk, ())
                ],
                "payment": line.payment if line.payment_id in known else None,
                "label": forms.payment_label(line.payment)
                if line.payment is not None and line.payment_id in known
                else "",
            }
            for line in lines
        ],
        "choosing": choosing.uid if choosing else "",
        "to_choose": [
            (one.uid, forms.payment_label(one))
            for one in queries.payments_to_choose(user, came=choosing.minor > 0)[:MOST]
        ]
        if choosing
        else [],
        "problems": [(number, queries.problem_text(code)) for number, code in row.problems],
        "open_form": screen.forms.get("open")
        or forms.OpenTextsForm(auto_id="open-%s", initial={"page": page.number}),
        "refused": sent,
        "screen": screen,
    }
    return render(request, "fund/finance/statement.html", context, status=screen.status)
