"""Desk addresses of finance."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.finance.views import overview, statements

app_name = "desk_finance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.home, name="home"),
    path("budgets/", overview.budgets, name="budgets"),
    path("forecast/", overview.forecast_page, name="forecast"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<slug:uid>/", statements.statement, name="statement"),
    path("differences/", overview.differences, name="differences"),
    path("audit-file/", overview.audit_workbook, name="audit_file"),
]
