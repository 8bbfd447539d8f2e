"""Public addresses of the fund.

The address of a party's own page says nothing of the fund, as the link is kept in a mailbox.
"""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.applications.views import draft as mine_draft
from vigil.fund.calls.views import public
from vigil.fund.own_pages import views as mine
from vigil.fund.releases.views import public as release_public
from vigil.fund.reporting.views import own_report as mine_report

app_name = "fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("fund/", public.home, name="home"),
    path("fund/calls/<slug:slug>/", public.call, name="call"),
    path("fund/calls/<slug:slug>/apply/", public.apply, name="apply"),
    path("fund/emergency/", public.emergency, name="emergency"),
    path("fund/leave/", public.leave, name="leave"),
    path("mine/<str:token>/", mine.mine, name="mine"),
    path("mine/<str:token>/report/<slug:uid>/", mine_report.report, name="report"),
    path("mine/<str:token>/<slug:uid>/", mine_draft.draft, name="draft"),
    # What is published of the fund.
    path("fund/results/", release_public.results, name="results"),
    path("fund/results.json", release_public.results_json, name="results_json"),
    path("fund/data/iati.xml", release_public.iati_xml, name="iati"),
    path("fund/data/360giving.json", release_public.giving_json, name="giving"),
]
