"""Screens on the people of an assessment: who reads them, and that no answer shows through."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs.conflicts import state_conflict
from vigil.outlook.models import AnswerVersion, Assessment, Panel, Seat
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
PARTS = ("people", "conflicts", "calendar", "board")


def page(user: User, made: Assessment, part: str, **asked: str) -> Any:
    """Ask for one of the screens."""
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"desk_outlook:assessment_{part}", args=[made.uid]), asked)


def answering() -> tuple[Assessment, Panel, list[Seat]]:
    """Make an assessment with an open round, in which one expert handed in and one has begun."""
    made = factories.assessment()
    panel = made.panels.get(region="Andes")
    seats = [
        factories.seat(panel, ["COL"], user=panels.expert(display_name=name))
        for name in ("Ana Canary", "Bo Canary", "Cy Canary")
    ]
    panels.plan(panel)
    setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(), by=panel.chair)
    for asked in asked_of(panels.fresh(seats)[0]):
        panels.answer(seats[0], asked, {"score": 2.5}, reasons="Canary words.")
    panels.answering.hand_in(seats[0], by=seats[0].user)
    panels.answer(seats[1], panel.questions.get(place="COL", market="cocaine"))
    return made, panel, seats


def test_only_director_and_leads_read_them_and_leads_of_their_region_alone(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    made, panel, seats = answering()
    for part in PARTS:
        with django_assert_max_num_queries(45):
            shown = page(made.director, made, part, region=panel.uid)
        assert shown.status_code == 200
        assert ("Balkans" in shown.content.decode()) == (part != "conflicts")
        lead = page(panel.chair, made, part).content.decode()
        assert ("Andes" in lead or part == "conflicts", "Balkans" in lead) == (True, False)
        assert page(panels.chair(), made, part).status_code == 404
        assert page(seats[0].user, made, part).status_code == 403
    assert "Ana Canary" in page(panel.chair, made, "people").content.decode()


def test_the_board_tells_no_answer_and_no_handle() -> None:
    made, panel, seats = answering()
    before = page(made.director, made, "board", region=panel.uid).content.decode()
    AnswerVersion.objects.update(value={"score": 9.5}, worded=False)
    after = page(made.director, made, "board", region=panel.uid).content.decode()
    cut = before.index("<h1>"), after.index("<h1>")
    assert before[cut[0] :].split("<footer")[0] == after[cut[1] :].split("<footer")[0]
    for secret in ("Canary", *(seat.handle for seat in seats)):
        assert secret not in after


def test_an_expert_states_a_conflict_once_and_stops_reminders() -> None:
    made, _panel, seats = answering()
    client = Client()
    client.force_login(seats[0].user)
    at = reverse("panels:conflicts", args=[made.uid])
    assert at in client.get(reverse("panels:list")).content.decode()
    sent = client.post(at, {"places": "Atlantis", "words": "Shares there."})
    assert sent.status_code == 422
    assert "Shares there." in sent.content.decode()
    assert client.post(at, {"places": "Colombia", "terms": "cocaine"}).status_code == 302
    shown = client.get(at).content.decode()
    assert "Colombia" in shown
    # The country and the term together name one cell.
    assert [one.place for one in seats[0].recused.all()] == ["COL"]
    assert client.post(reverse("panels:reminders"), {"do": "stop"}).status_code == 302
    assert Seat.objects.get(pk=seats[0].pk).no_reminders


def test_names_of_conflicts_stay_with_the_leads_of_the_expert() -> None:
    made, panel, seats = answering()
    found = state_conflict(made, seats[0].user, by=made.director, places=["COL"])
    at = reverse("desk_outlook:assessment_conflict", args=[made.uid, found.uid])
    for who, status in (
        (made.director, 200),
        (panel.chair, 200),
        (made.panels.get(region="Balkans").chair, 404),
    ):
        client = Client()
        client.force_login(who)
        assert client.get(at).status_code == status
