"""Public pages with the results of final panels."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.outlook.assessments.labels import change_text
from vigil.outlook.index_editions.killings import killings_related_to_question
from vigil.outlook.models import Panel
from vigil.outlook.questions.wording import subject_labels
from vigil.outlook.results import calibration
from vigil.outlook.results import public as public_results
from vigil.outlook.results.figures import figures_of
from vigil.outlook.results.public import PublicPanel
from vigil.outlook.results.tables import csv_of, result_rows
from vigil.publication.api.responses import conditional_answer, etag_of_content
from vigil.publication.record.columns import current

LISTS = {
    "markets": gettext_lazy("markets"),
    "actors": gettext_lazy("kinds of actors"),
    "resilience": gettext_lazy("building blocks of resilience"),
    "drivers": gettext_lazy("drivers"),
    "levels": gettext_lazy("levels"),
    "regions": gettext_lazy("regions"),
}


@cache_control(no_cache=True)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """List the panels with public results, newest first."""
    return render(
        request, "outlook/results/list.html", {"panels": public_results.published_panels()}
    )


@cache_control(no_cache=True)
@require_safe
def panel(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the results of a panel that enough experts answered, with spread and method."""
    told = published_or_404(uid)
    quotes = public_results.quotes_of(told)
    columns = current()
    bearing = {
        one.question.pk: killings_related_to_question(columns, one.question)
        for one in told.questions
    }
    context = {
        "panel": told.panel,
        "told": told,
        "breaks": [break_text(one) for one in told.panel.breaks],
        "figures": figures_of(told),
        "questions": [
            {
                "question": one.question,
                "about": subject_labels(one.question),
                "lines": result_rows(one),
                "quotes": quotes.get(one.question.pk, []),
                "bearing": bearing[one.question.pk],
            }
            for one in sorted(told.questions, key=lambda one: one.question.is_seed)
        ],
        "bearing": any(bearing.values()),
        "scores": public_results.pooled_scores(told.panel),
        "outcome": calibration.calibration_of_pooled(told),
    }
    return render(request, "outlook/results/panel.html", context)


@require_safe
def panel_csv(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Return every result of a panel as CSV."""
    content = ("\ufeff" + csv_of(published_or_404(uid))).encode()

    def make() -> HttpResponse:
        disposition = {"Content-Disposition": f'attachment; filename="panel-{uid}.csv"'}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)

    return conditional_answer(request, etag_of_content(content), make)


def published_or_404(uid: str) -> PublicPanel:
    """Return a panel as everybody may read it. Raises Http404 for any other panel."""
    found = Panel.objects.filter(uid=uid).select_related("follows").first()
    told = public_results.published(found) if found is not None else None
    if told is None:
        raise Http404
    return told


def break_text(one: dict[str, Any]) -> str:
    """Return in a sentence what changed since the edition before."""
    if one["what"] == "experts":
        counts = {name: one[name] for name in ("stayed", "left", "joined")}
        return _("Of the experts, %(stayed)d stayed, %(left)d left and %(joined)d joined.") % counts
    if one["what"] == "asked":
        return change_text(one["list"], one["code"], one["change"])
    name = LISTS.get(one["list"], one["list"])
    said = {"list": name, "before": one["before"] or "–", "after": one["after"]}
    return _("The list of %(list)s is version %(after)s; it was %(before)s.") % said
