"""Addresses of the screens on names at the desk."""

from django.urls import path

from vigil.witness.names.views import desk
from vigil.witness.people.views import desk as lives
from vigil.witness.people.views import desk_preview as life_preview

app_name = "desk_names"
urlpatterns = [
    path("", desk.overview, name="names"),
    path("<slug:handle>/", desk.one, name="name"),
    path("<slug:handle>/life/", lives.life, name="life"),
    path("<slug:handle>/preview/", life_preview.preview, name="preview"),
    path("<slug:handle>/do/", desk.act, name="act"),
]
