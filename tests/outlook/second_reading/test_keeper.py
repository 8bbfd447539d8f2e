"""Requests for reasons that say a name: hidden from experts while the name is withdrawn."""

import pytest

from factories import adjudicator
from outlook.second_reading.test_second_reading import cell, closed
from seconded import lift
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.second_reading import verbs
from vigil.outlook.second_reading.keeper import SecondReadingKeeper
from vigil.outlook.second_reading.queries import requests_for
from vigil.trust.withdrawals import verbs as withdrawing

pytestmark = pytest.mark.django_db
NAME = "Marisol Canary Vega"


def test_a_request_with_a_withdrawn_name_is_hidden_until_it_is_lifted() -> None:
    panel, seats = closed()
    verbs.ask_for_reasons(cell(panel), "check", f"As before {NAME} was shot?", by=panel.chair)
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    seat = panel.seats.select_related("panel", "user").get(pk=seats[0].pk)
    keeper, by = SecondReadingKeeper(), adjudicator()
    assert len(requests_for(seat, by=seat.user)) == 1
    assert keeper.still_shows([NAME])
    withdrawal = withdrawing.withdraw([NAME], by=by, why="The family asks.")
    assert requests_for(seat, by=seat.user) == {}
    assert keeper.still_shows([NAME]) == []
    assert [one.ticked for one in keeper.find([NAME])] == [False]
    lift(withdrawal, by=by, why="It was somebody else.")
    assert len(requests_for(seat, by=seat.user)) == 1
