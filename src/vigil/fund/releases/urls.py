"""Desk addresses of releases."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.releases.views import desk as releases

app_name = "desk_fund_releases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", releases.releases, name="releases"),
    path("make/", releases.make, name="make"),
    path("make/read/", releases.read, name="read"),
    path("<int:number>/", releases.release, name="release"),
]
