"""Addresses of the setup."""

from django.urls import path

from vigil.site.setting_up import views

app_name = "desk_setup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<slug:name>/", views.step, name="step"),
]
