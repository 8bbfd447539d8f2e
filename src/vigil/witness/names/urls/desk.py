"""Addresses of the screens on names at the desk."""

from django.urls import path

from vigil.witness.names.views import desk as desk_names

app_name = "desk_names"
urlpatterns = [
    path("", desk_names.overview, name="names"),
    path("<slug:handle>/", desk_names.one, name="name"),
    path("<slug:handle>/do/", desk_names.act, name="act"),
]
