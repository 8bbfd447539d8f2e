"""Addresses of the screens for consultations, responses and recommendations."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.consultations.views import coding as consultation_coding
from vigil.outlook.consultations.views import desk as consultations_desk
from vigil.outlook.consultations.views import statements as consultation_statements
from vigil.outlook.consultations.views import transcripts as consultation_transcripts
from vigil.outlook.recommendations import views as recommendations_desk

app_name = "desk_consultations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", consultations_desk.listed, name="list"),
    path("new/", consultations_desk.new, name="new"),
    path("themes/", consultations_desk.themes, name="themes"),
    path("saturation/", consultations_desk.saturation, name="saturation"),
    path("to-code/", consultation_coding.to_code, name="to_code"),
    path("responses/", recommendations_desk.response_list, name="responses"),
    path("responses/new/", recommendations_desk.new_response, name="new_response"),
    path("responses/<slug:uid>/", recommendations_desk.response, name="response"),
    path("recommendations/", recommendations_desk.recommendation_list, name="recommendations"),
    path(
        "recommendations/new/", recommendations_desk.new_recommendation, name="new_recommendation"
    ),
    path("recommendations/<slug:uid>/", recommendations_desk.recommendation, name="recommendation"),
    path("statements/<slug:uid>/", consultation_statements.statement, name="statement"),
    path("<slug:uid>/", consultations_desk.consultation, name="consultation"),
    path("<slug:uid>/statements/", consultation_statements.statements, name="statements"),
    path("<slug:uid>/file/", consultation_transcripts.transcript, name="transcript"),
    path("<slug:uid>/code/", consultation_coding.code, name="code"),
    path("<slug:uid>/settle/", consultation_coding.settle, name="settle"),
]
