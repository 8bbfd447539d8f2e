"""Open and close rounds. Closing a round requests its results (`results.verbs.computing`)."""

from contextlib import suppress
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.people.verbs.conflicts import close_conflicted_cells
from vigil.outlook.experts import letters as expert_letters
from vigil.outlook.models import Panel, Round, Seat
from vigil.outlook.panels.preconditions import (
    PANEL,
    ROUND,
    locked_round,
    require_running,
    seats_that_answer,
)
from vigil.outlook.results.verbs.requesting import want_results
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

State = Round.State


@transaction.atomic
def open_round(round: Round, *, by: User) -> Round:
    """Open the next round, and write to those who answer. Raises NotAllowed, NotPossible.

    People without an email address that works see it when they sign in: one address holds up
    nobody. Not possible if the panel is not open, another round is open or comes first, the
    deadline is over, or nobody sits on the panel.
    """
    return _open(require_running(round.panel, Panel.State.OPEN, by=by), round, by)


@transaction.atomic
def open_due_round(round: Round) -> Round:
    """Open a round whose day has come, if its lead said that it opens by itself.

    Nobody is named as who opened it. Raises NotAllowed (whoever said so leads the panel no more),
    NotPossible as `open_round`, and while it is not due.
    """
    panel = require_running(round.panel, Panel.State.OPEN, by=_ticked_by(round))
    row = locked_round(round)
    if not row.opens_itself or row.opens_at > timezone.now():
        raise NotPossible(_("This round does not open by itself now."))
    return _open(panel, row, None)


def _open(panel: Panel, round: Round, by: User | None) -> Round:
    row = locked_round(round)
    if row.state != State.PLANNED:
        raise NotPossible(_("This round was opened already."))
    if panel.rounds.filter(number__lt=row.number).exclude(state=State.CLOSED).exists():
        raise NotPossible(_("Close the round before it first."))
    if row.closes_at <= timezone.now():
        raise NotPossible(_("Its deadline is over. Move it first."))
    seats = seats_that_answer(panel)
    if not seats:
        raise NotPossible(_("Nobody sits on this panel yet."))
    close_conflicted_cells(panel)
    row.state, row.opens_at = State.OPEN, timezone.now()
    row.save(update_fields=["state", "opens_at"])
    record("open_round", ROUND, row.uid, by=by, after={"state": row.state, "round": row.number})
    for seat in seats:
        with suppress(NotPossible):
            expert_letters.write_opened(seat, row)
    return row


@transaction.atomic
def close_round(round: Round, *, by: User) -> Round:
    """Close a round after its deadline, or once all have handed in, and request its results.

    After the final round the panel is closed. Raises NotAllowed, NotPossible (it is too early).
    """
    return _close_round(require_running(round.panel, Panel.State.OPEN, by=by), round, by)


@transaction.atomic
def close_due_round(round: Round) -> Round:
    """Close a round whose deadline is over, if its lead said that it closes by itself.

    Raises NotAllowed (whoever said so leads the panel no more), NotPossible (it is not open, or its
    deadline is not over).
    """
    panel = require_running(round.panel, Panel.State.OPEN, by=_ticked_by(round))
    row = locked_round(round)
    if not row.closes_itself or row.closes_at > timezone.now():
        raise NotPossible(_("This round does not close by itself now."))
    return _close_round(panel, row, None)


def _ticked_by(row: Round) -> User:
    if row.automatic_by is None:
        raise NotPossible(_("This round does not open by itself now."))
    return row.automatic_by


def _close_round(panel: Panel, round: Round, by: User | None) -> Round:
    row = locked_round(round)
    if row.state != State.OPEN:
        raise NotPossible(_("This round is not open."))
    # Wait for experts who are handing in at this moment; refuse those who come later.
    list(Seat.objects.select_for_update(no_key=True).filter(panel=panel).values_list("pk"))
    if timezone.now() < row.closes_at and not all_in(row):
        raise NotPossible(
            _(
                "The deadline is not over, and somebody has not handed in yet. "
                "Wait until then, or move the deadline."
            )
        )
    row.state, row.closed_at, row.closed_by = State.CLOSED, timezone.now(), by
    row.save(update_fields=["state", "closed_at", "closed_by"])
    want_results(row)
    record("close_round", ROUND, row.uid, by=by, after={"state": row.state, "round": row.number})
    if row.kind == Round.Kind.FINAL:
        _close(panel, by)
    return row


@transaction.atomic
def close_panel(panel: Panel, *, by: User) -> Panel:
    """Close a panel without a final round. The last closed round counts.

    Raises NotAllowed, NotPossible (a round is open; none was closed).
    """
    panel = require_running(panel, Panel.State.OPEN, by=by)
    if panel.rounds.filter(state=State.OPEN).exists():
        raise NotPossible(_("A round is open. Close it first."))
    if not panel.rounds.filter(state=State.CLOSED).exists():
        raise NotPossible(_("No round was closed: there is no result. Abandon it instead."))
    return _close(panel, by)


def all_in(row: Round) -> bool:
    """Return whether everybody who sits on the panel has handed a round in."""
    seats = row.panel.seats.filter(state=Seat.State.SEATED)
    return seats.exists() and not seats.exclude(submissions__round=row).exists()


def _close(panel: Panel, by: User | None) -> Panel:
    panel.state, panel.closed_at = Panel.State.CLOSED, timezone.now()
    panel.save(update_fields=["state", "closed_at"])
    record("close_panel", PANEL, panel.uid, by=by, after={"state": panel.state})
    return panel


LOG: Final = LogWords(
    verbs={
        "close_panel": pgettext_lazy("decision", "close a panel"),
        "close_round": pgettext_lazy("decision", "close a round"),
        "open_round": pgettext_lazy("decision", "open a round"),
    },
)
