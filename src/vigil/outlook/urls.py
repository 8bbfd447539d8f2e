"""Public addresses of the outlook."""

from django.urls import URLPattern, URLResolver

app_name = "outlook"
urlpatterns: list[URLPattern | URLResolver] = []
