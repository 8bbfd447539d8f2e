"""Addresses of the public record."""

from django.urls import path

from vigil.publication.api import views as api
from vigil.publication.cases import views as cases
from vigil.publication.cases.protected_sources import protected_source
from vigil.publication.downloads.views import data_page, files
from vigil.publication.figures import file_views as figure_files
from vigil.publication.figures import views as figures
from vigil.publication.map import views as maps
from vigil.publication.pages import views as pages
from vigil.publication.policy import views as policy
from vigil.publication.requests import views as requests

urlpatterns = [
    path("", pages.home, name="home"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/people/", cases.people_list, name="people_of_cases"),
    path("cases/cases.csv", files.cases_csv, name="cases_csv"),
    path("cases/people.csv", files.people_csv, name="people_csv"),
    path("cases/cases.csv-metadata.json", files.cases_csv_metadata, name="cases_csv_metadata"),
    path("cases/cases.geojson", files.cases_geojson, name="cases_geojson"),
    path("cases/cases.xlsx", files.cases_xlsx, name="cases_xlsx"),
    path("cases/cases.atom", files.cases_atom, name="cases_atom"),
    path("cases/<str:public_id>/", cases.case_page, name="case"),
    path("cases/<str:public_id>/sources/<int:number>/", protected_source, name="protected_source"),
    path("cases/<str:public_id>/cite.<str:form>", cases.cite, name="cite"),
    path("cases/<str:public_id>/card.png", cases.case_card, name="case_card"),
    path("map/", maps.map_page, name="map"),
    path("map/points.json", maps.map_points, name="map_points"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:key>/", figures.figure, name="figure"),
    path("figures/<slug:key>/embed/", figures.embedded, name="figure_embed"),
    path("figures/<slug:key>/table.csv", figure_files.table_csv, name="figure_csv"),
    path("figures/<slug:key>/figure.json", figure_files.metadata_json, name="figure_json"),
    path("figures/<slug:key>/chart.svg", figure_files.chart_svg, name="figure_svg"),
    path("figures/<slug:key>/card.png", figure_files.card_png, name="figure_card"),
    path("figures/<slug:key>/square.png", figure_files.square_png, name="figure_square"),
    path("figures/<slug:key>/cite.<str:form>", figure_files.cite, name="figure_cite"),
    path("data/", data_page.data, name="data"),
    path("data/api/", api.api_guide, name="api_guide"),
    path("about/", pages.about, name="about"),
    path("about/policy/", policy.policy_page, name="policy"),
    path("about/report-an-error/", requests.report_error, name="report_error"),
    path("about/report-an-error/sent/", requests.report_sent, name="report_sent"),
]
