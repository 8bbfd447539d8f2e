"""Lists over everything: all cases, all decisions."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from vigil.casefile.models import Case, Stage, Visibility
from vigil.desk.decisions.labels import verb_label
from vigil.desk.queue import queries
from vigil.desk.screens.access import desk_view
from vigil.desk.screens.labels import country_name
from vigil.desk.users.queries import users_behind
from vigil.trust.models import Decision

PAGE = 50
SEE_ACCOUNTS = "trust.grant_role"


class CaseFilter(forms.Form):
    """Which cases to show. A value that does not exist shows all."""

    q = forms.CharField(label=_("Name, place or number"), required=False, max_length=200)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("all")), *Stage.choices]
    )
    visibility = forms.ChoiceField(
        label=_("Visibility"), required=False, choices=[("", _("all")), *Visibility.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)


class DecisionFilter(forms.Form):
    """Which decisions to show."""

    q = forms.CharField(label=_("Case or reason"), required=False, max_length=200)
    verb = forms.ChoiceField(label=_("Verb"), required=False)
    actor = forms.ChoiceField(label=_("Who"), required=False)


@desk_view()
@require_safe
def cases(request: HttpRequest) -> HttpResponseBase:
    """Search every case, whatever its stage."""
    filters = CaseFilter(request.GET)
    counted = queries.countries_of(Case.objects.filter(superseded_by=None).exclude(country=""))
    _offer(filters, "country", [(code, f"{country_name(code)} ({n})") for code, n in counted])
    page = Paginator(queries.all_cases(**_asked(filters)), PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/cases/cases.html", {"filters": filters, "page": page})


@desk_view("trust.read_decisions")
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Show what was decided, by whom and why, newest first."""
    filters = DecisionFilter(request.GET)
    verbs = Decision.objects.order_by("verb").values_list("verb", flat=True).distinct()
    _offer(filters, "verb", [(verb, verb_label(verb)) for verb in verbs])
    people = queries.people_who_decided()
    nobody = [
        ("none", _("the installation")),
        ("command_line", pgettext_lazy("decision", "on the command line")),
    ]
    _offer(filters, "actor", [*nobody, *people])
    page = Paginator(queries.decisions(**_asked(filters)), PAGE).get_page(request.GET.get("page"))
    behind = queries.cases_behind(page.object_list)
    accounts = users_behind(page.object_list) if request.user.has_perm(SEE_ACCOUNTS) else {}
    context = {"filters": filters, "page": page, "behind": behind, "accounts": accounts}
    return render(request, "desk/decisions/decisions.html", context)


def _offer(form: forms.Form, name: str, choices: list[tuple[str, object]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("all")), *choices]


def _asked(form: forms.Form) -> dict[str, str]:
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}
