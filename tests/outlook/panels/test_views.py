"""Panels at the desk of their chair: the whole way on the screens, and what nobody sees there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.conftest import signed_in
from outlook import factories_panels as factories
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Pooled, Question, Round, Seat
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.results import public as public_results
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
AT = "/desk/outlook/"
Kind = Question.Kind
SAID: dict[str, Any] = {
    "title": "Ports",
    "about": "Who controls them.",
    "language": "en",
    "edition": "2030",
    "zone": "America/Bogota",
    "names": "anonymous",
    "smallest": "5",
    "pooling": "equal",
}
QUESTIONS: dict[str, dict[str, Any]] = {
    Kind.SCORE: {
        "bands": "1 – 4,5: little\n5 - 10: much",
        "guidance": "Who?\n\nSince when?",
        "market": "cocaine",
        "place": "Colombia",
    },
    Kind.QUANTITY: {"form": "quantiles", "unit": "killings a year", "lower": "0"},
    Kind.PROBABILITY: {"horizon": "2031-01-01"},
    Kind.TRAJECTORY: {"horizon": "2031-01-01"},
    Kind.DRIVERS: {"rows": ["technology", "conflict"], "columns": ["cocaine"]},
    Kind.EFFICACY: {"rows": ["prevention"]},
}


def get(client: Client, at: str, status: int = 200) -> str:
    """Return the text of a screen."""
    answer = client.get(f"{AT}{at}")
    assert answer.status_code == status, at
    return str(answer.content.decode())


def post(client: Client, at: str, status: int = 302, **data: Any) -> str:
    """Send something to a screen; return the text of the answer."""
    answer = client.post(f"{AT}{at}", data)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def wall(days: float) -> str:
    return f"{factories.wall(days):%Y-%m-%dT%H:%M}"


def test_a_panel_is_begun_asked_seated_answered_and_made_final_on_the_screens() -> None:
    by = factories.chair()
    client = signed_in(by)
    post(client, "panels/new/", **SAID)
    panel = Panel.objects.get()
    assert (panel.chair, panel.zone, panel.smallest) == (by, "America/Bogota", 5)
    for kind, values in QUESTIONS.items():
        page = get(client, f"panels/{panel.uid}/add/?kind={kind}")
        assert f'name="kind" value="{kind}"' in page
        post(client, f"panels/{panel.uid}/add/", kind=kind, text=f"How is {kind}?", **values)
    asked = list(panel.questions.all())
    assert [one.kind for one in asked] == list(QUESTIONS)
    assert asked[0].bands == [
        {"low": 1.0, "high": 4.5, "text": "little"},
        {"low": 5.0, "high": 10.0, "text": "much"},
    ]
    assert (asked[0].guidance, asked[0].place) == (["Who?", "Since when?"], "COL")
    assert (asked[1].lower, asked[1].upper, asked[1].unit) == (0, None, "killings a year")
    post(client, f"panels/{panel.uid}/", act="plan", kind="final", opens=wall(0), closes=wall(9))
    row = panel.rounds.get()
    experts = [factories.expert() for _n in range(5)]
    for one in experts:
        assert str(one) in get(client, f"panels/{panel.uid}/seats/")
        post(client, f"panels/{panel.uid}/seats/", act="invite", user=one.pk, market="cocaine")
    for seat in Seat.objects.all():
        assert seat.expertise["markets"] == ["cocaine"]
        inviting_and_seating.accept(seat, by=seat.user)
    post(client, f"panels/{panel.uid}/", act="open")
    post(client, f"rounds/{row.uid}/", act="open")
    for n, seat in enumerate(factories.fresh(list(Seat.objects.all()))):
        assert "Everybody has handed in." not in get(client, f"rounds/{row.uid}/")
        factories.answer_all(seat, n, reasons=f"Because {n}.")
    assert "Everybody has handed in." in get(client, f"rounds/{row.uid}/")
    post(client, f"rounds/{row.uid}/", act="close")
    for at in (f"rounds/{row.uid}/", f"rounds/{row.uid}/1/", f"panels/{panel.uid}/results/"):
        assert "The results are being prepared." in get(client, at)
    assert "being prepared" in post(client, f"rounds/{row.uid}/1/", 409, act="open")
    assert "being prepared" in post(client, f"panels/{panel.uid}/", 409, act="finalise")
    factories.prepare_results()
    page = get(client, f"rounds/{row.uid}/1/")
    assert "Median" in page
    assert "Because" not in page
    assert "Because 3." in post(client, f"rounds/{row.uid}/1/", 200, act="open")
    for number in range(2, 7):
        get(client, f"rounds/{row.uid}/{number}/")
    page = get(client, f"panels/{panel.uid}/results/")
    assert "linear pool" in page
    assert "odds" in page
    post(client, f"panels/{panel.uid}/", act="finalise")
    panel.refresh_from_db()
    assert panel.state == Panel.State.FINAL
    assert Client().get(f"/outlook/results/{panel.uid}/").status_code == 200


def test_a_draft_says_what_it_lacks_and_an_open_panel_leads_to_its_round() -> None:
    panel = factories.draft()
    client, at = signed_in(panel.chair), f"panels/{panel.uid}/"
    assert "Plan a round first." in get(client, at)
    row = factories.plan(panel)
    assert "Plan a round first." not in get(client, at)
    factories.seat(panel)
    post(client, at, act="open")
    assert "is open until" not in get(client, at)
    post(client, f"rounds/{row.uid}/", act="open")
    lead = get(client, at).split("<h2")[0]
    assert f"/desk/outlook/rounds/{row.uid}/" in lead
    assert "Round 1 is open until" in lead


def test_of_the_panel_of_another_chair_nothing_is_told() -> None:
    panel, row, seats = factories.played()
    other = signed_in(factories.chair())
    assert panel.title not in get(other, "")
    question = panel.questions.get()
    get(other, f"panels/{panel.uid}/results/", 404)
    for at in (
        *(f"panels/{panel.uid}/{part}" for part in ("", "seats/", "add/")),
        *(f"questions/{question.uid}/", f"rounds/{row.uid}/", f"rounds/{row.uid}/1/"),
        f"seats/{seats[0].uid}/",
    ):
        get(other, at, 404)
        post(other, at, 404, act="open")


def test_a_co_chair_leads_it_too() -> None:
    panel = factories.draft()
    other = factories.chair()
    post(signed_in(panel.chair), f"panels/{panel.uid}/", act="co_chairs", users=[other.pk])
    client = signed_in(other)
    assert panel.title in get(client, "")
    post(client, f"panels/{panel.uid}/", act="edit", **SAID)
    panel.refresh_from_db()
    assert panel.title == "Ports"


def test_names_and_the_letters_of_a_discussion_stand_on_no_page_together() -> None:
    panel, row, seats = factories.played()
    client = signed_in(panel.chair)
    pages = [get(client, f"panels/{panel.uid}/seats/"), get(client, f"rounds/{row.uid}/")]
    pages += [get(client, f"seats/{seat.uid}/") for seat in seats]
    words = post(client, f"rounds/{row.uid}/1/", 200, act="open")
    for seat in seats:
        assert not any(f">{seat.handle}<" in page for page in pages)
        assert f">{seat.handle}<" in words
        assert str(seat.user) not in words


def test_words_are_opened_only_when_they_are_asked_for_and_that_is_kept() -> None:
    panel, row, _seats = factories.played()
    client = signed_in(panel.chair)
    before = Decision.objects.count()
    get(client, f"rounds/{row.uid}/1/")
    assert Decision.objects.count() == before
    post(client, f"rounds/{row.uid}/1/", 200, act="open")
    assert Decision.objects.filter(verb="open_sealed", target_kind="panel_round").exists()


def test_what_was_typed_is_kept_where_a_form_is_refused() -> None:
    panel = factories.draft(())
    client = signed_in(panel.chair)
    at = f"panels/{panel.uid}/add/"
    page = post(client, at, 422, kind="score", text="How?", bands="much: 1 to 3")
    assert "much: 1 to 3" in page
    assert "This is none" in page
    page = post(client, at, 409, kind="score", text="How?", bands="1 – 3: some\n4 – 10: much")
    assert "without a gap" in page
    assert "1 – 3: some" in page
    page = post(client, at, 422, kind="probability", text="Will it?")
    assert "Will it?" in page
    post(client, at, 422, kind="dance", text="Will it?")
    assert not panel.questions.exists()
    few = SAID | {"smallest": "3"}
    page = post(client, "panels/new/", 409, **few)
    assert "Say why fewer" in page
    assert 'value="America/Bogota"' in page


def at_field(page: str, name: str, said: str) -> None:
    """Hold a screen against one refusal: once above, and once at the field that it names."""
    assert page.count(said) == 2
    assert page.count('class="note refused"') == 1
    assert f'href="#{name}"' in page
    field = page.split(f'id="{name}"')[0].rpartition("<")[2] + page.split(f'id="{name}"')[1]
    assert f'aria-describedby="{name}_error"' in field.partition(">")[0]
    assert 'aria-invalid="true"' in field.partition(">")[0]
    assert said in page.split(f'id="{name}_error"')[1].partition("</ul>")[0]


def test_what_a_verb_refuses_is_said_at_the_field_that_it_names() -> None:
    panel = factories.draft((Kind.QUANTITY,))
    client = signed_in(panel.chair)
    page = post(client, "panels/new/", 409, **SAID | {"smallest": "3"})
    at_field(page, "form-smallest_why", "Say why fewer")
    page = post(client, "panels/new/", 409, **SAID | {"zone": "Bogota"})
    at_field(page, "form-zone", "is no time zone")
    said = {"kind": "quantity", "text": "How?", "form": "quantiles", "unit": "cases"}
    page = post(client, f"panels/{panel.uid}/add/", 409, **said, lower="9", upper="1")
    at_field(page, "form-upper", "has to be larger than the lower")
    at = f"panels/{panel.uid}/"
    page = post(client, at, 409, act="plan", kind="estimate", opens=wall(9), closes=wall(1))
    at_field(page, "plan-closes", "A round closes after it opens.")
    Panel.objects.filter(pk=panel.pk).update(zone="Europe/Vienna")
    wanted = {"opens": "2031-03-30T02:30", "closes": "2031-05-01T12:00"}
    page = post(client, at, 409, act="plan", kind="estimate", **wanted)
    at_field(page, "plan-opens", "No clock in")
    seed = factories.question(panel, Kind.QUANTITY, is_seed=True, lower=0)
    page = post(client, f"questions/{seed.uid}/", 409, act="realise", value="-4")
    at_field(page, "realise-value", "outside the bounds")


def test_what_was_refused_on_the_screen_of_a_round_is_said_once() -> None:
    panel, row, _seats = factories.running()
    client = signed_in(panel.chair)
    page = post(client, f"rounds/{row.uid}/", 409, act="close")
    assert page.count('class="note refused"') == 1
    assert page.count("Not done yet.") == 1
    page = post(client, f"rounds/{row.uid}/", 409, act="move", closes=wall(-3))
    at_field(page, "move-closes", "only moved to a later one")


@pytest.mark.parametrize(("heaviest", "hidden"), [(0.51, True), (0.5, False)])
def test_the_chair_is_told_what_readers_will_not_be_told(heaviest: float, hidden: bool) -> None:
    panel, _row, _seats = factories.played((Kind.PROBABILITY,), kind="final")
    Pooled.objects.filter(panel=panel).update(heaviest=heaviest)
    page = get(signed_in(panel.chair), f"panels/{panel.uid}/results/")
    assert ("too few experts: not public" in page) is hidden
    assert ("<strong>not public</strong>" in page) is hidden
    panel = factories.finalise(panel, by=panel.chair)
    told = public_results.published(panel)
    assert told is not None
    assert told.questions[0].too_few is hidden


def test_answers_to_where_it_is_heading_are_told_by_their_names() -> None:
    panel, row, _seats = factories.played((Kind.TRAJECTORY, Kind.SCORE))
    client = signed_in(panel.chair)
    page = get(client, f"rounds/{row.uid}/1/")
    assert '<th scope="col">Where it is heading, and how fast</th>' in page
    assert '<th scope="row"><bdi>falls fast (-2)</bdi></th>' in page
    assert "They lie from falls fast (-2) to rises fast (2)." in page
    assert '<th scope="col">Score</th>' not in page
    assert '<th scope="col">Score</th>' in get(client, f"rounds/{row.uid}/2/")


def test_what_is_true_of_a_seed_is_sealed_opened_for_a_reason_and_taken_out() -> None:
    panel = factories.draft(())
    question = factories.question(panel, Kind.QUANTITY, is_seed=True)
    client = signed_in(panel.chair)
    at = f"questions/{question.uid}/"
    post(client, at, act="realise", value="421.5")
    assert "421.5" not in get(client, at)
    post(client, at, 422, act="open")
    assert "421.5" in post(client, at, 200, act="open", why="to check it")
    assert Decision.objects.filter(verb="open_sealed", why="to check it").exists()
    post(client, at, act="forget")
    assert not question_verbs.has_realisation(question)


def test_what_came_true_is_said_and_scores_the_pooled_answer_for_everybody() -> None:
    panel, _row, _seats = factories.played((Kind.PROBABILITY,), kind="final")
    client = signed_in(panel.chair)
    post(client, f"panels/{panel.uid}/", act="finalise")
    question = panel.questions.get()
    at = f"questions/{question.uid}/"
    today = str(timezone.localdate())
    page = post(client, at, 409, act="resolve", value="0.5", on=today, source="A court")
    assert "An event happened, or it did not." in page
    post(client, at, act="resolve", value="1", on=today, source="A court")
    question.refresh_from_db()
    assert question.resolution == 1
    page = Client().get(f"/outlook/results/{panel.uid}/").content.decode()
    assert "Brier score" in page
    assert "A court" in page


def test_one_expert_is_given_more_time_kept_out_and_asked_again() -> None:
    panel, row, seats = factories.running()
    client = signed_in(panel.chair)
    at, question = f"seats/{seats[0].uid}/", panel.questions.get()
    post(client, at, act="extend", round=row.uid, until=wall(30))
    assert seats[0].extensions.get().round == row
    assert "more time until" in get(client, at)
    post(client, at, act="recuse", question=question.uid)
    assert seats[0].recused.get() == question
    post(client, at, act="unrecuse", question=question.uid)
    assert not seats[0].recused.exists()
    assert "later than the deadline" in post(
        client, at, 409, act="extend", round=row.uid, until=wall(1)
    )


def test_an_interest_is_opened_for_a_reason() -> None:
    panel = factories.draft()
    seat = factories.seat(panel, interest="Advises the port.")
    client = signed_in(panel.chair)
    assert "Advises" not in get(client, f"seats/{seat.uid}/")
    page = post(client, f"seats/{seat.uid}/", 200, act="open", why="before opening")
    assert "Advises the port." in page
    post(client, f"seats/{seat.uid}/", act="refuse", why="It is too near.")
    seat.refresh_from_db()
    assert seat.state == Seat.State.REFUSED


def test_the_last_planned_round_is_taken_out_and_a_deadline_is_moved() -> None:
    panel = factories.draft()
    row = factories.plan(panel)
    client = signed_in(panel.chair)
    post(client, f"rounds/{row.uid}/", act="move", closes=wall(20))
    moved = Round.objects.get(pk=row.pk)
    assert moved.closes_at > row.closes_at + timedelta(days=10)
    post(client, f"rounds/{row.uid}/", act="drop")
    assert not panel.rounds.exists()


def test_a_copy_leads_to_the_new_draft() -> None:
    panel = factories.draft()
    answer = signed_in(panel.chair).post(
        f"{AT}panels/{panel.uid}/", {"act": "copy", "edition": "2031"}
    )
    made = Panel.objects.get(edition="2031")
    assert answer.headers["Location"] == f"{AT}panels/{made.uid}/"


def test_nothing_of_an_abandoned_panel_is_shown() -> None:
    panel, row, _seats = factories.played()
    client = signed_in(panel.chair)
    post(client, f"panels/{panel.uid}/", act="abandon", why="No time.", sure="on")
    get(client, f"rounds/{row.uid}/1/", 404)
    assert "nothing of it is shown" in get(client, f"panels/{panel.uid}/results/")


def test_the_chair_sees_that_somebody_handed_in_and_nothing_of_what() -> None:
    panel, row, seats = factories.running()
    factories.answer(seats[0], value={"score": 9.5}, reasons="A word of theirs.")
    client = signed_in(panel.chair)
    before = [get(client, at) for at in (f"rounds/{row.uid}/", f"panels/{panel.uid}/seats/")]
    factories.answer(seats[0], value={"score": 1.5}, reasons="Another word.")
    after = [get(client, at) for at in (f"rounds/{row.uid}/", f"panels/{panel.uid}/seats/")]
    assert [page.count("not yet") for page in before] == [6, 6]
    assert [len(page) for page in before] == [len(page) for page in after]
    factories.answer_all(seats[0])
    assert get(client, f"rounds/{row.uid}/").count("not yet") == 5
    post(client, f"rounds/{row.uid}/", 409, act="close")
    assert rounds.all_in(row) is False
