"""Pages on which experts answer, one question a page or all on one, and hand in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.outlook.access.expert_pages import expert, seat_view
from vigil.outlook.answers.countries import own_countries
from vigil.outlook.answers.forms import AnswerForm, form_of_saved, form_of_sent
from vigil.outlook.answers.verbs import answering
from vigil.outlook.models import Question, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.preconditions import questions_for
from vigil.outlook.second_reading.queries import requests_for
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User

REFUSED, CONFLICT = 422, 409
PASS, NEXT, HAND_IN = "pass", "next", "hand_in"


@seat_view(Seat.State.SEATED, worded=True)
def question(request: HttpRequest, seat: Seat, number: int) -> HttpResponseBase:
    """Show one question with the expert's own answer; save it, or pass the question over."""
    by = expert(request)
    asked = questions_for(seat)
    found = next((one for one in asked if one.position == number), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _question(
            request, seat, asked, form_of_saved(panel_queries.own_answer(seat, found, by=by))
        )
    form = form_of_sent(found, request.POST)
    if form is None:
        form = form_of_saved(panel_queries.own_answer(seat, found, by=by))
        return _question(request, seat, asked, form, REFUSED)
    status = _keep(seat, form, by, passing=request.POST.get("do") == PASS)
    if status:
        return _question(request, seat, asked, form, status)
    messages.success(request, _("Saved. Nobody else sees it before the round is closed."))
    later = [one.position for one in asked if one.position > number]
    if request.POST.get("do") != NEXT:
        later = [number]
    if not later:
        return redirect("panels:hand_in", uid=seat.panel.uid)
    return redirect("panels:question", uid=seat.panel.uid, number=later[0])


@seat_view(Seat.State.SEATED, worded=True)
def every(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show all questions on one page; save each answer that was changed."""
    by = expert(request)
    asked = questions_for(seat)
    if request.method != "POST":
        forms = [form_of_saved(one) for one in panel_queries.opened_answers(seat, asked, by=by)]
        return _every(request, seat, forms)
    forms = [form for one in asked if (form := form_of_sent(one, request.POST)) is not None]
    if not forms:
        return _every(request, seat, forms, REFUSED)
    statuses = [_keep(seat, form, by) for form in forms if form.touched]
    if any(statuses):
        return _every(request, seat, forms, max(statuses))
    messages.success(request, _("Saved. Nobody else sees it before the round is closed."))
    after = "panels:hand_in" if request.POST.get("do") == HAND_IN else "panels:all"
    return redirect(after, uid=seat.panel.uid)


@seat_view(Seat.State.SEATED)
def hand_in(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show which questions are not answered yet, and hand in exactly the round that was shown."""
    by = expert(request)
    refused, status = "", 200
    if request.method == "POST":
        try:
            made = answering.hand_in(
                seat, by=by, keep_earlier="keep_earlier" in request.POST, number=_shown(request)
            )
        except NotPossible as error:
            refused, status = str(error), CONFLICT
        else:
            messages.success(request, _handed(made.unanswered))
            return redirect("panels:panel", uid=seat.panel.uid)
    progress = panel_queries.progress(seat, by=by)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "progress": progress,
        "open": [
            one.question
            for one in panel_queries.own_answers(seat, by=by)
            if not (one.state or one.question.term_id)
        ],
        "countries": own_countries(seat, by=by).countries if seat.panel.assessment_id else [],
        "has_earlier": progress.round is not None and progress.round.number > 1,
        "refused": refused,
    }
    return render(request, "outlook/answers/hand_in.html", context, status=status)


def _shown(request: HttpRequest) -> int | None:
    """Return the number of the round that the form was made for."""
    number = request.POST.get("round", "")
    return int(number) if number.isdecimal() and len(number) < 6 else None


def _handed(unanswered: int) -> str:
    if not unanswered:
        return _("Handed in, whole. You can change it until the round is closed.")
    return ngettext(
        "Handed in. %(n)d question is not answered whole; it is not counted.",
        "Handed in. %(n)d questions are not answered whole; they are not counted.",
        unanswered,
    ) % {"n": unanswered}


def _keep(seat: Seat, form: AnswerForm, by: User, *, passing: bool = False) -> int:
    """Save one answer. Return 0, or the status code of an error, with its message in the form.

    If another version was saved in the meantime, the form shows it beside this one. Sent again,
    this one replaces it, because the expert has seen both.
    """
    asked: Question = form.question
    try:
        if passing:
            answering.pass_question(seat, asked, by=by, base=form.base, nonce=form.nonce)
        elif form.touched:
            answering.save_answer(
                seat,
                asked,
                form.value(),
                by=by,
                reasons=form.reasons,
                sources=form.sources,
                quotable=form.quotable,
                base=form.base,
                nonce=form.nonce,
            )
    except Unfit as error:
        form.errors[error.field] = str(error)
        return REFUSED
    except answering.OutdatedSave as error:
        form.errors[""] = str(error)
        form.kept, form.base, form.seen = error.kept, error.kept.version, ""
        return CONFLICT
    except NotPossible as error:
        form.errors[""] = str(error)
        return CONFLICT
    return 0


def _question(
    request: HttpRequest, seat: Seat, asked: list[Question], form: AnswerForm, status: int = 200
) -> HttpResponseBase:
    context = {
        "seat": seat,
        "panel": seat.panel,
        "form": form,
        "asked_of_you": requests_for(seat, by=expert(request)).get(form.question.pk),
        "round": panel_queries.current_round(seat),
        "numbers": [one.position for one in asked],
    }
    return render(request, "outlook/answers/question.html", context, status=status)


def _every(
    request: HttpRequest, seat: Seat, forms: list[AnswerForm], status: int = 200
) -> HttpResponseBase:
    asked = requests_for(seat, by=expert(request))
    context = {
        "seat": seat,
        "panel": seat.panel,
        "forms": [(form, asked.get(form.question.pk)) for form in forms],
        "round": panel_queries.current_round(seat),
        "status": status,
    }
    return render(request, "outlook/answers/all_questions.html", context, status=status)
