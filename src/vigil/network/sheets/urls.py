"""Addresses of the sheets of members, below `/desk/members/sheets/`."""

from django.urls import path

from vigil.network.sheets import views

urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/look/", views.plan, name="look"),
    path("<int:pk>/apply/", views.apply_sheet, name="apply"),
    path("<int:pk>/broken/", views.broken, name="broken"),
    path("<int:pk>/drop/", views.drop_sheet, name="drop"),
]
