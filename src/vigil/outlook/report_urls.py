"""Addresses of the screens on which the report is written and frozen."""

from django.urls import URLPattern, URLResolver

app_name = "desk_reports"
urlpatterns: list[URLPattern | URLResolver] = []
