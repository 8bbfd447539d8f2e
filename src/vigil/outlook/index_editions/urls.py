"""Addresses of the desk screens for published editions of the index."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.index_editions.views import desk as editions_desk

app_name = "desk_editions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", editions_desk.editions, name="editions"),
    path("<slug:uid>/", editions_desk.upload, name="upload"),
    path("<slug:uid>/columns/", editions_desk.columns, name="columns"),
    path("<slug:uid>/take/", editions_desk.take, name="take"),
    path("<slug:uid>/drop/", editions_desk.drop, name="drop"),
]
