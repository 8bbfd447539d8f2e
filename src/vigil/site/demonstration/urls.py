"""The addresses of a demonstration: those of every site, and a page to choose a person."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from vigil.site import urls
from vigil.site.demonstration import views

handler403 = urls.handler403
handler500 = urls.handler500

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("demonstration/", views.choose, name="demonstration"),
        path("demonstration/<int:pk>/", views.sign_in, name="demonstration_sign_in"),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
]
