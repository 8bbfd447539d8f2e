"""What campaigns hold about people, and what a withdrawal does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.trust.rooms.keepers import Holding
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.projection import project
from vigil.witness.models import Campaign, PublicCampaign
from vigil.witness.works.keeper import WorksKeeper


class CampaignsKeeper(WorksKeeper[Campaign]):
    """Campaigns and their drafts. During a withdrawal nobody sees them, not even editors."""

    room = "campaigns"
    label = gettext_lazy("Campaigns")
    models = frozenset({"witness.Campaign", "witness.CampaignPage", "witness.CampaignText"})
    model = Campaign
    withdraw_verb = "withdraw_campaign_with_person"
    lift_verb = "show_campaign_again"
    withdrawn = gettext_lazy("nobody sees anything of the campaign any more, the editors neither")
    lifted = gettext_lazy("the campaign is shown again, as far as its words may be")
    project = staticmethod(project)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the campaigns whose own words contain one of these names."""
        rows = Campaign.objects.exclude(standing=Campaign.Standing.WITHDRAWN).order_by("pk")
        return [
            Holding(
                kind=Campaign.KIND,
                key=campaign.uid,
                label=campaign.slug,
                what=_("The campaign's own words say the name: all of it would be taken away."),
                ticked=False,
            )
            for campaign in rows
            if _speaks(campaign, names)
        ]

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the public campaigns whose own words still contain one of these names."""
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
    "witness.PublicCampaign": "made again by campaigns/projection.py when a campaign is withdrawn"
}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {"witness.CampaignsPage": "the shelf: it holds no words"}
"""Model -> why nobody can be found in it."""


def _speaks(campaign: Campaign, names: Sequence[str]) -> bool:
    """Return whether the words of a campaign, drafted or published, contain one of these names."""
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
