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
from vigil.outlook.results.agreement_sets import explanation, sets_of_cells, sets_of_panel
from vigil.outlook.results.assessment_cells import AssessedCell, cells_of_panel
from vigil.outlook.results.cell_pages import answered_each, by_name, left_out, scores_map
from vigil.outlook.results.csv_files import csv_of
from vigil.outlook.results.figures import figures_of
from vigil.outlook.results.public import PublicPanel
from vigil.outlook.results.summary import methods_of, summary_rows, weights_sentence
from vigil.outlook.results.tables import experts_answered_each, result_rows
from vigil.outlook.results.views.cells import terms_by_list
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
    """List the assessments and the panels with public results, newest first."""
    panels = list(public_results.published_panels().select_related("assessment"))
    assessments = {one.assessment_id: one.assessment for one in panels if _shown(one)}
    context = {
        "panels": [one for one in panels if not _shown(one)],
        "assessments": list(assessments.values()),
    }
    return render(request, "outlook/results/list.html", context)


def _shown(panel: Panel) -> bool:
    """Return whether the assessment of a panel is shown: there is one, and it is not withheld."""
    return panel.assessment is not None and not panel.assessment.withheld


@cache_control(no_cache=True)
@require_safe
def panel(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the results of a panel: a summary first, and the details of each question behind it.

    The cells of a region are shown as one figure, with pages by country and by term.
    """
    found = _panel_or_404(uid)
    told = public_results.published_without_cells(found)
    if told is None:
        raise Http404
    cells = cells_of_panel(found) if found.assessment_id is not None else []
    context = {
        "panel": found,
        "told": told,
        "breaks": [break_text(one) for one in found.breaks],
        **(_of_region(found, cells) if cells else {}),
        **_of_questions(told),
        "answered": answered_each(cells) if cells else experts_answered_each(told),
        "agreements": [*sets_of_cells(found, cells), *sets_of_panel(told)],
        "alpha_says": explanation(),
        "weights": weights_sentence(found, told.experts),
        "scores": public_results.pooled_scores(found),
        "outcome": calibration.calibration_of_pooled(told),
    }
    return render(request, "outlook/results/panel.html", context)


def _of_region(panel: Panel, cells: list[AssessedCell]) -> dict[str, Any]:
    """Return the figure of a region, and its countries and terms for links."""
    assert panel.assessment is not None  # it has cells
    asked = panel.questions.filter(term__isnull=False, withheld=[])
    return {
        "map": scores_map(panel, cells),
        "countries": by_name(set(asked.values_list("place", flat=True))),
        "terms": terms_by_list(panel.assessment),
        "left_out": left_out(asked.count(), cells),
    }


def _of_questions(told: PublicPanel) -> dict[str, Any]:
    """Return the questions that are no cells: their summary, figures and details."""
    quotes = public_results.quotes_of(told)
    columns = current()
    bearing = {
        one.question.pk: killings_related_to_question(columns, one.question)
        for one in told.questions
    }
    return {
        "summary": summary_rows(told),
        "figures": figures_of(told),
        "methods": methods_of(
            (result.method, result.version) for one in told.questions for result in one.results
        ),
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
        "quoted": bool(quotes),
    }


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
    told = public_results.published(_panel_or_404(uid))
    if told is None:
        raise Http404
    return told


def _panel_or_404(uid: str) -> Panel:
    found = Panel.objects.filter(uid=uid).select_related("follows", "assessment").first()
    if found is None:
        raise Http404
    return found


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
