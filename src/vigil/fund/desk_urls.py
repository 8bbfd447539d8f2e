"""Addresses of the fund's screens at the desk: desk."""

from django.urls import URLPattern, URLResolver

app_name = "desk_fund"
urlpatterns: list[URLPattern | URLResolver] = []
