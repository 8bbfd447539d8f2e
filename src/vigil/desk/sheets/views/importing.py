"""A team's own sheet at the desk: uploaded, understood, looked at, taken in, given back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.casefile.models import SheetImport, SheetMapping
from vigil.casefile.sheet_files.layout_proposals import propose_layout, with_words
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import MAX_BYTES, Sheet, read_sheet
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
from vigil.casefile.sheets.verbs.exporting import export_cases
from vigil.casefile.sheets.verbs.importing import apply, begin_import, layout_of, plan, save_mapping
from vigil.desk.cases.views.case import REFUSED
from vigil.desk.screens.access import desk_view, person
from vigil.desk.sheets import queries
from vigil.desk.sheets.forms import MappingForm
from vigil.trust.access.errors import NotPossible

IMPORT = "casefile.import_sheet"
SHOWN = 200
"""So many changes, conflicts and broken rows are shown on a page; all of them are counted."""
FREQUENT = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file, and under which name its sheet is kept."""

    name = forms.CharField(
        label=gettext_lazy("Name of the sheet"),
        max_length=60,
        help_text=gettext_lazy(
            "The same name each time: by it and the row's key a row is found again."
        ),
        widget=forms.TextInput(attrs={"list": "sheet-names", "autocomplete": "off"}),
    )
    file = forms.FileField(label=gettext_lazy("File (.xlsx or .csv)"))

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file


class ExportForm(forms.Form):
    """Which cases to hand out, and in which form."""

    sheet = forms.ChoiceField(label=gettext_lazy("Columns and words"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Cases"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("Kind of file"), choices=[("xlsx", "XLSX"), ("csv", "CSV")]
    )


@desk_view(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponseBase:
    """List the sheets that are kept, and take a file to look at."""
    if request.method != "POST":
        return _overview(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, form, REFUSED)
    upload = form.cleaned_data["file"]
    try:
        begun = _begin(form.cleaned_data["name"], upload.name or "", upload.read(), request)
    except (Unreadable, NotPossible) as error:
        form.add_error("file", str(error))
        return _overview(request, form, REFUSED)
    return redirect("desk:sheet_mapping", pk=begun.pk)


def _begin(name: str, file_name: str, content: bytes, request: HttpRequest) -> SheetImport:
    by = person(request)
    name = " ".join(name.split())
    kept = SheetMapping.objects.filter(name__iexact=name).first()
    if kept is None:
        kept = save_mapping(name, propose_layout(read_sheet(content)), by=by)
    else:
        layout = layout_of(kept)
        read_sheet(content, worksheet=layout.worksheet, encoding=layout.encoding)
    return begin_import(kept, content, by=by, file_name=file_name)


def _overview(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
    mine = queries.sheet_imports(person(request))
    context = {
        "form": form,
        "sheets": SheetMapping.objects.annotate(number=Count("rows")),
        "imports": mine.select_related("sheet", "by")[:30],
        "conflicts": len(queries.conflicted_rows(person(request))),
        "export": _export_form(),
    }
    return render(request, "desk/sheets/sheets.html", context, status=status)


def _export_form(data: Any = None) -> ExportForm:
    form = ExportForm(data)
    kept = SheetMapping.objects.values_list("pk", "name")
    for name, offered in (
        ("sheet", [("", _("plain form")), *((str(pk), name) for pk, name in kept)]),
        ("stage", queries.stages_to_export()),
    ):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered
    return form


@desk_view(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what the columns and words of a file are taken to mean, and let it be changed.

    Of a file that is in already, what was done is shown instead.
    """
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
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
    """Show what taking a file in would change; once it is in, what was done."""
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
        context = {"done": begun, "broken": begun.broken[:SHOWN]}
        return render(request, "desk/sheets/imported.html", context)
    try:
        planned = plan(
            bytes(begun.content), begun.sheet, by=person(request), file_name=begun.file_name
        )
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
    """Take a file in, as it stands against the case file by now."""
    begun = _import(request, pk)
    if begun.state == SheetImport.State.APPLIED:
        return redirect("desk:sheet", pk=begun.pk)
    try:
        planned = plan(
            bytes(begun.content), begun.sheet, by=person(request), file_name=begun.file_name
        )
        done = apply(planned, by=person(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("desk:sheet_mapping", pk=begun.pk)
    return redirect("desk:sheet", pk=done.pk)


@desk_view(IMPORT)
@require_safe
def broken_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the rows that were not taken, each with its reason, to be corrected.

    As long as the file is only looked at, its page shows them.
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
    content = to_xlsx([*columns, _("Why it was not taken")], rows, _("broken rows"))
    return _file(content, f"broken-rows-{done.pk}.xlsx", XLSX)


@desk_view(IMPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Hand out cases as a sheet."""
    form = _export_form(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to hand out."))
        return redirect("desk:sheets")
    asked = form.cleaned_data
    kept = SheetMapping.objects.filter(pk=asked["sheet"]).first() if asked["sheet"] else None
    cases = queries.cases_to_export(asked["stage"], kept)
    table = export_cases(list(cases), kept, by=person(request))
    name = f"vigil-{kept.pk if kept else 'cases'}"
    if asked["form"] == "csv":
        return _file(to_csv(table.columns, table.rows), f"{name}.csv", "text/csv; charset=utf-8")
    try:
        content = to_xlsx(table.columns, table.rows, kept.name if kept else "")
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("desk:sheets")
    return _file(content, f"{name}.xlsx", XLSX)


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
