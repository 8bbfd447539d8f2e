"""Addresses of the desk's screens for what was told in confidence."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.testimony.views import desk as desk_testimony

app_name = "desk_testimony"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk_testimony.testimonies, name="list"),
    path("<slug:uid>/", desk_testimony.testimony, name="testimony"),
    path("<slug:uid>/open/", desk_testimony.open_words, name="open"),
    path("<slug:uid>/answer/", desk_testimony.answer, name="answer"),
    path("<slug:uid>/place/", desk_testimony.place, name="place"),
    path("<slug:uid>/close/", desk_testimony.close, name="close"),
    path("<slug:uid>/destroy/", desk_testimony.destroy, name="destroy"),
    path("<slug:uid>/files/<slug:file>/open/", desk_testimony.open_file, name="open_file"),
]
