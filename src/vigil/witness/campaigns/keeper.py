"""What campaigns hold of people, and what withdrawing does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.projection import project
from vigil.witness.campaigns.verbs.writing import KIND, note
from vigil.witness.models import Campaign, PublicCampaign


class CampaignsKeeper:
    """Campaigns and their drafts. While a withdrawal stands nobody sees one, editors neither."""

    room = "campaigns"
    label = gettext_lazy("Campaigns")
    models = frozenset({"witness.Campaign", "witness.CampaignPage", "witness.CampaignText"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the campaigns whose own words say one of these names."""
        rows = Campaign.objects.exclude(standing=Campaign.Standing.WITHDRAWN).order_by("pk")
        return [
            Holding(
                kind=KIND,
                key=campaign.uid,
                label=campaign.slug,
                what=_("The campaign's own words say the name: all of it would be taken away."),
                ticked=False,
            )
            for campaign in rows
            if _speaks(campaign, names)
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Take a campaign from everybody: page, card, feed, and the editors."""
        campaign = Campaign.objects.select_for_update().get(uid=holding.key)
        campaign.withdrawals = sorted({*campaign.withdrawals, act.withdrawal.pk})
        campaign.save(update_fields=["withdrawals"])
        project(campaign)
        note("withdraw_campaign_with_person", campaign, by=act.by, why=act.withdrawal.why)
        return _("nobody sees anything of the campaign any more, the editors neither")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Give campaigns back to their editors, and to readers as far as they may be shown."""
        done = []
        for campaign in Campaign.objects.select_for_update().exclude(withdrawals=[]).order_by("pk"):
            if withdrawal.pk not in campaign.withdrawals:
                continue
            campaign.withdrawals = [pk for pk in campaign.withdrawals if pk != withdrawal.pk]
            campaign.save(update_fields=["withdrawals"])
            project(campaign)
            note("show_campaign_again", campaign, by=by, why=withdrawal.lift_why)
            done.append(_("the campaign is shown again, as far as its words may be"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the campaigns whose own words still say one of these names."""
        rows = PublicCampaign.objects.all()
        n = sum(says(texts_in([row.texts, row.blocks]), names) for row in rows)
        if not n:
            return []
        said = ngettext(
            "The words of %(n)d campaign still hold the name.",
            "The words of %(n)d campaigns still hold the name.",
            n,
        )
        return [said % {"n": n}]


DERIVED: Final = {
    "witness.PublicCampaign": "made anew by campaign_projecting when a campaign is withdrawn"
}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {"witness.CampaignsPage": "the shelf: it holds no words"}
"""Model -> why nobody can be found in it."""


def _speaks(campaign: Campaign, names: Sequence[str]) -> bool:
    """Say whether the words of a campaign, as drafted or as published, say one of these names."""
    latest = campaign_draft(campaign)
    drafts = [latest]
    if campaign.public_revision and campaign.public_revision != latest.revision:
        drafts.append(campaign_draft(campaign, campaign.public_revision))
    return any(says(draft.texts(), names) for draft in drafts) or campaign.slug in names


LOG: Final = LogWords(
    verbs={
        "show_campaign_again": pgettext_lazy("decision", "show a campaign again"),
        "withdraw_campaign_with_person": pgettext_lazy(
            "decision", "withdraw a campaign with somebody in it"
        ),
    },
)
