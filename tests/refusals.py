"""Pages of refusal, which tables over every route and every person ask for by the thousand."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from vigil.site.pages import views

EACH_TIME = pytest.param(
    "drawn each time", marks=pytest.mark.tail("each person's refusal is drawn and read once daily")
)


@dataclass
class Refusals:
    """Pages of refusal that were drawn, by whom they refuse and why."""

    once: bool
    drawn: dict[tuple[object, ...], HttpResponse] = field(default_factory=dict)

    def refused(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """Say that a page is not open."""
        return self._drawn(views.refused, request, exception, str(exception))

    def missing(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """Say that there is no page: in each room another leads on."""
        return self._drawn(page_not_found, request, exception, *request.path.split("/")[1:3])

    def _drawn(
        self, draw: Any, request: HttpRequest, exception: Exception, *why: str
    ) -> HttpResponse:
        key = draw, getattr(request, "user", None), request.method, *why
        if key not in self.drawn:
            self.drawn[key] = draw(request, exception)
        kept = self.drawn[key]
        said = HttpResponse(kept.content, status=kept.status_code)
        for name, value in kept.items():
            said[name] = value
        return said


@pytest.fixture(params=["drawn once", EACH_TIME])
def refusals(request: Any, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    """Draw the page of a refusal once for each person and reason, and send it again after that.

    It says who is refused and why; of what stands at the address it says nothing. That this is so,
    the tail asks: there each is drawn.
    """
    kept = Refusals(once=request.param == "drawn once")
    if kept.once:
        monkeypatch.setattr("vigil.site.urls.handler403", kept.refused)
        monkeypatch.setattr("vigil.site.urls.handler404", kept.missing, raising=False)
    return kept
