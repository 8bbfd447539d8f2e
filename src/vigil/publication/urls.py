"""Addresses of the public record."""

from django.urls import path

from vigil.publication.cases import views as citing
from vigil.publication.downloads.views import data_page as data
from vigil.publication.downloads.views import files
from vigil.publication.figures import views as figures
from vigil.publication.map import views as maps
from vigil.publication.pages import views as pages
from vigil.publication.requests import views as reporting

urlpatterns = [
    path("", pages.home, name="home"),
    path("cases/", pages.case_list, name="cases"),
    path("cases/cases.csv", files.cases_csv, name="cases_csv"),
    path("cases/cases.csv-metadata.json", files.cases_csv_metadata, name="cases_csv_metadata"),
    path("cases/cases.geojson", files.cases_geojson, name="cases_geojson"),
    path("cases/cases.xlsx", files.cases_xlsx, name="cases_xlsx"),
    path("cases/cases.atom", files.cases_atom, name="cases_atom"),
    path("cases/<str:public_id>/", pages.case_page, name="case"),
    path("cases/<str:public_id>/cite.<str:form>", citing.cite, name="cite"),
    path("map/", maps.map_page, name="map"),
    path("map/points.json", maps.map_points, name="map_points"),
    path("figures/", figures.figures, name="figures"),
    path("data/", data.data, name="data"),
    path("data/api/", data.api_guide, name="api_guide"),
    path("about/", pages.about, name="about"),
    path("about/policy/", pages.policy_page, name="policy"),
    path("about/report-an-error/", reporting.report_error, name="report_error"),
    path("about/report-an-error/sent/", reporting.report_sent, name="report_sent"),
]
