"""A reviewer's desk: their applications, and one application to read and review on one page."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

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
from vigil.desk.screens.labels import country_name
from vigil.files import Kind
from vigil.fund.access.rules import REVIEW
from vigil.fund.applications.views.desk import (
    agreement_of,
    opened_reviews,
)
from vigil.fund.calls.answers_in_words import displayed_answers
from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import ApplicationFile, Call, Review
from vigil.fund.overview.waiting.lines import until
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.reviews import progress
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.forms import (
    ConflictsForm,
    DeclineForm,
    OpenFileInSetForm,
    RemarkForm,
    ReviewDraftForm,
    ReviewForm,
)
from vigil.fund.reviews.verbs import drafting, reading, reviewing, stating_conflicts
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download


def _conflicts_stated(n: int) -> str:
    return ngettext(
        "%(n)d application given back. You see nothing of the applicant any more.",
        "%(n)d applications given back. You see nothing of the applicants any more.",
        n,
    ) % {"n": n}


def _own_unwritten(call: Call | None, by: User) -> dict[str, Any]:
    mine = review_queries.to_review(by).filter(state=Review.State.ASSIGNED)
    mine = mine.filter(application__call=call).select_related("application__party")
    return {
        "choices": [
            (one.uid, " · ".join(filter(None, (one.application.code, _country(one)))))
            for one in mine.order_by("application__number")
        ]
    }


def _country(review: Review) -> str:
    code = review.application.party.country
    return country_name(code) if code else ""


def _days_left(review: Review) -> str:
    if review.state != Review.State.ASSIGNED or review.due_on is None:
        return ""
    return until(review.due_on, timezone.localdate())


LIST_ACTS: Final[Mapping[str, Act[Call]]] = {
    "reason": Act(
        form=ReasonForm,
        verb=lambda call, data, by: reading.state_reason(call, data["why"], by=by),
        done=_("Your reason is valid for eight hours."),
        next=lambda call, _row: _address_of_first(call, _row.user),
    ),
    "conflicts": Act(
        form=ConflictsForm,
        verb=lambda call, data, by: stating_conflicts.state_conflicts(call, data["reviews"], by=by),
        done=_conflicts_stated,
        form_arguments=_own_unwritten,
    ),
}
"""What a reviewer does with all their applications of a call."""


def _address_of_first(call: Call, user: User) -> str:
    mine = review_queries.to_review(user).filter(application__call=call)
    first = mine.filter(state=Review.State.ASSIGNED).order_by("application__number").first()
    return reverse("desk_fund:review", args=[first.uid]) if first else reverse("desk_fund:reviews")


@room_view(REVIEW)
@require_http_methods(READ_AND_ACT)
def listed(request: HttpRequest) -> HttpResponseBase:
    """List a reviewer's applications by call, number and country, never by name."""
    by = person(request)
    show = partial(_show_list, request)
    if request.method != "POST":
        return show(ScreenState())
    mine = review_queries.to_review(by).values("application__call")
    call = found_or_404(Call.objects.filter(pk__in=mine), slug=request.POST.get("call", ""))
    return act_named(request, call, LIST_ACTS, show=show, back=reverse("desk_fund:reviews"))


