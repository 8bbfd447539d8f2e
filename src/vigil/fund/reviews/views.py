"""What a reviewer sees: what is theirs to review, and one application without who applies."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.applications.views.desk import agreement_of, opened_answers, opened_file, said_of
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.forms import (
    DeclineForm,
    OpenFileForm,
    RemarkForm,
    ReviewDraftForm,
    ReviewForm,
)
from vigil.fund.models import Review
from vigil.fund.overview.acts import READING_WRITING, Act, Told, acted, forms_of, found_or_404
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.fund.reviews.verbs.reviewing import REVIEW
from vigil.trust.models import User


@room_view(REVIEW)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List what is given to a reviewer: by number and call, never by name."""
    language = get_language() or "en"
    mine = reviewing.to_review(person(request))
    rows = [(one, in_language(one.application.call.title, language)) for one in mine]
    return render(request, "fund/reviews/reviews.html", {"rows": rows})


@room_view(REVIEW)
@require_http_methods(READING_WRITING)
def review(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one application to its reviewer, and do what is asked about it."""
    by = person(request)
    found: Review = found_or_404(reviewing.to_review(by), uid=uid)
    acts = _acts(found, by)

    def show(told: Told) -> HttpResponseBase:
        return _show(request, found, acts, told)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:review", args=[uid]))


def _acts(found: Review, by: User) -> dict[str, Act]:
    application = found.application
    rubric = application.call.rubric

    def opened(said: dict[str, Any]) -> dict[str, Any]:
        # The draft with it: who reads goes on writing, and the next page would show it closed.
        return opened_answers(application, by, said["why"]) | resumed({})

    def resumed(_said: dict[str, Any]) -> dict[str, Any]:
        return {"draft": drafting.open_draft(found, by=by)}

    def saved(said: dict[str, Any]) -> dict[str, Any]:
        drafting.save_draft(found, said["scores"], said["says"], said["comment"], by=by)
        return resumed({})

    def submitted(said: dict[str, Any]) -> None:
        reviewing.submit_review(found, said["scores"], said["says"], said["comment"], by=by)

    def declined(said: dict[str, Any]) -> str:
        reviewing.decline_review(found, said["why"], by=by, interest=said["interest"])
        return reverse("desk_fund:reviews")

    def others(said: dict[str, Any]) -> dict[str, Any]:
        return said_of(application, by, said["why"])

    def remarked(said: dict[str, Any]) -> None:
        reviewing.remark(application, said["text"], by=by)

    def file(said: dict[str, Any]) -> HttpResponseBase:
        return opened_file(said["file"], by, said["why"])

    return {
        "open": Act(ReasonForm, opened),
        "open_file": Act(partial(OpenFileForm, rows=reviewing.files_for(application, by)), file),
        "resume": Act(EmptyForm, resumed),
        "draft": Act(
            partial(ReviewDraftForm, rubric=rubric),
            saved,
            _("Saved as a draft, for you alone."),
        ),
        "submit": Act(
            partial(ReviewForm, rubric=rubric), submitted, _("Your review is in. It stands.")
        ),
        "decline": Act(DeclineForm, declined, _("Given back.")),
        "open_reviews": Act(ReasonForm, others),
        "remark": Act(RemarkForm, remarked, _("Kept.")),
    }


def _show(
    request: HttpRequest, found: Review, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    by = person(request)
    found = Review.objects.select_related("application__call").get(pk=found.pk)
    application = found.application
    forms = forms_of(acts, told, {"submit": _initial(told.opened.get("draft"))})
    if "draft" in told.forms:
        forms["submit"] = told.forms["draft"]
    context = {
        "review": found,
        "application": application,
        "title": in_language(application.call.title, get_language() or "en"),
        "forms": forms,
        # What is kept and closed is not written over unseen.
        "closed_draft": drafting.is_begun(found)
        and told.opened.get("draft") is None
        and not forms["submit"].is_bound,
        "told": told,
        "files": list(reviewing.files_for(application, by)),
        "sees_reviews": reviewing.may_see_reviews(application, by),
        **agreement_of(application, by),
    }
    return render(request, "fund/reviews/review.html", context, status=told.status)


def _initial(draft: drafting.ReviewDraft | None) -> dict[str, Any]:
    """Return what stands in the form of a review that was begun."""
    if draft is None:
        return {}
    points = {f"points-{key}": n for key, n in draft.scores.items()}
    return points | {"says": draft.says, "comment": draft.comment}
