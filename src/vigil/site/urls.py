"""Addresses. English has no prefix; other languages do."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
]
