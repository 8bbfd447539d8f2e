"""Desk addresses of the fund, without those of grants and releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.accounts import views as accounts
from vigil.fund.applications.views import desk as applications
from vigil.fund.calls.views import desk as calls
from vigil.fund.decision_letters import views as decision_letters
from vigil.fund.emergencies import views as emergencies
from vigil.fund.gates import views as gates
from vigil.fund.nominations import views as nominations
from vigil.fund.overview import views as overview
from vigil.fund.parties import views as parties
from vigil.fund.reviews.views import agreement, assigning, panel, ranking
from vigil.fund.reviews.views import reviewer as reviews
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
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.listed, name="nominations"),
    path("nominations/<slug:uid>/", nominations.nomination, name="nomination"),
    path("emergencies/", emergencies.listed, name="emergencies"),
    path("emergencies/new/", emergencies.new, name="new_emergency"),
    path("emergencies/<slug:uid>/", emergencies.emergency, name="emergency"),
    path("calls/", calls.listed, name="calls"),
    path("calls/new/", calls.new, name="new_call"),
    path("calls/<slug:slug>/", calls.call, name="call"),
    path("calls/<slug:slug>/reviewers/", assigning.reviewers, name="reviewers"),
    path("calls/<slug:slug>/ranking/", ranking.ranking, name="ranking"),
    path("calls/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("calls/<slug:slug>/panel/", panel.panel, name="panel"),
    path("calls/<slug:slug>/answers/", decision_letters.answers, name="decision_letters"),
    path("decision-texts/", decision_letters.decision_texts, name="decision_texts"),
    path("applications/", applications.listed, name="applications"),
    path("applications/<slug:uid>/", applications.application, name="application"),
    path("reviews/", reviews.listed, name="reviews"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
]
