"""The preview of a person's page at the desk, with the text on their life that waits."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.publication.pages.previews import Preview, preview_languages, preview_response
from vigil.publication.record.columns import current
from vigil.witness.people.lives import drafts_of
from vigil.witness.people.page import person_page
from vigil.witness.people.verbs.writing import WRITE
from vigil.witness.people.views.public import PAGE, person_at, shown_on_page

ROUTE: Final = "desk_names:preview"


@room_view(WRITE)
@require_safe
def preview(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show the page as readers will see it once the texts that wait are approved."""
    name = person_at(handle)
    if name is None:
        raise Http404
    current()  # as the public page does: removes names whose consent has ended
    drafts = drafts_of(name)
    page = person_page(name, drafts=drafts)
    if page is None:
        raise Http404
    waits = dict.fromkeys(drafts, _("waits for approval"))
    mark = Preview(
        languages=preview_languages(ROUTE, [handle], waits),
        back=reverse("desk_names:life", args=[handle]),
        is_published=True,
        is_current=page.life.language not in drafts or not page.life,
    )
    return preview_response(request, PAGE, shown_on_page(request, name, page), mark)
