"""The desk pages of the bibliography of a report."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    Failed,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import Basis, LibraryItem, OutlookReport, Paragraph
from vigil.outlook.reports.bibliography import doi, verbs
from vigil.outlook.reports.bibliography.citing import ITEM
from vigil.outlook.reports.bibliography.exchange import FORMATS, written_works
from vigil.outlook.reports.bibliography.formatting import full_reference
from vigil.outlook.reports.bibliography.forms import (
    LABELS,
    CiteForm,
    DoiForm,
    ImportForm,
    WorkForm,
    initial_of,
    work_of,
)
from vigil.outlook.reports.bibliography.items import KINDS, address_of
from vigil.outlook.reports.preconditions import WRITE
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User

SHOWN: Final = 100
"""How many problems of an import are shown; all are counted."""


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def bibliography(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the works of a report; add, import and export them."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    kind = request.POST.get("type") or request.GET.get("kind", "")
    acts = _acts(kind if kind in KINDS else "")
    show = partial(_show, request, row, acts)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, acts, show=show, back=request.path)


def _acts(kind: str) -> Mapping[str, Act[OutlookReport]]:
    """Return the acts on a bibliography, with the form for a kind of work if one is chosen."""
    if not kind:
        return ACTS
    add: Act[OutlookReport] = Act(
        form=WorkForm,
        form_arguments=lambda _row, _by: {"kind": kind},
        initial=lambda _row: {"type": kind},
        verb=lambda row, data, by: verbs.add_work(row, work_of(data), by=by),
        invalid=(Unfit,),
        done=_("Added."),
    )
    return {**ACTS, "add": add}


def _import(row: OutlookReport, data: Data, by: User) -> dict[str, Any]:
    return {"imported": verbs.import_works(row, data["text"], by=by)}


def _ask(row: OutlookReport, data: Data, by: User) -> object:
    try:
        found = doi.work_of_doi(data["doi"])
    except doi.Unreachable as error:
        raise Failed(str(error)) from error
    return verbs.add_work(row, found, by=by)


ACTS: Final[Mapping[str, Act[OutlookReport]]] = {
    "import": Act(form=ImportForm, verb=_import),
    "ask": Act(form=DoiForm, verb=_ask, invalid=(Unfit,), done=_("Added.")),
}


def _show(
    request: HttpRequest,
    row: OutlookReport,
    acts: Mapping[str, Act[OutlookReport]],
    screen: ScreenState,
) -> HttpResponseBase:
    imported = screen.revealed.get("imported")
    context = {
        "report": row,
        "works": list(_listed(row)),
        "kinds": [(kind, LABELS[kind]) for kind in KINDS],
        "forms": forms_of(acts, row, person(request), screen),
        "imported": _said_of(imported) if imported else "",
        "problems": imported.problems[:SHOWN] if imported else [],
        "n_problems": len(imported.problems) if imported else 0,
        "may_ask": doi.may_ask(),
        "formats": list(FORMATS),
        "screen": screen,
    }
    name = "outlook/reports/matter/bibliography.html"
    return render(request, name, context, status=screen.status)


def _said_of(done: verbs.Imported) -> str:
    said = ngettext("%(n)d work added.", "%(n)d works added.", done.added) % {"n": done.added}
    if done.known:
        there = ngettext("%(n)d was there already.", "%(n)d were there already.", done.known)
        said = f"{said} {there % {'n': done.known}}"
    return said


def _listed(row: OutlookReport) -> Iterator[dict[str, Any]]:
    """Yield the works of a report as they are printed, and how often each is cited."""
    abouts = Basis.objects.filter(paragraph__section__report=row, kind="literature")
    cited = Counter(about.get(ITEM) for about in abouts.values_list("about", flat=True))
    with override(row.language):
        told = [
            {
                "row": one,
                "text": full_reference(one.item),
                "url": address_of(one.item),
                "cited": cited[one.uid],
            }
            for one in row.library.all()
        ]
    yield from sorted(told, key=lambda one: str(one["text"]).strip("“«\"'").casefold())


@room_view(WRITE)
@require_safe
def bibliography_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Return the works of a report as CSL-JSON, BibTeX or RIS."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    if form not in FORMATS:
        raise Http404
    works = [(one.key, one.item) for one in row.library.all()]
    response = HttpResponse(written_works(works, form), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    return response


# One work


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def work(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    """Show a work; change, cite or remove it."""
    rows = LibraryItem.objects.select_related("report")
    row: LibraryItem = found_or_404(rows, report__slug=slug, uid=uid)
    show = partial(_show_work, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, WORK_ACTS, show=show, back=request.path)


def _paragraphs_of(row: LibraryItem, _by: User) -> dict[str, Any]:
    rows = Paragraph.objects.filter(section__report=row.report_id, withdrawals=[])
    found = rows.select_related("section").order_by("section__order", "order")
    choices = [
        (one.uid, f"{n}. {Truncator(one.text or one.section.heading).chars(70)}")
        for n, one in enumerate(found, start=1)
    ]
    return {"paragraphs": choices}


def _cite(row: LibraryItem, data: Data, by: User) -> Basis:
    rows = Paragraph.objects.select_related("section__report")
    paragraph = rows.filter(uid=data["paragraph"], section__report=row.report_id).first()
    if paragraph is None:
        raise NotPossible(gettext("This paragraph is not there any more."))
    return verbs.cite_work(row, paragraph, by=by, before=data["before"], pages=data["pages"])


def _all(row: LibraryItem, _done: object) -> str:
    return reverse("desk_reports:report_bibliography", args=[row.report.slug])


WORK_ACTS: Final[Mapping[str, Act[LibraryItem]]] = {
    "change": Act(
        form=WorkForm,
        form_arguments=lambda row, _by: {"kind": row.item["type"]},
        initial=lambda row: initial_of(row.item),
        verb=lambda row, data, by: verbs.change_work(row, work_of(data), by=by),
        invalid=(Unfit,),
        done=_("Saved."),
    ),
    "cite": Act(
        form=CiteForm,
        form_arguments=_paragraphs_of,
        verb=_cite,
        done=lambda basis: (
            gettext("Cited. Write {note:%(key)s} where its note stands.") % {"key": basis.key}
        ),
        next=lambda _row, basis: reverse("desk_reports:paragraph", args=[basis.paragraph.uid]),
    ),
    "remove": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: verbs.remove_work(row, by=by),
        done=_("Removed."),
        next=_all,
    ),
}
"""The acts of a chair on a work."""


def _show_work(request: HttpRequest, row: LibraryItem, screen: ScreenState) -> HttpResponseBase:
    with override(row.report.language):
        text = full_reference(row.item)
    context = {
        "report": row.report,
        "work": row,
        "text": text,
        "url": address_of(row.item),
        "kind": LABELS[row.item["type"]],
        "forms": forms_of(WORK_ACTS, row, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/reports/matter/work.html", context, status=screen.status)
