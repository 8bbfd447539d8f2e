"""Addresses of the screen of the readers of a draft, at the desk."""

from django.urls import path

from vigil.witness.readers.views import desk

app_name = "desk_readers"
urlpatterns = [
    path("<slug:kind>/<str:handle>/", desk.readers, name="readers"),
]
