"""Addresses of the API. They have no language prefix, because answers contain codes, not words."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path

from vigil.publication.api.openapi import document
from vigil.publication.api.operations import api
from vigil.publication.api.responses import json_answer, open_to_programs


def root(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the page that explains the API."""
    return redirect("api_guide")


def openapi(request: HttpRequest) -> HttpResponseBase:
    """Return the OpenAPI 3.1 document of the whole API."""
    return json_answer(request, document())


OWN = {"api-root": root, "openapi-json": openapi}
_patterns, _app, app_name = api.urls
urlpatterns = [
    path(
        str(pattern.pattern),
        open_to_programs(OWN.get(pattern.name or "", pattern.callback)),
        name=pattern.name,
    )
    for pattern in _patterns
    if isinstance(pattern, URLPattern)
]
