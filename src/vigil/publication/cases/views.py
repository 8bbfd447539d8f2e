"""The citation of a case, for programs that keep references."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.models import Case, Visibility
from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    open_to_programs,
    site_of,
)
from vigil.publication.cases.citations import CITATION_FORMATS, citation_of, write_citation
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import current


@open_to_programs
def cite(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """Give the citation of a case as BibTeX, RIS or CSL-JSON.

    As its page does: a merged case leads to the one it was merged into (301), a withdrawn one
    is gone (410).
    """
    try:
        case, moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if form not in CITATION_FORMATS:
        raise Http404
    if case.visibility == Visibility.WITHDRAWN:
        return render(request, "410.html", status=410)
    current()  # names whose agreement has ended leave the rows
    row = PublicCase.objects.filter(case=case).first()
    if row is None:
        raise Http404
    if moved:
        return redirect(reverse("cite", args=[row.public_id, form]), permanent=True)
    content = write_citation(citation_of(row, site_of(request)), form)
    response = HttpResponse(content, content_type=CITATION_FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="vigil-{row.public_id}.{form}"'
    return conditional_answer(request, etag_of_content(response.content), lambda: response)