def _show_list(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by, language = person(request), get_language() or "en"
    posted = request.POST.get("call", "")
    groups = []
    rows = review_queries.to_review(by).select_related("application__party")
    for of_call in progress.by_call(rows.order_by("state", "due_on", "application__number")):
        state = screen if of_call.call.slug == posted else ScreenState()
        groups.append(
            {
                "progress": of_call,
                "title": in_language(of_call.call.title, language),
                "ends": reading.reason_ends_at(of_call.call, by),
                "forms": forms_of(LIST_ACTS, of_call.call, by, state),
                "rows": [
                    (one, _country(one), progress.is_late(one), _days_left(one))
                    for one in of_call.reviews
                ],
            }
        )
    context = {"groups": groups, "screen": screen, "today": timezone.localdate()}
    return render(request, "fund/reviews/reviews.html", context, status=screen.status)


@room_view(REVIEW)
@require_http_methods(READ_AND_ACT)
def review(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one application to its reviewer, and do what is asked about it."""
    found: Review = found_or_404(review_queries.to_review(person(request)), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    if request.headers.get("Accept") == "application/json":
        saved = partial(_told_to_the_script, found)
        return act_named(request, found, SAVING, show=saved, back=reverse("desk_fund:reviews"))
    return act_named(request, found, ACTS, show=show, back=reverse("desk_fund:review", args=[uid]))


def _open(review: Review, data: Data, by: User) -> dict[str, Any]:
    reading.state_reason(review.application.call, data["why"], by=by)
    return _read(review, data, by)


def _read(review: Review, data: Data, by: User) -> dict[str, Any]:
    # The draft with it: who reads goes on writing, and the next page would show it closed.
    return _answers(review, by) | _resume(review, data, by)


def _answers(review: Review, by: User) -> dict[str, Any]:
    """Open the answers for the reason in force."""
    told, language = reading.open_in_set(review.application, by=by), get_language() or "en"
    form = review.application.call.form
    identity = None
    if told.identity is not None:
        identity = displayed_answers(form, told.identity, language)
    return {"answers": displayed_answers(form, told.answers, language), "identity": identity}


def _file(row: ApplicationFile, by: User) -> HttpResponseBase:
    content, kind = reading.open_file_in_set(row, by=by), Kind(row.kind)
    return download(content, kind.media_type, f"file-{row.pk}{kind.suffix}")


def _resume(review: Review, _data: Data, by: User) -> dict[str, Any]:
    return {"draft": drafting.open_draft(review, by=by)}


def _save_draft(review: Review, data: Data, by: User) -> dict[str, Any]:
    drafting.save_draft(
        review, data["scores"], data["says"], data["comment"], by=by, seen=data["seen"]
    )
    return _resume(review, data, by)


def _submit(review: Review, data: Data, by: User) -> Review | None:
    drafting.submit_over_draft(
        review, data["scores"], data["says"], data["comment"], by=by, seen=data["seen"]
    )
    return review_queries.next_to_write(review)


def _next(review: Review, following: Review | None) -> str:
    return reverse("desk_fund:review", args=[(following or review).uid])


def _rubric(review: Review, _by: User) -> dict[str, Any]:
    return {"rubric": review.application.call.rubric}


def _files(review: Review, by: User) -> dict[str, Any]:
    return {"rows": review_queries.files_for(review.application, by)}


ACTS: Final[Mapping[str, Act[Review]]] = {
    "open": Act(form=ReasonForm, verb=_open),
    "read": Act(form=EmptyForm, verb=_read),
    "open_file": Act(
        form=OpenFileInSetForm,
        verb=lambda _review, data, by: _file(data["file"], by),
        form_arguments=_files,
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
        next=_next,
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
SAVING: Final[Mapping[str, Act[Review]]] = {"draft": replace(ACTS["draft"], done="")}
"""What the script does while somebody writes."""


def _told_to_the_script(found: Review, screen: ScreenState) -> HttpResponseBase:
    """Answer a draft that was saved in the background: when it was saved, or why not."""
    problems = [str(one) for form in screen.forms.values() for one in _problems(form)]
    at = date_format(timezone.localtime(), "TIME_FORMAT")
    said = {"seen": drafting.stamp(found), "at": at} if screen.status == 200 else {}
    return JsonResponse(
        said | {"problem": screen.problem or " ".join(problems)}, status=screen.status
    )


def _problems(form: BaseForm) -> list[str]:
    return [str(one) for errors in form.errors.values() for one in errors]


def _show(request: HttpRequest, found: Review, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    found = Review.objects.select_related("application__call", "application__party").get(
        pk=found.pk
    )
    application, call = found.application, found.application.call
    forms = forms_of(ACTS, found, by, screen)
    if "draft" in screen.forms:
        forms["submit"] = screen.forms["draft"]
    draft = screen.revealed.get("draft")
    seen = "" if draft is None else drafting.stamp(found)
    forms["submit"].initial.update({"seen": seen} | _initial(draft))
    other = _draft_saved_elsewhere(request, found, screen, forms["submit"])
    reason = reading.reason_in_force(call, by)
    mine = progress.by_call(review_queries.to_review(by).filter(application__call=call))
    context = {
        "review": found,
        "application": application,
        "title": in_language(call.title, get_language() or "en"),
        "country": _country(found),
        "late": progress.is_late(found),
        "progress": mine[0] if mine else None,
        "following": review_queries.next_to_write(found),
        "forms": forms,
        "opened": _still_opened(request, found, screen, reason, by),
        "reason": reason,
        "other_draft": other,
        # What is kept and closed is not written over unseen.
        "closed_draft": drafting.is_begun(found) and draft is None and not forms["submit"].is_bound,
        "screen": screen,
        "files": list(review_queries.files_for(application, by)),
        "sees_reviews": review_queries.may_see_reviews(application, by),
        **agreement_of(application, by),
    }
    return render(request, "fund/reviews/review.html", context, status=screen.status)


def _still_opened(
    request: HttpRequest, found: Review, screen: ScreenState, reason: str, by: User
) -> Mapping[str, Any]:
    """Return the answers: as just opened, or again for what was sent while they were read."""
    if "answers" in screen.revealed:
        return screen.revealed
    if request.method != "POST" or not reason or request.POST.get("reading") != "yes":
        return {}
    try:
        return _answers(found, by)
    except (NotPossible, NotAllowed):
        return {}


def _draft_saved_elsewhere(
    request: HttpRequest, found: Review, screen: ScreenState, form: BaseForm
) -> drafting.ReviewDraft | None:
    """Return the draft of another window, and let the form replace it: now it is seen."""
    if not isinstance(screen.refusal, drafting.DraftChanged):
        return None
    now_seen = request.POST.copy()
    now_seen["seen"] = drafting.stamp(found)
    form.data = now_seen
    return drafting.open_draft(found, by=person(request))


def _initial(draft: drafting.ReviewDraft | None) -> dict[str, Any]:
    """Return the values of a draft for the review form."""
    if draft is None:
        return {}
    points = {f"points-{key}": n for key, n in draft.scores.items()}
    return points | {"says": draft.says, "comment": draft.comment}
