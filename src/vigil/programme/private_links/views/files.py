"""Give out recordings to those in them, behind their private link. Each request is asked anew."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from vigil.programme.contributors.links import linked_part
from vigil.programme.contributors.verbs.groups import PERSON
from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.models import Recording
from vigil.programme.private_links.recordings import own_recording
from vigil.programme.recordings.display import chapters_in
from vigil.programme.recordings.views.files import copy_response, media_response
from vigil.programme.recordings.views.public import track_response
from vigil.trust.models import PrivateLink
from vigil.trust.private_links.pages import file_behind_private_link


@file_behind_private_link(CONTRIBUTION, PERSON)
def own_recording_file(request: HttpRequest, link: PrivateLink, uid: str) -> HttpResponseBase:
    """Return the file of a recording to somebody who is in it."""
    return media_response(request, _recording(link, uid).media, "recording", restricted=True)


@file_behind_private_link(CONTRIBUTION, PERSON)
def own_recording_poster(request: HttpRequest, link: PrivateLink, uid: str) -> HttpResponseBase:
    """Return the picture of a film to somebody who is in it."""
    return copy_response(_recording(link, uid).poster)


@file_behind_private_link(CONTRIBUTION, PERSON)
def own_captions(
    request: HttpRequest, link: PrivateLink, uid: str, language: str
) -> HttpResponseBase:
    """Return the captions of a recording to somebody who is in it."""
    found = _recording(link, uid)
    text = found.captions.filter(language=language).values_list("text", flat=True).first()
    if text is None:
        raise Http404
    return track_response(text, restricted=True)


@file_behind_private_link(CONTRIBUTION, PERSON)
def own_chapters(
    request: HttpRequest, link: PrivateLink, uid: str, language: str
) -> HttpResponseBase:
    """Return the chapters of a recording in one language to somebody who is in it."""
    text = chapters_in(_recording(link, uid), language)
    if not text:
        raise Http404
    return track_response(text, restricted=True)


def _recording(link: PrivateLink, uid: str) -> Recording:
    whose = linked_part(link)
    found = own_recording(whose, uid) if whose else None
    if found is None:
        raise Http404
    return found
