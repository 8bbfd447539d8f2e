"""Desk addresses of the fund, without those of grants and releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.applications.views import desk as applications
from vigil.fund.calls.views import building, translating
from vigil.fund.calls.views import desk as calls
from vigil.fund.emergencies import views as emergencies
from vigil.fund.nominations import views as nominations
from vigil.fund.overview import views as overview
from vigil.fund.parties import views as parties
from vigil.fund.reviews import views as reviews

app_name = "desk_fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("letters/", overview.letters, name="letters"),
    path("parties/", parties.listed, name="parties"),
    path("parties/<slug:uid>/", parties.party, name="party"),
    path("nominate/", nominations.nominate, name="nominate"),
    path("nominations/", nominations.listed, name="nominations"),
    path("nominations/<slug:uid>/", nominations.nomination, name="nomination"),
    path("emergencies/", emergencies.listed, name="emergencies"),
    path("emergencies/new/", emergencies.new, name="new_emergency"),
    path("emergencies/<slug:uid>/", emergencies.emergency, name="emergency"),
    path("calls/", calls.listed, name="calls"),
    path("calls/new/", building.new, name="new_call"),
    path("calls/<slug:slug>/", calls.call, name="call"),
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
    path("calls/<slug:slug>/ranking/", calls.ranking, name="ranking"),
    path("applications/", applications.listed, name="applications"),
    path("applications/<slug:uid>/", applications.application, name="application"),
    path("reviews/", reviews.listed, name="reviews"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
]
