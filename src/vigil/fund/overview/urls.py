"""Desk addresses of the fund, without those of grants and releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.accounts import views as accounts
from vigil.fund.applications.views import desk as applications
from vigil.fund.applications.views import listing as application_list
from vigil.fund.calls import listing as call_list
from vigil.fund.calls.views import building, translating
from vigil.fund.calls.views import desk as calls
from vigil.fund.decision_letters import views as decision_letters
from vigil.fund.emergencies import views as emergencies
from vigil.fund.gates import views as gates
from vigil.fund.holds import views as holds
from vigil.fund.messages import views as messages
from vigil.fund.nominations import views as nominations
from vigil.fund.overview import views as overview
from vigil.fund.parties import listing as party_list
from vigil.fund.parties import views as parties
from vigil.fund.reviews.views import agreement, assigning, panel, ranking
from vigil.fund.reviews.views import reviewer as reviews
from vigil.fund.screening import views as screening
from vigil.fund.voices import views as voices

app_name = "desk_fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("letters/", overview.letters, name="letters"),
    path("parties/", party_list.listed, name="parties"),
    path("parties/<slug:uid>/", parties.party, name="party"),
    path("parties/<slug:uid>/messages/", messages.thread, name="thread"),
    path("from-grantees/", messages.listed, name="from_grantees"),
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
    path("calls/", call_list.listed, name="calls"),
    path("calls/new/", building.new, name="new_call"),
    path("calls/<slug:slug>/", calls.call, name="call"),
    path("calls/<slug:slug>/reviewers/", assigning.reviewers, name="reviewers"),
    path("calls/<slug:slug>/ranking/", ranking.ranking, name="ranking"),
    path("calls/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("calls/<slug:slug>/panel/", panel.panel, name="panel"),
    path("calls/<slug:slug>/answers/", decision_letters.answers, name="decision_letters"),
    path("decision-texts/", decision_letters.decision_texts, name="decision_texts"),
    path("calls/<slug:slug>/basics/", building.basics, name="call_basics"),
    path("calls/<slug:slug>/texts/", building.texts, name="call_texts"),
    path("calls/<slug:slug>/form/", building.form, name="call_form"),
    path("calls/<slug:slug>/form.xlsx", translating.form_xlsx, name="call_form_xlsx"),
    path("calls/<slug:slug>/form.json", translating.form_json, name="call_form_json"),
    path("calls/<slug:slug>/form/<slug:key>/", building.field, name="call_field"),
    path("calls/<slug:slug>/conditions/", building.conditions, name="call_conditions"),
    path("calls/<slug:slug>/rubric/", building.rubric, name="call_rubric"),
    path("calls/<slug:slug>/translations/", translating.translate, name="call_translations"),
    path("calls/<slug:slug>/preview/", translating.preview, name="call_preview"),
    path("applications/", application_list.listed, name="applications"),
    path("applications/<slug:uid>/", applications.application, name="application"),
    path("voices/<slug:uid>/", voices.voice, name="voice"),
    path("reviews/", reviews.listed, name="reviews"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
]
