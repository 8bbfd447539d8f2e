"""The citation of a case, for programs that keep references."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from vigil.publication.citing import FORMS, citation_of, written
from vigil.publication.columns import current
from vigil.publication.models import PublicCase
from vigil.publication.serving import answered, etag_of_content, open_to_programs, site_of


@open_to_programs
def cite(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """Give the citation of a case as BibTeX, RIS or CSL-JSON."""
    current()  # names whose agreement has ended leave the rows
    row = PublicCase.objects.filter(public_id=public_id).first() if "\0" not in public_id else None
    if row is None or form not in FORMS:
        raise Http404
    content = written(citation_of(row, site_of(request)), form)
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="vigil-{row.public_id}.{form}"'
    return answered(request, etag_of_content(response.content), lambda: response)
