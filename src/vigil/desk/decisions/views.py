"""The log of decisions: who decided what, when and why."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from vigil.desk.decisions import queries
from vigil.desk.decisions.labels import verb_label
from vigil.desk.screens.access import desk_view
from vigil.desk.screens.filters import FilterForm
from vigil.desk.users.queries import users_behind
from vigil.trust.models import Decision

ON_A_PAGE = 50
SEE_ACCOUNTS = "trust.grant_role"
NOBODY = [
    ("none", _("the installation")),
    ("command_line", pgettext_lazy("decision", "on the command line")),
    ("private_link", pgettext_lazy("decision", "on a private link")),
]
"""Choices for decisions that no user took."""


class DecisionFilter(FilterForm):
    """Which decisions to show."""

    q = forms.CharField(label=_("Case or reason"), required=False, max_length=200)
    verb = forms.ChoiceField(label=_("Verb"), required=False)
    actor = forms.ChoiceField(label=_("Who"), required=False)


@desk_view("trust.read_decisions")
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Show the decisions, newest first."""
    filters = DecisionFilter(request.GET)
    verbs = Decision.objects.order_by("verb").values_list("verb", flat=True).distinct()
    filters.offer("verb", [(verb, verb_label(verb)) for verb in verbs])
    filters.offer("actor", [*NOBODY, *queries.people_who_decided()])
    found = queries.decisions(**filters.chosen)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    behind = queries.cases_behind(page.object_list)
    accounts = users_behind(page.object_list) if request.user.has_perm(SEE_ACCOUNTS) else {}
    context = {"filters": filters, "page": page, "behind": behind, "accounts": accounts}
    return render(request, "desk/decisions/decisions.html", context)
