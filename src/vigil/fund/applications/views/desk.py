"""Applications at the desk: the list, one of them, its files, its reviews, what comes of it."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import determining
from vigil.fund.calls import forms as call_forms
from vigil.fund.calls.form_definition import displayed_answers, in_language
from vigil.fund.models import Application, ApplicationFile
from vigil.fund.overview import queries
from vigil.fund.overview.acts import READING_WRITING, Act, Told, acted, forms_of, found_or_404
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.payments.money import format_amount
from vigil.fund.reviews.agreement import agreement
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download

PAGE = 50


@room_view(WORK)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the applications that were sent, the newest first."""
    filters = call_forms.ApplicationFilter(request.GET)
    rows = queries.applications_for(person(request))
    if filters.is_valid():
        asked = filters.cleaned_data
        chosen = {name: asked[name] for name in ("call", "state", "outcome", "theme")}
        rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.reviews_in(page.object_list)
    themes = dict(call_forms.themes())
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            (row, counts.get(row.pk, 0), themes.get(row.theme, ""), _asked(row))
            for row in page.object_list
        ],
    }
    return render(request, "fund/applications/applications.html", context)


@room_view(WORK)
@require_http_methods(READING_WRITING)
def application(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show an application, sealed as it is, and do what is asked about it."""
    by = person(request)
    found: Application = found_or_404(queries.applications_for(by), uid=uid)
    acts = _acts(found, by)

    def show(told: Told) -> HttpResponseBase:
        return _show(request, found, acts, told)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:application", args=[uid]))


def opened_answers(found: Application, by: User, why: str) -> dict[str, Any]:
    """Return what an application says, as a screen shows it; who it is only where that is seen."""
    told = reviewing.open_application(found, by=by, why=why)
    language = get_language() or "en"
    form = found.call.form
    identity = None
    if told.identity is not None:
        identity = displayed_answers(form, told.identity, language)
    return {"answers": displayed_answers(form, told.answers, language), "identity": identity}


def opened_file(row: ApplicationFile, by: User, why: str) -> HttpResponseBase:
    """Give a file out, under a name that says nothing."""
    content, kind = reviewing.open_file(row, by=by, why=why), Kind(row.kind)
    return download(content, kind.media_type, f"file-{row.pk}{kind.suffix}")


def said_of(found: Application, by: User, why: str) -> dict[str, Any]:
    """Return what reviewers and others said in words, as a screen shows it."""
    said = reviewing.open_reviews(found, by=by, why=why)
    return {"said": said}


def agreement_of(found: Application, by: User) -> dict[str, Any]:
    """Return what a screen shows of the points: nothing before somebody may see the reviews."""
    if not reviewing.may_see_reviews(found, by):
        return {"agreement": None, "criteria": [], "reviews": []}
    reviews = reviewing.submitted(found)
    agreed = agreement(found.call.rubric, [one.scores for one in reviews])
    language = get_language() or "en"
    return {
        "agreement": agreed,
        "criteria": [(in_language(one.label, language), one) for one in agreed.criteria],
        "reviews": list(zip(reviews, agreed.totals, strict=False)),
    }


def _asked(found: Application) -> str:
    return format_amount(found.minor, found.currency) if found.minor and found.currency else ""


def _acts(found: Application, by: User) -> dict[str, Act]:
    def opened(said: dict[str, Any]) -> dict[str, Any]:
        return opened_answers(found, by, said["why"])

    def file(said: dict[str, Any]) -> HttpResponseBase:
        return opened_file(said["file"], by, said["why"])

    def assigned(said: dict[str, Any]) -> None:
        reviewing.assign(found, said["reviewer"], by=by)

    def taken_back(said: dict[str, Any]) -> None:
        reviewing.take_back_review(said["review"], said["why"], by=by)

    def reviews(said: dict[str, Any]) -> dict[str, Any]:
        return said_of(found, by, said["why"])

    def remarked(said: dict[str, Any]) -> None:
        reviewing.remark(found, said["text"], by=by)

    def decided(said: dict[str, Any]) -> None:
        determining.determine(found, by=by, **said)

    def decision(said: dict[str, Any]) -> dict[str, Any]:
        newest = determining.newest_determination(found)
        return (
            {"decision": determining.open_determination(newest, by=by, why=said["why"])}
            if (newest)
            else {}
        )

    def told(_said: dict[str, Any]) -> None:
        if newest := determining.newest_determination(found):
            determining.release_determination(newest, by=by)

    acts = {
        "open": Act(ReasonForm, opened),
        "open_file": Act(
            partial(call_forms.OpenFileForm, rows=reviewing.files_for(found, by)), file
        ),
        "assign": Act(
            partial(call_forms.AssignForm, rows=reviewing.candidates(found)),
            assigned,
            _("Given to the reviewer."),
        ),
        "take_back": Act(
            partial(call_forms.UnassignForm, rows=reviewing.unsubmitted(found)),
            taken_back,
            _("Taken back from the reviewer."),
        ),
        "open_reviews": Act(ReasonForm, reviews),
        "remark": Act(call_forms.RemarkForm, remarked, _("Kept.")),
        "determine": Act(
            call_forms.DetermineForm,
            decided,
            _("Decided. The applicant hears nothing before somebody releases it."),
        ),
    }
    if found.determinations.exists():
        acts["open_decision"] = Act(ReasonForm, decision)
        acts["release"] = Act(EmptyForm, told, _("Released: the applicant reads it on their page."))
    return acts


def _show(
    request: HttpRequest, found: Application, acts: dict[str, Act], told: Told
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
        "forms": forms_of(acts, told, {}),
        "told": told,
        "files": list(reviewing.files_for(found, by)),
        "unwritten": reviewing.unsubmitted(found).exists(),
        "given": list(found.reviews.select_related("reviewer")),
        "sees_reviews": reviewing.may_see_reviews(found, by),
        "all_in": reviewing.all_reviews_submitted(found),
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
    return render(request, "fund/applications/application.html", context, status=told.status)
