"""Addresses of the network's screens at the desk."""

from django.urls import path

from vigil.network.members import views as desk
from vigil.network.sheets import views as desk_sheets

app_name = "desk_members"
urlpatterns = [
    path("", desk.members, name="members"),
    path("new/", desk.new, name="new"),
    path("invite-added/", desk.invite_added, name="invite_added"),
    path("sheets/", desk_sheets.sheets, name="sheets"),
    path("sheets/<int:pk>/", desk_sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/look/", desk_sheets.look, name="look"),
    path("sheets/<int:pk>/apply/", desk_sheets.apply_sheet, name="apply"),
    path("sheets/<int:pk>/broken/", desk_sheets.broken, name="broken"),
    path("sheets/<int:pk>/drop/", desk_sheets.drop_sheet, name="drop"),
    path("<str:uid>/", desk.member, name="member"),
    path("<str:uid>/edit/", desk.edit, name="edit"),
    path("<str:uid>/invite/", desk.send_invitation, name="invite"),
    path("<str:uid>/take-back/", desk.take_invitation_back, name="take_back"),
    path("<str:uid>/pause/", desk.pause, name="pause"),
    path("<str:uid>/remove/", desk.remove, name="remove"),
]
