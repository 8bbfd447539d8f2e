"""Desk addresses for writing and publishing reports."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.reports.views import desk as reports_desk
from vigil.outlook.reports.views import editor, paragraphs, picker, script, versions

app_name = "desk_reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reports_desk.report_list, name="list"),
    path("new/", reports_desk.new, name="new"),
    path("at/<slug:slug>/", reports_desk.report, name="report"),
    path("at/<slug:slug>/write/", editor.write, name="write"),
    path("at/<slug:slug>/draft/", reports_desk.draft, name="draft"),
    path("at/<slug:slug>/changes/", versions.changes, name="changes"),
    path("at/<slug:slug>/editions/<int:number>/", reports_desk.edition, name="edition"),
    path("section/<slug:uid>/", editor.section, name="section"),
    path("paragraph/<slug:uid>/", paragraphs.paragraph, name="paragraph"),
    path("paragraph/<slug:uid>/text/", script.text, name="text"),
    path("paragraph/<slug:uid>/preview/", script.preview, name="preview"),
    path("paragraph/<slug:uid>/insert/", picker.insert, name="insert"),
    path("paragraph/<slug:uid>/versions/", versions.versions, name="versions"),
]
