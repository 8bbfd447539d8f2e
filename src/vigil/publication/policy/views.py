"""The page of the publication policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.trust.organisation.queries import organisation


@cache_control(no_cache=True)
@require_safe
def policy_page(request: HttpRequest) -> HttpResponse:
    """Show the publication policy."""
    return render(request, "publication/policy/policy.html", {"contact": organisation().contact})
