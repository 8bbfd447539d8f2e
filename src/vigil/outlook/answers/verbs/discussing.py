"""Discuss the results of a closed round. Experts know each other by their handles."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.verbs.answering import late_round
from vigil.outlook.models import Panel, Question, Remark, Round, Seat
from vigil.outlook.panels.preconditions import (
    REMARK,
    RUN,
    asked_of,
    clean_text,
    destroy_sealed,
    open_json,
    own_seat,
    seal_json,
)
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

TEXT = "text"


@transaction.atomic
def remark(
    seat: Seat,
    question: Question,
    text: str,
    *,
    by: User,
    side: str = Remark.Side.NEUTRAL,
    reply_to: Remark | None = None,
    nonce: str = "",
) -> Remark:
    """Add a remark on a question and its results in the last closed round.

    The same remark with the same `nonce` is kept once. Raises NotAllowed, NotPossible (no round was
    closed; the expert answers late and may not see it yet; they are not asked this question),
    Unfit.
    """
    take_part()
    seat = own_seat(seat, Seat.State.SEATED, by=by)
    row = _round(seat)
    if not asked_of(seat).filter(pk=question.pk).exists():
        raise NotPossible(_("You are not asked this question."))
    if side not in Remark.Side.values:
        raise Unfit(_("Say for what it speaks."), "side")
    text = clean_text(text)
    if not text:
        raise Unfit(_("There is nothing in this remark yet."), "text")
    if reply_to is not None and (reply_to.question_id, reply_to.round_id) != (question.pk, row.pk):
        raise NotPossible(_("What this answers stands elsewhere."))
    if (same := _came_already(seat, question, nonce, text)) is not None:
        return same
    made = Remark.objects.create(
        seat=seat, question=question, round=row, side=side, reply_to=reply_to, nonce=nonce[:64]
    )
    seal_json(REMARK, made.uid, TEXT, text, by=by)
    record("remark_on_round", REMARK, made.uid, by=by)
    return made


@transaction.atomic
def take_back(remark: Remark, *, by: User) -> Remark:
    """Take back a remark: destroy its text, and keep that there was one. Twice is no error.

    Its author can do it, and the chair, because a remark may reveal who somebody is. Raises
    NotAllowed.
    """
    if not by.has_perm("outlook.sit", remark.seat):
        require(by, RUN, remark.seat.panel)
    row = Remark.objects.select_for_update(no_key=True).get(pk=remark.pk)
    if row.taken_back_at is not None:
        return row
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at"])
    destroy_sealed(REMARK, row.uid, why="a remark was taken back")
    record("take_remark_back", REMARK, row.uid, by=by)
    return row


def _came_already(seat: Seat, question: Question, nonce: str, text: str) -> Remark | None:
    """Return the remark with the same text from the same form; None if there is none.

    A form that was opened again and sent with another text makes another remark, so nothing is
    lost.
    """
    if not nonce:
        return None
    for one in seat.remarks.filter(nonce=nonce[:64], question=question):
        if open_json(REMARK, one.uid, TEXT, why="seeing whether a remark came already") == text:
            return one
    return None


def _round(seat: Seat) -> Round:
    """Return the round under discussion. Raises NotPossible."""
    row = seat.panel.rounds.filter(state=Round.State.CLOSED).last()
    if row is None or seat.panel.state != Panel.State.OPEN:
        raise NotPossible(_("There is something to discuss once a round is closed."))
    if late_round(seat) is not None:
        raise NotPossible(_("Hand in your own answers first."))
    return row


LOG: Final = LogWords(
    verbs={
        "remark_on_round": pgettext_lazy("decision", "say something on a round"),
        "take_remark_back": pgettext_lazy("decision", "take a remark back"),
    },
    reasons={
        "a remark was taken back": pgettext_lazy("decision", "a remark was taken back"),
        "seeing whether a remark came already": pgettext_lazy(
            "decision", "seeing whether a remark came already"
        ),
    },
)
