"""The feed of campaigns, newest change first. A campaign that was withdrawn leaves it at once."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.publication.feeds.atom import FeedEntry, atom_feed
from vigil.trust.organisation.queries import organisation
from vigil.witness.campaigns.queries.public import (
    CampaignEntry,
    campaign_entry,
    public_campaigns,
)

ENTRIES: Final = 50


@cache_control(no_cache=True)
@require_safe
def campaigns_atom(request: HttpRequest) -> HttpResponse:
    """Return the feed, in the language of its address."""
    shown = map(campaign_entry, public_campaigns())
    newest = sorted(shown, key=lambda one: one.changed_at, reverse=True)[:ENTRIES]
    return atom_feed(
        request,
        title=_("%(publisher)s: campaigns") % {"publisher": organisation().name},
        subtitle=_(
            "Campaigns that were published or changed. One that was withdrawn leaves the feed: "
            "show no entry longer than it stands here."
        ),
        list_path=reverse("witness:campaigns"),
        feed_path=reverse("witness:campaigns_atom"),
        entries=map(_entry, newest),
    )


def _entry(campaign: CampaignEntry) -> FeedEntry:
    with override("en"):
        permanent = reverse("witness:campaign", args=[campaign.slug])
    return FeedEntry(
        title=campaign.title,
        summary=campaign.summary,
        path=campaign.url,
        permanent_path=permanent,
        published_at=campaign.first_published_at,
        changed_at=campaign.changed_at,
    )
