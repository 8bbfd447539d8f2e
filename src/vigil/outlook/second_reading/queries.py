"""Read the unusual cells of a region for its second readers, and requests for its experts.

Only the last closed round is read, and nothing of an open one. No answer is read: pooled results
are, by the public rules. With too few experts a cell has no value here, and with fewer than five no
spread.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet

from vigil.outlook.answers.verbs.answering import round_of
from vigil.outlook.models import FEWEST, Answer, Panel, Pooled, Question, ReasonRequest, Round, Seat
from vigil.outlook.panels.preconditions import SIT
from vigil.outlook.results import rounding
from vigil.outlook.results.assessment_cells import FIRST_METHOD
from vigil.outlook.results.public import is_public
from vigil.outlook.results.verbs.requesting import last_closed
from vigil.outlook.second_reading.edition_before import EditionBefore, edition_before
from vigil.outlook.second_reading.unusual import MeasuredCell, UnusualCell, unusual_cells
from vigil.reading.codebook.terms import region_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

SECOND_READ: Final = "outlook.read_second"
Kind = Question.Kind
STEPS: Final[Mapping[str, float]] = {
    Kind.SCORE: 0.5,
    Kind.TRAJECTORY: 1.0,
    Kind.PROBABILITY: 0.05,
}
"""The step of the answers by kind; quantities have none."""
OF_CELLS: Final = (
    *("panel_id", "position", "kind", "unit", "place"),
    *("term__list", "term__code", "term__position"),
)
"""The columns of questions that are read: their texts and guidance are long, and not shown."""


@dataclass(frozen=True)
class SecondReading:
    """The cells of a region after a closed round, as its second readers see them."""

    panel: Panel
    round: Round
    cells: Mapping[int, MeasuredCell]
    """Every cell by the key of its question."""
    questions: Mapping[int, Question]
    unusual: list[UnusualCell]
    """The most unusual first."""
    before: EditionBefore
    requests: Mapping[int, ReasonRequest]
    """The standing requests on this round, by the key of their question."""


def second_reading(panel: Panel, *, by: User) -> SecondReading | None:
    """Return the cells of a region with what is unusual about them.

    None before a round is closed and while its results are being prepared, for an abandoned panel,
    and for a panel without cells. Raises NotAllowed.
    """
    require(by, SECOND_READ, panel)
    last = last_closed(panel)
    if last is None or last.being_prepared or panel.state == Panel.State.ABANDONED:
        return None
    asked = panel.questions.filter(term__isnull=False).select_related("term").only(*OF_CELLS)
    questions = {one.pk: one for one in asked}
    if not questions:
        return None
    before = edition_before(panel)
    cells = {one.key: one for one in _measured(panel, last, questions, before)}
    unusual = unusual_cells(
        cells.values(),
        smallest=panel.smallest,
        steps={term_key(one): STEPS.get(Kind(one.kind), 0.0) for one in questions.values()},
        regions={one.place: region_of(one.place) for one in questions.values()},
    )
    standing = last.reason_requests.filter(withdrawn_at=None).select_related("asked_by")
    requests = {one.question_id: one for one in standing}
    return SecondReading(panel, last, cells, questions, unusual, before, requests)


def panels_read_by(user: User) -> QuerySet[Panel]:
    """Return the regions whose results a user reads a second time, newest first."""
    rows = Panel.objects.filter(assessment__isnull=False)
    leading = Q(chair=user) | Q(co_chairs=user)
    return rows.filter(leading | Q(second_readers__user=user)).distinct()


def requests_for(seat: Seat, *, by: User) -> dict[int, ReasonRequest]:
    """Return the requests on questions that an expert answered in the round before, by question.

    They are shown in the round that the expert answers now. Nobody else's answers matter for it, so
    a request reveals nothing of them. Raises NotAllowed.
    """
    require(by, SIT, seat)
    row = round_of(seat)
    if row is None:
        return {}
    answered = Answer.objects.filter(
        seat=seat,
        round__number=row.number - 1,
        versions__number=F("handed"),
        versions__whole=True,
    )
    rows = ReasonRequest.objects.filter(
        round__panel=seat.panel_id,
        round__number=row.number - 1,
        withdrawn_at=None,
        withheld=[],
        question__in=answered.values("question"),
    )
    return {one.question_id: one for one in rows}


def term_key(question: Question) -> str:
    """Return what makes cells comparable: their term, and the kind of their question."""
    return f"{question.term_id} {question.kind}"


def _measured(
    panel: Panel, last: Round, questions: Mapping[int, Question], before: EditionBefore
) -> Iterator[MeasuredCell]:
    methods = {method for method, _name in FIRST_METHOD.values()}
    rows = last.pooled.filter(question__term__isnull=False, method__in=methods).only(
        "question_id", "method", "value", "spread", "n", "heaviest"
    )
    pooled = {(one.question_id, one.method): one for one in rows}
    for key, question in questions.items():
        method, name = FIRST_METHOD[Kind(question.kind)]
        one = pooled.get((key, method))
        yield _cell(panel, question, one, name, before)


def _cell(
    panel: Panel, question: Question, one: Pooled | None, name: str, before: EditionBefore
) -> MeasuredCell:
    bare = (question.pk, term_key(question), question.place)
    if one is None or not is_public(panel, one):
        return MeasuredCell(*bare, one.n if one is not None else 0)
    assert question.term is not None  # it is a cell
    key = (question.term.list, question.term.code, question.kind, question.place)
    width = one.spread.get("width") if one.n >= FEWEST else None
    return MeasuredCell(
        *bare,
        one.n,
        rounding.disclosed_number(question.kind, one.value[name]),
        None if width is None else rounding.disclosed_number(question.kind, width),
        before.values.get(key),
    )
