"""Desk addresses of the fund, without those of grants and releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.applications.views import desk as desk_applications
from vigil.fund.calls.views import desk as desk_calls
from vigil.fund.emergencies import views as desk_emergencies
from vigil.fund.nominations import views as desk_nominations
from vigil.fund.overview import views as desk_overview
from vigil.fund.parties import views as desk_parties
from vigil.fund.reviews import views as desk_reviews

app_name = "desk_fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk_overview.overview, name="overview"),
    path("letters/", desk_overview.letters, name="letters"),
    path("parties/", desk_parties.listed, name="parties"),
    path("parties/<slug:uid>/", desk_parties.party, name="party"),
    path("nominate/", desk_nominations.nominate, name="nominate"),
    path("nominations/", desk_nominations.listed, name="nominations"),
    path("nominations/<slug:uid>/", desk_nominations.nomination, name="nomination"),
    path("emergencies/", desk_emergencies.listed, name="emergencies"),
    path("emergencies/new/", desk_emergencies.new, name="new_emergency"),
    path("emergencies/<slug:uid>/", desk_emergencies.emergency, name="emergency"),
    path("calls/", desk_calls.listed, name="calls"),
    path("calls/new/", desk_calls.new, name="new_call"),
    path("calls/<slug:slug>/", desk_calls.call, name="call"),
    path("calls/<slug:slug>/ranking/", desk_calls.ranking, name="ranking"),
    path("applications/", desk_applications.listed, name="applications"),
    path("applications/<slug:uid>/", desk_applications.application, name="application"),
    path("reviews/", desk_reviews.listed, name="reviews"),
    path("reviews/<slug:uid>/", desk_reviews.review, name="review"),
]
