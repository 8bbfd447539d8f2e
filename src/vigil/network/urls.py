"""Public addresses of the network, and those of members."""

from django.urls import path

from vigil.network.directory import api
from vigil.network.directory import views as public
from vigil.network.invitations import views as joining
from vigil.network.own_page import views as own

app_name = "network"
urlpatterns = [
    path("", public.network, name="directory"),
    path("members.json", api.members_json, name="json"),
    path("members/", public.among_members, name="among_members"),
    path("members/<str:handle>/", public.member_among_members, name="member_among_members"),
    path("portraits/<str:uid>/", public.portrait, name="portrait"),
    path("join/<str:token>/", joining.join, name="join"),
    path("me/", own.me, name="me"),
    path("me/as/<str:audience>/", own.preview, name="preview"),
    path("me/edit/", own.edit, name="edit"),
    path("me/seen/", own.seen, name="seen"),
    path("me/biography/", own.biography, name="biography"),
    path("me/portrait/", own.own_portrait, name="own_portrait"),
    path("me/data/", own.own_export, name="export"),
    path("me/pause/", own.own_pause, name="pause"),
    path("me/leave/", own.own_leave, name="leave"),
    path("<str:handle>/", public.member, name="member"),
]
