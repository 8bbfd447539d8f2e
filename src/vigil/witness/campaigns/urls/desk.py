"""Addresses of the campaigns' screens at the desk."""

from django.urls import path

from vigil.witness.campaigns.views import desk, desk_preview

app_name = "desk_campaigns"
urlpatterns = [
    path("", desk.campaigns, name="campaigns"),
    path("new/", desk.new, name="new"),
    path("at/<slug:slug>/", desk.campaign, name="campaign"),
    path("at/<slug:slug>/preview/", desk_preview.preview, name="preview"),
    path("at/<slug:slug>/act/", desk.act, name="act"),
    path("at/<slug:slug>/withdraw/", desk.withdraw, name="withdraw"),
    path("at/<slug:slug>/bring-back/", desk.bring_back, name="bring_back"),
    path("at/<slug:slug>/words/<slug:language>/", desk.words, name="words"),
    path("at/<slug:slug>/words/<slug:language>/review/", desk.review, name="review"),
    path("at/<slug:slug>/add/<slug:kind>/", desk.add_block, name="add_block"),
    path("at/<slug:slug>/blocks/<slug:block>/", desk.block, name="block"),
    path("at/<slug:slug>/blocks/<slug:block>/move/", desk.move, name="move"),
]
