"""Open a source whose address spells a name that is not published.

The address stands on no page and in no file of ours. A page says why, and a button leads on.
"""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from vigil.casefile.cases.queries import case_or_successor, public_cases
from vigil.casefile.disclosure.policy import address_is_protected, web_address
from vigil.casefile.disclosure.sources import cited, sources_in_order
from vigil.casefile.models import Case, Report, Visibility
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.source_labels import title_of_source
from vigil.publication.policy import disclosure
from vigil.trust.public_forms.anonymous_pages import NO_SCRIPTS, anonymous_form, ticket_of
from vigil.trust.public_forms.tickets import new_ticket

LEADS_AWAY: Final = {**NO_SCRIPTS, "form-action": [CSP.SELF, "https:", "http:"]}
"""Browsers apply `form-action` to where a form leads in the end: here to any publisher."""
NOT_LISTED: Final = "noindex, nofollow"


@dataclass(frozen=True, slots=True)
class ProtectedAddress:
    """A source with a protected address. `url` is for the redirect only, and on no page."""

    source: disclosure.Source
    url: str


def protected_address(case: Case, number: int) -> ProtectedAddress | None:
    """Return the source with this number if its address is protected, else None.

    Fetch the case with `cases.queries.with_everything`.
    """
    sources = sources_in_order(disclosure.accounts_of(case))
    if not 1 <= number <= len(sources):
        return None
    report: Report = sources[number - 1][0].report
    withheld = disclosure.withheld_in(case)
    if not address_is_protected(cited(report), withheld):
        return None
    source = disclosure.public_source(report, withheld)
    return ProtectedAddress(source, web_address(report.url))


@require_http_methods(["GET", "HEAD", "POST"])
@csp_override(LEADS_AWAY)
@anonymous_form(files=0)
def protected_source(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Say why an address is not shown; lead to it when the reader asks for it by a POST.

    A withdrawn case is gone (410), as its page is. A merged case, whose sources have other numbers
    now, and a source whose address may be shown lead to the page of the case. Raises
    PermissionDenied for a form that is not ours.
    """
    if request.method == "POST":
        ticket_of(request)
    try:
        case, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if case.visibility == Visibility.WITHDRAWN:
        return render(request, "410.html", status=410)
    if not disclosure.is_public(case) or case.public_id is None:
        raise Http404
    page = reverse("case", args=[case.public_id])
    found = protected_address(with_everything(public_cases()).get(pk=case.pk), number)
    if moved or found is None:
        return redirect(f"{page}#sources")
    return _answer(request, case, found)


def _answer(request: HttpRequest, case: Case, found: ProtectedAddress) -> HttpResponse:
    if request.method == "POST":
        response = HttpResponse(status=303, headers={"Location": found.url})
    else:
        source = found.source
        context = {
            "public_id": case.public_id,
            "title": title_of_source(source) or source.publisher,
            "publisher": source.publisher,
            "ticket": new_ticket(),
        }
        response = render(request, "publication/cases/protected_source.html", context)
    response["X-Robots-Tag"] = NOT_LISTED
    return response
