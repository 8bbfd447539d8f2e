"""The list of grants at the desk, each with its next act."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.grants import next_acts, queries
from vigil.fund.grants.forms.plan import themes
from vigil.fund.models import Donor, Grant
from vigil.fund.overview.listing import list_page, of_code

State = Grant.State


class GrantFilter(forms.Form):
    """Which grants to list, beside their state. What offers no choice is left out."""

    code = forms.CharField(
        label=_("Number of a grant or a party"), required=False, max_length=20, label_suffix=""
    )
    kind = forms.ChoiceField(label=_("What it is"), required=False)
    donor = forms.ChoiceField(label=_("Donor"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what there is."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        used = set(Grant.objects.exclude(theme="").order_by().values_list("theme").distinct())
        offered: dict[str, list[Any]] = {
            "kind": list(Grant.Kind.choices),
            "donor": list(Donor.objects.values_list("slug", "name")),
            "theme": [(code, name) for code, name in themes() if (code,) in used],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", pgettext("filter", "all")), *choices]
            if not choices:
                del self.fields[name]

    def wanted(self) -> dict[str, str]:
        """Return the filters that were set to existing values."""
        self.is_valid()
        columns = {"donor": "entries__donor__slug"}
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        return {columns.get(name, name): value for name, value in chosen.items() if value}


@room_view(WORK)
@require_safe
def grants(request: HttpRequest) -> HttpResponseBase:
    """List the grants of the parties that this officer may know of: drafts, running, over."""
    filters = GrantFilter(request.GET)
    wanted = filters.wanted()
    rows = queries.grants_for(person(request)).filter(**wanted)
    rows = of_code(
        rows, filters.cleaned_data.get("code", ""), {"G": "number", "F": "party__number"}
    )
    if "entries__donor__slug" in wanted:
        rows = rows.distinct()
    turn = Case(When(state=State.DRAFT, then=0), When(state=State.ACTIVE, then=1), default=2)
    found = list_page(request, rows.order_by(turn, "-number"), State.choices)
    listed = queries.grants_in_list(found.page.object_list)
    acts = next_acts.of_grants([row.grant for row in listed])
    context = {
        "filters": filters,
        "states": found.states,
        "page": found.page,
        "rows": [(row, acts[row.grant.pk]) for row in listed],
        "has_ends": any(row.grant.ends_on for row in listed),
    }
    return render(request, "fund/grants/grants.html", context)
