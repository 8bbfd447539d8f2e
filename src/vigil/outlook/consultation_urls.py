"""Addresses of the screens for consultations, responses and recommendations."""

from django.urls import URLPattern, URLResolver

app_name = "desk_consultations"
urlpatterns: list[URLPattern | URLResolver] = []
