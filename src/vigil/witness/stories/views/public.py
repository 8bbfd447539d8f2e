"""Public pages of stories: the list, a story, its files and its card."""

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.files import MEDIA, Kind
from vigil.publication.api.responses import site_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Upload
from vigil.trust.public_forms.doors import is_open
from vigil.trust.requests.verbs import CORRECTION
from vigil.trust.uploads.downloads import POLICY, download_copy
from vigil.trust.uploads.streaming import stream_file
from vigil.trust.uploads.verbs.files import read_copy
from vigil.trust.uploads.verbs.media import media_path
from vigil.witness.models import PublicStory
from vigil.witness.people.visibility import pages_of_story
from vigil.witness.stories import cards
from vigil.witness.stories.forms.public import StoryFilter
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.works.cards import card_response
from vigil.witness.works.languages import asked_language

ON_A_PAGE: Final = 24
PAGE: Final = "witness/stories/story.html"
"""The template of a story, also in previews."""


@cache_control(no_cache=True)
@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """List the stories, newest first."""
    form = StoryFilter(request.GET)
    asked = form.asked()
    page = Paginator(
        story_queries.with_texts(story_queries.find_stories(asked)), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "entries": story_queries.with_places(
            story_queries.story_entries(page.object_list, asked.language)
        ),
        "filtered": not asked.is_everything,
    }
    return render(request, "witness/stories/list.html", context)


@cache_control(no_cache=True)
@require_safe
def story(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show a story in the language asked for, else the reader's, else the original.

    Where it was withdrawn, the page says only that (410).
    """
    if handle != handle.upper():  # as somebody may type it
        query = request.META.get("QUERY_STRING", "")
        at = reverse("witness:story", args=[handle.upper()])
        return redirect(f"{at}?{query}" if query else at)
    row = story_queries.public_story(handle)
    if row is None:
        return _gone(request, handle)
    told = story_queries.story_display(row, asked_language(request))
    context = {
        **shown_on_page(row, told),
        "card": site_of(request) + _card_address(told),
        "said": story_queries.alt_of_card(told.entry),
    }
    return render(request, PAGE, context)


def shown_on_page(row: PublicStory, told: story_queries.StoryDisplay) -> dict[str, Any]:
    """Return what the page of a story shows, also in a preview."""
    return {
        "told": told,
        "people": pages_of_story(row.story),
        "beside": story_queries.neighbours_of(row),
        "ask": f"{reverse('report_error')}?{urlencode({'story': row.public_id})}",
        "answered": is_open(CORRECTION),
    }


@require_safe
def story_file(request: HttpRequest, handle: str, uid: str) -> HttpResponseBase:
    """Return a file of a story, as long as the story shows it. Browsers ask again each time."""
    row = story_queries.public_stories().filter(public_id=handle).first()
    if row is None or uid not in (one["uid"] for one in row.files):
        raise Http404
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first()
    if upload is None:
        raise Http404
    try:
        return _file(request, handle, upload)
    except NotPossible as error:
        raise Http404 from error


@cache_control(no_cache=True)
@require_safe
def story_card(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Return the card of a story, in the language asked for."""
    row = story_queries.public_story(handle)
    if row is None:
        raise Http404
    wanted = asked_language(request)
    text = story_queries.text_for(row, wanted)
    return card_response(
        request,
        row.digest,
        text.language,
        lambda: cards.draw_card(story_queries.story_display(row, wanted)),
    )


def _gone(request: HttpRequest, handle: str) -> HttpResponse:
    if not story_queries.was_public(handle):
        raise Http404
    return render(request, "witness/stories/gone.html", status=410)


def _card_address(told: story_queries.StoryDisplay) -> str:
    address = reverse("witness:story_card", args=[told.entry.public_id])
    return f"{address}?text={told.text.language}"


def _file(request: HttpRequest, handle: str, upload: Upload) -> HttpResponseBase:
    kind = Kind(upload.kind)
    if kind in MEDIA:
        return stream_file(request, upload, media_path(upload), name=handle, restricted=False)
    content = read_copy(upload, by=None)
    if kind == Kind.PDF:
        return download_copy(upload, content)
    etag = quote_etag(upload.sha256[:32])
    kept = get_conditional_response(request, etag=etag)
    response = kept or HttpResponse(content, content_type=kind.media_type)
    response["ETag"] = etag
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
