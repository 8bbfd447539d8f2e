"""Campaigns for readers: the list, a page, its card and the feed. Nothing here writes."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.charts.cards import Card, card_png
from vigil.publication.api.responses import site_of
from vigil.publication.feeds.atom import Atom
from vigil.witness.campaigns.queries import public as reading
from vigil.witness.campaigns.queries.public import Entry

CARD: Final = 1
"""Raise it when cards are drawn another way: kept ones are then read anew."""
ENTRIES: Final = 50


@cache_control(no_cache=True)
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns, newest first."""
    entries = [reading.entry_of(row) for row in reading.public_campaigns()]
    return render(request, "witness/campaigns/list.html", {"entries": entries})


@cache_control(no_cache=True)
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a campaign in the language asked for, else in the reader's, else as it was written.

    Of one that is not shown any more it says only that.
    """
    row = reading.public_campaign(slug)
    if row is None:
        return _gone(request, slug)
    site = site_of(request)
    told = reading.told_of(row, _language(request), site)
    context = {
        "told": told,
        "address": site + told.entry.url,
        "card": site + reading.card_url(slug, told.entry.language),
        "said": reading.alt_of_card(told.entry),
    }
    return render(request, "witness/campaigns/campaign.html", context)


@cache_control(no_cache=True)
@require_safe
def campaign_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Draw the card of a campaign, in the language asked for."""
    row = reading.public_campaign(slug)
    if row is None:
        raise Http404
    entry = reading.entry_of(row, _language(request))
    etag = quote_etag(f"{row.digest}-{entry.language}-{CARD}")
    if (kept := get_conditional_response(request, etag=etag)) is not None:
        return kept
    content = card_png(_card(entry, site_of(request)))
    return HttpResponse(content, content_type="image/png", headers={"ETag": etag})


def _card(entry: Entry, site: str) -> Card:
    with override(entry.language):
        below = _("Vigil · campaign")
    return Card(
        above=entry.title,
        words=entry.summary or entry.title,
        by="",
        below=f"{below} · {site.partition('://')[2]}",
    )


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    if not reading.was_public(slug):
        raise Http404
    return render(request, "witness/campaigns/gone.html", status=410)


def _language(request: HttpRequest) -> str:
    said = request.GET.get("text", "")
    return said if said in dict(settings.LANGUAGES) else ""


@cache_control(no_cache=True)
@require_safe
def campaigns_atom(request: HttpRequest) -> HttpResponseBase:
    """Give the feed, in the language of its address."""
    return CampaignFeed()(request)


class CampaignFeed(Feed):
    """An Atom feed. An entry holds what a list shows of a campaign, and nothing else."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Keep the request: addresses are absolute, though no site is registered."""
        self.request = request

    def title(self) -> str:
        """Name the feed."""
        return _("Vigil: campaigns")

    def subtitle(self) -> str:
        """Say what the feed is."""
        return _(
            "Campaigns that were published or changed. One that was withdrawn leaves the feed: "
            "show no entry longer than it stands here."
        )

    def link(self) -> str:
        """Return the address of the list that this is the feed of."""
        return self._absolute(reverse("witness:campaigns"))

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return self._absolute(reverse("witness:campaigns_atom"))

    def feed_guid(self) -> str:
        """Name the feed."""
        return self.feed_url()

    def items(self) -> list[Entry]:
        """Return the campaigns, the latest change first."""
        entries = [reading.entry_of(row) for row in reading.public_campaigns()]
        return sorted(entries, key=lambda one: one.changed_at, reverse=True)[:ENTRIES]

    def item_title(self, item: Entry) -> str:
        """Return the title of a campaign."""
        return item.title

    def item_description(self, item: Entry) -> str:
        """Return its one line."""
        return escape(item.summary)

    def item_link(self, item: Entry) -> str:
        """Return the address of its page in the language of the feed."""
        return self._absolute(item.url)

    def item_guid(self, item: Entry) -> str:
        """Name the entry by the permanent address of the campaign."""
        with override("en"):
            return self._absolute(reverse("witness:campaign", args=[item.slug]))

    def item_pubdate(self, item: Entry) -> datetime:
        """Say since when it is published."""
        return item.first_published_at

    def item_updateddate(self, item: Entry) -> datetime:
        """Say when it last changed."""
        return item.changed_at

    def _absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
