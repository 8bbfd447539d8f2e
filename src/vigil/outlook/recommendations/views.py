"""Desk pages of responses and recommendations."""

from functools import partial
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import READING_WRITING, Act, Told, acted, begun, forms_of, found_or_404
from vigil.outlook.consultations.code_lists import code_name, code_names
from vigil.outlook.consultations.forms import EmptyForm, IrreversibleForm
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.consultations.verbs.editing_and_publishing import CHAIR
from vigil.outlook.models import Recommendation, Response, Standing
from vigil.outlook.recommendations.forms import (
    FollowUpForm,
    RecommendationForm,
    ResponseForm,
    initial_of_recommendation,
    initial_of_response,
)
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.outlook.recommendations.verbs import responses


@room_view(CHAIR)
@require_safe
def response_list(request: HttpRequest) -> HttpResponseBase:
    """List what was tried, the newest first."""
    rows = [(row, code_name("levels", row.level)) for row in Response.objects.all()]
    return render(request, "outlook/recommendations/responses.html", {"rows": rows})


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def new_response(request: HttpRequest) -> HttpResponseBase:
    """Write down what was tried."""
    form = ResponseForm(request.POST if request.method == "POST" else None)
    make = partial(responses.make_response, by=person(request))
    there, status = begun(form, make, "desk_consultations:response")
    if there is not None:
        return there
    return render(
        request, "outlook/recommendations/new_response.html", {"form": form}, status=status
    )


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def response(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show what was tried, change, publish or withdraw it."""
    by = person(request)
    found: Response = found_or_404(Response.objects.all(), uid=uid)
    acts = {
        "edit": Act(
            ResponseForm,
            lambda said: _done(responses.edit_response(found, by=by, **said)),
            _("Kept."),
        ),
        "publish": Act(
            EmptyForm, lambda said: _done(responses.publish_response(found, by=by)), _("Published.")
        ),
        "withdraw": Act(
            IrreversibleForm,
            lambda said: _done(responses.withdraw_response(found, said["why"], by=by)),
            _("Withdrawn."),
        ),
    }

    def show(told: Told) -> HttpResponseBase:
        now = found_or_404(Response.objects.all(), pk=found.pk)
        codes = {name: getattr(now, name) for name in responses.LISTS} | {"levels": [now.level]}
        context = {
            "response": now,
            "codes": code_names(codes),
            "sources": [(one, Response.Grade(one["grade"]).label) for one in now.sources],
            "statements": now.statements.select_related("consultation"),
            "forms": forms_of(acts, told, {"edit": initial_of_response(now)}),
            "told": told,
            "decisions": decisions_on(responses.KIND, now.uid),
        }
        return render(request, "outlook/recommendations/response.html", context, status=told.status)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_consultations:response", args=[uid]))


@room_view(CHAIR)
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponseBase:
    """List the recommendations: those at which somebody should have looked come first."""
    rows = Recommendation.objects.order_by(F("look_on").asc(nulls_last=True), "number")
    late = set(recommendation_verbs.overdue().values_list("pk", flat=True))
    told = [(row, code_name("levels", row.level), row.pk in late) for row in rows]
    context = {"rows": told, "late": len(late), "today": timezone.localdate()}
    return render(request, "outlook/recommendations/list.html", context)


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def new_recommendation(request: HttpRequest) -> HttpResponseBase:
    """Write a recommendation."""
    form = RecommendationForm(request.POST if request.method == "POST" else None)
    make = partial(recommendation_verbs.make_recommendation, by=person(request))
    there, status = begun(form, make, "desk_consultations:recommendation")
    if there is not None:
        return there
    context = {"form": form}
    return render(request, "outlook/recommendations/new.html", context, status=status)


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def recommendation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a recommendation, change and publish it, and note what became of it."""
    by = person(request)
    found: Recommendation = found_or_404(Recommendation.objects.all(), uid=uid)

    def followed(cleaned: dict[str, Any]) -> None:
        recommendation_verbs.follow_up(found, by=by, **cleaned)

    acts = {
        "edit": Act(
            RecommendationForm,
            lambda said: _done(recommendation_verbs.edit_recommendation(found, by=by, **said)),
            _("Kept."),
        ),
        "publish": Act(
            EmptyForm,
            lambda said: _done(recommendation_verbs.publish_recommendation(found, by=by)),
            _("Published. From now on it is followed."),
        ),
        "follow": Act(FollowUpForm, followed, _("Kept.")),
        "withdraw": Act(
            IrreversibleForm,
            lambda said: _done(
                recommendation_verbs.withdraw_recommendation(found, said["why"], by=by)
            ),
            _("Withdrawn."),
        ),
    }

    def show(told: Told) -> HttpResponseBase:
        now = found_or_404(Recommendation.objects.all(), pk=found.pk)
        today = timezone.localdate()
        initial = {"edit": initial_of_recommendation(now), "follow": {"on": today}}
        context = {
            "recommendation": now,
            "level": code_name("levels", now.level),
            "late": now.state == Standing.PUBLISHED and bool(now.look_on and now.look_on <= today),
            "statements": now.statements.select_related("consultation"),
            "tried": now.responses.all(),
            "follow_ups": now.follow_ups.select_related("by"),
            "forms": forms_of(acts, told, initial),
            "told": told,
            "decisions": decisions_on(recommendation_verbs.KIND, now.uid),
        }
        return render(
            request, "outlook/recommendations/recommendation.html", context, status=told.status
        )

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_consultations:recommendation", args=[uid]))


def _done(_made: object) -> None:
    """Let the screen be asked for again, whatever a verb returned."""
