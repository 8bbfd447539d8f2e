"""Desk addresses of grants, donors, ledger and audit."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.achieved.views import outcomes
from vigil.fund.connections import views as connections
from vigil.fund.gates import views as gates
from vigil.fund.grants.views import list_and_plan, listing, page
from vigil.fund.payments.views import donors, ledger_and_audit, payment
from vigil.fund.reporting.views import results

app_name = "desk_grants"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.grants, name="grants"),
    path("new/", list_and_plan.new_grant, name="new_grant"),
    path("donors/", donors.donors, name="donors"),
    path("results/", results.results, name="results"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/<slug:uid>/", outcomes.outcome, name="outcome"),
    path("connections/", connections.connections, name="connections"),
    path("ledger/", ledger_and_audit.ledger_page, name="ledger"),
    path("audit/", ledger_and_audit.audit, name="audit"),
    path("audit/<int:pk>/", ledger_and_audit.audit_grant, name="audit_grant"),
    path("gates/", gates.switched, name="gates"),
    path("export/", ledger_and_audit.export, name="export"),
    path("payments/<slug:uid>/", payment.payment, name="payment"),
    path("<int:pk>/", page.grant, name="grant"),
    path("<int:pk>/outcomes/new/", outcomes.new_outcome, name="new_outcome"),
    path("<int:pk>/plan/", list_and_plan.plan, name="plan"),
]
