"""Addresses of the fund's screens at the desk: grants."""

from django.urls import URLPattern, URLResolver

app_name = "desk_grants"
urlpatterns: list[URLPattern | URLResolver] = []
