"""Addresses of the second reading: the unusual cells of a region, and one cell."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.second_reading import views

app_name = "desk_second_reading"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.panels, name="panels"),
    path("<slug:uid>/", views.cells, name="cells"),
    path("<slug:uid>/<int:number>/", views.cell, name="cell"),
]
