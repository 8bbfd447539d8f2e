"""Pages of refusal, which tables over every route and every person ask for by the thousand."""

import pytest
from django.http import HttpRequest, HttpResponse

from vigil.site import views


@pytest.fixture
def refusals_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the page of a refusal once for each person and reason, and send it again after that.

    It says who is refused and why; of the address that was asked for it says nothing.
    """
    drawn: dict[tuple[object, str], HttpResponse] = {}

    def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
        key = request.user.pk, str(exception)
        if key not in drawn:
            drawn[key] = views.refused(request, exception)
        said = HttpResponse(drawn[key].content, status=drawn[key].status_code)
        for name, value in drawn[key].items():
            said[name] = value
        return said

    monkeypatch.setattr("vigil.site.urls.handler403", refused)
