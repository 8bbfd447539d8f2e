"""Public addresses of the fund.

The address of a party's own page says nothing of the fund, as the link is kept in a mailbox.
"""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.applications.views import draft
from vigil.fund.calls.views import public as calls
from vigil.fund.own_pages.views import (
    account,
    agreed,
    dates,
    due,
    messages,
    settings,
    start,
    telling,
)
from vigil.fund.releases.views import public as releases
from vigil.fund.reporting.views import own_report
from vigil.fund.word_keys.views.making import own_key
from vigil.fund.word_keys.views.typing import type_key

app_name = "fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("fund/", calls.home, name="home"),
    path("fund/calls/<slug:slug>/", calls.call, name="call"),
    path("fund/calls/<slug:slug>/apply/", calls.apply, name="apply"),
    path("fund/emergency/", calls.emergency, name="emergency"),
    path("fund/leave/", calls.leave, name="leave"),
    path("key/", type_key, name="key"),
    path("mine/<str:token>/key/", own_key, name="own_key"),
    path("mine/<str:token>/", start.mine, name="mine"),
    # Neutral words: an address stays in the history of a browser.
    path("mine/<str:token>/agreed/", agreed.agreed, name="mine_agreed"),
    path("mine/<str:token>/dates/", dates.dates, name="mine_dates"),
    path("mine/<str:token>/due/", due.due, name="mine_due"),
    path("mine/<str:token>/messages/", messages.messages_page, name="mine_messages"),
    path("mine/<str:token>/happened/", telling.happened, name="mine_happened"),
    path("mine/<str:token>/changed/", telling.changed, name="mine_changed"),
    path("mine/<str:token>/account/", account.account, name="mine_account"),
    path("mine/<str:token>/settings/", settings.settings, name="mine_settings"),
    path("mine/<str:token>/report/<slug:uid>/", own_report.report, name="report"),
    path("mine/<str:token>/<slug:uid>/", draft.draft, name="draft"),
    # What is published of the fund.
    path("fund/results/", releases.results, name="results"),
    path("fund/results.json", releases.results_json, name="results_json"),
    path("fund/data/iati.xml", releases.iati_xml, name="iati"),
    path("fund/data/360giving.json", releases.giving_json, name="giving"),
]
