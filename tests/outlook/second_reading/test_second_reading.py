"""Second reading of a region: who sees what, requests for reasons, and what stays hidden."""

import re
from itertools import product

import pytest
from django.test import Client

from desk.conftest import signed_in
from outlook import factories_assessments as assessments
from outlook import factories_panels as panels
from vigil.outlook.answers.verbs import answering
from vigil.outlook.models import (
    Panel,
    Pooled,
    Question,
    ReasonRequest,
    Round,
    Seat,
    SecondReader,
)
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.second_reading import verbs
from vigil.outlook.second_reading.queries import requests_for, second_reading
from vigil.outlook.second_reading.unusual import Measure
from vigil.outlook.second_reading.wording import cell_asked_for
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
ANDES = ("COL", "ECU", "PER", "BOL", "CHL", "ARG")
TERM = (("markets", "cocaine"),)


def region(experts: int = 6, **values: int) -> tuple[Panel, list[Seat]]:
    """Make a region with one term and six countries, two rounds and experts; the first is open."""
    made = assessments.assessment(TERM, {"Andes": ANDES})
    panel = made.panels.get()
    Panel.objects.filter(pk=panel.pk).update(**values)
    panel.refresh_from_db()
    panels.plan(panel)
    panels.plan(panel, Round.Kind.FINAL)
    seats = [assessments.seat(panel) for _n in range(experts)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(number=1), by=panel.chair)
    return panel, panels.fresh(seats)


def answer(seats: list[Seat], odd: str = "CHL", *, only: str = "") -> None:
    """Answer every cell by nearly the same scores; experts disagree about the odd country."""
    for at, seat in enumerate(seats):
        for asked in seat.panel.questions.all():
            if only and asked.place != only:
                continue
            score = 5 + at % 2 / 2 if asked.place != odd else 1 + 4 * (at % 3)
            answering.save_answer(seat, asked, {"score": score}, by=seat.user, base=0)
        answering.hand_in(seat, by=seat.user)


def closed(experts: int = 6, **values: int) -> tuple[Panel, list[Seat]]:
    """Make a region whose first round is closed, with one cell on which experts disagree."""
    panel, seats = region(experts, **values)
    answer(seats)
    panels.close_round(panel.rounds.get(number=1), by=panel.chair)
    return Panel.objects.get(pk=panel.pk), panels.fresh(seats)


def cell(panel: Panel, place: str = "CHL") -> Question:
    return panel.questions.select_related("panel", "term").get(place=place)


def at(panel: Panel, place: str = "") -> str:
    address = f"/desk/outlook/second-reading/{panel.uid}/"
    return f"{address}{cell(panel, place).position}/" if place else address


def read(by: User, address: str) -> str:
    answer = signed_in(by).get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_cell_on_which_experts_disagree_is_listed_in_plain_words() -> None:
    panel, _seats = closed()
    reading = second_reading(panel, by=panel.chair)
    assert reading is not None
    [one] = reading.unusual
    assert reading.questions[one.cell.key].place == "CHL"
    page = read(panel.chair, at(panel))
    assert "1 of 6 cells is unusual after round 1" in page
    assert re.search(r"middle half of the answers lies \S+ points apart; for this term", page)
    assert "Nobody can change a pooled value" in page
    usual = next(one for one in reading.questions.values() if one.place == "COL")
    chosen = {"country": "COL", "term": str(usual.term_id)}
    assert "Open cell" in page
    assert cell_asked_for(reading, chosen) == usual


def test_nothing_of_an_open_round_is_read() -> None:
    panel, seats = closed()
    before = read(panel.chair, at(panel))
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    answer(panels.fresh(seats), odd="COL")
    assert _said(read(panel.chair, at(panel))) == _said(before)


