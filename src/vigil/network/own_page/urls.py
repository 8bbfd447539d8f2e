"""Addresses of a member's own page, below `/network/me/`."""

from django.urls import path

from vigil.network.own_page import views

urlpatterns = [
    path("", views.overview, name="me"),
    path("as/<str:audience>/", views.preview, name="preview"),
    path("edit/", views.edit, name="edit"),
    path("seen/", views.visibility, name="seen"),
    path("biography/", views.biography, name="biography"),
    path("portrait/", views.own_portrait, name="own_portrait"),
    path("data/", views.own_export, name="export"),
    path("pause/", views.own_pause, name="pause"),
    path("leave/", views.own_leave, name="leave"),
]
