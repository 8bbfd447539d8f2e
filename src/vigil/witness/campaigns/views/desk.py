"""Desk screens of campaigns: the list, one campaign, its blocks and its words."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, Role
from vigil.witness.campaigns.block_settings import BadSetting
from vigil.witness.campaigns.blocks import KINDS
from vigil.witness.campaigns.drafts import Block, CampaignDraft, campaign_draft
from vigil.witness.campaigns.forms import BlockForm, NewCampaignForm, TextForm
from vigil.witness.campaigns.projection import hindrances
from vigil.witness.campaigns.queries.page import hidden_block_ids
from vigil.witness.campaigns.verbs import publishing, writing
from vigil.witness.models import Campaign, PublicCampaign
from vigil.witness.works.languages import direction_of

SEE: Final = "witness.see_stories"
EDIT: Final = writing.EDIT
CONFLICT, REFUSED = 409, 422
KEPT: Final = {"digest", "cases", "killed", "cited_on"}
"""Settings that no editor wrote: what a block found when it was saved."""
READING_WRITING = ["GET", "HEAD", "POST"]


@room_view(SEE)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponseBase:
    """List the campaigns, newest first."""
    rows = [row for row in Campaign.objects.filter(withdrawals=[]) if _reaches(request, row)]
    told = [(row, _title(row)) for row in rows]
    return render(request, "witness/campaigns/desk/list.html", {"rows": told})


@room_view(EDIT)
@require_http_methods(READING_WRITING)
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
    return _shown(request, _campaign(request, slug))


@room_view(EDIT)
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send to review, send back, approve, publish, or unpublish."""
    found, by, why = _campaign(request, slug), person(request), request.POST.get("why", "")
    acts = {
        "send": (lambda: publishing.send_campaign(found, by=by), _("Sent to review.")),
        "send_back": (
            lambda: publishing.send_campaign_back(found, by=by, why=why),
            _("Sent back."),
        ),
        "approve": (lambda: publishing.approve_campaign(found, by=by), _("Approved.")),
        "publish": (lambda: publishing.publish_campaign(found, by=by), _("Published.")),
        "take_back": (
            lambda: publishing.take_campaign_back(found, by=by, why=why),
            _("Taken back."),
        ),
    }
    asked = request.POST.get("do", "")
    if asked not in acts:
        return _shown(request, found, _("There is nothing called so."), REFUSED)
    return _done(request, found, *acts[asked])


@room_view(SEE)
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Withdraw a campaign for good."""
    found, why = _campaign(request, slug), request.POST.get("why", "")
    require(person(request), publishing.WITHDRAW, found)
    if not why.strip():
        return _shown(request, found, _("Say why."), REFUSED)
    return _done(
        request,
        found,
        lambda: publishing.withdraw_campaign(found, by=person(request), why=why),
        _("Withdrawn. Nothing of it is kept."),
    )


@room_view(EDIT)
@require_POST
def bring_back(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Make an earlier revision the draft again."""
    found = _editable(request, slug)
    numbers = _number(request, "revision"), _number(request, "of_revision")
    return _done(
        request,
        found,
        lambda: writing.bring_back(found, numbers[0], by=person(request), of_revision=numbers[1]),
        _("It is the draft again."),
    )


@room_view(EDIT)
@require_POST
def move(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Move a block up or down, or remove it."""
    found, by, revision = _editable(request, slug), person(request), _number(request, "of_revision")
    asked, key = request.POST.get("do", ""), block
    if asked not in ("up", "down", "remove"):
        return _shown(request, found, _("There is nothing called so."), REFUSED)
    if asked == "remove":
        return _done(
            request,
            found,
            lambda: writing.remove_block(found, key, by=by, of_revision=revision),
            _("Taken out."),
        )
    places = -1 if asked == "up" else 1
    return _done(
        request,
        found,
        lambda: writing.move_block(found, key, places, by=by, of_revision=revision),
        _("Moved."),
    )


@room_view(EDIT)
@require_http_methods(READING_WRITING)
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
@require_http_methods(READING_WRITING)
def block(request: HttpRequest, slug: str, block: str) -> HttpResponseBase:
    """Change the settings of a block, and its words in the original language."""
    found = _editable(request, slug)
    draft = campaign_draft(found)
    there = draft.block(block)
    if there is None:
        raise Http404
    initial = {**there.settings, **there.said(found.language), "of_revision": draft.revision}
    form = BlockForm(there.sort, request.POST or None, initial=initial)

    def write(values: dict[str, str], of_revision: int) -> None:
        by = person(request)
        writing.change_block(found, there.id, values, by=by, of_revision=of_revision)

    return _written(request, found, form, write, {"kind": there.sort, "block": there})


@room_view(EDIT)
@require_http_methods(READING_WRITING)
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
    found = _editable(request, slug)
    revision, by = _number(request, "of_revision"), person(request)
    return _done(
        request,
        found,
        lambda: writing.review_words(found, language, by=by, of_revision=revision),
        _("Reviewed."),
    )


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
    return campaign_draft(campaign).titled(campaign.language)["title"]


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 16 else 0


def _done(
    request: HttpRequest, campaign: Campaign, act: Callable[[], object], said: str
) -> HttpResponseBase:
    """Do something with a campaign and say so; where it cannot be done, say why."""
    try:
        act()
    except NotPossible as error:
        return _shown(request, campaign, str(error), CONFLICT)
    messages.success(request, said)
    return redirect("desk_campaigns:campaign", campaign.slug)


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


def _shown(
    request: HttpRequest, campaign: Campaign, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    campaign = Campaign.objects.get(pk=campaign.pk)
    context: dict[str, Any] = {"campaign": campaign, "trouble": trouble}
    if campaign.standing != Campaign.Standing.WITHDRAWN:
        context |= _all_of(request, campaign)
    return render(request, "witness/campaigns/desk/campaign.html", context, status=status)


def _all_of(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    draft = campaign_draft(campaign)
    public = PublicCampaign.objects.filter(pk=campaign.pk).first()
    hidden = hidden_block_ids(public) if public is not None else set()
    decisions = Decision.objects.filter(
        target_kind=Campaign.KIND, target_key=campaign.uid
    ).select_related("actor")
    return {
        "draft": draft,
        "title": draft.titled(campaign.language)["title"],
        "blocks": [_listed(one, campaign, hidden) for one in draft.blocks],
        "languages": [
            (code, name, draft.state(code), draft.titled(code)["title"])
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
    said = block.said(campaign.language)
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
