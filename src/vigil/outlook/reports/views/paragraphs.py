"""The desk page of one paragraph: its text, its place, and what it cites."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.outlook.models import Basis, Paragraph
from vigil.outlook.reports.forms import BasisForm, TextForm
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.token_filling import fill_paragraph, read_basis
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.views.desk import PLACES, READING_WRITING, REFUSED
from vigil.outlook.sources.kinds import source_kinds
from vigil.trust.access.errors import NotPossible


@room_view(WRITE)
@require_http_methods(READING_WRITING)
def paragraph(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a paragraph with what it stands on, and do what is asked for."""
    rows = Paragraph.objects.select_related("section__report").filter(withdrawals=[])
    row = get_object_or_404(rows, uid=uid)
    if request.method != "POST":
        return _show(request, row)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        return _show(request, row, status=REFUSED)
    try:
        done = _ACTS[act](request, row)
    except NotPossible as error:
        # The verbs refuse what was sent: words that cannot stand, a source that is none.
        return _show(request, row, refused=str(error), status=REFUSED)
    if isinstance(done, forms.Form):
        return _show(request, row, form=done, status=REFUSED)
    if act == "remove" or act in PLACES:
        return redirect("desk_reports:report", row.section.report.slug)
    messages.success(request, _("Saved."))
    return redirect("desk_reports:paragraph", row.uid)


def _show(
    request: HttpRequest,
    row: Paragraph,
    *,
    form: forms.Form | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    language = row.section.report.language
    with override(language):
        grounds = [(basis, read_basis(basis)) for basis in row.bases.all()]
        result = fill_paragraph(
            row.text, row.kind, [one for _b, one in grounds], scale_in(language)
        )
    text_form = form if isinstance(form, TextForm) else TextForm(initial={"text": row.text})
    basis_form = form if isinstance(form, BasisForm) else BasisForm()
    if refused and request.POST.get("act") == "write":
        # What somebody wrote stays before them, though it is not taken.
        text_form = TextForm(request.POST)
    if refused and request.POST.get("act") == "add_basis":
        basis_form = BasisForm(request.POST)
    context = {
        "paragraph": row,
        "report": row.section.report,
        "grounds": grounds,
        "lacks": [*dict.fromkeys([*result.faults, *result.lacks])],
        "text_form": text_form,
        "basis_form": basis_form,
        "kinds": list(source_kinds()),
        "scale": scale_in(language),
        "refused": refused,
    }
    return render(request, "outlook/reports/paragraph.html", context, status=status)


Act = Callable[[HttpRequest, Paragraph], forms.Form | None]


def _write(request: HttpRequest, row: Paragraph) -> forms.Form | None:
    form = TextForm(request.POST)
    if not form.is_valid():
        return form
    writing.write_paragraph(row, form.cleaned_data["text"], by=person(request))
    return None


def _add_basis(request: HttpRequest, row: Paragraph) -> forms.Form | None:
    form = BasisForm(request.POST)
    if not form.is_valid():
        return form
    said = dict(form.cleaned_data)
    named: dict[str, Any] = {name: said.pop(name) for name in ("key", "kind", "ref")}
    writing.add_basis(row, **named, about=said, by=person(request))
    return None


def _look(request: HttpRequest, row: Paragraph) -> None:
    writing.look_again(_basis(request, row), by=person(request))


def _remove_basis(request: HttpRequest, row: Paragraph) -> None:
    writing.remove_basis(_basis(request, row), by=person(request))


def _basis(request: HttpRequest, row: Paragraph) -> Basis:
    basis = row.bases.filter(key=request.POST.get("basis", "")).first()
    if basis is None:
        raise NotPossible(_("This source is not there any more."))
    return basis


def _remove(request: HttpRequest, row: Paragraph) -> None:
    writing.remove_paragraph(row, by=person(request))


def _move(places: int) -> Act:
    def move(request: HttpRequest, row: Paragraph) -> None:
        writing.move_paragraph(row, places, by=person(request))

    return move


_ACTS: Final[Mapping[str, Act]] = {
    "write": _write,
    "add_basis": _add_basis,
    "look": _look,
    "remove_basis": _remove_basis,
    "remove": _remove,
    **{name: _move(places) for name, places in PLACES.items()},
}
