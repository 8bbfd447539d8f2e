"""Addresses of the chair's screens: panels, rounds, what was pooled."""

from django.urls import URLPattern, URLResolver

app_name = "desk_outlook"
urlpatterns: list[URLPattern | URLResolver] = []