def _said(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


@pytest.mark.tail("the table of routes asks every state daily")
def test_before_a_round_is_closed_and_while_results_are_prepared_there_is_nothing() -> None:
    panel, seats = region()
    assert second_reading(panel, by=panel.chair) is None
    answer(seats)
    rounds.close_round(panel.rounds.get(number=1), by=panel.chair)
    panel.refresh_from_db()
    assert second_reading(panel, by=panel.chair) is None
    assert "being prepared" in read(panel.chair, at(panel))


def test_others_learn_nothing_not_even_that_the_panel_exists() -> None:
    panel, seats = closed()
    assert signed_in(panels.chair()).get(at(panel)).status_code == 404
    assert signed_in(seats[0].user).get(at(panel)).status_code == 404
    assert Client().get(at(panel)).status_code == 302
    with pytest.raises(NotAllowed):
        second_reading(panel, by=panels.chair())
    with pytest.raises(NotAllowed):
        verbs.ask_for_reasons(cell(panel), "reason", "Why?", by=seats[0].user)


def test_a_second_reader_sees_the_region_and_asks_without_a_way_to_its_people() -> None:
    panel, _seats = closed()
    reader = panels.expert()
    assert signed_in(reader).get(at(panel)).status_code == 404
    SecondReader.objects.create(panel=panel, user=reader)
    assert panel.title in read(reader, "/desk/outlook/second-reading/")
    page = read(reader, at(panel))
    assert "1 of 6 cells is unusual" in page
    assert "/desk/outlook/panels/" not in page
    sent = {"act": "ask", "wish": "check", "text": "Is it so?"}
    assert signed_in(reader).post(at(panel, "CHL"), sent).status_code == 302
    assert ReasonRequest.objects.get().asked_by == reader


@pytest.mark.parametrize(
    ("experts", "value", "width"),
    [
        (2, False, False),
        (4, True, False),
        pytest.param(5, True, True, marks=pytest.mark.tail("every other test here has six")),
    ],
)
def test_of_few_experts_no_spread_is_shown_and_of_fewer_no_value(
    experts: int, value: bool, width: bool
) -> None:
    panel, _seats = closed(experts, smallest=3, smallest_why="Few know.")
    reading = second_reading(panel, by=panel.chair)
    assert reading is not None
    for one in reading.cells.values():
        assert one.n == experts
        assert (one.value is not None, one.width is not None) == (value, width)
    few = [f for row in reading.unusual for f in row.findings if f.measure == Measure.FEW]
    assert len(few) == (0 if value else len(ANDES))


def test_no_answer_stands_on_any_page_of_the_second_reading() -> None:
    panel, seats = closed()
    Pooled.objects.update(left_out={"median": [3.1416, 8.1416]})
    pages = [read(panel.chair, at(panel)), read(panel.chair, at(panel, "CHL"))]
    for page, seat in product(pages, seats):
        assert f">{seat.handle}<" not in page
        assert str(seat.user) not in page
        assert "3.14" not in page


def test_a_request_reaches_those_who_answered_in_the_next_round_and_nobody_else() -> None:
    panel, seats = region()
    answer(seats[:5])
    answer(seats[5:], only="COL")
    panels.close_round(panel.rounds.get(number=1), by=panel.chair)
    panel.refresh_from_db()
    answered = signed_in(panel.chair).post(
        at(panel, "CHL"), {"act": "ask", "wish": "reason", "text": "What did you count?"}
    )
    assert answered.status_code == 302
    assert all(requests_for(seat, by=seat.user) == {} for seat in panels.fresh(seats))
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    asked = [list(requests_for(seat, by=seat.user)) for seat in panels.fresh(seats)]
    assert asked == [[cell(panel).pk]] * 5 + [[]]
    position = cell(panel).position
    for seat, sees in ((seats[0], True), (seats[5], False)):
        for page in (f"questions/{position}/", "all/", "countries/CHL/"):
            text = read(seat.user, f"/outlook/panels/{panel.uid}/{page}")
            assert ("What did you count?" in text) is sees


@pytest.mark.tail("no verb of the second reading writes a result")
def test_a_request_changes_no_result() -> None:
    panel, _seats = closed()
    before = list(Pooled.objects.values())
    asked = verbs.ask_for_reasons(cell(panel), "check", "Is it so?", by=panel.chair)
    verbs.withdraw_request(asked, by=panel.chair)
    assert verbs.withdraw_request(asked, by=panel.chair).withdrawn_at is not None
    assert list(Pooled.objects.values()) == before


@pytest.mark.tail("the table of routes asks every state daily")
def test_requests_are_made_between_rounds_and_read_by_all_or_nobody() -> None:
    panel, seats = closed()
    asked = verbs.ask_for_reasons(cell(panel), "reason", "Why?", by=panel.chair)
    with pytest.raises(NotPossible, match="already"):
        verbs.ask_for_reasons(cell(panel), "reason", "Why so?", by=panel.chair)
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    with pytest.raises(NotPossible, match="open already"):
        verbs.ask_for_reasons(cell(panel, "COL"), "reason", "Why?", by=panel.chair)
    with pytest.raises(NotPossible, match="have read"):
        verbs.withdraw_request(asked, by=panel.chair)
    answer(panels.fresh(seats))
    panels.close_round(panel.rounds.get(number=2), by=panel.chair)
    with pytest.raises(NotPossible, match="between two rounds"):
        verbs.ask_for_reasons(cell(panel, "COL"), "reason", "Why?", by=panel.chair)


@pytest.mark.tail("forms of screens refuse the same")
@pytest.mark.parametrize(
    ("wish", "text", "field"), [("order", "Why?", "wish"), ("check", " ", "text")]
)
def test_a_request_says_what_is_asked(wish: str, text: str, field: str) -> None:
    panel, _seats = closed()
    with pytest.raises(Unfit) as refused:
        verbs.ask_for_reasons(cell(panel), wish, text, by=panel.chair)
    assert refused.value.field == field


@pytest.mark.tail("the table of routes, and the tests of screens")
def test_what_was_typed_stays_where_it_is_refused() -> None:
    panel, _seats = closed()
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    sent = {"act": "ask", "wish": "check", "text": "Is it so?"}
    answered = signed_in(panel.chair).post(at(panel, "CHL"), sent)
    assert answered.status_code == 409
    assert "open already" in answered.content.decode()


def test_cells_of_a_region_are_read_by_a_constant_number_of_queries(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    panel, _seats = closed()
    client = signed_in(panel.chair)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert client.get(at(panel)).status_code == 200
