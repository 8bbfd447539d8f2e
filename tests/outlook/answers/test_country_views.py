"""Answering by country: every answer is saved by itself, nothing is lost, queries are few."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.conftest import signed_in
from outlook import factories_assessments as assessments
from outlook import factories_panels as factories
from outlook.answers.test_views import form_of, get, post
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import (
    Answer,
    AnswerVersion,
    GroupReasonVersion,
    Panel,
    Question,
    Round,
    Seat,
    Submission,
)
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.reading.codebook.terms import actors, markets, resilience
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db
LISTS = {"markets": markets, "actors": actors, "resilience": resilience}
EVERY_TERM = tuple((name, code) for name, terms in LISTS.items() for code in terms().terms)[:32]
WEIGHT = 60_000
BAND = "Five groups share the trade, with links to officials in most of the regions."


def open_round(
    terms: Any = assessments.TERMS, experts: int = 2, places: tuple[str, ...] = ("COL", "ECU")
) -> tuple[Panel, Round, list[Seat]]:
    """Make an assessment of one region in its first round, with experts."""
    made = assessments.assessment(terms, {"Andes": places})
    panel = made.panels.get()
    row = factories.plan(panel)
    factories.plan(panel, Round.Kind.FINAL)
    seats = [assessments.seat(panel) for _n in range(experts)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    row = rounds.open_round(row, by=panel.chair)
    return panel, row, factories.fresh(seats)


def at(panel: Panel, rest: str = "countries/COL/") -> str:
    return f"/outlook/panels/{panel.uid}/{rest}"


def test_a_country_is_answered_as_one_form() -> None:
    panel, _row, seats = open_round()
    client = signed_in(seats[0].user)
    page = get(client, at(panel))
    sent = form_of(page) | {
        "1.score": "7.5",
        "2.passed": "on",
        "3.score": "77",
        "1.reasons": "Ports.",
    }
    sent |= {"g.markets.reasons": "All of it moves by sea.", "g.all.sources": "A report."}
    shown = post(client, at(panel), 422, **sent)
    assert 'value="77"' in shown
    saved = {one.question.position: one for one in Answer.objects.select_related("question")}
    assert set(saved) == {1, 2}
    draft = answering.drafts_of(seats[0], saved.values())
    assert draft[saved[1].pk].value == {"score": 7.5}
    assert draft[saved[1].pk].reasons == "Ports."
    assert draft[saved[2].pk].passed
    assert GroupReasonVersion.objects.count() == 2
    # What was refused is sent again, corrected; the others are not saved twice.
    again = form_of(shown) | {
        "1.score": "7.5",
        "2.passed": "on",
        "3.score": "8",
        "1.reasons": "Ports.",
    }
    again |= {"g.markets.reasons": "All of it moves by sea.", "g.all.sources": "A report."}
    post(client, at(panel), 302, **again)
    assert AnswerVersion.objects.count() == 3
    assert GroupReasonVersion.objects.count() == 2
    assert "All of it moves by sea." in get(client, at(panel))


def script(client: Client, panel: Panel, *saves: dict[str, Any], status: int = 200) -> Any:
    """Send answers as the script of the page does."""
    found = client.post(at(panel, "cells/"), {"saves": json.dumps(saves)})
    assert found.status_code == status, found.content.decode()
    return found.json()


def cell(number: int, score: str, base: int = 0, nonce: str = "a", **more: Any) -> dict[str, Any]:
    return {"cell": number, "value": {"score": score}, "base": base, "nonce": nonce} | more


def test_the_script_saves_answers_once_and_keeps_their_words() -> None:
    panel, _row, seats = open_round()
    client = signed_in(seats[0].user)
    words = {"reasons": "Ports.", "sources": "", "quotable": True}
    one = script(client, panel, cell(1, "7", words=words), cell(2, "3.5"))["answers"]
    assert [each["outcome"] for each in one] == ["saved", "saved"]
    # The acknowledgement was lost: it comes again, and makes no other version.
    again = script(client, panel, cell(1, "7", words=words))["answers"]
    assert again[0]["version"] == 1
    # Changed meanwhile by the same page, which knows the nonce that was never acknowledged.
    later = script(client, panel, cell(1, "8", nonce="b", mine=["a"]))["answers"]
    assert (later[0]["outcome"], later[0]["version"]) == ("saved", 2)
    answer = Answer.objects.get(question__position=1)
    draft = answering.drafts_of(seats[0], [answer])[answer.pk]
    assert (draft.value, draft.reasons, draft.quotable) == ({"score": 8}, "Ports.", True)


def test_another_device_is_shown_both_and_nothing_is_overwritten() -> None:
    panel, _row, seats = open_round()
    client = signed_in(seats[0].user)
    script(client, panel, cell(1, "7"))
    told = script(client, panel, cell(1, "4", nonce="other"))["answers"][0]
    assert (told["outcome"], told["said"], told["version"]) == ("conflict", "7", 1)
    assert AnswerVersion.objects.count() == 1
    script(client, panel, cell(1, "4", base=1, nonce="chosen"))
    assert AnswerVersion.objects.count() == 2


def test_what_the_script_sends_is_refused_by_itself() -> None:
    panel, row, seats = open_round()
    client = signed_in(seats[0].user)
    told = script(client, panel, cell(1, "11"), cell(2, "5"), cell(3, "many"))["answers"]
    assert {one["cell"]: one["outcome"] for one in told} == {
        1: "refused",
        2: "saved",
        3: "refused",
    }
    for odd in (
        "[" * 5_000,
        "",
        "[]",
        "{}",
        '[{"cell": 999}]',
        '[{"cell": 1}, {"cell": 1}]',
        "[3]",
    ):
        assert client.post(at(panel, "cells/"), {"saves": odd}).status_code == 422
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now())
    rounds.close_round(row, by=panel.chair)
    assert "refused" in script(client, panel, cell(1, "5"), status=409)


def test_the_last_country_hands_the_round_in() -> None:
    panel, row, seats = open_round()
    client = signed_in(seats[0].user)
    script(client, panel, *(cell(number, "5") for number in range(1, 6)))
    for place in ("COL", "ECU"):
        page = f"countries/{place}/hand-in/"
        assert not Submission.objects.exists()
        shown = get(client, at(panel, page))
        assert ("Not answered" in shown) == (place == "ECU")
        post(client, at(panel, page), round="1")
    assert Submission.objects.get().unanswered == 1
    assert Answer.objects.exclude(handed=0).count() == 5
    post(client, at(panel, "countries/COL/hand-in/"), 409, round="2")
    overview = get(client, "/outlook/panels/countries/")
    assert "3 of 3" in overview
    assert "2 of 3" in overview
    assert "About 1 minute." in overview
    assert row.submissions.count() == 1


def test_reasons_for_a_group_are_frozen_for_each_of_its_cells(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    panel, row, seats = open_round()
    client, other = (signed_in(one.user) for one in seats)
    sent = form_of(get(client, at(panel))) | {"1.score": "7", "g.markets.reasons": "By sea."}
    post(client, at(panel), **sent, **{"g.all.reasons": "A weak state."})
    factories.answer_all(seats[0])
    # Saved after handing in: it does not count.
    sent = form_of(get(client, at(panel))) | {"g.markets.reasons": "By air."}
    post(client, at(panel), **sent)
    factories.answer_all(seats[1], 4)
    # Kept out of one of its terms, the expert argues it no more.
    third = panel.questions.get(position=3)
    inviting_and_seating.recuse(seats[0], third, by=panel.chair)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now())
    factories.close_round(row, by=panel.chair)
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    page = at(panel, "rounds/1/countries/COL/")
    shown = get(other, page)
    assert "You: 6." in shown
    assert "By sea." not in shown
    opened = Decision.objects.filter(verb="open_sealed", after__field="arguments")
    assert not opened.exists()
    shown = get(other, f"{page}?arguments=on")
    assert (shown.count("By sea."), shown.count("A weak state.")) == (2, 2)
    assert "By air." not in shown
    assert opened.count() == 1
    # Who is kept out of a term reads nothing of it, nor what may be about it.
    second = panel.questions.get(position=2)
    assert "By sea." in get(other, at(panel, "rounds/1/2/"))
    inviting_and_seating.recuse(seats[1], second, by=panel.chair)
    assert other.get(at(panel, "rounds/1/2/")).status_code == 404
    for again in (f"{page}?arguments=on", at(panel, "rounds/1/1/")):
        told = get(other, again)
        assert "By sea." not in told
        assert "A weak state." not in told
    with pytest.raises(NotPossible, match="not asked"):
        panel_queries.discussion(panel.rounds.get(number=1), second, by=seats[1].user)
    inviting_and_seating.unrecuse(seats[1], second, by=panel.chair)
    # The next estimate is entered beside it.
    post(other, page, **form_of(shown) | {"1.score": "5"})
    answer = Answer.objects.get(seat=seats[1], round__number=2, question__position=1)
    assert answering.drafts_of(seats[1], [answer])[answer.pk].value == {"score": 5}
    # Who leaves takes them along.
    inviting_and_seating.withdraw(factories.fresh(seats)[0], by=seats[0].user, remove=True)
    factories.prepare_results()
    assert "By sea." not in get(other, f"{page}?arguments=on")
    assert not Sealed.objects.filter(subject_key__contains="/COL/").exists()


def test_a_country_of_32_terms_takes_few_queries_and_little_weight(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    panel, row, seats = open_round(EVERY_TERM, places=("COL",))
    assert len(EVERY_TERM) == 32
    Question.objects.update(bands=[{"low": 5, "high": 6.5, "text": BAND}])
    client = signed_in(seats[0].user)
    for one in seats:
        factories.answer_all(one, 2, reasons="A sentence about it.", sources="A source.")

    def page(rest: str) -> str:
        with django_assert_max_num_queries(30):
            found = get(client, at(panel, rest))
        assert found.count('class="term"') == 32
        assert len(found.encode()) < WEIGHT
        return found

    assert page("countries/COL/").count(BAND) == 64  # in the list, and under the chosen score
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now())
    factories.close_round(row, by=panel.chair)
    rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    assert page("rounds/1/countries/COL/?arguments=on").count("A sentence about it.") == 96
