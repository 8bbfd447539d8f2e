"""Wagtail's addresses, with the names of its admin API in place of the API.

Wagtail's pages ask for the API's addresses by name, but none of them answers here
(`vigil.witness.editors.access`). The API itself would load REST framework, requests and the driver
of PostgreSQL: about 20 MB in every web worker.
"""

import sys
from types import ModuleType
from typing import Any, Final, NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

API: Final = "wagtail.admin.api.urls"
"""The module whose place is taken."""
ENDPOINTS: Final = ("pages", "images", "documents")
"""Wagtail's images and documents are not installed (ours are uploads of `trust`), but named."""


def _gone(request: HttpRequest, **kwargs: Any) -> NoReturn:
    raise Http404


NAMED: Final = (
    path("", _gone, name="listing"),
    path("<int:pk>/", _gone, name="detail"),
    path("find/", _gone, name="find"),
    path("<int:pk>/action/<str:action_name>/", _gone, name="action"),
)
"""The addresses of each."""


def wagtail_urls() -> list[Any]:
    """Return the addresses of Wagtail's admin."""
    sys.modules.setdefault(API, _names_of_api())
    from wagtail.admin.urls import urlpatterns

    return list(urlpatterns)


def _names_of_api() -> ModuleType:
    router = [re_path(rf"^{one}/", include((list(NAMED), one), namespace=one)) for one in ENDPOINTS]
    names = ModuleType(API)
    names.urlpatterns = [path("main/", (router, "wagtailadmin_api", "wagtailadmin_api"))]  # type: ignore[attr-defined]
    return names
