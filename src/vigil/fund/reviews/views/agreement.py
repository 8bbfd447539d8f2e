"""Agreement and severity of the reviewers of a call, for officers, once all reviews are in."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import found_or_404
from vigil.fund.access.rules import WORK, blind_calls
from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import Call
from vigil.fund.reviews import call_figures


@room_view(WORK)
@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show how far reviewers of a call agree, and who gives more or less than others."""
    by, language = person(request), get_language() or "en"
    call = found_or_404(Call.objects.exclude(pk__in=blind_calls(by)), slug=slug)
    missing = call_figures.missing_reviews(call)
    found = call_figures.calibration(call, by)
    context = {
        "call": call,
        "title": in_language(call.title, language),
        "missing": missing,
        "criteria": []
        if missing
        else [
            (in_language(one.label, language), one.agreement)
            for one in call_figures.agreements(call)
        ],
        "severities": call_figures.severity_rows(call, found) if found else [],
    }
    return render(request, "fund/reviews/agreement.html", context)
