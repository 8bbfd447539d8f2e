"""Addresses of assessments at the desk, within those of the chair's screens."""

from django.urls import URLPattern, path

from vigil.outlook.assessments.views import assessments, regions, sheets, terms

urlpatterns: list[URLPattern] = [
    path("", assessments.assessments, name="assessments"),
    path("new/", assessments.new, name="new_assessment"),
    path("sheets/<slug:uid>/", sheets.waiting, name="assessment_waiting"),
    path("<slug:uid>/", assessments.assessment, name="assessment"),
    path("<slug:uid>/terms/", terms.terms, name="assessment_terms"),
    path("<slug:uid>/terms/<int:number>/", terms.term, name="assessment_term"),
    path("<slug:uid>/regions/", regions.regions, name="assessment_regions"),
    path("<slug:uid>/sheet/", sheets.sheet, name="assessment_sheet"),
    path("<slug:uid>/sheet.xlsx", sheets.template, name="assessment_template"),
]
