"""Desk screens of campaigns: the list, one campaign, its blocks and its words."""

from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, REFUSED, Act, ScreenState, perform
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.models import Decision, Role
from vigil.witness.campaigns.block_settings import BadSetting
from vigil.witness.campaigns.blocks import KINDS
from vigil.witness.campaigns.drafts import Block, CampaignDraft, campaign_draft
from vigil.witness.campaigns.forms import BlockForm, NewCampaignForm, TextForm
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
    form = NewCampaignForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                begun = writing.begin_campaign(**form.cleaned_data, by=person(request))
            except BadSetting as error:
                form.add_error(error.field, str(error))
            else:
                messages.success(request, _("Begun. Nobody but the editors sees anything of it."))
                return redirect("desk_campaigns:campaign", begun.slug)
    return render(request, "witness/campaigns/desk/new.html", {"form": form}, status=status)


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
    return _perform(request, _editable(request, slug), BRING_BACK)


@room_view(EDIT)
@require_POST
def move(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Move a block up or down, or remove it."""
    found = _editable(request, slug)
    return _perform(request, found, move_block_act(block, request.POST.get("do", "")))


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def add_block(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Add a block."""
    found = _editable(request, slug)
    if kind not in KINDS:
        raise Http404
    draft = campaign_draft(found)
    initial = {"of_revision": draft.revision}
    form = BlockForm(KINDS[kind], request.POST or None, initial=initial)

    def write(values: dict[str, str], of_revision: int) -> None:
        by = person(request)
        writing.add_block(found, kind, values, by=by, of_revision=of_revision)

    return _written(request, found, form, write, {"kind": KINDS[kind]})


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def block(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Change the settings of a block, and its words in the original language."""
    found = _editable(request, slug)
    draft = campaign_draft(found)
    there = draft.block(block)
    if there is None:
        raise Http404
    initial = {**there.settings, **there.words_of(found.language), "of_revision": draft.revision}
    form = BlockForm(there.definition, request.POST or None, initial=initial)

    def write(values: dict[str, str], of_revision: int) -> None:
        by = person(request)
        writing.change_block(found, there.id, values, by=by, of_revision=of_revision)

    return _written(request, found, form, write, {"kind": there.definition, "block": there})


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def words(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Write all words in one language, with the original beside them."""
    found = _editable(request, slug)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    draft = campaign_draft(found)
    initial = {**draft.words_in(language), "of_revision": draft.revision}
    form = TextForm(draft, language, request.POST or None, initial=initial)
    if request.method != "POST":
        return _beside(request, found, draft, language, form)
    status = REFUSED
    if form.is_valid():
        of_revision, by = form.cleaned_data["of_revision"], person(request)
        try:
            writing.write_words(found, language, form.values(), by=by, of_revision=of_revision)
        except NotPossible as error:
            form.add_error(None, str(error))
            status = CONFLICT
        else:
            messages.success(request, _("Saved as a draft."))
            return redirect("desk_campaigns:words", slug, language)
    return _beside(request, found, draft, language, form, status)


@room_view(EDIT)
@require_POST
def review(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Mark a translation as reviewed."""
    return _perform(request, _editable(request, slug), review_act(language))


# Parts


def _campaign(request: HttpRequest, slug: str) -> Campaign:
    """Return a campaign that the user may see. Raises Http404 where there is none for them."""
    found = Campaign.objects.filter(slug=slug).first()
    if found is None or found.withdrawals or not _reaches(request, found):
        raise Http404
    return found


def _editable(request: HttpRequest, slug: str) -> Campaign:
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


def _written(
    request: HttpRequest,
    campaign: Campaign,
    form: BlockForm,
    write: Callable[[dict[str, str], int], None],
    context: dict[str, Any],
) -> HttpResponseBase:
    """Write a block as its form says; where it cannot be kept, say why and lose nothing."""
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                write(form.values(), form.cleaned_data["of_revision"])
            except BadSetting as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                messages.success(request, _("Saved as a draft."))
                return redirect("desk_campaigns:campaign", campaign.slug)
    written_in = dict(settings.LANGUAGES)[campaign.language]
    shown = {"campaign": campaign, "form": form, "written_in": written_in, **context}
    return render(request, "witness/campaigns/desk/block.html", shown, status=status)


def _show(request: HttpRequest, campaign: Campaign, state: ScreenState) -> HttpResponseBase:
    campaign = Campaign.objects.get(pk=campaign.pk)
    # No form stands on this screen: what is wrong with one is said at the top.
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


def _beside(
    request: HttpRequest,
    campaign: Campaign,
    draft: CampaignDraft,
    language: str,
    form: TextForm,
    status: int = 200,
) -> HttpResponseBase:
    names = dict(settings.LANGUAGES)
    is_original = language == campaign.language
    original = draft.words_in(campaign.language)
    context = {
        "campaign": campaign,
        "form": form,
        "language": language,
        "language_name": names[language],
        "direction": direction_of(language),
        "state": draft.state(language),
        "revision": draft.revision,
        "original_direction": direction_of(campaign.language),
        "original_fields": []
        if is_original
        else [(form.fields[name].label, text) for name, text in original.items() if text],
    }
    return render(request, "witness/campaigns/desk/text.html", context, status=status)
