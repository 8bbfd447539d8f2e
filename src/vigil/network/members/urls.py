"""Addresses of the members' screens at the desk, below `/desk/members/`."""

from django.urls import include, path

from vigil.network.members import views
from vigil.network.sheets import urls as sheets

app_name = "desk_members"
urlpatterns = [
    path("", views.members, name="members"),
    path("new/", views.new, name="new"),
    path("invite-added/", views.invite_added, name="invite_added"),
    path("sheets/", include(sheets.urlpatterns)),
    path("<str:uid>/", views.member, name="member"),
    path("<str:uid>/edit/", views.edit, name="edit"),
    path("<str:uid>/invite/", views.send_invitation, name="invite"),
    path("<str:uid>/take-back/", views.take_invitation_back, name="take_back"),
    path("<str:uid>/pause/", views.pause, name="pause"),
    path("<str:uid>/remove/", views.remove, name="remove"),
]
