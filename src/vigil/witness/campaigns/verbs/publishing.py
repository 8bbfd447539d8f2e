"""Reviewing and publishing a campaign, and taking back what was published."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.models import PageLogEntry

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.campaigns.drafts import campaign_draft, latest_revision
from vigil.witness.campaigns.projection import hindrances, project
from vigil.witness.campaigns.verbs.writing import EDIT, locked, note
from vigil.witness.models import Campaign, CampaignPage
from vigil.witness.stories.verbs.transactions import verb

PUBLISH: Final = "witness.publish_campaign"
WITHDRAW: Final = "witness.withdraw_campaign"
Standing = Campaign.Standing


@verb
def send_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Ask for the latest revision to be looked at. Raises NotAllowed, NotPossible (no words)."""
    campaign = locked(campaign)
    require(by, EDIT, campaign)
    draft = campaign_draft(campaign)
    if not draft.titled(draft.language)["title"] or not draft.blocks:
        raise NotPossible(_("There is no title or no block yet."))
    campaign.sent_revision, campaign.sent_by = draft.revision, by
    campaign.approved_revision = campaign.approved_by = None
    campaign.save()
    note("send_campaign", campaign, by=by, after={"revision": draft.revision})
    return campaign


@verb
def send_campaign_back(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Give a campaign back to who sent it. Raises NotAllowed, NotPossible (not sent; no reason)."""
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    _require_sent(campaign)
    _require_why(why)
    before = {"revision": campaign.sent_revision}
    campaign.sent_revision = campaign.sent_by = None
    campaign.approved_revision = campaign.approved_by = None
    campaign.save()
    note("send_campaign_back", campaign, by=by, before=before, why=why)
    return campaign


@verb
def approve_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Approve the revision that was sent. Raises NotAllowed, NotPossible, NeedsSecondPerson."""
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    _require_sent(campaign)
    if latest_revision(campaign) != campaign.sent_revision:
        raise NotPossible(_("It changed since it was sent. Let it be sent again."))
    if campaign.sent_by_id == by.pk:
        raise NeedsSecondPerson(_("Somebody else must approve what you sent."))
    require_two_people(campaign.sent_by, by)
    campaign.approved_revision, campaign.approved_by = campaign.sent_revision, by
    campaign.save()
    note("approve_campaign", campaign, by=by, after={"revision": campaign.approved_revision})
    return campaign


@verb
def publish_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Show the approved revision to everybody, at once; in place of an earlier one, if any.

    Raises NotAllowed, NotPossible: everything that stands against it.
    """
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    if trouble := troubles(campaign):
        raise NotPossible(" ".join(trouble))
    before = {"standing": campaign.standing, "revision": campaign.public_revision}
    campaign.standing, campaign.held_why = Standing.PUBLISHED, ""
    campaign.public_revision = campaign.approved_revision
    campaign.first_published_at = campaign.first_published_at or timezone.now()
    campaign.save()
    project(campaign)
    after = {"revision": campaign.public_revision}
    note("publish_campaign", campaign, by=by, before=before, after=after)
    return campaign


def troubles(campaign: Campaign) -> list[str]:
    """Return everything that stands against publishing what was approved."""
    if campaign.approved_revision is None:
        return [_("Nobody has approved it yet.")]
    found = hindrances(campaign_draft(campaign, campaign.approved_revision))
    if latest_revision(campaign) != campaign.approved_revision:
        found.insert(0, _("It changed since it was approved: let it be approved again."))
    return found


@verb
def take_campaign_back(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Take a campaign from the public, and keep it as a draft.

    Raises NotAllowed, NotPossible (it is not published; no reason).
    """
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    if campaign.standing != Standing.PUBLISHED:
        raise NotPossible(_("It is not published."))
    _require_why(why)
    return hold_campaign(campaign, by=by, why=why)


def hold_campaign(campaign: Campaign, *, by: User | None, why: str) -> Campaign:
    """Take a locked campaign from the public, and keep it as a draft. Within a transaction."""
    before = {"standing": campaign.standing}
    campaign.standing, campaign.held_why = Standing.DRAFT, why
    campaign.save()
    project(campaign)
    note("hold_campaign", campaign, by=by, before=before, why=why)
    return campaign


@verb
def withdraw_campaign(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Withdraw a campaign for good: none of its words is kept, here or in Wagtail.

    That there was one, its address and this decision stay. Raises NotAllowed, NotPossible (no
    reason; withdrawn already).
    """
    require(by, WITHDRAW, campaign)
    _require_why(why)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.standing == Standing.WITHDRAWN:
        raise NotPossible(_("This campaign was withdrawn already."))
    before = {"standing": campaign.standing}
    _remove_page(campaign)
    campaign.standing, campaign.page, campaign.held_why = Standing.WITHDRAWN, None, ""
    campaign.sent_revision = campaign.approved_revision = campaign.public_revision = None
    campaign.save()
    project(campaign)
    note("withdraw_campaign", campaign, by=by, before=before, why=why)
    return campaign


def _remove_page(campaign: Campaign) -> None:
    """Delete the page with all its revisions, and what Wagtail's log says of it."""
    page = CampaignPage.objects.filter(pk=campaign.page_id).first()
    if page is None:
        return
    pk = page.pk
    page.revisions.all().delete()
    page.delete()
    PageLogEntry.objects.filter(page_id=pk).delete()


def _require_sent(campaign: Campaign) -> None:
    if campaign.sent_revision is None:
        raise NotPossible(_("It was not sent to review."))


def _require_why(why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Say why."))


LOG: Final = LogWords(
    verbs={
        "approve_campaign": pgettext_lazy("decision", "approve a campaign"),
        "hold_campaign": pgettext_lazy("decision", "take a campaign from the public"),
        "publish_campaign": pgettext_lazy("decision", "publish a campaign"),
        "send_campaign": pgettext_lazy("decision", "send a campaign to review"),
        "send_campaign_back": pgettext_lazy("decision", "send a campaign back"),
        "withdraw_campaign": pgettext_lazy("decision", "withdraw a campaign"),
    },
    parts={
        "standing": pgettext_lazy("decision", "how far it has come"),
    },
)
