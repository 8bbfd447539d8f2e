"""Addresses of the network's screens at the desk."""

from django.urls import path

from vigil.network.members import views
from vigil.network.sheets import views as sheets

app_name = "desk_members"
urlpatterns = [
    path("", views.members, name="members"),
    path("new/", views.new, name="new"),
    path("invite-added/", views.invite_added, name="invite_added"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/look/", sheets.plan, name="look"),
    path("sheets/<int:pk>/apply/", sheets.apply_sheet, name="apply"),
    path("sheets/<int:pk>/broken/", sheets.broken, name="broken"),
    path("sheets/<int:pk>/drop/", sheets.drop_sheet, name="drop"),
    path("<str:uid>/", views.member, name="member"),
    path("<str:uid>/edit/", views.edit, name="edit"),
    path("<str:uid>/invite/", views.send_invitation, name="invite"),
    path("<str:uid>/take-back/", views.take_invitation_back, name="take_back"),
    path("<str:uid>/pause/", views.pause, name="pause"),
    path("<str:uid>/remove/", views.remove, name="remove"),
]
