"""Results of panels for readers and programs: of enough experts, and of nobody in particular."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from outlook import factories_panels as factories
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Question, Quote, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.results.api import Panels, WholePanel
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
Kind = Question.Kind
ALL = tuple(Kind)


def final(
    kinds: tuple[str, ...] = ALL, experts: int = 6, **values: Any
) -> tuple[Panel, list[Seat]]:
    """Make a final panel that everybody answered."""
    panel, _row, seats = factories.played(kinds, experts, kind="final", **values)
    return factories.finalise(panel, by=panel.chair), seats


def read(at: str, status: int = 200) -> str:
    answer = Client().get(at)
    assert answer.status_code == status, at
    return str(answer.content.decode())


def rows_of(panel: Panel) -> list[dict[str, str]]:
    text = read(f"/outlook/results/{panel.uid}.csv").removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_final_panel_is_read_as_page_table_and_json_with_the_same_numbers() -> None:
    panel, _seats = final(edition="2030")
    assert panel.title in read("/outlook/results/")
    assert f"/outlook/results/{panel.uid}/" in read("/outlook/")
    page = read(f"/outlook/results/{panel.uid}/")
    assert "6 experts answered" in page
    # Scores, trajectories, the quantity, two matrices, and one of them once more for paper.
    assert page.count("<svg") == 6
    assert page.count('class="drawn on-paper"') == 1
    told = json.loads(read(f"/api/v1/outlook/panels/{panel.uid}"))
    WholePanel.model_validate(told)
    assert [one["kind"] for one in told["questions"]] == list(ALL)
    score = told["questions"][0]["results"][0]
    assert (score["n"], score["value"]["median"]) == (6, 5.25)
    rows = rows_of(panel)
    assert (rows[0]["median"], rows[0]["n"], rows[0]["method"]) == ("5.25", "6", "scores")
    assert len(rows) == sum(len(one["results"]) for one in told["questions"])
    assert "5.25" in page


def test_what_is_asked_comes_before_seeds_and_what_came_true_is_said_in_words() -> None:
    panel = factories.draft((Kind.QUANTITY,))
    seed = {"is_seed": True, "realisation": 4200.0, "text": "How many were there?"}
    factories.question(panel, Kind.QUANTITY, **seed)
    question_verbs.move_question(panel.questions.get(is_seed=True), 1, by=panel.chair)
    factories.question(panel, Kind.PROBABILITY)
    factories.question(panel, Kind.TRAJECTORY)
    row = factories.plan(panel, "final")
    seats = [factories.seat(panel) for _n in range(5)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    for n, one in enumerate(factories.fresh(seats)):
        factories.answer_all(one, n)
    factories.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    factories.finalise(panel, by=panel.chair)
    asked = panel.questions.get(kind=Kind.PROBABILITY)
    finalising_and_scoring.resolve_question(
        asked, 1, timezone.localdate(), "A paper.", by=panel.chair
    )
    page = read(f"/outlook/results/{panel.uid}/")
    assert re.findall(r'<details class="outlook-question" id="q-(\d)">', page) == list("2341")
    assert re.findall(r"What came true: <bdi>(.*?)</bdi>", page) == ["yes", "4,200"]
    assert "stays as it is (0)" in page
    scored = page.split('id="scored"')[1].split("</table>")[0]
    assert scored.count("<tr>") == 3
    for measure in ("Brier score", "logarithmic score", "interval score", "pinball loss"):
        assert scored.count(measure) == 1
    # Methods are said once on the page, with their versions; alone, one stands in no column.
    assert page.count("all answers, equal weights (version") == 1
    last = page.split('id="q-4">')[1].split("</table>")[0]
    assert "all answers, equal weights" not in last
    assert '<th scope="col">Method</th>' not in last


def test_numbers_below_nothing_stay_numbers_and_words_are_no_formulas() -> None:
    panel, _row, seats = factories.running((Kind.TRAJECTORY,), kind="final")
    Question.objects.update(text="=1+1")
    for seat in seats:
        factories.answer(seat, value={"direction": -2})
    [row] = rows_of(_finished(panel, seats))
    assert row["median"] == "-2"
    assert row["text"] == "'=1+1"


def _finished(panel: Panel, seats: list[Seat]) -> Panel:
    for seat in seats:
        answering.hand_in(seat, by=seat.user)
    factories.close_round(panel.rounds.get(), by=panel.chair)
    panel.refresh_from_db()
    return factories.finalise(panel, by=panel.chair)


def test_of_too_few_experts_no_number_is_told_anywhere() -> None:
    panel, _seats = final((Kind.SCORE, Kind.DRIVERS), experts=4)
    page = read(f"/outlook/results/{panel.uid}/")
    assert page.count("Too few experts answered") == 2
    assert "<svg" not in page
    told = json.loads(read(f"/api/v1/outlook/panels/{panel.uid}"))
    assert [(one["too_few"], one["results"]) for one in told["questions"]] == [(True, [])] * 2
    assert [(row["median"], row["n"], row["method"]) for row in rows_of(panel)] == [
        ("", "", "")
    ] * 2


def test_nobody_is_named_or_told_apart() -> None:
    panel, seats = final()
    pages = [
        read(f"/outlook/results/{panel.uid}/"),
        read(f"/outlook/results/{panel.uid}.csv"),
        read(f"/api/v1/outlook/panels/{panel.uid}"),
        read("/api/v1/outlook/panels"),
    ]
    for seat in seats:
        for hidden in (str(seat.user), seat.uid, f">{seat.handle}<", f'"{seat.handle}"'):
            assert not any(hidden in page for page in pages)
    assert not any("Reason 0" in page or "left_out" in page for page in pages)


def test_of_what_is_not_final_or_was_withheld_nothing_is_told() -> None:
    closed, _row, _seats = factories.played(kind="final")
    held, _seats = final((Kind.SCORE,))
    Panel.objects.filter(pk=held.pk).update(withheld=[1])
    for panel in (closed, held):
        assert panel.uid not in read("/outlook/results/")
        read(f"/outlook/results/{panel.uid}/", 404)
        read(f"/outlook/results/{panel.uid}.csv", 404)
        read(f"/api/v1/outlook/panels/{panel.uid}", 404)
    assert json.loads(read("/api/v1/outlook/panels"))["count"] == 0


def test_the_list_for_programs_is_paged_and_refuses_what_it_does_not_know() -> None:
    made = [final((Kind.SCORE,), edition=str(n))[0] for n in (2030, 2031)]
    first = json.loads(read("/api/v1/outlook/panels?limit=1"))
    Panels.model_validate(first)
    assert (first["count"], first["results"][0]["edition"]) == (2, "2031")
    following = json.loads(read(first["next"].removeprefix("http://testserver")))
    assert [one["id"] for one in following["results"]] == [made[0].uid]
    assert following["next"] is None
    for odd in ("?page=2", "?after=nothing", "?limit=x"):
        assert "errors" in json.loads(read(f"/api/v1/outlook/panels{odd}", 400))
    assert "errors" in json.loads(read(f"/api/v1/outlook/panels/{made[0].uid}?x=1", 400))


def test_what_is_not_as_in_the_edition_before_is_said() -> None:
    panel, _seats = final((Kind.SCORE,))
    breaks = [
        {"what": "experts", "stayed": 4, "left": 2, "joined": 3},
        {"what": "taxonomy", "list": "markets", "before": "2023", "after": "2025"},
    ]
    Panel.objects.filter(pk=panel.pk).update(breaks=breaks)
    page = read(f"/outlook/results/{panel.uid}/")
    assert "4 stayed, 2 left and 3 joined" in page
    assert "The list of markets is version 2025; it was 2023." in page


def test_reasons_are_quoted_on_the_page_and_for_programs_without_whose_they_are() -> None:
    panel, seats = factories.quoting()
    at, of_programs = f"/outlook/results/{panel.uid}/", f"/api/v1/outlook/panels/{panel.uid}"
    read(at, 404)
    panel = factories.finalise(panel, by=panel.chair)
    before = Decision.objects.count()
    page, told = read(at), read(of_programs)
    assert Decision.objects.count() == before  # nothing was opened for a reader
    assert page.count("<blockquote") == 6
    [asked] = json.loads(told)["questions"]
    assert sorted(asked["quotes"]) == [f"Reason {n}." for n in range(6)]
    assert asked["quotes"] == list(Quote.objects.order_by("uid").values_list("text", flat=True))
    table = read(f"/outlook/results/{panel.uid}.csv")
    assert "Reason" not in table
    words = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
    for seat in seats:
        for text in (*words, json.dumps(asked["quotes"])):
            assert seat.handle not in text
        for secret in (str(seat.user), seat.user.email, seat.uid):
            assert secret not in page + told
    assert "Source" not in told


def _ends_it(seat: Seat) -> None:
    inviting_and_seating.choose(seat, by=seat.user, quotable=False)


def _leaves(seat: Seat) -> None:
    inviting_and_seating.withdraw(seat, by=seat.user)


def test_a_quote_goes_from_page_and_programs_when_its_expert_ends_it() -> None:
    panel, seats = factories.quoting()
    panel = factories.finalise(panel, by=panel.chair)
    at, of_programs = f"/outlook/results/{panel.uid}/", f"/api/v1/outlook/panels/{panel.uid}"
    for n, (end, left) in enumerate(((_ends_it, 5), (_leaves, 4))):
        assert f"Reason {n}." in read(at)
        end(seats[n])
        for text in (read(at), read(of_programs)):
            assert f"Reason {n}." not in text
        assert Quote.objects.count() == left
    inviting_and_seating.choose(seats[2], by=seats[2].user, language="es")
    assert Quote.objects.count() == 4  # another choice ends nothing
    with pytest.raises(NotPossible):
        inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=True)
    for seat in seats[2:]:
        _ends_it(seat)
    assert "<blockquote" not in read(at)
    assert "in the experts’ words" not in read(at)


def test_of_too_few_experts_nobody_is_quoted() -> None:
    panel, _seats = factories.quoting(experts=4)
    panel = factories.finalise(panel, by=panel.chair)
    assert "Reason" not in read(f"/outlook/results/{panel.uid}/")
    [asked] = json.loads(read(f"/api/v1/outlook/panels/{panel.uid}"))["questions"]
    assert (asked["too_few"], asked["quotes"]) == (True, [])
