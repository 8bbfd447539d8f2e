"""The list of cases, the page of one case, its citation for programs, and its card."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.casefile.cases.queries import case_or_successor, public_cases
from vigil.casefile.models import Case, Visibility
from vigil.charts.cards import card_png, card_svg
from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    open_to_programs,
    site_of,
)
from vigil.publication.cases.added_links import links_added_to
from vigil.publication.cases.cards import available_fonts, card_of_case, words_of_card
from vigil.publication.cases.citations import citation_of, state_cited
from vigil.publication.cases.history import steps_of
from vigil.publication.cases.page import case_page_of
from vigil.publication.cases.people_list import people_killed, person_summaries
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.summary import case_summary_of
from vigil.publication.cases.texts import asks_for_original
from vigil.publication.downloads.citation_files import CITATION_FORMATS, citation_file
from vigil.publication.map.locator import locator_of
from vigil.publication.models import PublicCase
from vigil.publication.pages.kept_pages import kept_while_the_same
from vigil.publication.policy.disclosure import is_public
from vigil.publication.record import queries
from vigil.publication.record.columns import current
from vigil.publication.requests.forms import NUMBER
from vigil.publication.search.page_context import read_selection
from vigil.publication.search.unknown_parameters import refuse_unknown_parameters

ON_A_PAGE = 100


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters("page")
@kept_while_the_same()
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases of a selection, with the total and the cases that the filter cannot judge."""
    columns = current()
    selection, context = read_selection(request, columns)
    pks = columns.pk[selection.rows(columns)]
    page = Paginator(range(len(pks)), ON_A_PAGE).get_page(request.GET.get("page"))
    on_page = pks[page.start_index() - 1 : page.end_index()] if len(pks) else pks
    rest = selection.query()
    rows = queries.rows_of(on_page.tolist())
    found = selection.found(columns)
    why = found.reasons(columns, rows) if found else {}
    context |= {
        "page": page,
        "lines": [(case_summary_of(row), why.get(row.pk, ())) for row in rows],
        "rest": f"{rest}&" if rest else "",
    }
    return render(request, "publication/cases/list.html", context)


@cache_control(no_cache=True)
@require_safe
@refuse_unknown_parameters("page")
def people_list(request: HttpRequest) -> HttpResponse:
    """List the people killed in the cases of a selection, with the pages of those who have one."""
    columns = current()
    selection, context = read_selection(request, columns, of_people=True)
    people = people_killed(selection, columns)
    page = Paginator(range(len(people)), ON_A_PAGE).get_page(request.GET.get("page"))
    on_page = people[page.start_index() - 1 : page.end_index()] if len(people) else people
    rest = selection.query()
    context |= {
        "page": page,
        "people": person_summaries(columns, on_page),
        "rest": f"{rest}&" if rest else "",
    }
    return render(request, "publication/cases/people.html", context)


@cache_control(no_cache=True)
@require_safe
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a case. Redirect from a merged case (301); a withdrawn case is gone (410).

    Browsers ask again before they show a stored answer: a case can be withdrawn. A merge can be
    undone too, although its redirect is called permanent.
    """
    current()  # removes names whose consent has ended, which the citation would show
    full = _shown(public_id)
    if full is None:
        return _led_on(request, public_id)
    steps = list(steps_of(full))
    merged = _merged_into(full, request.GET.get("merged", ""))
    context = {
        "page": case_page_of(full, steps, original=asks_for_original(request)),
        "steps": steps,
        "merged": merged,
        "citation": citation_of(full.public, site_of(request)),
        "cited": state_cited(full.public, request.GET.get("state", ""), merged),
        "split": _split(full),
        "locator": locator_of(full.public),
        "card": site_of(request) + reverse("case_card", args=[full.public_id]),
        "card_words": words_of_card(full.public),
        "added_links": list(links_added_to(str(full.public_id))),
    }
    return render(request, "publication/cases/case.html", context)


def _shown(public_id: str) -> Case | None:
    """Return the public case of a number with all that its page needs, if there is one."""
    if "\0" in public_id:  # PostgreSQL refuses a query with this character
        return None
    return with_everything(public_cases()).filter(public_id=public_id).first()


def _led_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer for a number under which no case is shown: it may lead to another, or be gone."""
    try:
        case, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        if NUMBER.fullmatch(public_id.upper()) and public_id != public_id.upper():
            return redirect("case", public_id.upper())  # as somebody may type it
        raise Http404 from None
    if case.visibility == Visibility.WITHDRAWN:
        return render(request, "410.html", status=410)
    if not moved or not is_public(case) or case.public_id is None:
        raise Http404
    address = reverse("case", args=[case.public_id])
    state = request.GET.get("state")
    query = {"merged": public_id, **({"state": state} if state else {})}
    return redirect(f"{address}?{urlencode(query)}", permanent=True)


def _merged_into(case: Case, public_id: str) -> str:
    """Return the id that led here, if it truly belongs to a case merged into this one."""
    if not public_id:
        return ""
    try:
        target, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        return ""
    return public_id if moved and target.pk == case.pk else ""


def _split(case: Case) -> list[str]:
    """Return the ids of the public cases that were split from this one, or it from."""
    near = [case.split_from] if case.split_from else []
    # Judged and sorted here: asked for public cases in order, SQLite reads all of them.
    near += case.split_off.order_by().only("public_id", "stage", "visibility", "superseded_by")
    return sorted(other.public_id for other in near if other.public_id and is_public(other))


@open_to_programs
def cite(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """Return the citation of a case as BibTeX, RIS or CSL-JSON.

    As with its page, a merged case redirects (301) and a withdrawn case is gone (410).
    """
    if form not in CITATION_FORMATS:
        raise Http404
    row = _row_or_answer(request, public_id, "cite", form)
    if isinstance(row, HttpResponse):
        return row
    work = citation_of(row, site_of(request)).work
    return citation_file(work, form, f"vigil-{row.public_id}", request)


@cache_control(no_cache=True)
@require_safe
def case_card(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Return the card of a case as PNG, in the language of the address.

    As with its page, a merged case redirects (301) and a withdrawn case is gone (410).
    """
    row = _row_or_answer(request, public_id, "case_card")
    if isinstance(row, HttpResponse):
        return row
    card, fonts = card_of_case(row, site_of(request)), available_fonts()
    return conditional_answer(
        request,
        etag_of_content(card_svg(card, fonts).encode()),
        lambda: HttpResponse(card_png(card, fonts), content_type="image/png"),
    )


def _row_or_answer(
    request: HttpRequest, public_id: str, route: str, *rest: str
) -> PublicCase | HttpResponse:
    """Return the public row of a case, or where it went: to another case, or away.

    Raises Http404 for a case that is not public. `rest` follows the id in addresses of the route.
    """
    try:
        case, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if case.visibility == Visibility.WITHDRAWN:
        return render(request, "410.html", status=410)
    current()  # removes names whose consent has ended
    row = PublicCase.objects.filter(case=case).first()
    if row is None:
        raise Http404
    if moved:
        return redirect(reverse(route, args=[row.public_id, *rest]), permanent=True)
    return row
