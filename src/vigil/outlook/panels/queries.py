"""Read panels. Each function checks who reads. Scores are in `results.queries`.

Before a round is closed, experts read only their own answers, and the chair reads only who has
handed in. An expert with more time sees nothing of the others until they hand in or their time is
over. What everybody may read is in `results.public`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.verbs.answering import Draft, drafts_of, late_round, round_of
from vigil.outlook.models import (
    Answer,
    Extension,
    Panel,
    Pooled,
    Question,
    Remark,
    Round,
    RoundFeedback,
    Seat,
    Submission,
)
from vigil.outlook.panels.preconditions import (
    REMARK,
    ROUND,
    RUN,
    SIT,
    asked_of,
    open_many_json,
    questions_for,
)
from vigil.outlook.results import public as public_results
from vigil.outlook.results.group_arguments import kept_out_of, told_to
from vigil.outlook.results.verbs.requesting import arguments_of, last_closed
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

LONG: Final = (
    *("question__text", "question__guidance"),
    *("question__term__text", "question__term__guidance"),
    *("question__term__bands", "question__term__translations"),
)
"""Columns that no result needs: of the hundreds of cells of a region they take the most time."""


@dataclass(frozen=True)
class SeatRow:
    """A seat as the chair sees it while a round is open."""

    seat: Seat
    name: str
    handed_in: bool
    extended_until: datetime | None


@dataclass(frozen=True)
class ChairView:
    """A panel as its chair sees it: without answers, or anything that depends on one."""

    panel: Panel
    rounds: list[Round]
    current: Round | None
    """The open round; without one, the last that was closed."""
    seats: list[SeatRow]
    all_in: bool


@dataclass(frozen=True)
class Progress:
    """How far an expert is with the round that they answer now. Only they may see it."""

    round: Round | None
    asked: int = 0
    whole: int = 0
    """Answered completely, or passed over."""
    begun: int = 0
    """Saved, but not complete."""
    handed_in: bool = False
    changed_since: bool = False
    """Something was saved and not handed in."""


@dataclass(frozen=True)
class OwnAnswer:
    """A question with an expert's own answers to it, in this round and in the one before."""

    question: Question
    draft: Draft
    earlier: Draft | None


@dataclass(frozen=True)
class OwnQuestion:
    """A question in an expert's list."""

    question: Question
    state: str
    """A value of Answer.State; empty if nothing was saved."""


@dataclass(frozen=True)
class Argument:
    """Why an expert answered as they did; `name` only if the panel and the expert allow it."""

    handle: str
    name: str
    reasons: str
    sources: str
    group: str = ""
    """The list of terms of the country that it is about, "all" for the whole country; empty: this
    question alone."""


@dataclass(frozen=True)
class Feedback:
    """The frozen results of one question in a closed round: see `results.pooling`."""

    round: Round
    question: Question
    cells: Mapping[str, Any]
    passed: int
    arguments: list[Argument]
    notes: list[dict[str, Any]]


@dataclass(frozen=True)
class OpenedRemark:
    """A remark with its text opened. The text is empty if it was taken back."""

    remark: Remark
    handle: str
    name: str
    text: str


def panels_run_by(user: User) -> QuerySet[Panel]:
    """Return the panels that a user leads, newest first; none if they do not have the role."""
    if not user.has_perm("outlook.chair"):
        return Panel.objects.none()
    return Panel.objects.filter(Q(chair=user) | Q(co_chairs=user)).distinct()


def seats_of(user: User) -> QuerySet[Seat]:
    """Return a user's seats, newest panel first, without those that were refused."""
    rows = Seat.objects.filter(user=user).exclude(state=Seat.State.REFUSED)
    return rows.select_related("panel").order_by("-panel__made_at", "-pk")


def chair_view(panel: Panel, *, by: User) -> ChairView:
    """Return a panel as its chair sees it. Raises NotAllowed."""
    require(by, RUN, panel)
    rounds = list(panel.rounds.all())
    current = next((row for row in rounds if row.state == Round.State.OPEN), None)
    if current is None:
        current = next((row for row in reversed(rounds) if row.state == Round.State.CLOSED), None)
    seats = _seat_rows(panel, current)
    answering = [row for row in seats if row.seat.state == Seat.State.SEATED]
    every = bool(answering) and all(row.handed_in for row in answering)
    return ChairView(panel, rounds, current, seats, every)


