"""Addresses of the pages on which experts answer a panel they sit on."""

from django.urls import URLPattern, URLResolver

app_name = "panels"
urlpatterns: list[URLPattern | URLResolver] = []
