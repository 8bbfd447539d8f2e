"""Addresses of the desk screens of testimony."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.testimony.views import desk

app_name = "desk_testimony"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.testimonies, name="list"),
    path("<slug:uid>/", desk.testimony, name="testimony"),
    path("<slug:uid>/open/", desk.open_words, name="open"),
    path("<slug:uid>/answer/", desk.answer, name="answer"),
    path("<slug:uid>/place/", desk.place, name="place"),
    path("<slug:uid>/close/", desk.close, name="close"),
    path("<slug:uid>/destroy/", desk.destroy, name="destroy"),
    path("<slug:uid>/files/<slug:file>/open/", desk.open_file, name="open_file"),
]