def _seat_rows(panel: Panel, current: Round | None) -> list[SeatRow]:
    handed = Submission.objects.filter(seat=OuterRef("pk"), round=current)
    later = dict(Extension.objects.filter(round=current).values_list("seat", "until"))
    rows = panel.seats.select_related("user").annotate(handed_in=Exists(handed))
    found = [SeatRow(one, str(one.user), one.handed_in, later.get(one.pk)) for one in rows]
    return sorted(found, key=lambda row: (row.name.casefold(), row.seat.pk))


def current_round(seat: Seat) -> Round | None:
    """Return the round that an expert answers now, open or with more time for them."""
    return round_of(seat)


def may_see_feedback(seat: Seat, round: Round) -> bool:
    """Return whether an expert may see what others answered in a round.

    The round must be closed, and the expert must sit on the panel (or have sat there when it became
    final). They must have no time left to answer this round or an earlier one.
    """
    if round.state != Round.State.CLOSED or round.panel_id != seat.panel_id:
        return False
    if seat.state != Seat.State.SEATED or seat.panel.state == Panel.State.ABANDONED:
        return False
    late = late_round(seat)
    return late is None or round.number < late.number


def progress(seat: Seat, *, by: User) -> Progress:
    """Return how far an expert is. Raises NotAllowed if the seat is not their own."""
    require(by, SIT, seat)
    row = round_of(seat)
    if row is None:
        return Progress(None)
    asked = questions_for(seat)
    newest = _newest(seat, row)
    there = [newest[question.pk] for question in asked if question.pk in newest]
    whole = sum(bool(one["whole"] or one["passed"]) for one in there)
    submitted = seat.submissions.filter(round=row).exists()
    changed = submitted and any(one["number"] != one["handed"] for one in there)
    return Progress(row, len(asked), whole, len(there) - whole, submitted, changed)


def own_answers(seat: Seat, *, by: User) -> list[OwnQuestion]:
    """Return the questions that an expert is asked, each with its state. Raises NotAllowed."""
    require(by, SIT, seat)
    row = round_of(seat)
    newest = _newest(seat, row) if row is not None else {}
    return [OwnQuestion(one, _state(newest.get(one.pk))) for one in questions_for(seat)]


def own_answer(seat: Seat, question: Question, *, by: User) -> OwnAnswer:
    """Return one question with the expert's own answers, opened. Raises NotAllowed, NotPossible."""
    return opened_answers(seat, [question], by=by)[0]


def opened_answers(seat: Seat, questions: Sequence[Question], *, by: User) -> list[OwnAnswer]:
    """Return questions with the expert's own answers, opened by one decision.

    Raises NotAllowed, NotPossible (the expert is not asked one of them).
    """
    require(by, SIT, seat)
    keys = {one.pk for one in questions}
    if asked_of(seat).filter(pk__in=keys).count() < len(keys):
        raise NotPossible(_("You are not asked this question."))
    row = round_of(seat) or last_closed(seat.panel)
    if row is None:
        return [OwnAnswer(one, Draft(), None) for one in questions]
    before = seat.panel.rounds.filter(number__lt=row.number).last()
    rounds = [row] if before is None else [row, before]
    mine = list(Answer.objects.filter(seat=seat, question__in=questions, round__in=rounds))
    drafts = drafts_of(seat, mine)
    found = {(one.question_id, one.round_id): drafts.get(one.pk) for one in mine}
    return [
        OwnAnswer(
            one,
            found.get((one.pk, row.pk)) or Draft(),
            found.get((one.pk, before.pk)) if before is not None else None,
        )
        for one in questions
    ]


def feedback(round: Round, question: Question, *, by: User) -> Feedback | None:
    """Return the results of one question in a closed round, for the panel's experts and its chair.

    None while the results are being prepared. Raises NotAllowed, NotPossible (the round is not
    closed; the expert can still answer it, or is not asked the question).
    """
    seat = _require_asked(require_seeing(round, by), question)
    frozen = _frozen(round, question)
    if frozen is None:
        return None
    names = names_shown(round.panel, seat)
    told = told_to(arguments_of(round, question), kept_out_of(seat))
    said = [argument_of(one, names) for one in told]
    return Feedback(round, question, frozen["cells"], frozen["passed"], said, list(round.notes))


def argument_of(one: Mapping[str, Any], names: Mapping[str, str]) -> Argument:
    """Return a frozen argument with the name that experts see beside its handle, if any."""
    handle = one["handle"]
    return Argument(
        handle, names.get(handle, ""), one["reasons"], one["sources"], one.get("group", "")
    )


def distributions(round: Round, question: Question, *, by: User) -> Mapping[str, Any] | None:
    """Return the distribution of the answers to a question in a closed round, by cell.

    Reasons and sources are not included, and nothing is opened. None while the results are being
    prepared. Raises as `feedback`.
    """
    _require_asked(require_seeing(round, by), question)
    frozen = _frozen(round, question)
    return None if frozen is None else frozen["cells"]


