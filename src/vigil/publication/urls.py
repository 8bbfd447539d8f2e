"""Addresses of the public record."""

from django.urls import path

from vigil.publication.views import map as maps
from vigil.publication.views import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("cases/", pages.case_list, name="cases"),
    path("cases/<str:public_id>/", pages.case_page, name="case"),
    path("map/", maps.map_page, name="map"),
    path("map/points.json", maps.map_points, name="map_points"),
    path("about/", pages.about, name="about"),
    path("about/policy/", pages.policy_page, name="policy"),
]
