"""Pages of refusal, which tables over every route and every person ask for by the thousand."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from vigil.site import views

EACH_TIME = pytest.param(
    "drawn each time", marks=pytest.mark.tail("each person's refusal is drawn and read once daily")
)


@pytest.fixture(params=["drawn once", EACH_TIME])
def refusals(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the page of a refusal once for each person and reason, and send it again after that.

    It says who is refused and why; of what stands at the address it says nothing. That this is so,
    the tail asks: there each is drawn.
    """
    if request.param == "drawn once":
        monkeypatch.setattr("vigil.site.urls.handler403", drawn_once())


def drawn_once() -> Any:
    """Return what answers refusals, and draws each of them for a person only once."""
    drawn: dict[tuple[object, str], HttpResponse] = {}

    def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
        key = request.user.pk, str(exception)
        if key not in drawn:
            drawn[key] = views.refused(request, exception)
        said = HttpResponse(drawn[key].content, status=drawn[key].status_code)
        for name, value in drawn[key].items():
            said[name] = value
        return said

    return refused