def discussion(round: Round, question: Question, *, by: User) -> list[OpenedRemark]:
    """Return the remarks on a question in a closed round, in order. Raises as `feedback`."""
    seat = _require_asked(require_seeing(round, by), question)
    names = names_shown(round.panel, seat)
    rows = list(Remark.objects.filter(round=round, question=question).select_related("seat"))
    standing = [one.uid for one in rows if one.taken_back_at is None]
    texts: dict[str, str] = {}
    if standing:
        texts = open_many_json(
            REMARK, standing, "text", about=(ROUND, round.uid), why="showing a discussion"
        )
    return [
        OpenedRemark(one, one.seat.handle, names.get(one.seat.handle, ""), texts.get(one.uid, ""))
        for one in rows
    ]


def results(panel: Panel, *, by: User) -> list[Pooled]:
    """Return the results of the last closed round: for the chair, and for experts once it is final.

    Raises NotAllowed, NotPossible (no round was closed; the panel is not final).
    """
    last = last_closed(panel)
    if by.has_perm(RUN, panel):
        if last is None:
            raise NotPossible(_("No round is closed yet."))
    else:
        _own_seat(panel, by)
        if panel.state != Panel.State.FINAL or last is None:
            raise NotPossible(_("Not before the panel is final."))
    return list(last.pooled.select_related("question__term").defer(*LONG))


def preview(panel: Panel, *, by: User) -> public_results.PublicPanel | None:
    """Return what everybody would read of a panel, without its cells, for its chair.

    None before a round is closed, while its results are being prepared, and for an abandoned panel.
    Raises NotAllowed.
    """
    require(by, RUN, panel)
    over = panel.state == Panel.State.ABANDONED
    return None if over else public_results.as_public(panel, cells=False)


def _newest(seat: Seat, row: Round) -> dict[int, dict[str, Any]]:
    """Return, by question, the state of the newest version of each own answer in a round."""
    rows = Answer.objects.filter(seat=seat, round=row, versions__number=F("version"))
    columns = ("question", "handed", "versions__number", "versions__whole", "versions__passed")
    return {
        question: {"handed": handed, "number": number, "whole": whole, "passed": passed}
        for question, handed, number, whole, passed in rows.values_list(*columns)
    }


def _state(newest: Mapping[str, Any] | None) -> str:
    if newest is None:
        return ""
    if newest["number"] == newest["handed"]:
        return str(Answer.State.HANDED_IN)
    return str(Answer.State.PASSED if newest["passed"] else Answer.State.KEPT)


def _own_seat(panel: Panel, by: User) -> Seat:
    seat = panel.seats.filter(user=by, state=Seat.State.SEATED).select_related("panel").first()
    if seat is None:
        raise NotAllowed(_("You do not sit on this panel."))
    require(by, SIT, seat)
    return seat


def require_seeing(round: Round, by: User) -> Seat | None:
    """Check that a user may see what was answered in a round.

    Return the seat of an expert; None for the chair of the panel. Raises NotAllowed, NotPossible.
    """
    chairs = by.has_perm(RUN, round.panel)
    seat = None if chairs else _own_seat(round.panel, by)
    closed = round.state == Round.State.CLOSED
    if not closed or (seat is not None and not may_see_feedback(seat, round)):
        raise NotPossible(_("Not before the round is closed: nobody is led by what others say."))
    return seat


def _require_asked(seat: Seat | None, question: Question) -> Seat | None:
    """Refuse an expert what others said of a question that they are not asked, or kept out of."""
    if seat is not None and not asked_of(seat).filter(pk=question.pk).exists():
        raise NotPossible(_("You are not asked this question."))
    return seat


def _frozen(round: Round, question: Question) -> dict[str, Any] | None:
    if question.panel_id != round.panel_id:
        raise NotPossible(_("This is no question of the panel."))
    frozen = RoundFeedback.objects.filter(round=round).first()
    return None if frozen is None else frozen.shown[question.uid]


def names_shown(panel: Panel, seat: Seat | None) -> dict[str, str]:
    """Return names by handle: for experts, of those who chose to be named; for the chair, none.

    The chair knows who sits on the panel, but need not know who wrote what.
    """
    if seat is None or panel.names != Panel.Names.BY_CHOICE:
        return {}
    shown = panel.seats.filter(shown_to_experts=True).select_related("user")
    return {one.handle: str(one.user) for one in shown}


LOG: Final = LogWords(
    reasons={
        "showing a discussion": pgettext_lazy("decision", "showing a discussion"),
    },
)
