"""How often it came true: told of pooled answers to all, of all answers to the chair, of one's own
to that expert.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client

from outlook import factories_panels as panels
from vigil.outlook.answers.verbs import answering
from vigil.outlook.models import AnswerVersion, Panel, Question, RoundFeedback, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.results import calibration
from vigil.outlook.results import queries as result_queries
from vigil.outlook.results.calibration import Calibration
from vigil.outlook.results.public import published
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.access.errors import NotAllowed

pytestmark = pytest.mark.django_db
Kind = Question.Kind
PAST = date(2026, 1, 2)


def played(answers: Sequence[Sequence[Any]], kind: str = Kind.PROBABILITY) -> tuple[Panel, Any]:
    """Play a panel to its end; `answers` of each expert to each question."""
    kinds = (kind,) * len(answers[0])
    panel, row, seats = panels.running(kinds, len(answers), kind="final")
    for seat, own in zip(seats, answers, strict=True):
        for question, value in zip(panel.questions.all(), own, strict=True):
            panels.answer(seat, question, value)
        answering.hand_in(seat, by=seat.user)
    panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panels.finalise(panel, by=panel.chair), panels.fresh(seats)


def events(*answers: Sequence[float]) -> tuple[Panel, list[Seat]]:
    """Play a panel on events; probabilities of each expert for each event."""
    return played([[{"probability": one} for one in own] for own in answers])


def resolve(panel: Panel, *truths: float) -> Panel:
    """Say what came true of the first questions, one by one."""
    asked = panel.questions.filter(is_seed=False)
    for question, truth in zip(asked, truths, strict=False):
        finalising_and_scoring.resolve_question(
            question, truth, PAST, "The register.", by=panel.chair
        )
    return Panel.objects.get(pk=panel.pk)


def to_all(panel: Panel) -> Calibration | None:
    told = published(panel)
    assert told is not None
    return calibration.calibration_of_pooled(told)


def to_the_chair(panel: Panel) -> Calibration | None:
    rows = result_queries.resolved(panel, by=panel.chair)
    return calibration.calibration_of_all_answers(panel, rows)


def to_them(seat: Seat) -> Calibration | None:
    rows = result_queries.own_resolved(seat, by=seat.user)
    return calibration.calibration_of_own(seat.panel, rows)


def table(outcome: Calibration | None) -> list[list[str]]:
    assert outcome is not None
    assert outcome.figure is not None
    return [[row.label, *(one.shown for one in row.cells)] for row in outcome.figure.rows]


def test_pooled_probabilities_stand_against_how_often_it_came_true() -> None:
    panel, _seats = events(*[(0.2, 0.2, 0.8)] * 6)
    assert to_all(panel) is None
    outcome = to_all(resolve(panel, 1, 0, 1))
    assert [row[:3] for row in table(outcome)] == [["20%", "50%", "2"], ["80%", "100%", "1"]]
    assert outcome is not None
    assert outcome.figure is not None
    # Wilson's interval of one of two.
    assert table(outcome)[0][3:] == ["9%", "91%"]
    notes = " ".join(outcome.figure.notes)
    assert "Of 3 questions it is known what came true: too few" in notes
    assert "6 experts answered." in notes


def test_ten_questions_are_not_too_few() -> None:
    panel, _seats = events(*[(0.3,) * 10] * 5)
    outcome = to_all(resolve(panel, *[0, 1] * 5))
    assert outcome is not None
    assert outcome.figure is not None
    assert "too few" not in " ".join(outcome.figure.notes)


def test_of_too_few_experts_nothing_is_told_to_all() -> None:
    panel, _seats = events(*[(0.2,)] * 4)
    panel = resolve(panel, 1)
    assert to_all(panel) is None
    assert table(to_the_chair(panel)) == [["20%", "100%", "4"]]
    page = Client().get(f"/outlook/results/{panel.uid}/").content.decode()
    assert "calibration" not in page


def test_a_withheld_question_is_not_told_of() -> None:
    panel, _seats = events(*[(0.2, 0.8)] * 5)
    panel = resolve(panel, 1, 1)
    panel.questions.filter(position=2).update(withheld=[3])
    assert [row[0] for row in table(to_all(panel))] == ["20%"]


def test_what_all_read_tells_nothing_of_a_single_answer() -> None:
    """Two panels pooled to the same odds, one of one mind and one not, are told alike."""
    agreeing, _seats = events(*[(0.5,)] * 6)
    apart, _seats = events(*[(p,) for p in (0.2, 0.8, 0.1, 0.9, 0.5, 0.5)])
    told = [table(to_all(resolve(one, 1))) for one in (agreeing, apart)]
    assert told[0] == told[1]
    seen = [table(to_the_chair(Panel.objects.get(pk=one.pk))) for one in (agreeing, apart)]
    assert seen[0] != seen[1]


def test_what_all_read_is_made_without_any_answer() -> None:
    panel, _seats = events(*[(0.2, 0.7)] * 5)
    before = to_all(resolve(panel, 1, 0))
    AnswerVersion.objects.all().delete()
    RoundFeedback.objects.all().delete()
    assert to_all(Panel.objects.get(pk=panel.pk)) == before


def test_the_chair_sees_all_answers_and_whose_they_are_stands_nowhere() -> None:
    panel, seats = events(*[(0.1,), (0.1,), (0.3,), (0.3,), (0.9,)])
    assert to_the_chair(panel) is None
    panel = resolve(panel, 1)
    assert table(to_the_chair(panel)) == [
        ["10%", "100%", "2"],
        ["30%", "100%", "2"],
        ["90%", "100%", "1"],
    ]
    for stranger in (seats[0].user, panels.chair()):
        with pytest.raises(NotAllowed):
            result_queries.resolved(panel, by=stranger)
        with pytest.raises(NotAllowed):
            panel_queries.preview(panel, by=stranger)


def test_an_expert_reads_their_own_and_no_other_does() -> None:
    panel, seats = events(*[(0.1 * n, 0.5) for n in range(1, 7)])
    assert to_them(seats[2]) is None
    panel = resolve(panel, 1, 0)
    assert [row[:3] for row in table(to_them(seats[2]))] == [
        ["30%", "100%", "1"],
        ["50%", "0%", "1"],
    ]
    for stranger in (panel.chair, seats[0].user, panels.expert()):
        with pytest.raises(NotAllowed):
            result_queries.own_resolved(seats[2], by=stranger)


def test_each_curve_stands_on_the_pages_of_those_who_may_read_it() -> None:
    panel, seats = events(*[(0.1 * n,) for n in range(1, 7)])
    panel = resolve(panel, 1)
    everybody, leading, one, other = Client(), Client(), Client(), Client()
    leading.force_login(panel.chair)
    one.force_login(seats[0].user)
    other.force_login(seats[5].user)
    public = everybody.get(f"/outlook/results/{panel.uid}/").content.decode()
    assert 'id="calibration"' in public
    assert "calibration-all" not in public
    desk = leading.get(f"/desk/outlook/panels/{panel.uid}/results/").content.decode()
    assert 'id="calibration"' in desk
    assert 'id="calibration-all"' in desk
    own = [who.get(f"/outlook/panels/{panel.uid}/own/").content.decode() for who in (one, other)]
    assert "Said 10%: 100% of 1 came true." in own[0]
    assert "Said 60%" not in own[0]
    assert "Said 60%: 100% of 1 came true." in own[1]
    assert "Said 10%" not in own[1]


def test_quantities_are_counted_by_where_what_came_true_lies() -> None:
    values = [{"q05": 10 + n, "q50": 20 + n, "q95": 40 + n} for n in range(6)]
    panel, seats = played([[value] * 4 for value in values], Kind.QUANTITY)
    panel = resolve(panel, 5, 22, 30, 90)
    mine = to_them(seats[3])
    assert mine is not None
    assert [(one.n, one.share) for one in mine.hits] == [(1, "25%")] * 4
    assert [one.should for one in mine.hits] == ["5%", "45%", "45%", "5%"]
    assert (mine.figure, mine.of_questions) == (None, True)
    assert mine.few.startswith("Of 4 questions")
    all_of_them = to_the_chair(panel)
    assert all_of_them is not None
    # 22 lies above the middle of two experts (20, 21) and on or below that of four.
    assert [one.n for one in all_of_them.hits] == [6, 4, 8, 6]
    pooled = to_all(panel)
    assert pooled is not None
    assert [one.n for one in pooled.hits] == [1, 1, 1, 1]
    page = Client().get(f"/outlook/results/{panel.uid}/").content.decode()
    assert "below the 5 % quantile" in page


def test_what_an_expert_passed_over_is_not_counted() -> None:
    panel, row, seats = panels.running((Kind.PROBABILITY,), 6, kind="final")
    asked = panel.questions.get()
    answering.pass_question(seats[0], asked, by=seats[0].user, base=0)
    for seat in seats[1:]:
        panels.answer(seat)
    for seat in seats:
        answering.hand_in(seat, by=seat.user)
    panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    panel = resolve(panels.finalise(panel, by=panel.chair), 1)
    assert to_them(panels.fresh(seats)[0]) is None
    assert [row[2] for row in table(to_the_chair(panel))] == ["5"]
