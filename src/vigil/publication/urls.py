"""Addresses of the public record."""

from django.urls import path

from vigil.publication import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.case_list, name="cases"),
    path("cases/<str:public_id>/", views.case_page, name="case"),
    path("about/", views.about, name="about"),
    path("about/policy/", views.policy_page, name="policy"),
]
