"""Desk screens of campaigns: the list, one campaign, its blocks and its words."""

from functools import partial
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, ScreenState, perform
from vigil.desk.screens.form_screen import form_screen
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Decision, Role
from vigil.witness.campaigns.blocks import KINDS
from vigil.witness.campaigns.drafts import Block, campaign_draft
from vigil.witness.campaigns.projection import hindrances
from vigil.witness.campaigns.queries.page import hidden_block_ids
from vigil.witness.campaigns.verbs import writing
from vigil.witness.campaigns.views.desk_acts import (
    BRING_BACK,
    EDIT,
    REVIEW,
    SEE,
    WITHDRAW,
    move_block_act,
    review_act,
)
from vigil.witness.campaigns.views.desk_writing import (
    BEGIN,
    add_block_act,
    change_block_act,
    write_words_act,
)
from vigil.witness.models import Campaign, PublicCampaign
from vigil.witness.works.languages import direction_of

KEPT: Final = {"digest", "cases", "killed", "cited_on"}
"""Settings that no editor wrote: what a block found when it was saved."""


@room_view(SEE)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponseBase:
    """List the campaigns, newest first."""
    rows = [row for row in Campaign.objects.filter(withdrawals=[]) if _reaches(request, row)]
    told = [(row, _title(row)) for row in rows]
    return render(request, "witness/campaigns/desk/list.html", {"rows": told})


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a campaign."""
    return form_screen(request, None, BEGIN, "witness/campaigns/desk/new.html")


@room_view(SEE)
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one campaign: its blocks, languages, state, and what can be done."""
    return _show(request, _campaign(request, slug), ScreenState())


@room_view(EDIT)
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send to review, send back, approve, publish, or unpublish."""
    return _perform(request, _campaign(request, slug), REVIEW.get(request.POST.get("do", "")))


@room_view(SEE)
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Withdraw a campaign for good."""
    return _perform(request, _campaign(request, slug), WITHDRAW)


@room_view(EDIT)
@require_POST
def bring_back(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Make an earlier revision the draft again."""
    return _perform(request, campaign_to_change(request, slug), BRING_BACK)


@room_view(EDIT)
@require_POST
def move(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Move a block up or down, or remove it."""
    found = campaign_to_change(request, slug)
    return _perform(request, found, move_block_act(block, request.POST.get("do", "")))


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def add_block(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Add a block."""
    found = campaign_to_change(request, slug)
    if kind not in KINDS:
        raise Http404
    return _block_screen(request, found, add_block_act(KINDS[kind]), {"kind": KINDS[kind]})


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def block(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Change the settings of a block, and its words in the original language."""
    found = campaign_to_change(request, slug)
    there = campaign_draft(found).block(block)
    if there is None:
        raise Http404
    context = {"kind": there.definition, "block": there}
    return _block_screen(request, found, change_block_act(there), context)


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def words(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Write all words in one language, with the original beside them."""
    found = campaign_to_change(request, slug)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    draft = campaign_draft(found)
    context = {
        "campaign": found,
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "direction": direction_of(language),
        "state": draft.state(language),
        "revision": draft.revision,
        "original_direction": direction_of(found.language),
    }
    act = write_words_act(draft, language)
    return form_screen(request, found, act, "witness/campaigns/desk/text.html", context)


@room_view(EDIT)
@require_POST
def review(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Mark a translation as reviewed."""
    return _perform(request, campaign_to_change(request, slug), review_act(language))


# Parts


def _campaign(request: HttpRequest, slug: str) -> Campaign:
    """Return a campaign that the user may see. Raises Http404 where there is none for them."""
    found = Campaign.objects.filter(slug=slug).first()
    if found is None or found.withdrawals or not _reaches(request, found):
        raise Http404
    return found


def campaign_to_change(request: HttpRequest, slug: str) -> Campaign:
    """Return a campaign that the user may change. Raises Http404 where there is none for them."""
    found = _campaign(request, slug)
    if found.is_away or not request.user.has_perm(EDIT, found):
        raise Http404
    return found


def _reaches(request: HttpRequest, campaign: Campaign) -> bool:
    user = person(request)
    return Role.ADMINISTRATOR in roles_of(user) or user.has_perm(EDIT, campaign)


def _title(campaign: Campaign) -> str:
    return campaign_draft(campaign).title_of(campaign.language)["title"]


def _perform(
    request: HttpRequest, campaign: Campaign, act: Act[Campaign] | None
) -> HttpResponseBase:
    """Do an act on a campaign, and answer with its screen."""
    show = partial(_show, request, campaign)
    if act is None:
        return show(ScreenState(REFUSED, problem=_("There is nothing called so.")))
    back = reverse("desk_campaigns:campaign", args=[campaign.slug])
    return perform(request, campaign, "campaign", act, show=show, back=back)


def _block_screen(
    request: HttpRequest, campaign: Campaign, act: Act[Campaign], context: dict[str, Any]
) -> HttpResponseBase:
    """Show the form of a block, or write the block as its form says."""
    written_in = dict(settings.LANGUAGES)[campaign.language]
    shown = {"campaign": campaign, "written_in": written_in, **context}
    return form_screen(request, campaign, act, "witness/campaigns/desk/block.html", shown)


def _show(request: HttpRequest, campaign: Campaign, state: ScreenState) -> HttpResponseBase:
    campaign = Campaign.objects.get(pk=campaign.pk)
    # This screen shows no form: errors go to the top.
    wrong = [error for form in state.forms.values() for error in chain(*form.errors.values())]
    trouble = state.problem or " ".join(map(str, wrong))
    context: dict[str, Any] = {"campaign": campaign, "trouble": trouble}
    if campaign.standing != Campaign.Standing.WITHDRAWN:
        context |= _all_of(request, campaign)
    return render(request, "witness/campaigns/desk/campaign.html", context, status=state.status)


def _all_of(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    draft = campaign_draft(campaign)
    public = PublicCampaign.objects.filter(pk=campaign.pk).first()
    hidden = hidden_block_ids(public) if public is not None else set()
    decisions = Decision.objects.filter(
        target_kind=Campaign.KIND, target_key=campaign.uid
    ).select_related("actor")
    return {
        "draft": draft,
        "title": draft.title_of(campaign.language)["title"],
        "blocks": [_listed(one, campaign, hidden) for one in draft.blocks],
        "languages": [
            (code, name, draft.state(code), draft.title_of(code)["title"])
            for code, name in settings.LANGUAGES
        ],
        "kinds": list(KINDS.values()),
        "hindrances": hindrances(draft),
        "revisions": writing.revisions(campaign),
        "is_public": public is not None,
        "may_edit": request.user.has_perm(EDIT, campaign),
        "decisions": list(decisions[:20]),
    }


def _listed(block: Block, campaign: Campaign, hidden: set[str]) -> dict[str, Any]:
    said = block.words_of(campaign.language)
    told = [value for name, value in block.settings.items() if name not in KEPT and value]
    first = said.get("heading") or said.get("text") or " · ".join(told)
    return {"block": block, "said": first, "hidden": block.id in hidden}
