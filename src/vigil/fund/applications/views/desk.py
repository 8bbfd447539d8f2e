"""Applications at the desk: the list, and one application with everything done about it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
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
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.applications.desk_forms import (
    AssignForm,
    DetermineForm,
    OpenFileForm,
    ThisDecisionForm,
    UnassignForm,
)
from vigil.fund.applications.verbs import determining, stating_conditions
from vigil.fund.calls.answers_in_words import displayed_answers
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.versions import form_of
from vigil.fund.models import Application, ApplicationFile, Determination
from vigil.fund.overview import queries
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms.desk import ReasonForm
from vigil.fund.payments.money import format_amount
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.agreement import agreement
from vigil.fund.reviews.forms import RemarkForm
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def application(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show an application with its sealed text closed, and do what is asked about it."""
    found: Application = found_or_404(queries.applications_for(person(request)), uid=uid)
    acts = ACTS if found.determinations.exists() else ACTS_BEFORE_DECISION
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(ScreenState())
    address = reverse("desk_fund:application", args=[uid])
    return act_named(request, found, acts, show=show, back=address)


def opened_answers(found: Application, by: User, why: str) -> dict[str, Any]:
    """Return the opened answers for the screen; the identity only if the user may see it."""
    told = reviewing.open_application(found, by=by, why=why)
    language = get_language() or "en"
    form = form_of(found)
    identity = None
    if told.identity is not None:
        identity = displayed_answers(form, told.identity, language)
    return {"answers": displayed_answers(form, told.answers, language), "identity": identity}


def opened_file(row: ApplicationFile, by: User, why: str) -> HttpResponseBase:
    """Return a file as a download with a neutral name."""
    content, kind = reviewing.open_file(row, by=by, why=why), Kind(row.kind)
    return download(content, kind.media_type, f"file-{row.pk}{kind.suffix}")


def opened_reviews(found: Application, by: User, why: str) -> dict[str, Any]:
    """Return the opened comments of reviewers and the discussion."""
    return {"said": reviewing.open_reviews(found, by=by, why=why)}


def agreement_of(found: Application, by: User) -> dict[str, Any]:
    """Return the points of the reviews; nothing until the user may see reviews."""
    if not review_queries.may_see_reviews(found, by):
        return {"agreement": None, "criteria": [], "reviews": []}
    reviews = review_queries.submitted(found)
    agreed = agreement(found.call.rubric, [one.scores for one in reviews])
    language = get_language() or "en"
    return {
        "agreement": agreed,
        "criteria": [(in_language(one.label, language), one) for one in agreed.criteria],
        "reviews": list(zip(reviews, agreed.totals, strict=False)),
    }


def _asked(found: Application) -> str:
    return format_amount(found.minor, found.currency) if found.minor and found.currency else ""


def _open_decision(application: Application, data: Data, by: User) -> dict[str, Any]:
    newest = determining.newest_determination(application)
    if newest is None:
        return {}
    return {"decision": determining.open_determination(newest, by=by, why=data["why"])}


def _determine(application: Application, data: Data, by: User) -> None:
    if data.pop("conditions"):
        stating_conditions.state_conditions(application, by=by)
    determining.determine(application, by=by, **data)


def _agree(application: Application, data: Data, by: User) -> None:
    if shown := _shown(application, data):
        determining.agree(shown, by=by)


def _release(application: Application, data: Data, by: User) -> None:
    if shown := _shown(application, data):
        determining.release_determination(shown, by=by)


def _shown(application: Application, data: Data) -> Determination | None:
    """Return the decision that the form was shown with: the verbs refuse one that was replaced."""
    if data["decision"]:
        return application.determinations.filter(uid=data["decision"]).first()
    return determining.newest_determination(application)


def _newest(application: Application) -> dict[str, Any]:
    newest = determining.newest_determination(application)
    return {"decision": newest.uid if newest else ""}


ACTS_BEFORE_DECISION: Final[Mapping[str, Act[Application]]] = {
    "open": Act(
        form=ReasonForm,
        verb=lambda application, data, by: opened_answers(application, by, data["why"]),
    ),
    "open_file": Act(
        form=OpenFileForm,
        verb=lambda _application, data, by: opened_file(data["file"], by, data["why"]),
        form_arguments=lambda application, by: {"rows": review_queries.files_for(application, by)},
    ),
    "assign": Act(
        form=AssignForm,
        verb=lambda application, data, by: reviewing.assign(application, data["reviewer"], by=by),
        done=_("Given to the reviewer."),
        form_arguments=lambda application, _by: {"rows": review_queries.candidates(application)},
    ),
    "take_back": Act(
        form=UnassignForm,
        verb=lambda _application, data, by: reviewing.take_back_review(
            data["review"], data["why"], by=by
        ),
        done=_("Taken back from the reviewer."),
        form_arguments=lambda application, _by: {"rows": review_queries.unsubmitted(application)},
    ),
    "open_reviews": Act(
        form=ReasonForm,
        verb=lambda application, data, by: opened_reviews(application, by, data["why"]),
    ),
    "remark": Act(
        form=RemarkForm,
        verb=lambda application, data, by: reviewing.remark(application, data["text"], by=by),
        done=_("Kept."),
    ),
    "determine": Act(
        form=DetermineForm,
        verb=_determine,
        done=_("Proposed. A second officer has to agree; the applicant hears nothing before."),
    ),
}
"""What an officer does with an application that nobody has decided on."""
ACTS: Final[Mapping[str, Act[Application]]] = {
    **ACTS_BEFORE_DECISION,
    "agree": Act(
        form=ThisDecisionForm,
        verb=_agree,
        done=_("You agreed. It can be released now."),
        initial=_newest,
        recent=True,
    ),
    "open_decision": Act(form=ReasonForm, verb=_open_decision),
    "release": Act(
        form=ThisDecisionForm,
        verb=_release,
        done=_("Released: the applicant reads it on their page."),
        initial=_newest,
    ),
}


def _show(
    request: HttpRequest,
    found: Application,
    acts: Mapping[str, Act[Application]],
    screen: ScreenState,
) -> HttpResponseBase:
    by = person(request)
    found = Application.objects.select_related("call", "party").get(pk=found.pk)
    newest = determining.newest_determination(found)
    is_told = newest is not None and determining.is_released(newest)
    context = {
        "application": found,
        "party": found.party,
        "title": in_language(found.call.title, get_language() or "en"),
        "asked": _asked(found),
        "forms": forms_of(acts, found, by, screen),
        "screen": screen,
        "files": list(review_queries.files_for(found, by)),
        "unwritten": review_queries.unsubmitted(found).exists(),
        "given": list(found.reviews.select_related("reviewer")),
        "sees_reviews": review_queries.may_see_reviews(found, by),
        "all_in": review_queries.all_reviews_submitted(found),
        "alike": []
        if found.party.is_removed
        else party_queries.matching_parties(found.party, by=by),
        "determination": newest,
        "is_told": is_told,
        "to_decide": (found.state != "withdrawn" and not is_told) or found.outcome == "reserve",
        "how_to_tell": determining.how_to_notify(newest) if newest else "",
        "places": determining.places_left(found.call),
        "grant": getattr(found, "grant", None),
        "decisions": queries.decisions_on(determining.KIND, found.uid),
        **agreement_of(found, by),
    }
    return render(request, "fund/applications/application.html", context, status=screen.status)
