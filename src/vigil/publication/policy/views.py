"""The page of the publication policy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@cache_control(no_cache=True)
@require_safe
def policy_page(request: HttpRequest) -> HttpResponse:
    """Show the publication policy."""
    return render(request, "publication/policy/policy.html", {"contact": settings.VIGIL_CONTACT})
