"""A team's own sheet: upload it, say what its columns mean, import it, export cases."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.casefile.models import SheetImport, SheetMapping
from vigil.casefile.sheet_files.layout_proposals import propose_layout, with_words
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import Sheet, read_sheet
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
from vigil.casefile.sheets.verbs.exporting import export_cases
from vigil.casefile.sheets.verbs.importing import (
    ImportPlan,
    begin_import,
    layout_of,
    plan,
    save_mapping,
)
from vigil.casefile.sheets.verbs.importing_later import import_sheet
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import (
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    perform,
    show_elsewhere,
)
from vigil.desk.sheets import queries
from vigil.desk.sheets.forms import ExportForm, UploadForm
from vigil.desk.sheets.mapping_form import MappingForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.uploads.verbs.files import FileRefused

IMPORT = "casefile.import_sheet"
SHOWN = 200
"""So many changes, conflicts and broken rows are shown on a page; all of them are counted."""
FREQUENT = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _begin(_item: None, data: Data, by: User) -> SheetImport:
    """Keep the uploaded file, under a mapping that is known or proposed."""
    name, file = " ".join(data["name"].split()), data["file"]
    content = file.read()
    try:
        kept = SheetMapping.objects.filter(name__iexact=name).first()
        if kept is None:
            kept = save_mapping(name, propose_layout(read_sheet(content)), by=by)
        else:
            layout = layout_of(kept)
            read_sheet(content, worksheet=layout.worksheet, encoding=layout.encoding)
        return begin_import(kept, content, by=by, file_name=file.name or "")
    except (Unreadable, NotPossible) as error:
        raise FileRefused(str(error)) from error


def _plan(begun: SheetImport, by: User) -> ImportPlan:
    return plan(bytes(begun.content), begun.sheet, by=by, file_name=begun.file_name)


def _to_sheet(begun: SheetImport) -> str:
    return reverse("desk:sheet", args=[begun.pk])


def _export(_item: None, data: Data, by: User) -> HttpResponse:
    """Answer with a file of the cases that were asked for."""
    kept = SheetMapping.objects.filter(pk=data["sheet"]).first() if data["sheet"] else None
    cases = queries.cases_to_export(data["stage"], kept)
    table = export_cases(list(cases), kept, by=by)
    name = f"vigil-{kept.pk if kept else 'cases'}"
    if data["form"] == "csv":
        return _file(to_csv(table.columns, table.rows), f"{name}.csv", "text/csv; charset=utf-8")
    try:
        content = to_xlsx(table.columns, table.rows, kept.name if kept else "")
    except ValueError as error:
        raise NotPossible(str(error)) from error
    return _file(content, f"{name}.xlsx", XLSX)


UPLOAD: Final = Act[None](
    form=UploadForm,
    verb=_begin,
    next=lambda _item, begun: reverse("desk:sheet_mapping", args=[begun.pk]),
)
APPLY: Final = Act[SheetImport](
    form=Form,
    verb=lambda begun, _data, by: import_sheet(begun, by=by),
    next=lambda begun, done: _to_sheet(done if isinstance(done, SheetImport) else begun),
)
EXPORT: Final = Act[None](form=ExportForm, verb=_export)


@desk_view(IMPORT)
@require_http_methods(READ_AND_ACT)
def sheets(request: HttpRequest) -> HttpResponseBase:
    """List the sheets, and upload a file. Uploading changes no case."""
    show = partial(_overview, request)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "upload", UPLOAD, show=show, back=reverse("desk:sheets"))


def _overview(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    context = {
        "form": screen.forms.get("upload") or UPLOAD.blank("upload", None, user),
        "sheets": SheetMapping.objects.annotate(number=Count("rows")),
        "imports": queries.sheet_imports(user).select_related("sheet", "by")[:30],
        "conflicts": len(queries.conflicted_rows(user)),
        "export": ExportForm(),
    }
    return render(request, "desk/sheets/sheets.html", context, status=screen.status)


@desk_view(IMPORT)
@require_http_methods(READ_AND_ACT)
def mapping(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what the columns and words of a file mean, and let people change it.

    For a file that is already imported, show its result instead.
    """
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
        return redirect("desk:sheet", pk=begun.pk)
    if queries.is_being_imported(begun):
        return redirect("desk:sheet", pk=begun.pk)
    try:
        sheet = _sheet_of(begun)
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect("desk:sheets")
    form = MappingForm(with_words(layout_of(begun.sheet), sheet), sheet)
    problem = ""
    if request.method == "POST":
        do = request.POST.get("do")
        try:
            if do == "read":
                layout, sheet = form.read_anew(request.POST, bytes(begun.content))
            else:
                layout = form.read(request.POST)
            form = MappingForm(with_words(layout, sheet), sheet)
            kept = save_mapping(begun.sheet.name, layout, by=person(request))
            if do not in ("show", "read"):
                begin_import(
                    kept, bytes(begun.content), by=person(request), file_name=begun.file_name
                )
                return redirect("desk:sheet", pk=begun.pk)
        except (NotPossible, Unreadable) as error:
            problem = str(error)
    context = {"begun": begun, "form": form, "problem": problem, "sheet": sheet}
    return render(request, "desk/sheets/mapping.html", context, status=REFUSED if problem else 200)


