"""Public addresses of the outlook."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.views import reports_public

app_name = "outlook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reports_public.home, name="home"),
    path("reports/", reports_public.reports, name="reports"),
    # Below stand addresses that reports have; what the room has of its own comes before them
    # (`outlook.domain.writing.TAKEN`).
    path("<slug:slug>/", reports_public.report, name="report"),
    path("<slug:slug>/<int:number>/", reports_public.edition, name="edition"),
    path("<slug:slug>/<int:number>/p-<slug:uid>.json", reports_public.paragraph, name="paragraph"),
    path("<slug:slug>/<int:number>/<str:name>", reports_public.file, name="edition_file"),
]
