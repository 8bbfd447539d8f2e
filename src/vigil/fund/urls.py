"""Public addresses of the fund."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.views import mine, mine_draft, public, release_public

app_name = "fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("calls/<slug:slug>/", public.call, name="call"),
    path("calls/<slug:slug>/apply/", public.apply, name="apply"),
    path("emergency/", public.emergency, name="emergency"),
    path("leave/", public.leave, name="leave"),
    path("mine/<str:token>/", mine.mine, name="mine"),
    path("mine/<str:token>/report/<slug:uid>/", mine.report, name="report"),
    path("mine/<str:token>/<slug:uid>/", mine_draft.draft, name="draft"),
    # What is published of the fund.
    path("results/", release_public.results, name="results"),
    path("results.json", release_public.results_json, name="results_json"),
    path("data/iati.xml", release_public.iati_xml, name="iati"),
    path("data/360giving.json", release_public.giving_json, name="giving"),
]
