"""Addresses of the stories' screens at the desk."""

from django.urls import path

from vigil.witness.stories.views import desk, desk_commission, desk_preview, desk_texts
from vigil.witness.stories.views import desk_consents_and_files as desk_files

app_name = "desk_stories"
urlpatterns = [
    path("", desk.stories, name="stories"),
    path("new/", desk.new, name="new"),
    path("offers/<int:pk>/take/", desk.take_offer, name="take_offer"),
    path("offers/<int:pk>/done/", desk.finish_offer, name="finish_offer"),
    path("<str:handle>/", desk.story, name="story"),
    path("<str:handle>/preview/", desk_preview.preview, name="preview"),
    path("<str:handle>/bind/", desk.act_at("bind"), name="bind"),
    path("<str:handle>/act/", desk.act, name="act"),
    path("<str:handle>/schedule/", desk.act_at("schedule"), name="schedule"),
    path("<str:handle>/withdraw/", desk.act_at("withdraw"), name="withdraw"),
    path("<str:handle>/sources/", desk_texts.sources, name="sources"),
    path("<str:handle>/texts/<slug:language>/", desk_texts.text, name="text"),
    path("<str:handle>/texts/<slug:language>/review/", desk_texts.review, name="review"),
    path("<str:handle>/consents/", desk.act_at("agree"), name="agree"),
    path("<str:handle>/consents/<int:pk>/end/", desk_files.end, name="end"),
    path("<str:handle>/papers/<slug:uid>/", desk_files.paper, name="paper"),
    path("<str:handle>/files/", desk.act_at("add_file"), name="add_file"),
    path("<str:handle>/files/<int:pk>/", desk_files.describe_file, name="file"),
    path("<str:handle>/files/<int:pk>/content", desk_files.content, name="file_content"),
    path("<str:handle>/files/<int:pk>/remove/", desk_files.remove, name="remove_file"),
    path("<str:handle>/commission/", desk.act_at("commission"), name="commission"),
    path("<str:handle>/commission/move/", desk_commission.move, name="move_commission"),
    path("<str:handle>/family/", desk.act_at("family_contact"), name="family"),
    path("<str:handle>/family/open/", desk_commission.open_family, name="open_family"),
    path("<str:handle>/family/forget/", desk.act_at("forget_family"), name="forget_family"),
]
