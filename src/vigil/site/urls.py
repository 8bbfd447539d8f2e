"""Addresses. English has no prefix; other languages do."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from vigil.site import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("api/v1/", include("vigil.publication.api.urls")),
    *i18n_patterns(
        path("account/link/<str:token>/", views.one_time_link, name="one_time_link"),
        path("account/", include("allauth.urls")),
        path("desk/", include("vigil.desk.urls")),
        path("", include("vigil.publication.urls")),
        prefix_default_language=False,
    ),
]
