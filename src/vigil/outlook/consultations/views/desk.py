"""Desk pages of consultations: the list, a new one, and one with its actions."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
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
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.consultations.agreement_and_saturation import agreement_of
from vigil.outlook.consultations.code_lists import CODE_LISTS, LABELS
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
from vigil.outlook.consultations.theme_tables import checked_dimension, theme_figures
from vigil.outlook.consultations.verbs import (
    coding as coding_verbs,
)
from vigil.outlook.consultations.verbs import (
    editing,
    notes_and_statements,
    publishing,
    speakers_and_consent,
)
from vigil.outlook.consultations.verbs.editing import CHAIR
from vigil.outlook.models import Consultation, Statement, StatementCoding
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
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Show the form for a new consultation, and create it."""
    return form_screen(request, None, NEW_CONSULTATION, "outlook/consultations/new.html")


@room_view(CHAIR)
@require_safe
def saturation(request: HttpRequest) -> HttpResponseBase:
    """Show the saturation curve of all coded consultations."""
    rows = Consultation.objects.filter(state__in=Consultation.DONE)
    rows = rows.exclude(rule=Consultation.Rule.NOT_FOR_USE)
    return render(
        request, "outlook/consultations/saturation.html", {"curve": saturation_figure_of(rows)}
    )


@room_view(CHAIR)
@require_safe
def themes(request: HttpRequest) -> HttpResponseBase:
    """Show what all coded statements are about, by place and consultation by consultation."""
    dimension = checked_dimension(request.GET.get("list", ""))
    rows = Statement.objects.filter(withdrawn_at=None)
    rows = rows.filter(consultation__state__in=Consultation.DONE)
    rows = rows.exclude(consultation__rule=Consultation.Rule.NOT_FOR_USE)
    rows = rows.select_related("consultation").prefetch_related("codes")
    rows = rows.order_by("consultation__starts_at", "consultation", "number")
    context = {
        "figures": theme_figures(list(rows), dimension),
        "lists": [(name, LABELS[name]) for name in CODE_LISTS],
        "asked": dimension,
    }
    return render(request, "outlook/consultations/themes.html", context)


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def consultation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a consultation, and do the acts that its state allows."""
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_consultations:consultation", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _open_codings(found: Consultation) -> Any:
    return found.codings.filter(submitted_at=None).select_related("coder")


def _chairs(found: Consultation) -> Any:
    rows = User.objects.filter(is_active=True, grants__role=Role.PANEL_CHAIR)
    return rows.exclude(pk=found.chair_id).distinct().order_by("display_name", "username")


def _open_notes(found: Consultation, data: Data, by: User) -> dict[str, Any]:
    return {"notes": notes_and_statements.open_notes(found, by=by, why=data["why"])}


def _add_notes(found: Consultation, data: Data, by: User) -> str:
    notes_and_statements.take_notes(found, by=by, **data)
    return reverse("desk_consultations:statements", args=[found.uid])


NEW_CONSULTATION: Final[Act[None]] = Act(
    form=ConsultationForm,
    verb=lambda _none, data, by: editing.make_consultation(by=by, **data),
    next=lambda _none, made: reverse("desk_consultations:consultation", args=[made.uid]),
)
ACTS: Final[Mapping[str, Act[Consultation]]] = {
    "edit": Act(
        form=ConsultationForm,
        initial=initial_of,
        verb=lambda found, data, by: editing.edit_consultation(found, by=by, **data),
        done=_("Kept."),
    ),
    "hand_over": Act(
        form=PersonForm,
        form_arguments=lambda found, _by: {"people": _chairs(found)},
        verb=lambda found, data, by: editing.hand_over(found, data["user"], by=by),
        done=_("Handed over."),
    ),
    "notes": Act(
        form=NotesForm,
        verb=_add_notes,
        done=_("Notes imported. Check how they were split into statements."),
    ),
    "open_notes": Act(form=ReasonForm, verb=_open_notes),
    "give": Act(
        form=PersonForm,
        form_arguments=lambda found, _by: {"people": coding_verbs.candidates(found)},
        verb=lambda found, data, by: coding_verbs.give_to(found, data["user"], by=by),
        done=_("Given."),
    ),
    "take": Act(
        form=UnassignCoderForm,
        form_arguments=lambda found, _by: {"codings": _open_codings(found)},
        verb=lambda _found, data, by: coding_verbs.take_from(data["coding"], data["why"], by=by),
        done=_("Taken back."),
    ),
    "begin": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: coding_verbs.begin_coding(found, by=by),
        done=_("Coding has begun."),
    ),
    "agree": Act(
        form=MeetingConsentForm,
        verb=lambda found, data, by: speakers_and_consent.agree(
            found.subject, speakers_and_consent.QUOTES, by=by, **data
        ),
        done=_("Kept."),
    ),
    "end": Act(
        form=EndConsentForm,
        verb=lambda _found, data, by: speakers_and_consent.end_agreement(data["consent"], by=by),
        done=_("Ended."),
    ),
    "publish": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: publishing.publish_consultation(found, by=by),
        done=_("Published."),
    ),
    "withdraw": Act(
        form=IrreversibleForm,
        verb=lambda found, data, by: editing.withdraw_consultation(found, data["why"], by=by),
        done=_("Withdrawn."),
    ),
}
"""The acts of a chair on a consultation."""


def _show(request: HttpRequest, found: Consultation, screen: ScreenState) -> HttpResponseBase:
    now = Consultation.objects.select_related("chair", "settled_by").get(pk=found.pk)
    codings: list[StatementCoding] = list(now.codings.select_related("coder"))
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
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
        "decisions": decisions_on("consultation", now.uid),
    }
    return render(request, "outlook/consultations/consultation.html", context, status=screen.status)
