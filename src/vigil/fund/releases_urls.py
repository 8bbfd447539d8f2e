"""Addresses of the fund's screens at the desk: releases."""

from django.urls import URLPattern, URLResolver

app_name = "desk_fund_releases"
urlpatterns: list[URLPattern | URLResolver] = []
