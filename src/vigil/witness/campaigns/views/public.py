"""Campaigns for readers: the list, a page and its card. The feed is in `feed`."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.charts.cards import Card, card_png
from vigil.publication.api.responses import site_of
from vigil.trust.organisation.queries import organisation
from vigil.witness.campaigns.queries import page, public
from vigil.witness.campaigns.queries.public import CampaignEntry
from vigil.witness.works.cards import card_response
from vigil.witness.works.languages import asked_language

PAGE: Final = "witness/campaigns/campaign.html"
"""The template of a campaign, also in previews."""


@cache_control(no_cache=True)
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns, newest first."""
    entries = [public.campaign_entry(row) for row in public.public_campaigns()]
    return render(request, "witness/campaigns/list.html", {"entries": entries})


@cache_control(no_cache=True)
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a campaign in the language asked for, else the reader's, else the original.

    Where it is no longer shown, the page says only that (410).
    """
    row = public.public_campaign(slug)
    if row is None:
        return _gone(request, slug)
    site = site_of(request)
    told = page.campaign_display(row, asked_language(request), site)
    context = {
        "told": told,
        "address": site + told.entry.url,
        "card": site + public.card_url(slug, told.entry.language),
        "said": public.alt_of_card(told.entry),
    }
    return render(request, PAGE, context)


@cache_control(no_cache=True)
@require_safe
def campaign_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the card of a campaign, in the language asked for."""
    row = public.public_campaign(slug)
    if row is None:
        raise Http404
    entry = public.campaign_entry(row, asked_language(request))
    site = site_of(request)
    return card_response(request, row.digest, entry.language, lambda: card_png(_card(entry, site)))


def _card(entry: CampaignEntry, site: str) -> Card:
    with override(entry.language):
        below = _("%(publisher)s · campaign") % {"publisher": organisation().name}
    return Card(
        above=entry.title,
        words=entry.summary or entry.title,
        by="",
        below=f"{below} · {site.partition('://')[2]}",
    )


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    if not public.was_public(slug):
        raise Http404
    return render(request, "witness/campaigns/gone.html", status=410)
