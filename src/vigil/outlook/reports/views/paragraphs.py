"""The desk page of one paragraph: its text, its place, and what it cites."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import Basis, Paragraph
from vigil.outlook.reports.forms import BasisForm, NamedBasisForm, TextForm
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.token_filling import fill_paragraph, read_basis
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.views.desk import report_address
from vigil.outlook.sources.kinds import source_kinds
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def paragraph(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a paragraph with its sources, and do the acts on it."""
    rows = Paragraph.objects.select_related("section__report").filter(withdrawals=[])
    row: Paragraph = found_or_404(rows, uid=uid)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_reports:paragraph", args=[uid])
    return act_named(request, row, ACTS, show=show, back=back)


def _report(row: Paragraph, _done: object) -> str:
    return report_address(row.section.report)


def _add_basis(row: Paragraph, data: Data, by: User) -> object:
    named: dict[str, Any] = {name: data.pop(name) for name in ("key", "kind", "ref")}
    return writing.add_basis(row, **named, about=data, by=by)


def _basis(row: Paragraph, data: Data) -> Basis:
    basis = row.bases.filter(key=data["basis"]).first()
    if basis is None:
        raise NotPossible(gettext("This source is not there any more."))
    return basis


# The verbs refuse input that is not valid: a text with faults, an unknown source.
ACTS: Final[Mapping[str, Act[Paragraph]]] = {
    "write": Act(
        form=TextForm,
        initial=lambda row: {"text": row.text},
        verb=lambda row, data, by: writing.write_paragraph(row, data["text"], by=by),
        invalid=(NotPossible,),
        done=_("Saved."),
    ),
    "add_basis": Act(form=BasisForm, verb=_add_basis, invalid=(NotPossible,), done=_("Saved.")),
    "look": Act(
        form=NamedBasisForm,
        verb=lambda row, data, by: writing.look_again(_basis(row, data), by=by),
        invalid=(NotPossible,),
        done=_("Saved."),
    ),
    "remove_basis": Act(
        form=NamedBasisForm,
        verb=lambda row, data, by: writing.remove_basis(_basis(row, data), by=by),
        invalid=(NotPossible,),
        done=_("Saved."),
    ),
    "remove": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.remove_paragraph(row, by=by),
        invalid=(NotPossible,),
        next=_report,
    ),
    "up": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.move_paragraph(row, -1, by=by),
        invalid=(NotPossible,),
        next=_report,
    ),
    "down": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.move_paragraph(row, 1, by=by),
        invalid=(NotPossible,),
        next=_report,
    ),
}
"""The acts of a chair on a paragraph."""


def _show(request: HttpRequest, row: Paragraph, screen: ScreenState) -> HttpResponseBase:
    language = row.section.report.language
    with override(language):
        grounds = [(basis, read_basis(basis)) for basis in row.bases.all()]
        result = fill_paragraph(
            row.text, row.kind, [one for _b, one in grounds], scale_in(language)
        )
    context = {
        "paragraph": row,
        "report": row.section.report,
        "grounds": grounds,
        "lacks": [*dict.fromkeys([*result.faults, *result.lacks])],
        "forms": forms_of(ACTS, row, person(request), screen),
        "screen": screen,
        "kinds": list(source_kinds()),
        "scale": scale_in(language),
    }
    return render(request, "outlook/reports/paragraph.html", context, status=screen.status)
