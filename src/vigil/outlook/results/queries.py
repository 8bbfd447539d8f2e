"""Read scores and resolved questions: experts their own, the chair those with all answers.

What everybody may read is in `public`.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from vigil.outlook.models import (
    AnswerVersion,
    Panel,
    Performance,
    Question,
    RoundFeedback,
    Scored,
    Seat,
)
from vigil.outlook.panels.preconditions import RUN, SIT
from vigil.outlook.results.verbs.requesting import last_closed
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


def resolved(panel: Panel, *, by: User) -> list[tuple[Question, list[Any]]]:
    """Return the resolved questions, each with all answers of the last round, for the chair.

    The answers are in the order of their values. Raises NotAllowed.
    """
    require(by, RUN, panel)
    last = last_closed(panel)
    if panel.state != Panel.State.FINAL or last is None:
        return []
    known = list(panel.questions.filter(resolution__isnull=False))
    if not known:
        return []
    shown = RoundFeedback.objects.get(round=last).shown
    return [(one, shown[one.uid]["cells"][""]["values"]) for one in known]


def performance(seat: Seat, *, by: User) -> Performance | None:
    """Return how well an expert answered the seeds, for them alone. Raises NotAllowed."""
    require(by, SIT, seat)
    return Performance.objects.filter(seat=seat).first()


def own_scores(seat: Seat, *, by: User) -> list[Scored]:
    """Return an expert's scores on resolved questions, for them alone. Raises NotAllowed."""
    require(by, SIT, seat)
    rows = Scored.objects.filter(seat=seat).select_related("question")
    return list(rows.order_by("question__position", "measure"))


def own_resolved(seat: Seat, *, by: User) -> list[tuple[Question, Mapping[str, Any]]]:
    """Return the questions with a score of the expert, and their answers. Raises NotAllowed."""
    scored = {one.question_id for one in own_scores(seat, by=by)}
    rows = AnswerVersion.objects.filter(
        answer__seat=seat,
        answer__round=last_closed(seat.panel),
        answer__question__in=scored,
        number=F("answer__handed"),
    )
    ordered = rows.select_related("answer__question").order_by("answer__question__position")
    return [(one.answer.question, one.value) for one in ordered]
