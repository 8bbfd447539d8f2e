"""Pages of an expert: their panels, invitations, choices, and leaving a panel."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.desk.screens.act import put_at_field
from vigil.outlook.access.expert_pages import expert, expert_view, seat_view
from vigil.outlook.answers.countries import own_countries
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Question, Round, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.deadlines import moment_text
from vigil.outlook.panels.preconditions import LONGEST, asked_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User

REFUSED, CONFLICT = 422, 409
State = Seat.State


class SeatForm(forms.Form):
    """How an expert takes part in a panel, and any interest that they state."""

    interest = forms.CharField(
        label=gettext_lazy("What might sway you: work, money, ties (empty if nothing)"),
        help_text=gettext_lazy("Only the chair of this panel can open it."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
    )
    shown_to_experts = forms.BooleanField(
        label=gettext_lazy("The other experts of this panel may see my name"), required=False
    )
    quotable = forms.BooleanField(
        label=gettext_lazy("Reasons that I tick may be quoted in public, without my name"),
        required=False,
    )
    weights_agreed = forms.BooleanField(
        label=gettext_lazy(
            "My answers may be weighted by how well I answer questions whose answer is known"
        ),
        required=False,
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone in which deadlines are told to you (Europe/Oslo)"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    recused = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Questions that I keep out of, for an interest"),
        queryset=Question.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, seat: Seat, initial: Any = None) -> None:
        super().__init__(data, auto_id="seat-%s", label_suffix="", initial=initial)
        self.seat = seat
        recused = self.fields["recused"]
        assert isinstance(recused, forms.ModelMultipleChoiceField)
        recused.queryset = asked_of(seat)
        recused.label_from_instance = _seat_initial  # type: ignore[method-assign, assignment]
        if seat.panel.assessment_id is not None:
            del self.fields["recused"]  # hundreds of cells: experts state a conflict instead
        if seat.panel.names == Panel.Names.ANONYMOUS:
            del self.fields["shown_to_experts"]
        if seat.panel.pooling == Panel.Pooling.EQUAL:
            del self.fields["weights_agreed"]
        if seat.panel.state == Panel.State.FINAL and not seat.quotable:
            del self.fields["quotable"]  # consent can end then, but not begin
        if seat.state == State.SEATED:
            # Only the chair opens a stated interest. A new one replaces it.
            del self.fields["interest"]

    def choices(self) -> dict[str, Any]:
        """Return the choices as `inviting_and_seating.choose` expects them."""
        said = self.cleaned_data
        return {name: said[name] for name in said if name not in ("interest", "recused")}


def _seat_initial(question: Question) -> str:
    return f"{question.position}. {question.text}"


@expert_view
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the panels on which an expert sits or to which they are invited."""
    seats = list(panel_queries.seats_of(expert(request)).select_related("panel__assessment"))
    there = [seat for seat in seats if seat.state in (State.INVITED, State.SEATED)]
    context = {
        "seats": seats,
        "assessments": list(
            dict.fromkeys(seat.panel.assessment for seat in there if seat.panel.assessment)
        ),
        "quiet": bool(there) and all(seat.no_reminders for seat in there),
        "by_country": any(one.panel.assessment_id and one.state == State.SEATED for one in seats),
    }
    return render(request, "outlook/experts/own_panels.html", context)


