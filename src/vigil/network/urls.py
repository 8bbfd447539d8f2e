"""Public addresses of the network, and those of a member's own page."""

from django.urls import include, path

from vigil.network.directory import api
from vigil.network.directory import views as directory
from vigil.network.invitations import views as invitations
from vigil.network.own_page import urls as own_page

app_name = "network"
urlpatterns = [
    path("", directory.network, name="directory"),
    path("members.json", api.members_json, name="json"),
    path("members/", directory.among_members, name="among_members"),
    path("members/<str:handle>/", directory.member_among_members, name="member_among_members"),
    path("portraits/<str:uid>/", directory.portrait, name="portrait"),
    path("join/<str:token>/", invitations.join, name="join"),
    path("me/", include(own_page.urlpatterns)),
    path("<str:handle>/", directory.member, name="member"),
]
