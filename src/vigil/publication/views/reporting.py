"""The page to report an error or ask for removal. The one thing the public can write."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.publication.reporting import ITEM, ReportForm
from vigil.trust.asking import network_address
from vigil.trust.domain.requests import TooMany, receive_request
from vigil.trust.errors import NotPossible


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest) -> HttpResponse:
    """Show the form, or take in what was written. No cookie outlives the browser window."""
    if request.method != "POST":
        about = request.GET.get("case") or request.GET.get("story", "")
        known = about if ITEM.fullmatch(about) else ""
        return _form(request, ReportForm(initial={"case": known}))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    if not form.trapped:
        try:
            _take_in(request, form.cleaned_data)
        except TooMany as error:
            form.add_error(None, str(error))
            return _form(request, form, 429)
        except NotPossible as error:
            form.add_error(None, str(error))
            return _form(request, form, 422)
    urgent = "?urgent=on" if form.cleaned_data["urgent"] else ""
    return redirect(reverse("report_sent") + urgent)


@never_cache
@require_safe
def report_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, and leave nothing behind in the browser."""
    urgent = request.GET.get("urgent") == "on"
    context = {"urgent": urgent, "contact": settings.VIGIL_CONTACT}
    response = render(request, "publication/report_sent.html", context)
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


def _form(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "contact": settings.VIGIL_CONTACT}
    return render(request, "publication/report_error.html", context, status=status)


def _take_in(request: HttpRequest, said: dict[str, Any]) -> None:
    receive_request(
        _kind_of(said["case"]),
        said["case"],
        said["wants"],
        said["text"],
        contact=said["contact"],
        urgent=said["urgent"],
        language=get_language() or "",
        address=network_address(request),
    )


def _kind_of(number: str) -> str:
    """Return what a number is of; nothing for none."""
    return {"V": "case", "S": "story"}.get(number[:1], "")