@seat_view(worded=True)
def panel(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show a panel to one of its experts: what to do now; take or decline a seat."""
    if request.method == "POST":
        return _answered(request, seat)
    return _panel(request, seat, SeatForm(seat=seat))


def _answered(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    by = expert(request)
    form = SeatForm(request.POST, seat=seat)
    act = request.POST.get("act")
    try:
        if act == "decline":
            inviting_and_seating.decline(seat, by=by)
            messages.success(request, _("You declined. Nobody but the chair knows of it."))
        elif act == "accept" and form.is_valid():
            _accept(seat, form, by)
            messages.success(request, _("You sit on this panel."))
        else:
            return _panel(request, seat, form, REFUSED)
    except NotPossible as error:
        seat.refresh_from_db()
        if isinstance(error, Unfit):
            put_at_field(form, error)
        else:
            messages.error(request, str(error))
        return _panel(request, seat, form, CONFLICT)
    return redirect("panels:panel", uid=seat.panel.uid)


@transaction.atomic
def _accept(seat: Seat, form: SeatForm, by: User) -> None:
    interest = form.cleaned_data.get("interest", "")
    inviting_and_seating.accept(seat, by=by, interest=interest, **form.choices())
    for question in form.cleaned_data.get("recused", ()):
        inviting_and_seating.recuse(seat, question, by=by)


def _panel(request: HttpRequest, seat: Seat, form: SeatForm, status: int = 200) -> HttpResponseBase:
    by = expert(request)
    progress = panel_queries.progress(seat, by=by)
    zone = seat.zone or seat.panel.zone
    by_country = seat.panel.assessment_id is not None
    context = {
        "seat": seat,
        "panel": seat.panel,
        "form": form,
        "progress": progress,
        "countries": own_countries(seat, by=by).countries if by_country else [],
        "questions": [] if by_country else panel_queries.own_answers(seat, by=by),
        "closes": moment_text(_deadline(seat, progress.round), zone) if progress.round else "",
        "own_time": moment_text(progress.round.closes_at, seat.panel.zone)
        if progress.round
        else "",
        "closed": [
            (one, [] if by_country else list(seat.panel.questions.all()))
            for one in seat.panel.rounds.filter(state=Round.State.CLOSED)
            if panel_queries.may_see_feedback(seat, one)
        ],
        "weighted": seat.panel.pooling == Panel.Pooling.PERFORMANCE,
    }
    return render(request, "outlook/experts/own_panel.html", context, status=status)


def _deadline(seat: Seat, row: Round) -> Any:
    """Return until when an expert can answer a round, with any extra time of their own."""
    more = seat.extensions.filter(round=row).values_list("until", flat=True).first()
    return max(row.closes_at, more) if more else row.closes_at


@seat_view(State.SEATED, State.WITHDRAWN, worded=True)
def seat(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """Show how an expert takes part in a panel; let them change it, or leave."""
    initial = {
        name: getattr(seat, name)
        for name in ("shown_to_experts", "quotable", "weights_agreed", "zone")
    }
    sent = request.method == "POST"
    form = SeatForm(request.POST if request.POST.get("act") == "choose" else None,
                    initial=initial, seat=seat)  # fmt: skip
    context = {"seat": seat, "panel": seat.panel, "form": form, "refused": ""}
    status = 200
    if sent:
        act = ACTS.get(request.POST.get("act", ""))
        try:
            if act is not None and act(request, seat, form):
                return redirect("panels:seat", uid=seat.panel.uid)
            status = REFUSED
        except Unfit as error:
            put_at_field(form, error)
            status = CONFLICT
        except NotPossible as error:
            context["refused"], status = str(error), CONFLICT
        seat.refresh_from_db()
    return render(request, "outlook/experts/own_seat.html", context, status=status)


@transaction.atomic
def _choose(request: HttpRequest, seat: Seat, form: SeatForm) -> bool:
    if not form.is_valid():
        return False
    by = expert(request)
    inviting_and_seating.choose(seat, by=by, **form.choices())
    for question in form.cleaned_data.get("recused", ()):
        inviting_and_seating.recuse(seat, question, by=by)
    messages.success(request, _("Saved."))
    return True


def _interest(request: HttpRequest, seat: Seat, form: SeatForm) -> bool:
    inviting_and_seating.state_interest(seat, request.POST.get("interest", ""), by=expert(request))
    messages.success(request, _("Saved. Only the chair can open it."))
    return True


def _withdraw(request: HttpRequest, seat: Seat, form: SeatForm) -> bool:
    if "sure" not in request.POST:
        return False
    inviting_and_seating.withdraw(seat, by=expert(request), remove="remove" in request.POST)
    messages.success(request, _("You left this panel."))
    return True


def _remove(request: HttpRequest, seat: Seat, form: SeatForm) -> bool:
    if "sure" not in request.POST:
        return False
    inviting_and_seating.remove_answers(seat, by=expert(request))
    messages.success(request, _("Your answers were removed for good."))
    return True


ACTS: dict[str, Callable[[HttpRequest, Seat, SeatForm], bool]] = {
    "choose": _choose,
    "interest": _interest,
    "withdraw": _withdraw,
    "remove": _remove,
}
