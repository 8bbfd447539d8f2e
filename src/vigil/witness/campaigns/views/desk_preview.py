"""The preview of a campaign at the desk: its draft, as readers will see it."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import room_view
from vigil.publication.api.responses import site_of
from vigil.publication.pages.previews import Preview, preview_languages, preview_response
from vigil.witness.campaigns import previews
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.views.desk import campaign_to_change
from vigil.witness.campaigns.views.desk_acts import EDIT
from vigil.witness.campaigns.views.public import PAGE
from vigil.witness.models import Campaign
from vigil.witness.works.languages import asked_language


@room_view(EDIT)
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the latest draft as readers will see it, to those who edit and review it."""
    campaign = campaign_to_change(request, slug)
    draft = campaign_draft(campaign)
    told = previews.previewed_campaign(
        campaign,
        draft,
        url=reverse("desk_campaigns:preview", args=[slug]),
        site=site_of(request),
        wanted=asked_language(request),
    )
    if told is None:
        raise Http404
    mark = Preview(
        languages=preview_languages("desk_campaigns:preview", [slug], previews.notes_of(draft)),
        missing=previews.missing_of(campaign, draft),
        back=reverse("desk_campaigns:campaign", args=[slug]),
        is_published=campaign.standing == Campaign.Standing.PUBLISHED,
        is_current=previews.is_current(campaign, draft),
    )
    return preview_response(request, PAGE, {"told": told}, mark)
