"""The pages behind private links: the preview of a draft, and what its reader can do below it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.publication.api.responses import site_of
from vigil.publication.pages.previews import Preview, preview_languages
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import PrivateLink, Upload
from vigil.trust.private_links.pages import behind_private_link, file_behind_private_link
from vigil.trust.public_forms.anonymous_pages import FormAnswer, answer_to, ticket_of
from vigil.trust.public_forms.tickets import new_ticket
from vigil.witness.campaigns import previews as campaign_previews
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.views.public import PAGE as CAMPAIGN_PAGE
from vigil.witness.models import Campaign, Name, Story, StoryFile
from vigil.witness.people.lives import drafts_of
from vigil.witness.people.page import person_page
from vigil.witness.people.views.public import PAGE as PERSON_PAGE
from vigil.witness.people.views.public import shown_on_page as shown_of_person
from vigil.witness.readers.kinds import CAMPAIGN, LIFE, STORY, DraftKind, ReadDraft
from vigil.witness.readers.queries import panel_of
from vigil.witness.readers.verbs import reading
from vigil.witness.stories import previews as story_previews
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.views.desk_consents_and_files import file_response
from vigil.witness.stories.views.public import PAGE as STORY_PAGE
from vigil.witness.stories.views.public import shown_on_page as shown_of_story
from vigil.witness.works.languages import asked_language

NOT_NOW: Final = "witness/readers/not_now.html"
PANEL: Final = "witness/readers/_panel.html"


@dataclass(frozen=True)
class ShownDraft:
    """A draft as a page: its template and what that needs, and how far its texts are."""

    template: str
    context: Mapping[str, Any]
    notes: Mapping[str, str]
    is_published: bool
    is_current: bool
    language: str | None = None
    """The language of the text that is shown, "" where none is; None: the first one asked for."""


type ShowDraft = Callable[[HttpRequest, Any, str], ShownDraft | None]
"""Takes a row and the token of the link; returns None where there is nothing to read."""


def _show_story(request: HttpRequest, story: Story, token: str) -> ShownDraft | None:
    draft = story_draft(story)

    def file_url(uid: str) -> str:
        return reverse("witness:read_story_file", args=[token, uid])

    shown = story_previews.previewed_story(
        story,
        draft,
        url=reverse(STORY.page, args=[token]),
        file_url=file_url,
        wanted=asked_language(request),
    )
    if shown is None:
        return None
    return ShownDraft(
        STORY_PAGE,
        shown_of_story(shown.row, shown.told),
        story_previews.notes_of(draft),
        story.standing == Story.Standing.PUBLISHED,
        story_previews.is_current(story, draft),
    )


def _show_campaign(request: HttpRequest, campaign: Campaign, token: str) -> ShownDraft | None:
    draft = campaign_draft(campaign)
    told = campaign_previews.previewed_campaign(
        campaign,
        draft,
        url=reverse(CAMPAIGN.page, args=[token]),
        site=site_of(request),
        wanted=asked_language(request),
    )
    if told is None:
        return None
    return ShownDraft(
        CAMPAIGN_PAGE,
        {"told": told},
        campaign_previews.notes_of(draft),
        campaign.standing == Campaign.Standing.PUBLISHED,
        campaign_previews.is_current(campaign, draft),
    )


def _show_life(request: HttpRequest, name: Name, token: str) -> ShownDraft | None:
    drafts = drafts_of(name)
    page = person_page(name, drafts=drafts)
    if page is None:
        return None
    return ShownDraft(
        PERSON_PAGE,
        shown_of_person(request, name, page),
        dict.fromkeys(drafts, _("waits for approval")),
        is_published=True,
        is_current=not page.life or page.life.language not in drafts,
        language=page.life.language if page.life else "",
    )


@behind_private_link(STORY.purpose)
def read_story(request: HttpRequest, link: PrivateLink) -> HttpResponse:
    """Show a story to whoever holds a link to it, and take what they answer."""
    return _page(request, link, STORY, _show_story)


@behind_private_link(CAMPAIGN.purpose)
def read_campaign(request: HttpRequest, link: PrivateLink) -> HttpResponse:
    """Show a campaign to whoever holds a link to it, and take what they answer."""
    return _page(request, link, CAMPAIGN, _show_campaign)


@behind_private_link(LIFE.purpose)
def read_life(request: HttpRequest, link: PrivateLink) -> HttpResponse:
    """Show the page of a person to whoever holds a link to it, and take what they answer."""
    return _page(request, link, LIFE, _show_life)


@file_behind_private_link(STORY.purpose)
def read_story_file(request: HttpRequest, link: PrivateLink, uid: str) -> HttpResponseBase:
    """Give out a file of a story to whoever may read its draft."""
    story = STORY.of_key(link.subject_key)
    if story is None or STORY.read(story).why_not:
        raise Http404
    one = get_object_or_404(StoryFile, upload=uid, story=story)
    return file_response(request, story, get_object_or_404(Upload, uid=one.upload))


def _page(
    request: HttpRequest, link: PrivateLink, kind: DraftKind, show: ShowDraft
) -> HttpResponse:
    """Show the draft of a link with what its reader can do, after doing what they sent."""
    answer, typed = None, ""
    if request.method == "POST":
        answer, typed = _done(request, link)
    row = kind.of_key(link.subject_key)
    draft = kind.read(row) if row is not None else ReadDraft({}, why_not=" ")
    match = request.resolver_match
    token = match.kwargs["token"] if match is not None else ""
    shown = show(request, row, token) if not draft.why_not else None
    if shown is not None and shown.language is not None:
        language = shown.language
    else:
        language = draft.language_read(asked_language(request), get_language() or "")
    panel = panel_of(link, kind, draft if shown else ReadDraft({}), language, typed)
    if shown is None:
        return _drawn(request, NOT_NOW, {"panel": panel, "unpublished": Preview()}, answer)
    mark = Preview(
        languages=preview_languages(kind.page, [token], shown.notes),
        is_published=shown.is_published,
        is_current=shown.is_current,
        below=PANEL,
    )
    context = {**shown.context, "panel": panel, "unpublished": mark}
    return _drawn(request, shown.template, context, answer)


def _drawn(
    request: HttpRequest, template: str, context: Mapping[str, Any], answer: FormAnswer | None
) -> HttpResponse:
    """Draw a page with the ticket of its forms. A story is `told` to its own template."""
    answer = answer or FormAnswer()
    more = {"outcome": answer, "ticket": answer.ticket or new_ticket()}
    return render(request, template, {**context, **more}, status=answer.status)


def _done(request: HttpRequest, link: PrivateLink) -> tuple[FormAnswer, str]:
    """Do what was sent; return how it is answered, and the words to show again if it was not."""
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise NotPossible(_("Choose what you want to do."))
        return FormAnswer(done=act(request, link)), ""
    except NotPossible as error:
        answer = answer_to(error, request.POST["ticket"])
        refused = FormAnswer(answer.status, answer.ticket, troubles=(str(error),))
        return refused, request.POST.get("text", "")[: reading.LONGEST + 1]


def _answer(request: HttpRequest, link: PrivateLink) -> str:
    said = request.POST.get("answer", "")
    reading.answer_draft(link, said, **_version(request))
    return _("Thank you. The editors see your answer.")


def _correct(request: HttpRequest, link: PrivateLink) -> str:
    text = request.POST.get("text", "")
    same = hashlib.sha256(f"{ticket_of(request).digest}\0{text}".encode()).hexdigest()
    reading.write_correction(link, text, **_version(request), form=same)
    return _("Sent. The editors read it, and their answer will stand here.")


def _agree(request: HttpRequest, link: PrivateLink) -> str:
    asked = reading.agree(link, request.POST.getlist("uses"))
    if asked is not None:
        return _("Recorded. A second person of ours confirms that you agreed to be named.")
    return _("Recorded. You can withdraw it here at any time.")


def _take_back(request: HttpRequest, link: PrivateLink) -> str:
    reading.take_back(link, request.POST.getlist("uses"))
    return _("Consent withdrawn. Readers no longer see what rested on it.")


def _version(request: HttpRequest) -> dict[str, str]:
    return {
        "language": request.POST.get("language", "")[:2],
        "version": request.POST.get("version", "")[:16],
    }


_ACTS: Final[Mapping[str, Callable[[HttpRequest, PrivateLink], str]]] = {
    "answer": _answer,
    "correct": _correct,
    "agree": _agree,
    "take_back": _take_back,
}
