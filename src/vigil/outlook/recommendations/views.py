"""Desk pages of responses and recommendations."""

from collections.abc import Mapping
from typing import Final

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, act_named, forms_of, found_or_404
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.consultations.code_lists import code_name, code_names
from vigil.outlook.consultations.forms import EmptyForm, IrreversibleForm
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.consultations.verbs.editing import CHAIR
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
    """List the responses, the newest first."""
    rows = [(row, code_name("levels", row.level)) for row in Response.objects.all()]
    return render(request, "outlook/recommendations/responses.html", {"rows": rows})


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def new_response(request: HttpRequest) -> HttpResponseBase:
    """Show the form for a new response, and create it."""
    return form_screen(request, None, NEW_RESPONSE, "outlook/recommendations/new_response.html")


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def response(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a response; edit, publish or withdraw it."""
    found: Response = found_or_404(Response.objects.all(), uid=uid)

    def show(screen: ScreenState) -> HttpResponseBase:
        now = found_or_404(Response.objects.all(), pk=found.pk)
        codes = {name: getattr(now, name) for name in responses.LISTS} | {"levels": [now.level]}
        context = {
            "response": now,
            "codes": code_names(codes),
            "sources": [(one, Response.Grade(one["grade"]).label) for one in now.sources],
            "statements": now.statements.select_related("consultation"),
            "forms": forms_of(RESPONSE_ACTS, now, person(request), screen),
            "screen": screen,
            "decisions": decisions_on(responses.KIND, now.uid),
        }
        return render(
            request, "outlook/recommendations/response.html", context, status=screen.status
        )

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_consultations:response", args=[uid])
    return act_named(request, found, RESPONSE_ACTS, show=show, back=back)


@room_view(CHAIR)
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponseBase:
    """List the recommendations. Those with an overdue follow-up come first."""
    rows = Recommendation.objects.order_by(F("look_on").asc(nulls_last=True), "number")
    late = set(recommendation_verbs.overdue().values_list("pk", flat=True))
    told = [(row, code_name("levels", row.level), row.pk in late) for row in rows]
    context = {"rows": told, "late": len(late), "today": timezone.localdate()}
    return render(request, "outlook/recommendations/list.html", context)


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def new_recommendation(request: HttpRequest) -> HttpResponseBase:
    """Show the form for a new recommendation, and create it."""
    return form_screen(request, None, NEW_RECOMMENDATION, "outlook/recommendations/new.html")


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def recommendation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a recommendation; edit and publish it, and record follow-ups."""
    found: Recommendation = found_or_404(Recommendation.objects.all(), uid=uid)

    def show(screen: ScreenState) -> HttpResponseBase:
        now = found_or_404(Recommendation.objects.all(), pk=found.pk)
        today = timezone.localdate()
        context = {
            "recommendation": now,
            "level": code_name("levels", now.level),
            "late": now.state == Standing.PUBLISHED and bool(now.look_on and now.look_on <= today),
            "statements": now.statements.select_related("consultation"),
            "tried": now.responses.all(),
            "follow_ups": now.follow_ups.select_related("by"),
            "forms": forms_of(RECOMMENDATION_ACTS, now, person(request), screen),
            "screen": screen,
            "decisions": decisions_on(recommendation_verbs.KIND, now.uid),
        }
        return render(
            request, "outlook/recommendations/recommendation.html", context, status=screen.status
        )

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_consultations:recommendation", args=[uid])
    return act_named(request, found, RECOMMENDATION_ACTS, show=show, back=back)


NEW_RESPONSE: Final[Act[None]] = Act(
    form=ResponseForm,
    verb=lambda _none, data, by: responses.make_response(by=by, **data),
    next=lambda _none, made: reverse("desk_consultations:response", args=[made.uid]),
)
RESPONSE_ACTS: Final[Mapping[str, Act[Response]]] = {
    "edit": Act(
        form=ResponseForm,
        initial=initial_of_response,
        verb=lambda found, data, by: responses.edit_response(found, by=by, **data),
        done=_("Kept."),
    ),
    "publish": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: responses.publish_response(found, by=by),
        done=_("Published."),
    ),
    "withdraw": Act(
        form=IrreversibleForm,
        verb=lambda found, data, by: responses.withdraw_response(found, data["why"], by=by),
        done=_("Withdrawn."),
    ),
}
"""The acts of a chair on a response."""

NEW_RECOMMENDATION: Final[Act[None]] = Act(
    form=RecommendationForm,
    verb=lambda _none, data, by: recommendation_verbs.make_recommendation(by=by, **data),
    next=lambda _none, made: reverse("desk_consultations:recommendation", args=[made.uid]),
)
RECOMMENDATION_ACTS: Final[Mapping[str, Act[Recommendation]]] = {
    "edit": Act(
        form=RecommendationForm,
        initial=initial_of_recommendation,
        verb=lambda found, data, by: recommendation_verbs.edit_recommendation(found, by=by, **data),
        done=_("Kept."),
    ),
    "publish": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: recommendation_verbs.publish_recommendation(found, by=by),
        done=_("Published. From now on it is followed."),
    ),
    "follow": Act(
        form=FollowUpForm,
        initial=lambda _found: {"on": timezone.localdate()},
        verb=lambda found, data, by: recommendation_verbs.follow_up(found, by=by, **data),
        done=_("Kept."),
    ),
    "withdraw": Act(
        form=IrreversibleForm,
        verb=lambda found, data, by: recommendation_verbs.withdraw_recommendation(
            found, data["why"], by=by
        ),
        done=_("Withdrawn."),
    ),
}
"""The acts of a chair on a recommendation."""
