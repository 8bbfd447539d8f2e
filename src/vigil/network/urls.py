"""Public addresses of the network, and those of members."""

from django.urls import path

from vigil.network.directory import api
from vigil.network.directory import views as directory
from vigil.network.invitations import views as invitations
from vigil.network.own_page import views as own_page

app_name = "network"
urlpatterns = [
    path("", directory.network, name="directory"),
    path("members.json", api.members_json, name="json"),
    path("members/", directory.among_members, name="among_members"),
    path("members/<str:handle>/", directory.member_among_members, name="member_among_members"),
    path("portraits/<str:uid>/", directory.portrait, name="portrait"),
    path("join/<str:token>/", invitations.join, name="join"),
    path("me/", own_page.overview, name="me"),
    path("me/as/<str:audience>/", own_page.preview, name="preview"),
    path("me/edit/", own_page.edit, name="edit"),
    path("me/seen/", own_page.visibility, name="seen"),
    path("me/biography/", own_page.biography, name="biography"),
    path("me/portrait/", own_page.own_portrait, name="own_portrait"),
    path("me/data/", own_page.own_export, name="export"),
    path("me/pause/", own_page.own_pause, name="pause"),
    path("me/leave/", own_page.own_leave, name="leave"),
    path("<str:handle>/", directory.member, name="member"),
]
