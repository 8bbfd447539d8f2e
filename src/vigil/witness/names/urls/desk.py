"""Addresses of the screens on names at the desk."""

from django.urls import path

from vigil.witness.names.views import desk

app_name = "desk_names"
urlpatterns = [
    path("", desk.overview, name="names"),
    path("<slug:handle>/", desk.one, name="name"),
    path("<slug:handle>/do/", desk.act, name="act"),
]
