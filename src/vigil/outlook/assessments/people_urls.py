"""Addresses of the people of an assessment: who sits where, conflicts, calendar, progress."""

from django.urls import URLPattern, URLResolver, path

from vigil.outlook.assessments.people.views import board, calendar, conflicts, people

AT = "assessments/<slug:uid>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{AT}people/", people.people, name="assessment_people"),
    path(f"{AT}people/<slug:sheet>/", people.sheet, name="assessment_people_sheet"),
    path(f"{AT}conflicts/", conflicts.conflicts, name="assessment_conflicts"),
    path(f"{AT}conflicts/<slug:conflict>/", conflicts.conflict, name="assessment_conflict"),
    path(f"{AT}calendar/", calendar.calendar, name="assessment_calendar"),
    path(f"{AT}calendar/<slug:panel>/", calendar.region, name="assessment_calendar_region"),
    path(f"{AT}board/", board.board, name="assessment_board"),
]
