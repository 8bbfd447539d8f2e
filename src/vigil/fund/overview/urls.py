"""Desk addresses of the fund, without those of grants and releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.accounts import views as accounts
from vigil.fund.applications.views import desk as applications
from vigil.fund.calls.views import desk as calls
from vigil.fund.emergencies import views as emergencies
from vigil.fund.gates import views as gates
from vigil.fund.holds import views as holds
from vigil.fund.nominations import views as nominations
from vigil.fund.overview import views as overview
from vigil.fund.parties import views as parties
from vigil.fund.reviews import views as reviews
from vigil.fund.screening import views as screening

app_name = "desk_fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("letters/", overview.letters, name="letters"),
    path("parties/", parties.listed, name="parties"),
    path("parties/<slug:uid>/", parties.party, name="party"),
    path("parties/<slug:uid>/checks/", screening.checks, name="checks"),
    path("parties/<slug:uid>/account/", accounts.account, name="account"),
    path("decisions/", gates.decisions, name="decisions"),
    path("parties/<slug:uid>/stop/", holds.hold, name="hold"),
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.listed, name="nominations"),
    path("nominations/<slug:uid>/", nominations.nomination, name="nomination"),
    path("emergencies/", emergencies.listed, name="emergencies"),
    path("emergencies/new/", emergencies.new, name="new_emergency"),
    path("emergencies/<slug:uid>/", emergencies.emergency, name="emergency"),
    path("calls/", calls.listed, name="calls"),
    path("calls/new/", calls.new, name="new_call"),
    path("calls/<slug:slug>/", calls.call, name="call"),
    path("calls/<slug:slug>/ranking/", calls.ranking, name="ranking"),
    path("applications/", applications.listed, name="applications"),
    path("applications/<slug:uid>/", applications.application, name="application"),
    path("reviews/", reviews.listed, name="reviews"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
]
