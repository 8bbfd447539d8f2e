"""Addresses at which anybody tells us something, and comes back."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.testimony.views import public as bearing

app_name = "bearing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", bearing.send_testimony, name="tell"),
    path("return/", bearing.come_back, name="return"),
    path("leave/", bearing.leave, name="leave"),
]
