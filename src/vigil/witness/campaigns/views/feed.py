"""The feed of campaigns, newest change first. A hidden campaign leaves it at once."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.witness.campaigns.queries.public import (
    CampaignEntry,
    campaign_entry,
    public_campaigns,
)
from vigil.witness.works.feed import ENTRIES, WorkFeed


@cache_control(no_cache=True)
@require_safe
def campaigns_atom(request: HttpRequest) -> HttpResponseBase:
    """Return the feed, in the language of its address."""
    return CampaignFeed()(request)


class CampaignFeed(WorkFeed[CampaignEntry]):
    """The feed of campaigns."""

    list_view, feed_view = "witness:campaigns", "witness:campaigns_atom"
    title = gettext_lazy("Vigil: campaigns")
    subtitle = gettext_lazy(
        "Campaigns that were published or changed. One that was withdrawn leaves the feed: "
        "show no entry longer than it stands here."
    )

    def items(self) -> list[CampaignEntry]:
        """Return the campaigns, the latest change first."""
        entries = map(campaign_entry, public_campaigns())
        return sorted(entries, key=lambda one: one.changed_at, reverse=True)[:ENTRIES]

    def line_of(self, item: CampaignEntry) -> str:
        """Return the line that says what a campaign is about."""
        return item.summary

    def address_of(self, item: CampaignEntry) -> str:
        """Return the path of a campaign's page."""
        return reverse("witness:campaign", args=[item.slug])
