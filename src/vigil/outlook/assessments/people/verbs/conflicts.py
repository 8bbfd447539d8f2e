"""State a conflict of interest once, for every panel of an assessment, and end it.

A conflict closes every cell that it touches, in every panel where its person sits now or later.
Closing is the recusal that a lead can do by hand for one question: answers of an open round do not
count, and closed rounds stay as they were pooled.
"""

from collections.abc import Collection, Iterable
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Answer, Assessment, Conflict, Panel, Question, Round, Seat
from vigil.outlook.panels.preconditions import RUN, clean_text
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for

CONFLICT: Final = "expert_conflict"
WORDS: Final = "words"
DIRECT: Final = "outlook.direct_assessment"
THERE: Final = (Seat.State.INVITED, Seat.State.SEATED)
RUNNING: Final = (Panel.State.DRAFT, Panel.State.OPEN)
Pairs = set[tuple[int, int]]
"""Seat and question."""
Closed = Seat.recused.through


@transaction.atomic
def state_conflict(
    assessment: Assessment,
    user: User,
    *,
    by: User | None,
    places: Iterable[str] = (),
    terms: Iterable[str] = (),
    words: str = "",
) -> Conflict:
    """State a conflict of one person, by themself, the director or a lead, and close its cells.

    It touches the cells of these countries, of these terms, or of both where both are given.
    `words` are sealed. `by` is None for one that the director's sheet stated. The same conflict
    stated twice is one. Raises NotAllowed, Unfit (nothing is named; a country or term is not of
    the assessment), NotPossible (the words are too long).
    """
    _require_concerned(assessment, user, by)
    codes = _checked(assessment, places, terms)
    seats = _locked_seats(assessment, user)
    for one in standing(assessment, user):
        if (sorted(one.places), sorted(one.terms)) == codes:
            return one
    made = Conflict(assessment=assessment, user=user, places=codes[0], terms=codes[1])
    made.stated_by = by or assessment.director
    touched = _pairs(seats, made)
    made.closed_before = _closed_by_hand(seats, touched)
    made.has_words = bool(words := clean_text(words))
    made.save()
    if words:
        seal(CONFLICT, made.uid, WORDS, words, by=by)
    _close(touched)
    record("state_conflict", CONFLICT, made.uid, by=by, after={"closed_cells": len(touched)})
    return made


