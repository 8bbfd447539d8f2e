"""Public addresses of the outlook."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.consultations.views import public as consultations_public
from vigil.outlook.index_editions.views import public as index_public
from vigil.outlook.index_editions.views import scores as index_scores
from vigil.outlook.reports.views import public as reports_public
from vigil.outlook.results.views import cells as cells_public
from vigil.outlook.results.views import public as panels_public

app_name = "outlook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reports_public.home, name="home"),
    path("reports/", reports_public.reports, name="reports"),
    path("index/", index_public.index, name="index"),
    path("index/quadrants/", index_scores.quadrants, name="index_quadrants"),
    path("index/compare/", index_scores.compare, name="index_compare"),
    path("index/editions/<str:edition>/", index_scores.edition, name="index_edition"),
    path(
        "index/editions/<str:edition>/cite.<slug:form>",
        index_scores.cite_edition,
        name="index_edition_cite",
    ),
    path(
        "index/editions/<str:edition>.<slug:form>",
        index_scores.edition_file,
        name="index_edition_file",
    ),
    path("index/<int:edition>.<slug:form>", index_scores.edition_file, name="index_year_file"),
    path(
        "index/<slug:country>/cite.<slug:form>", index_scores.cite_country, name="index_place_cite"
    ),
    path("index/<slug:country>.csv", index_public.place_csv, name="index_place_csv"),
    path("index/<slug:country>/", index_public.place, name="index_place"),
    path("consultations/statements/", consultations_public.statements, name="statements"),
    path("consultations/themes/", consultations_public.themes, name="themes"),
    path("consultations/", consultations_public.consultations, name="consultations"),
    path("recommendations/", consultations_public.recommendations, name="recommendations"),
    path("results/", panels_public.results, name="results"),
    path("results/assessments/<slug:uid>/", cells_public.assessment, name="assessment_results"),
    path(
        "results/assessments/<slug:uid>/countries/<slug:country>/",
        cells_public.assessment_country,
        name="assessment_country",
    ),
    path(
        "results/assessments/<slug:uid>/terms/<slug:code>/",
        cells_public.assessment_term,
        name="assessment_term",
    ),
    path(
        "results/<slug:uid>/countries/<slug:country>/",
        cells_public.region_country,
        name="region_country",
    ),
    path("results/<slug:uid>/terms/<slug:code>/", cells_public.region_term, name="region_term"),
    path("results/<slug:uid>.csv", panels_public.panel_csv, name="panel_results_csv"),
    path("results/<slug:uid>/", panels_public.panel, name="panel_results"),
    # Addresses of reports come last. The room's own addresses must come before them
    # (`reports.verbs.writing.RESERVED_SLUGS`).
    path("<slug:slug>/", reports_public.report, name="report"),
    path("<slug:slug>/<int:number>/", reports_public.edition, name="edition"),
    path("<slug:slug>/<int:number>/p-<slug:uid>.json", reports_public.paragraph, name="paragraph"),
    path("<slug:slug>/<int:number>/<str:name>", reports_public.file, name="edition_file"),
]
