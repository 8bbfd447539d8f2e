"""Desk addresses of grants, donors, ledger and audit."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.grants.views import list_and_plan as grant_list
from vigil.fund.grants.views import page as grant_page
from vigil.fund.payments.views import donors as grant_donors
from vigil.fund.payments.views import ledger_and_audit as grant_ledger
from vigil.fund.reporting.views import results as grant_results

app_name = "desk_grants"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", grant_list.grants, name="grants"),
    path("new/", grant_list.new_grant, name="new_grant"),
    path("donors/", grant_donors.donors, name="donors"),
    path("results/", grant_results.results, name="results"),
    path("ledger/", grant_ledger.ledger_page, name="ledger"),
    path("audit/", grant_ledger.audit, name="audit"),
    path("audit/<int:pk>/", grant_ledger.audit_grant, name="audit_grant"),
    path("export/", grant_ledger.export, name="export"),
    path("<int:pk>/", grant_page.grant, name="grant"),
    path("<int:pk>/plan/", grant_list.plan, name="plan"),
]
