"""Addresses of the chair's screens: panels, rounds and results."""

from django.urls import URLPattern, URLResolver, include, path

from vigil.outlook.assessments import people_urls
from vigil.outlook.experts.views import desk as desk_seats
from vigil.outlook.panels.views import panels as desk_panels
from vigil.outlook.panels.views import rounds as desk_rounds
from vigil.outlook.questions import views as desk_questions

app_name = "desk_outlook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk_panels.overview, name="overview"),
    path("assessments/", include("vigil.outlook.assessments.urls")),
    path("panels/new/", desk_panels.new, name="new_panel"),
    path("panels/<slug:uid>/", desk_panels.panel, name="panel"),
    path("panels/<slug:uid>/results/", desk_panels.results, name="results"),
    path("panels/<slug:uid>/seats/", desk_seats.seats, name="seats"),
    path("panels/<slug:uid>/add/", desk_questions.new, name="new_question"),
    path("questions/<slug:uid>/", desk_questions.question, name="question"),
    path("rounds/<slug:uid>/", desk_rounds.round, name="round"),
    path("rounds/<slug:uid>/<int:number>/", desk_rounds.answers, name="answers"),
    path("seats/<slug:uid>/", desk_seats.seat, name="seat"),
    *people_urls.urlpatterns,
]