@desk_view(IMPORT)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what importing a file would change, or the result if it is imported."""
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
        context = {"done": begun, "broken": begun.broken[:SHOWN]}
        return render(request, "desk/sheets/imported.html", context)
    if queries.is_being_imported(begun):
        return render(request, "desk/sheets/importing.html", {"begun": begun})
    if trouble := queries.why_not_imported(begun):
        messages.error(request, trouble)
    try:
        planned = _plan(begun, person(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("desk:sheet_mapping", pk=begun.pk)
    context = {
        "begun": begun,
        "plan": planned,
        "counts": planned.counts,
        "changed": planned.of("changed", "conflict")[:SHOWN],
        "broken": planned.broken[:SHOWN],
        "frequent": planned.frequent[:FREQUENT],
        "new": planned.of("new")[:10],
    }
    return render(request, "desk/sheets/plan.html", context)


@desk_view(IMPORT)
@require_POST
def apply_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Import a file, compared with the case file as it is now."""
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
        return redirect("desk:sheet", pk=begun.pk)
    show = show_elsewhere(request, reverse("desk:sheet_mapping", args=[begun.pk]))
    return perform(request, begun, "apply", APPLY, show=show, back=_to_sheet(begun))


@desk_view(IMPORT)
@require_safe
def broken_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the rows that were not imported, each with its reason.

    Before the import, the page of the plan shows them.
    """
    done = _import(request, pk)
    if done.state != SheetImport.State.APPLIED:
        return redirect("desk:sheet", pk=done.pk)
    columns = [name for name in done.columns if any(name in r["cells"] for r in done.broken)]
    rows = [
        [
            *(row["cells"].get(name, "") for name in columns),
            "; ".join(f"{p['column']}: {p['reason']}" for p in row["problems"]),
        ]
        for row in done.broken
    ]
    content = to_xlsx([*columns, _("Problem")], rows, _("broken rows"))
    return _file(content, f"broken-rows-{done.pk}.xlsx", XLSX)


@desk_view(IMPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Export cases as a sheet."""
    back = reverse("desk:sheets")
    return perform(request, None, "export", EXPORT, show=show_elsewhere(request, back), back=back)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _import(request: HttpRequest, pk: int) -> SheetImport:
    imports = queries.sheet_imports(person(request)).select_related("sheet", "by")
    return get_object_or_404(imports, pk=pk)


def _sheet_of(begun: SheetImport) -> Sheet:
    layout = layout_of(begun.sheet)
    return read_sheet(
        bytes(begun.content),
        worksheet=layout.worksheet,
        header_row=layout.header_row,
        encoding=layout.encoding,
    )
