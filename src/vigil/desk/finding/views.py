"""The page of the search."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vigil.desk.fields.conversion import without_nul
from vigil.desk.finding.results import Results, languages
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.filters import FilterForm
from vigil.desk.screens.labels import language_name


class SearchFilter(FilterForm):
    """What to search for, and where."""

    q = forms.CharField(
        label=_("Words, a name or an address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"size": 34, "dir": "auto", "autocomplete": "off"}),
    )
    what = forms.ChoiceField(
        label=_("Find"),
        required=False,
        choices=[
            ("", _("all")),
            ("reports", _("reports")),
            ("notes", _("notes")),
            ("cases", _("cases by name")),
        ],
    )
    language = forms.ChoiceField(label=_("Language of reports"), required=False)


@desk_view()
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Find reports, notes and cases by their words."""
    filters = SearchFilter(request.GET)
    filters.offer("language", [(tag, language_name(tag)) for tag in languages()])
    chosen = filters.chosen
    results = Results(
        without_nul(chosen.get("q", "")),
        person(request),
        what=chosen.get("what", ""),
        language=chosen.get("language", ""),
        page=request.GET.get("page", "1"),
    )
    context = {"filters": filters, "results": results, "page": results.page}
    return render(request, "desk/finding/search.html", context)
