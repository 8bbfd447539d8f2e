"""The picker: find a source by words, and insert a number, a figure or a note of it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED
from vigil.outlook.models import Paragraph
from vigil.outlook.reports.bibliography.formatting import full_reference
from vigil.outlook.reports.bibliography.forms import NoteForm
from vigil.outlook.reports.editor.chips import chips_of
from vigil.outlook.reports.forms import InsertForm, LiteratureForm, PageForm
from vigil.outlook.reports.picker import consultations, panels_and_index, record
from vigil.outlook.reports.picker.offers import LABELS, Find, found_in
from vigil.outlook.reports.picker.works import WORK, work_offers
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.verbs.inserting import Inserted, insert_source, insert_work
from vigil.outlook.reports.views.editor import editor_address
from vigil.outlook.reports.views.script import block_or_404
from vigil.outlook.sources.kinds import CitedSource, kind_of, read_source
from vigil.publication.pages.citable import citable_page_at
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

FINDERS: Final[Mapping[str, Find]] = {
    "panels": panels_and_index.pooled_offers,
    "index": panels_and_index.index_offers,
    "statements": consultations.statement_offers,
    "counts": consultations.count_offers,
    "recommendations": consultations.recommendation_offers,
    "responses": consultations.response_offers,
    "case": record.case_offers,
    "releases": record.release_offers,
}
"""How each group of the search is found."""
WAYS: Final = {
    "search": _("Search"),
    "cases": _("Count cases"),
    "literature": _("Literature"),
    "page": _("Page of this site"),
}
"""The ways to a source."""
_KIND_OF_PAGE: Final = {"story": "story", "campaign": "story", "announced": "session"}
WITH_FIGURE: Final = (Paragraph.Kind.FIGURE, Paragraph.Kind.TABLE, Paragraph.Kind.MAP)
"""The kinds of blocks for which figures are offered before numbers."""
SCRIPT: Final = "X-Vigil-Fragment"
"""The script of the editor sends this header: it shows the page in a dialog."""


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def insert(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what can be inserted into a block, and insert it."""
    row = block_or_404(uid)
    if request.method == "POST":
        return _insert(request, row)
    return _show(request, row, {})


def _insert(request: HttpRequest, row: Paragraph) -> HttpResponseBase:
    """Insert; with a script, answer with the token, which it puts where the writer types."""
    form = InsertForm(request.POST)
    literature = LiteratureForm(request.POST) if request.POST.get("kind") == "literature" else None
    if not form.is_valid() or (literature is not None and not literature.is_valid()):
        return _show(request, row, {"literature": literature, "way": "literature"}, REFUSED)
    asked = form.cleaned_data
    about = literature.about if literature is not None else None
    by_script = SCRIPT in request.headers
    try:
        made = _inserted(row, asked, about, person(request), at_end=not by_script)
    except NotPossible as error:
        more = {"literature": literature, "way": "literature"} if literature is not None else {}
        return _show(request, row, {"problem": str(error), **more}, REFUSED)
    if not by_script:
        messages.success(request, gettext("Inserted at the end of the block."))
        return redirect(editor_address(row.section.report, row.uid))
    row.refresh_from_db()
    chips = chips_of(made.token, [made.basis])
    told = [one.as_json() for one in chips]
    return JsonResponse({"token": made.token, "chips": told, "version": row.version})


def _inserted(
    row: Paragraph, asked: Mapping[str, Any], about: Any, by: User, *, at_end: bool
) -> Inserted:
    """Insert a part of a source, or the note of a work."""
    note = {name: asked[name] for name in ("before", "pages")}
    if asked["kind"] == WORK:
        return insert_work(row, asked["ref"], by=by, at_end=at_end, **note)
    part = {name: asked[name] for name in ("kind", "ref", "what")}
    return insert_source(row, **part, about=about, by=by, at_end=at_end)


def _show(
    request: HttpRequest, row: Paragraph, more: Mapping[str, Any], status: int = 200
) -> HttpResponseBase:
    asked = request.GET
    way = more.get("way") or asked.get("way", "search")
    context: dict[str, Any] = {
        "paragraph": row,
        "report": row.section.report,
        "way": way if way in WAYS else "search",
        "ways": WAYS,
        "groups_of_search": LABELS,
        "wants_figure": row.kind in WITH_FIGURE,
        "text": asked.get("q", ""),
        "group": asked.get("group", ""),
        "literature": more.get("literature") or LiteratureForm(),
        "page_form": PageForm(),
        **_asked(request, row, way),
        **{name: value for name, value in more.items() if value is not None},
    }
    whole = "outlook/reports/insert.html"
    template = "outlook/reports/_insert.html" if SCRIPT in request.headers else whole
    return render(request, template, context, status=status)


def _asked(request: HttpRequest, row: Paragraph, way: str) -> dict[str, Any]:
    """Return what an address asks for: a search, a filter, a page of the site, or one source."""
    query = request.GET
    if way == "cases":
        form = record.case_filter(query)
        if "use" not in query or not form.is_valid():
            return {"filter": form}
        ref = record.filter_ref(query)
        return {"filter": form, **_source(row, "cases", ref)}
    if way == "page" and query.get("address"):
        return _page(row, query["address"])
    if query.get("kind") == WORK:
        return _work(row, query.get("ref", ""))
    if query.get("kind"):
        return _source(row, query["kind"], query.get("ref", ""))
    if way == "search" and "q" in query:
        group = query.get("group", "")
        finders = {**FINDERS, "works": work_offers(row.section.report)}
        return {"groups": list(found_in(finders, query["q"], group)), "searched": True}
    return {}


def _page(row: Paragraph, address: str) -> dict[str, Any]:
    form = PageForm({"address": address})
    path = urlsplit(address.strip()).path
    found = citable_page_at(path)
    if found is None:
        said = gettext("No page at this address can be cited. Copy the address of a public page.")
        return {"page_form": form, "problem": said}
    kind = _KIND_OF_PAGE.get(found.kind, "account")
    return {"page_form": form, **_source(row, kind, path)}


def _work(row: Paragraph, uid: str) -> dict[str, Any]:
    """Return a work of the bibliography, with what can stand in its note."""
    work = row.section.report.library.filter(uid=uid).first()
    if work is None:
        return {"problem": gettext("This work is not there any more.")}
    with override(row.section.report.language):
        return {"work": work, "reference": full_reference(work.item), "note": NoteForm()}


def _source(row: Paragraph, kind: str, ref: str) -> dict[str, Any]:
    """Return a source with the parts that can be inserted."""
    try:
        ref, about = kind_of(kind).check(ref, {})
    except NotPossible as error:
        return {"problem": str(error)}
    with override(row.section.report.language):
        now: CitedSource | None = read_source(kind, ref, about)
        figures = {} if now is None else {name: make().title for name, make in now.figures.items()}
    if row.kind == Paragraph.Kind.MAP:
        figures = {name: title for name, title in figures.items() if name.startswith("map")}
    if now is None:
        return {"problem": gettext("Readers cannot see that page. Choose one that is public.")}
    return {"source": now, "kind": kind, "ref": ref, "figures": figures}
