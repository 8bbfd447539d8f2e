"""Desk addresses for writing and publishing reports."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.reports.bibliography import views as bibliography
from vigil.outlook.reports.front_matter import views as front_matter
from vigil.outlook.reports.pictures import views as pictures
from vigil.outlook.reports.views import desk as reports_desk
from vigil.outlook.reports.views import editor, paragraphs, picker, script, versions
from vigil.outlook.reports.word_files import views as word_files

app_name = "desk_reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reports_desk.report_list, name="list"),
    path("new/", reports_desk.new, name="new"),
    path("new/word/", word_files.new_from_word, name="new_from_word"),
    path("at/<slug:slug>/", reports_desk.report, name="report"),
    path("at/<slug:slug>/write/", editor.write, name="write"),
    path("at/<slug:slug>/draft/", reports_desk.draft, name="draft"),
    path("at/<slug:slug>/changes/", versions.changes, name="changes"),
    path("at/<slug:slug>/editions/<int:number>/", reports_desk.edition, name="edition"),
    path("section/<slug:uid>/", editor.section, name="section"),
    path("paragraph/<slug:uid>/", paragraphs.paragraph, name="paragraph"),
    path("at/<slug:slug>/front/", front_matter.front, name="report_front"),
    path("at/<slug:slug>/bibliography/", bibliography.bibliography, name="report_bibliography"),
    path(
        "at/<slug:slug>/bibliography.<str:form>",
        bibliography.bibliography_file,
        name="report_bibliography_file",
    ),
    path("at/<slug:slug>/bibliography/<slug:uid>/", bibliography.work, name="report_work"),
    path("at/<slug:slug>/pictures/", pictures.pictures, name="report_pictures"),
    path("at/<slug:slug>/pictures/<slug:uid>/", pictures.picture, name="report_picture"),
    path(
        "at/<slug:slug>/pictures/<slug:uid>/file",
        pictures.picture_file,
        name="report_picture_file",
    ),
    path("at/<slug:slug>/word/", word_files.word, name="report_word"),
    path("at/<slug:slug>/word/draft.docx", word_files.word_file, name="report_word_file"),
    path("at/<slug:slug>/word/<slug:uid>/", word_files.word_changes, name="report_word_changes"),
    path("paragraph/<slug:uid>/text/", script.text, name="text"),
    path("paragraph/<slug:uid>/preview/", script.preview, name="preview"),
    path("paragraph/<slug:uid>/insert/", picker.insert, name="insert"),
    path("paragraph/<slug:uid>/versions/", versions.versions, name="versions"),
]
