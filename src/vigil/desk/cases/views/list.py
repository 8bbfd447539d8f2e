"""The list of all cases, with its search and filters."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vigil.casefile.models import Case, Stage, Visibility
from vigil.casefile.reliability.queries import gold_cases, is_measured
from vigil.desk.cases import search
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.filters import FilterForm
from vigil.desk.screens.labels import country_name
from vigil.desk.screens.long_lists import page_of_keys

ON_A_PAGE = 50


class CaseFilter(FilterForm):
    """Which cases to show."""

    q = forms.CharField(label=_("Name, place or number"), required=False, max_length=200)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("all")), *Stage.choices]
    )
    visibility = forms.ChoiceField(
        label=_("Visibility"), required=False, choices=[("", _("all")), *Visibility.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)


@desk_view()
@require_safe
def cases(request: HttpRequest) -> HttpResponseBase:
    """Search all cases, of every stage."""
    filters = CaseFilter(request.GET)
    counted = search.countries_of_cases()
    filters.offer("country", [(code, f"{country_name(code)} ({n})") for code, n in counted])
    page = page_of_keys(search.all_cases(**filters.chosen), ON_A_PAGE, request.GET.get("page"))
    shown = Case.objects.in_bulk(list(page))
    rows = [shown[pk] for pk in page if pk in shown]
    gold = set(gold_cases().values_list("case", flat=True))
    for case in rows:
        if case.pk in gold and is_measured(case, person(request)):
            case.stage, case.visibility = Stage.OPEN, Visibility.INTERNAL  # as any case to code
    return render(
        request, "desk/cases/cases.html", {"filters": filters, "page": page, "cases": rows}
    )
