"""Reviews at the desk: the reviewer's list, and one application to review."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.fund.access.rules import REVIEW
from vigil.fund.applications.desk_forms import OpenFileForm
from vigil.fund.applications.views.desk import (
    agreement_of,
    opened_answers,
    opened_file,
    opened_reviews,
)
from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import Review
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.forms import DeclineForm, RemarkForm, ReviewDraftForm, ReviewForm
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.trust.models import User


@room_view(REVIEW)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List a reviewer's applications by number and call, never by name."""
    language = get_language() or "en"
    mine = review_queries.to_review(person(request))
    rows = [(one, in_language(one.application.call.title, language)) for one in mine]
    return render(request, "fund/reviews/reviews.html", {"rows": rows})


@room_view(REVIEW)
@require_http_methods(READ_AND_ACT)
def review(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one application to its reviewer, and do what is asked about it."""
    found: Review = found_or_404(review_queries.to_review(person(request)), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=reverse("desk_fund:review", args=[uid]))


def _open(review: Review, data: Data, by: User) -> dict[str, Any]:
    # The draft with it: who reads goes on writing, and the next page would show it closed.
    return opened_answers(review.application, by, data["why"]) | _resume(review, data, by)


def _resume(review: Review, _data: Data, by: User) -> dict[str, Any]:
    return {"draft": drafting.open_draft(review, by=by)}


def _save_draft(review: Review, data: Data, by: User) -> dict[str, Any]:
    drafting.save_draft(review, data["scores"], data["says"], data["comment"], by=by)
    return _resume(review, data, by)


def _submit(review: Review, data: Data, by: User) -> None:
    reviewing.submit_review(review, data["scores"], data["says"], data["comment"], by=by)


def _rubric(review: Review, _by: User) -> dict[str, Any]:
    return {"rubric": review.application.call.rubric}


ACTS: Final[Mapping[str, Act[Review]]] = {
    "open": Act(form=ReasonForm, verb=_open),
    "open_file": Act(
        form=OpenFileForm,
        verb=lambda _review, data, by: opened_file(data["file"], by, data["why"]),
        form_arguments=lambda review, by: {
            "rows": review_queries.files_for(review.application, by)
        },
    ),
    "resume": Act(form=EmptyForm, verb=_resume),
    "draft": Act(
        form=ReviewDraftForm,
        verb=_save_draft,
        done=_("Saved as a draft, for you alone."),
        form_arguments=_rubric,
    ),
    "submit": Act(
        form=ReviewForm,
        verb=_submit,
        done=_("Your review is in. It stands."),
        form_arguments=_rubric,
    ),
    "decline": Act(
        form=DeclineForm,
        verb=lambda review, data, by: reviewing.decline_review(
            review, data["why"], by=by, interest=data["interest"]
        ),
        done=_("Given back."),
        next=lambda _review, _declined: reverse("desk_fund:reviews"),
    ),
    "open_reviews": Act(
        form=ReasonForm,
        verb=lambda review, data, by: opened_reviews(review.application, by, data["why"]),
    ),
    "remark": Act(
        form=RemarkForm,
        verb=lambda review, data, by: reviewing.remark(review.application, data["text"], by=by),
        done=_("Kept."),
    ),
}
"""What a reviewer does with an application that was given to them."""


def _show(request: HttpRequest, found: Review, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    found = Review.objects.select_related("application__call").get(pk=found.pk)
    application = found.application
    forms = forms_of(ACTS, found, by, screen)
    if "draft" in screen.forms:
        forms["submit"] = screen.forms["draft"]
    draft = screen.revealed.get("draft")
    forms["submit"].initial.update(_initial(draft))
    context = {
        "review": found,
        "application": application,
        "title": in_language(application.call.title, get_language() or "en"),
        "forms": forms,
        # What is kept and closed is not written over unseen.
        "closed_draft": drafting.is_begun(found) and draft is None and not forms["submit"].is_bound,
        "screen": screen,
        "files": list(review_queries.files_for(application, by)),
        "sees_reviews": review_queries.may_see_reviews(application, by),
        **agreement_of(application, by),
    }
    return render(request, "fund/reviews/review.html", context, status=screen.status)


def _initial(draft: drafting.ReviewDraft | None) -> dict[str, Any]:
    """Return the values of a draft for the review form."""
    if draft is None:
        return {}
    points = {f"points-{key}": n for key, n in draft.scores.items()}
    return points | {"says": draft.says, "comment": draft.comment}