@transaction.atomic
def end_conflict(conflict: Conflict, *, by: User) -> Conflict:
    """End a conflict; reopen its cells, except those that another one touches, or closed by hand.

    Only the director and leads can, and nobody their own: a director may sit on a panel, too.
    Raises NotAllowed, NotPossible (it was ended already).
    """
    if not _leads(conflict.assessment, conflict.user, by):
        raise NotAllowed(_("This is for the director, and for the leads of the expert’s panels."))
    if conflict.user_id == by.pk:
        raise NotAllowed(_("Nobody ends their own conflict of interest. The lead can."))
    seats = _locked_seats(conflict.assessment, conflict.user)
    row = Conflict.objects.select_for_update(of=("self",), no_key=True).get(pk=conflict.pk)
    if row.ended_at is not None:
        raise NotPossible(_("This conflict was ended already."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    reopened = _pairs(seats, row) - {(seat, question) for seat, question in row.closed_before}
    for other in standing(row.assessment, row.user):
        reopened -= _pairs(seats, other)
    questions = {question for _seat, question in reopened}
    rows = Closed.objects.filter(seat__in=seats, question__in=questions).values_list(
        "pk", "seat", "question"
    )
    keys = [pk for pk, seat, question in rows if (seat, question) in reopened]
    Closed.objects.filter(pk__in=keys).delete()
    record("end_conflict", CONFLICT, row.uid, by=by, after={"opened_cells": len(keys)})
    return row


def read_words(conflict: Conflict, *, by: User, why: str) -> str:
    """Return the words of a conflict, for the director and leads. The log records the opening.

    Raises NotAllowed, NotPossible (no reason was given; the key is not on this machine).
    """
    if not _leads(conflict.assessment, conflict.user, by):
        raise NotAllowed(_("This is for the director, and for the leads of the expert’s panels."))
    sealed = next(iter(sealed_for(CONFLICT, conflict.uid)), None)
    return open_sealed(sealed, by=by, why=why) if sealed is not None else ""


def standing(assessment: Assessment, user: User) -> QuerySet[Conflict]:
    """Return the conflicts of a person in an assessment that were not ended."""
    return Conflict.objects.filter(assessment=assessment, user=user, ended_at=None)


def close_conflicted_cells(panel: Panel, user: User | None = None) -> None:
    """Close the cells of standing conflicts to the seats of a panel, or to one person's seat.

    For seats and cells that were made after the conflict was stated. The calling verb checks who
    acts, and its transaction is used.
    """
    if panel.assessment_id is None:
        return
    found = Conflict.objects.filter(assessment=panel.assessment_id, ended_at=None)
    seats = Seat.objects.filter(panel=panel, state__in=THERE)
    if user is not None:
        found, seats = found.filter(user=user), seats.filter(user=user)
    by_user: dict[int, list[Seat]] = {}
    conflicts = list(found)
    if not conflicts:
        return
    for seat in seats.filter(user__in={one.user_id for one in conflicts}):
        by_user.setdefault(seat.user_id, []).append(seat)
    cells = _cells([panel.pk])
    touched: Pairs = set()
    for one in conflicts:
        touched |= _touched(by_user.get(one.user_id, ()), one, cells)
    _close(touched)


def require_no_conflict(seat: Seat, question: Question) -> None:
    """Raise NotPossible if a standing conflict of the expert touches a question."""
    assessment = seat.panel.assessment
    if assessment is None or question.term_id is None:
        return
    cells = [(question.pk, seat.panel_id, question.place, question.term.code)]  # type: ignore[union-attr]
    if any(_touched([seat], one, cells) for one in standing(assessment, seat.user)):
        raise NotPossible(
            _("A conflict of interest touches this question. End the conflict first.")
        )


Cell = tuple[int, int, str, str]
"""Question, panel, country, code of the term."""


def _cells(panels: Collection[int]) -> list[Cell]:
    rows = Question.objects.filter(panel__in=panels, term__isnull=False)
    return list(rows.values_list("pk", "panel", "place", "term__code"))


def _pairs(seats: Collection[Seat], conflict: Conflict) -> Pairs:
    return _touched(seats, conflict, _cells({seat.panel_id for seat in seats}))


def _touched(seats: Iterable[Seat], conflict: Conflict, cells: Iterable[Cell]) -> Pairs:
    """Return each seat with the cells of its panel that a conflict touches."""
    places, terms = set(conflict.places), set(conflict.terms)
    hit = [
        (question, panel)
        for question, panel, place, term in cells
        if (not places or place in places) and (not terms or term in terms)
    ]
    return {(seat.pk, q) for seat in seats for q, panel in hit if panel == seat.panel_id}


def _close(pairs: Pairs) -> None:
    """Recuse from these cells; what was handed in there in an open round does not count."""
    rows = [Closed(seat_id=seat, question_id=question) for seat, question in sorted(pairs)]
    Closed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    handed = Answer.objects.filter(
        seat__in={seat for seat, _question in pairs}, round__state=Round.State.OPEN, handed__gt=0
    )
    keys = [
        pk
        for pk, seat, question in handed.values_list("pk", "seat", "question")
        if (seat, question) in pairs
    ]
    Answer.objects.filter(pk__in=keys).update(handed=0)


def _closed_by_hand(seats: Collection[Seat], touched: Pairs) -> list[list[int]]:
    """Return which of these pairs were closed by hand, and by no conflict."""
    rows = Closed.objects.filter(seat__in=seats).values_list("seat", "question")
    closed = set(rows) & touched
    if not closed:
        return []
    user = next(iter(seats)).user
    assessment = next(iter(seats)).panel.assessment
    assert assessment is not None
    for other in standing(assessment, user):
        by_hand = {(seat, question) for seat, question in other.closed_before}
        closed -= _pairs(seats, other) - by_hand
    return [list(pair) for pair in sorted(closed)]


def _locked_seats(assessment: Assessment, user: User) -> list[Seat]:
    rows = Seat.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(panel__assessment=assessment, user=user, state__in=THERE)
    rows = rows.filter(panel__state__in=RUNNING).select_related("panel__assessment", "user")
    return list(rows.order_by("pk"))


def _checked(
    assessment: Assessment, places: Iterable[str], terms: Iterable[str]
) -> tuple[list[str], list[str]]:
    wanted = sorted(set(places)), sorted(set(terms))
    if not any(wanted):
        raise Unfit(_("Choose at least one country or one term."), "places")
    known = set(assessment.places.values_list("code", flat=True))
    if odd := [code for code in wanted[0] if code not in known]:
        raise Unfit(_("Not in this assessment: %(codes)s.") % {"codes": ", ".join(odd)}, "places")
    listed = set(assessment.terms.values_list("code", flat=True))
    if odd := [code for code in wanted[1] if code not in listed]:
        raise Unfit(_("Not in this assessment: %(codes)s.") % {"codes": ", ".join(odd)}, "terms")
    return wanted


def _require_concerned(assessment: Assessment, user: User, by: User | None) -> None:
    if by is None or _leads(assessment, user, by):
        return
    sits = Seat.objects.filter(panel__assessment=assessment, user=user, state__in=THERE)
    if by.pk != user.pk or not sits.exists():
        raise NotAllowed(_("This is for the expert, the director and the expert’s leads."))


def _leads(assessment: Assessment, user: User, by: User) -> bool:
    """Return whether somebody directs the assessment, or leads a panel where a person sits."""
    if by.has_perm(DIRECT, assessment):
        return True
    seats = Seat.objects.filter(panel__assessment=assessment, user=user)
    return any(by.has_perm(RUN, seat.panel) for seat in seats.select_related("panel"))


LOG: Final = LogWords(
    verbs={
        "end_conflict": pgettext_lazy("decision", "end a conflict of interest"),
        "state_conflict": pgettext_lazy("decision", "state a conflict of interest"),
    },
    kinds={
        CONFLICT: pgettext_lazy("decision", "conflict of interest"),
    },
    parts={
        "closed_cells": pgettext_lazy("decision", "cells that were closed"),
        "opened_cells": pgettext_lazy("decision", "cells that were reopened"),
    },
)
