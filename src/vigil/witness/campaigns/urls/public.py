"""Public addresses of campaigns."""

from django.urls import URLPattern, path

from vigil.witness.campaigns.views import feed, public

urlpatterns: list[URLPattern] = [
    path("campaigns/", public.campaign_list, name="campaigns"),
    path("campaigns/campaigns.atom", feed.campaigns_atom, name="campaigns_atom"),
    path("campaigns/<slug:slug>/", public.campaign, name="campaign"),
    path("campaigns/<slug:slug>/card.png", public.campaign_card, name="campaign_card"),
]
