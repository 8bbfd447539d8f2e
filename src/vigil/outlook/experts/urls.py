"""Addresses of the pages on which experts answer.

They name the panel and never a seat, so that an address does not reveal whose it is.
"""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.answers import country_views, sheet_views
from vigil.outlook.answers import views as expert_answers
from vigil.outlook.assessments.people.views import own as own_people
from vigil.outlook.experts.views import own_panels as expert_panels
from vigil.outlook.results.views import country_feedback, feedback

app_name = "panels"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", expert_panels.listed, name="list"),
    path("reminders/", own_people.reminders, name="reminders"),
    path("conflicts/<slug:assessment>/", own_people.conflicts, name="conflicts"),
    path("countries/", country_views.listed, name="countries"),
    path("<slug:uid>/", expert_panels.panel, name="panel"),
    path("<slug:uid>/seat/", expert_panels.seat, name="seat"),
    path("<slug:uid>/all/", expert_answers.every, name="all"),
    path("<slug:uid>/questions/<int:number>/", expert_answers.question, name="question"),
    path("<slug:uid>/countries/<slug:country>/", country_views.terms, name="country"),
    path(
        "<slug:uid>/countries/<slug:country>/hand-in/",
        country_views.hand_in,
        name="country_hand_in",
    ),
    path("<slug:uid>/cells/", country_views.save, name="cells"),
    path("<slug:uid>/sheet/", sheet_views.sheet, name="sheet"),
    path("<slug:uid>/sheet/answers.xlsx", sheet_views.download, name="sheet_download"),
    path("<slug:uid>/hand-in/", expert_answers.hand_in, name="hand_in"),
    path("<slug:uid>/rounds/<int:round>/<int:number>/", feedback.feedback, name="feedback"),
    path(
        "<slug:uid>/rounds/<int:round>/countries/<slug:country>/",
        country_feedback.country,
        name="country_feedback",
    ),
    path("<slug:uid>/own/", feedback.own, name="own"),
]
