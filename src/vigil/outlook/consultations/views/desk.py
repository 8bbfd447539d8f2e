"""Desk pages of consultations: the list, a new one, and one with its actions."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import READING_WRITING, Act, Told, acted, begun, forms_of, found_or_404
from vigil.outlook.consultations.agreement_and_saturation import agreement_of
from vigil.outlook.consultations.forms import (
    ConsultationForm,
    EmptyForm,
    EndConsentForm,
    IrreversibleForm,
    MeetingConsentForm,
    NotesForm,
    PersonForm,
    ReasonForm,
    UnassignCoderForm,
    initial_of,
)
from vigil.outlook.consultations.saturation_figure import (
    decisions_on,
    places_of_consultation,
    saturation_figure_of,
)
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs import (
    editing_and_publishing,
    notes_and_statements,
    speakers_and_consent,
)
from vigil.outlook.consultations.verbs.editing_and_publishing import CHAIR
from vigil.outlook.models import Consultation, StatementCoding
from vigil.publication.pages.announcements import announcement_at
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import Role, User


@room_view(CHAIR)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the consultations, the newest first, with how far each is."""
    rows = Consultation.objects.select_related("chair").prefetch_related("codings")
    told = [(row, sum(one.submitted_at is not None for one in row.codings.all())) for row in rows]
    return render(request, "outlook/consultations/list.html", {"rows": told})


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a consultation."""
    form = ConsultationForm(request.POST if request.method == "POST" else None)
    make = partial(editing_and_publishing.make_consultation, by=person(request))
    there, status = begun(form, make, "desk_consultations:consultation")
    if there is not None:
        return there
    return render(request, "outlook/consultations/new.html", {"form": form}, status=status)


@room_view(CHAIR)
@require_safe
def saturation(request: HttpRequest) -> HttpResponseBase:
    """Show whether further consultations still brought anything new: of all that are coded."""
    rows = Consultation.objects.filter(state__in=Consultation.DONE)
    rows = rows.exclude(rule=Consultation.Rule.NOT_FOR_USE)
    return render(
        request, "outlook/consultations/saturation.html", {"curve": saturation_figure_of(rows)}
    )


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def consultation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a consultation, and do what its state allows."""
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    acts = _acts(found, person(request))
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(Told())
    back = reverse("desk_consultations:consultation", args=[uid])
    return acted(request, acts, show, back)


def _acts(found: Consultation, by: User) -> dict[str, Act]:
    def opened(cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"notes": notes_and_statements.open_notes(found, by=by, why=cleaned["why"])}

    def noted(cleaned: dict[str, Any]) -> str:
        notes_and_statements.take_notes(found, by=by, **cleaned)
        return reverse("desk_consultations:statements", args=[found.uid])

    def agreed(cleaned: dict[str, Any]) -> None:
        speakers_and_consent.agree(found.subject, speakers_and_consent.QUOTES, by=by, **cleaned)

    return {
        "edit": Act(
            ConsultationForm,
            lambda said: _nothing(editing_and_publishing.edit_consultation(found, by=by, **said)),
            _("Kept."),
        ),
        "hand_over": Act(
            partial(PersonForm, people=_chairs(found)),
            lambda said: _nothing(editing_and_publishing.hand_over(found, said["user"], by=by)),
            _("Handed over."),
        ),
        "notes": Act(NotesForm, noted, _("Taken in. Correct how they were split.")),
        "open_notes": Act(ReasonForm, opened),
        "give": Act(
            partial(PersonForm, people=coding_verbs.candidates(found)),
            lambda said: _nothing(coding_verbs.give_to(found, said["user"], by=by)),
            _("Given."),
        ),
        "take": Act(
            partial(UnassignCoderForm, codings=_open_codings(found)),
            lambda said: coding_verbs.take_from(said["coding"], said["why"], by=by),
            _("Taken back."),
        ),
        "begin": Act(
            EmptyForm,
            lambda said: _nothing(coding_verbs.begin_coding(found, by=by)),
            _("Coding has begun."),
        ),
        "agree": Act(MeetingConsentForm, agreed, _("Kept.")),
        "end": Act(
            EndConsentForm,
            lambda said: speakers_and_consent.end_agreement(said["consent"], by=by),
            _("Ended."),
        ),
        "publish": Act(
            EmptyForm,
            lambda said: _nothing(editing_and_publishing.publish_consultation(found, by=by)),
            _("Published."),
        ),
        "withdraw": Act(
            IrreversibleForm,
            lambda said: _nothing(
                editing_and_publishing.withdraw_consultation(found, said["why"], by=by)
            ),
            _("Withdrawn."),
        ),
    }


def _nothing(_done: object) -> None:
    """Let the screen be asked for again, whatever a verb returned."""


def _open_codings(found: Consultation) -> Any:
    return found.codings.filter(submitted_at=None).select_related("coder")


def _chairs(found: Consultation) -> Any:
    rows = User.objects.filter(is_active=True, grants__role=Role.PANEL_CHAIR)
    return rows.exclude(pk=found.chair_id).distinct().order_by("display_name", "username")


def _show(
    request: HttpRequest, found: Consultation, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    now = Consultation.objects.select_related("chair", "settled_by").get(pk=found.pk)
    codings: list[StatementCoding] = list(now.codings.select_related("coder"))
    forms = forms_of(acts, told, {"edit": initial_of(now), "notes": {"how": "paragraphs"}})
    context = {
        "consultation": now,
        "place": places_of_consultation(now),
        "session": announcement_at(now.session) if now.session else None,
        "own": now.chair_id == person(request).pk,
        "codings": codings,
        "both_in": coding_verbs.both_in(now),
        "agreement": agreement_of(now),
        "statements": now.statements.filter(withdrawn_at=None).count(),
        "consents": consents_of(now.subject),
        "forms": forms,
        "told": told,
        "decisions": decisions_on("consultation", now.uid),
    }
    return render(request, "outlook/consultations/consultation.html", context, status=told.status)
