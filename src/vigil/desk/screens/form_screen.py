"""A desk screen that is one form: to begin something, or to edit it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from vigil.desk.screens.access import person
from vigil.desk.screens.act import Act, ScreenState, perform


def form_screen[T](
    request: HttpRequest,
    item: T,
    act: Act[T],
    template: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Show a form, or do its act, which names where to go next."""

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("form") or act.blank("form", item, person(request))
        return render(request, template, {**(context or {}), "form": form}, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, item, "form", act, show=show, back=request.path)
