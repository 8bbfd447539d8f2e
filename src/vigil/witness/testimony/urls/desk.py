"""Addresses of the desk screens of testimony."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.testimony.views import desk

app_name = "desk_testimony"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.testimonies, name="list"),
    path("<slug:uid>/", desk.testimony, name="testimony"),
    path("<slug:uid>/open/", desk.act_at("open"), name="open"),
    path("<slug:uid>/answer/", desk.act_at("answer"), name="answer"),
    path("<slug:uid>/place/", desk.act_at("place"), name="place"),
    path("<slug:uid>/close/", desk.act_at("close"), name="close"),
    path("<slug:uid>/destroy/", desk.act_at("destroy"), name="destroy"),
    path("<slug:uid>/files/<slug:file>/open/", desk.open_file, name="open_file"),
]
