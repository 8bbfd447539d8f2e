"""Review, publish, unpublish and withdraw campaigns."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.projection import hindrances, project
from vigil.witness.campaigns.verbs.writing import EDIT
from vigil.witness.models import Campaign
from vigil.witness.readers.verbs.forgetting import forget_readers
from vigil.witness.works import lifecycle
from vigil.witness.works.changes import locked, note, relocked, verb
from vigil.witness.works.drafts import latest_revision

PUBLISH: Final = "witness.publish_campaign"
WITHDRAW: Final = "witness.withdraw_campaign"
Standing = Campaign.Standing


@verb
def send_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Send the latest revision to review. Raises NotAllowed, NotPossible (no words)."""
    campaign = locked(campaign)
    require(by, EDIT, campaign)
    draft = campaign_draft(campaign)
    if not draft.title_of(draft.language)["title"] or not draft.blocks:
        raise NotPossible(_("Write a title and add a block first."))
    lifecycle.send(campaign, draft.revision, by=by)
    note("send_campaign", campaign, by=by, after={"revision": draft.revision})
    return campaign


@verb
def send_campaign_back(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Send a campaign back to its editor. Raises NotAllowed, NotPossible (not sent; no reason)."""
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    before = lifecycle.send_back(campaign, why=why)
    note("send_campaign_back", campaign, by=by, before=before, why=why)
    return campaign


@verb
def approve_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Approve the revision that was sent. Raises NotAllowed, NotPossible, NeedsSecondPerson."""
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    if_changed = _("The campaign changed after it was sent. Its editor must send it again.")
    lifecycle.approve(campaign, by=by, if_changed=if_changed)
    note("approve_campaign", campaign, by=by, after={"revision": campaign.approved_revision})
    return campaign


@verb
def publish_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Publish the approved revision at once, in place of an earlier one.

    Raises NotAllowed, NotPossible (with all reasons why it cannot be published).
    """
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    if trouble := troubles(campaign):
        raise NotPossible(" ".join(trouble))
    before = {"standing": campaign.standing, "revision": campaign.public_revision}
    lifecycle.publish_approved(campaign)
    campaign.save()
    project(campaign)
    after = {"revision": campaign.public_revision}
    note("publish_campaign", campaign, by=by, before=before, after=after)
    return campaign


def troubles(campaign: Campaign) -> list[str]:
    """Return the reasons why the approved revision cannot be published."""
    if campaign.approved_revision is None:
        return [_("Nobody has approved it yet.")]
    found = hindrances(campaign_draft(campaign, campaign.approved_revision))
    if latest_revision(campaign) != campaign.approved_revision:
        found.insert(0, _("The campaign changed after it was approved. Send it to review again."))
    return found


@verb
def take_campaign_back(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Unpublish a campaign, and keep it as a draft.

    Raises NotAllowed, NotPossible (it is not published; no reason).
    """
    campaign = locked(campaign)
    require(by, PUBLISH, campaign)
    if campaign.standing != Standing.PUBLISHED:
        raise NotPossible(_("It is not published."))
    lifecycle.require_reason(why)
    return hold_campaign(campaign, by=by, why=why)


def hold_campaign(campaign: Campaign, *, by: User | None, why: str) -> Campaign:
    """Unpublish a locked campaign, and keep it as a draft. Call it within a transaction."""
    return lifecycle.hold(campaign, project, "hold_campaign", by=by, why=why)


@verb
def withdraw_campaign(campaign: Campaign, *, by: User, why: str) -> Campaign:
    """Withdraw a campaign for good: its words are deleted, here and in Wagtail.

    The row, its address and this decision stay. Raises NotAllowed, NotPossible (no
    reason; withdrawn already).
    """
    require(by, WITHDRAW, campaign)
    lifecycle.require_reason(why)
    campaign = relocked(campaign)
    if campaign.standing == Standing.WITHDRAWN:
        raise NotPossible(_("This campaign was withdrawn already."))
    before = {"standing": campaign.standing}
    lifecycle.empty(campaign)
    campaign.save()
    project(campaign)
    forget_readers(Subject(campaign.KIND, campaign.uid), by=by, why=why)
    note("withdraw_campaign", campaign, by=by, before=before, why=why)
    return campaign


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
