"""Addresses of the screens for published editions that stand beside the panel's results."""

from django.urls import URLPattern, URLResolver

app_name = "desk_editions"
urlpatterns: list[URLPattern | URLResolver] = []
