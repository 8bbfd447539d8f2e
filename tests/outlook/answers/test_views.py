"""The pages of experts: nothing typed is lost, nothing of others shown too early, no long page."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from desk.conftest import signed_in
from outlook import factories_panels as factories
from outlook.factories_panels import Kind, answer, answer_all, draft, fresh, plan, running
from vigil.outlook.answers.forms import AnswerForm
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Answer, AnswerVersion, Panel, Remark, Round, Seat
from vigil.outlook.panels.queries import own_answer
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.reading.codebook import terms

pytestmark = pytest.mark.django_db
LIMIT = 30_000
"""Bytes of a page, without what a browser keeps."""
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def at(panel: Panel, page: str = "") -> str:
    return f"/outlook/panels/{panel.uid}/{page}"


def get(client: Client, address: str, status: int = 200) -> str:
    """Return the text of a page."""
    found = client.get(address)
    assert found.status_code == status
    return str(found.content.decode())


def post(client: Client, address: str, status: int = 302, **sent: Any) -> str:
    """Send something; return the text of the answer."""
    found = client.post(address, sent)
    assert found.status_code == status, found.content.decode()
    return str(found.content.decode())


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return {
        name: html.unescape(value)
        for name, value in HIDDEN.findall(page)
        if name != "csrfmiddlewaretoken"
    }


def begin(*kinds: str, experts: int = 2) -> tuple[Client, Panel, Round, list[Seat]]:
    """Make a panel in its first round; return a browser of its first expert."""
    panel, row, seats = running(kinds or (Kind.SCORE,), experts)
    return signed_in(seats[0].user), panel, row, seats


def newest(seat: Seat, number: int = 1) -> Any:
    """Return what stands for a question."""
    return own_answer(seat, seat.panel.questions.get(position=number), by=seat.user).draft


def test_half_an_answer_is_kept_and_shown_again_as_it_was_typed() -> None:
    client, panel, _row, seats = begin(Kind.QUANTITY)
    page = at(panel, "questions/1/")
    sent = form_of(get(client, page)) | {"1.q05": "10", "1.reasons": "Ports.\r\nRoads."}
    post(client, page, **sent)
    assert newest(seats[0]).value == {"q05": 10}
    assert newest(seats[0]).reasons == "Ports.\nRoads."
    shown = get(client, page)
    assert 'value="10"' in shown
    assert "Ports.\nRoads." in shown
    # Sent as it was shown it is no change.
    as_shown = form_of(shown) | {"1.q05": "10", "1.q50": "", "1.q95": ""}
    post(client, page, **as_shown, **{"1.reasons": "Ports.\r\nRoads.", "1.sources": ""})
    assert AnswerVersion.objects.count() == 1


def test_posting_twice_over_a_bad_line_makes_one() -> None:
    client, panel, _row, seats = begin()
    page = at(panel, "questions/1/")
    sent = form_of(get(client, page)) | {"1.score": "7.5", "1.reasons": "Ports."}
    for _n in range(2):
        post(client, page, **sent)
    assert AnswerVersion.objects.count() == 1
    assert newest(seats[0]).value == {"score": 7.5}


def test_an_older_tab_is_refused_with_both_texts_and_replaces_knowingly() -> None:
    client, panel, _row, seats = begin()
    page = at(panel, "questions/1/")
    old = form_of(get(client, page))
    post(client, page, **form_of(get(client, page)), **{"1.score": "3", "1.reasons": "Here."})
    shown = post(client, page, 409, **old, **{"1.score": "9", "1.reasons": "There."})
    assert "Here." in shown
    assert "There." in shown
    assert newest(seats[0]).reasons == "Here."
    post(client, page, **form_of(shown), **{"1.score": "9", "1.reasons": "There."})
    assert newest(seats[0]).reasons == "There."
    assert AnswerVersion.objects.count() == 2


def test_what_does_not_fit_is_said_at_its_field_and_stays_in_the_form() -> None:
    client, panel, _row, _seats = begin(Kind.QUANTITY)
    page = at(panel, "questions/1/")
    typed = {"1.q05": "30", "1.q50": "20", "1.q95": "40", "1.reasons": "Kept words."}
    shown = post(client, page, 422, **form_of(get(client, page)), **typed)
    assert 'href="#1.q50"' in shown
    assert 'aria-describedby="e-1.q50"' in shown
    assert "Kept words." in shown
    assert "Low: with 5 percent it is lower still" in shown
    assert not Answer.objects.exists()
    shown = post(client, page, 422, **form_of(get(client, page)), **{"1.q05": "1,5"})
    assert "with a point before its decimals" in shown


def test_a_zone_that_is_none_is_said_at_its_field() -> None:
    client, panel, _row, seats = begin()
    shown = post(client, at(panel, "seat/"), 409, act="choose", zone="Oslo")
    assert shown.count("is no time zone") == 2
    assert 'aria-describedby="seat-zone_error"' in shown
    assert 'value="Oslo"' in shown
    seats[0].refresh_from_db()
    assert seats[0].zone == ""


def test_all_on_one_page_keeps_what_fits_and_says_what_does_not() -> None:
    client, panel, _row, seats = begin(*Kind.values)
    page = at(panel, "all/")
    sent = form_of(get(client, page)) | {
        "1.score": "11", "3.probability": "12.5", "4.direction": "-2",
        "5.c0": "x", "6.c1": "2.5",
    }  # fmt: skip
    shown = post(client, page, 422, **sent)
    assert "Give a score from 1 to 10" in shown
    assert newest(seats[0], 3).value == {"probability": 0.125}
    assert newest(seats[0], 4).value == {"direction": -2}
    assert newest(seats[0], 5).value == {"cells": {"technology|cocaine": "no_view"}}
    assert newest(seats[0], 6).value == {"cells": {"justice": 2.5}}
    # The same sent again, mended: what was kept is not kept twice.
    post(client, page, **(sent | {"1.score": "10"}))
    assert AnswerVersion.objects.count() == 5


def test_a_question_is_passed_over_and_what_was_said_stands_in_its_versions() -> None:
    client, panel, _row, seats = begin()
    page = at(panel, "questions/1/")
    answer(seats[0], reasons="A thought.")
    post(client, page, **form_of(get(client, page)), do="pass")
    assert newest(seats[0]).passed
    assert AnswerVersion.objects.count() == 2
    assert "passed over" in get(client, at(panel))


def test_what_was_written_when_the_session_ended_is_shown_back_and_sent_again() -> None:
    client, panel, _row, seats = begin()
    page = at(panel, "questions/1/")
    sent = form_of(get(client, page)) | {"1.score": "7", "1.reasons": "Long words."}
    client.logout()
    shown = post(client, page, 403, **sent)
    assert "Long words." in shown
    assert "/account/login/" in shown
    assert not Answer.objects.exists()
    client.force_login(seats[0].user)
    post(client, page, **form_of(shown))
    assert newest(seats[0]).reasons == "Long words."


def test_a_form_from_before_signing_in_is_shown_back_one_of_another_site_is_not() -> None:
    _client, panel, _row, seats = begin()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(seats[0].user)
    page, sent = at(panel, "questions/1/"), {"1.base": "0", "1.reasons": "Long words."}
    own = strict.post(page, sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 403
    assert b"Long words." in own.content
    for site in ("cross-site", "same-site", "none"):
        other = strict.post(page, sent, headers={"Sec-Fetch-Site": site})
        assert other.status_code == 403
        assert b"Long words." not in other.content
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', own.content.decode())
    assert token is not None
    again = form_of(own.content.decode()) | {"csrfmiddlewaretoken": token[1]}
    assert strict.post(page, again).status_code == 302
    assert newest(seats[0]).reasons == "Long words."


def test_pages_are_small() -> None:
    panel = draft(())
    rows, columns = list(terms.drivers().terms), list(terms.markets().terms)
    factories.question(panel, Kind.DRIVERS, rows=rows, columns=columns)
    factories.question(panel, Kind.SCORE, guidance=["Who controls the routes of it?"] * 12)
    row = plan(panel)
    seat = factories.seat(panel)
    rounds.open_round(
        fresh_round(setting_up.open_panel(panel, by=panel.chair), row), by=panel.chair
    )
    client = signed_in(seat.user)
    for page in ("", "questions/1/", "questions/2/", "hand-in/", "seat/"):
        found = client.get(at(panel, page), headers={"Accept-Encoding": "gzip"})
        assert found.status_code == 200
        assert len(found.sent) < LIMIT, (page, len(found.sent))


def fresh_round(panel: Panel, row: Round) -> Round:
    return panel.rounds.get(pk=row.pk)


def test_the_second_estimate_starts_from_ones_own_first() -> None:
    client, panel, row, seats = begin(Kind.SCORE, Kind.TRAJECTORY)
    second = plan(panel, Round.Kind.SECOND)
    for n, seat in enumerate(seats):
        answer_all(seat, n, reasons=f"Reason {n}.")
    factories.close_round(row, by=panel.chair)
    rounds.open_round(second, by=panel.chair)
    page = at(panel, "questions/1/")
    shown = get(client, page)
    assert "<option selected>4" in shown
    assert "Reason 0." in shown
    assert "round before" in shown
    post(client, page, **form_of(shown), **{"1.score": "4", "1.reasons": "Reason 0."})
    assert newest(fresh(seats)[0]).value == {"score": 4}
    assert "not answered" in get(client, at(panel, "hand-in/")).lower()
    post(client, at(panel, "hand-in/"), keep_earlier="on")
    assert AnswerVersion.objects.filter(answer__round=second).count() == 2


def test_a_closed_round_shows_all_answers_and_reasons_by_handle_and_no_name() -> None:
    client, panel, row, seats = begin(*Kind.values, experts=5)
    assert client.get(at(panel, "rounds/1/1/")).status_code == 404
    for n, seat in enumerate(seats):
        answer_all(seat, n, reasons=f"Reason {n}.")
    factories.close_round(row, by=panel.chair)
    shown = get(client, at(panel, "rounds/1/1/"))
    assert "<svg" in shown
    for n, seat in enumerate(seats):
        assert f"Reason {n}." in shown
        assert seat.handle in shown
        assert (str(seat.user) in shown) is (n == 0)  # in the frame: who is signed in
    for number in range(2, 7):
        assert "Reason 3." in get(client, at(panel, f"rounds/1/{number}/"))


def test_remarks_are_said_once_and_taken_back_by_who_said_them() -> None:
    client, panel, row, seats = begin()
    for seat in seats:
        answer_all(seat)
    factories.close_round(row, by=panel.chair)
    page = at(panel, "rounds/1/1/")
    sent = form_of(get(client, page)) | {"act": "remark", "text": "It is more.", "side": "for"}
    for _n in range(2):
        post(client, page, **sent)
    said = Remark.objects.get()
    assert "It is more." in get(client, page)
    other = signed_in(seats[1].user)
    assert "It is more." in get(other, page)
    post(other, page, 422, act="take_back", remark=said.uid)
    post(client, page, act="take_back", remark=said.uid)
    assert "It is more." not in get(other, page)
    shown = post(client, page, 422, act="remark", text=" ", side="against")
    assert "nothing in this remark" in shown


def test_own_performance_is_for_its_expert_alone() -> None:
    panel = draft((Kind.QUANTITY,))
    factories.question(panel, Kind.QUANTITY, is_seed=True, realisation=20.0)
    row = plan(panel, Round.Kind.FINAL)
    seats = [factories.seat(panel) for _n in range(3)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    for n, seat in enumerate(fresh(seats)):
        answer_all(seat, n)
    assert "Nothing to tell" in get(signed_in(seats[0].user), at(panel, "own/"))
    factories.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    factories.finalise(panel, by=panel.chair)
    shown = get(signed_in(seats[0].user), at(panel, "own/"))
    for measure in ("interval score", "pinball loss"):
        assert shown.count(measure) == 1
    scores, hits = shown.split('id="hits-own"')
    assert scores.count("<tr>") == 1 + 1
    assert "<td><bdi>20</bdi></td>" in scores
    assert hits.count("<tr>") == 1 + 4  # where what came true lies among their three values
    assert signed_in(panel.chair).get(at(panel, "own/")).status_code == 404


def test_the_way_to_ones_panels_is_shown_to_who_has_a_seat() -> None:
    client, panel, _row, seats = begin()
    assert "Your panels" in get(client, at(panel, "seat/"))
    assert seats[0].user.has_perm("outlook.take_part")
    free = factories.expert()
    assert not free.has_perm("outlook.take_part")
    assert "No panel has invited you" in get(signed_in(free), "/outlook/panels/")


def test_who_is_invited_states_an_interest_that_no_page_shows_again() -> None:
    panel = draft((Kind.SCORE, Kind.TRAJECTORY))
    seat = inviting_and_seating.invite(panel, factories.expert(), by=panel.chair)
    client = signed_in(seat.user)
    out = panel.questions.get(position=2)
    post(client, at(panel), act="accept", interest="Shares in a port.", recused=out.uid)
    seat.refresh_from_db()
    assert seat.has_interest
    assert list(seat.recused.all()) == [out]
    for page in ("", "seat/"):
        assert "Shares in a port." not in get(client, at(panel, page))
    assert client.get(at(panel, "questions/2/")).status_code == 404


@pytest.mark.parametrize("pooling", ["equal", "performance"])
def test_who_sits_where_all_weigh_alike_is_not_asked_about_weights(pooling: str) -> None:
    panel = factories.draft(pooling=pooling)
    invited = inviting_and_seating.invite(panel, factories.expert(), by=panel.chair)
    page = signed_in(invited.user).get(f"/outlook/panels/{panel.uid}/").content.decode()
    assert ('name="weights_agreed"' in page) == (pooling == "performance")


def test_to_be_quoted_is_ended_on_ones_page_and_not_begun_once_the_panel_is_final() -> None:
    panel, seats = factories.quoting()
    panel = factories.finalise(panel, by=panel.chair)
    client = signed_in(seats[0].user)
    assert 'name="quotable"' in get(client, at(panel, "seat/"))
    post(client, at(panel, "seat/"), act="choose", zone="UTC")
    assert factories.quoted(panel) == [f"Reason {n}." for n in range(1, 6)]
    assert 'name="quotable"' not in get(client, at(panel, "seat/"))
    post(client, at(panel, "seat/"), act="choose", zone="UTC", quotable="on")
    assert len(factories.quoted(panel)) == 5


def test_a_form_for_a_round_that_was_closed_meanwhile_hands_in_no_other() -> None:
    client, panel, row, seats = begin()
    second = plan(panel, Round.Kind.SECOND)
    old = form_of(get(client, at(panel, "hand-in/")))
    for seat in seats:
        answer_all(seat)
    factories.close_round(row, by=panel.chair)
    rounds.open_round(second, by=panel.chair)
    shown = post(client, at(panel, "hand-in/"), 409, **old)
    assert "This round is closed" in shown
    assert not second.submissions.exists()
    post(client, at(panel, "hand-in/"), **form_of(shown), keep_earlier="on")
    assert second.submissions.get().unanswered == 0


def test_what_was_typed_on_the_page_of_all_is_kept_before_it_is_handed_in() -> None:
    client, panel, _row, seats = begin(Kind.SCORE, Kind.TRAJECTORY)
    page = at(panel, "all/")
    sent = form_of(get(client, page)) | {"1.score": "11", "2.direction": "1"}
    assert "Not everything was saved" in post(client, page, 422, **sent, do="hand_in")
    found = client.post(page, {**sent, "1.score": "7", "do": "hand_in"})
    assert found["Location"] == at(panel, "hand-in/")
    assert [newest(seats[0], n).version for n in (1, 2)] == [1, 1]


def test_a_page_of_many_large_matrices_can_be_sent() -> None:
    panel = draft(())
    rows, columns = list(terms.drivers().terms), list(terms.markets().terms)
    first = factories.question(panel, Kind.DRIVERS, rows=rows, columns=columns)
    for _n in range(1000 // (len(rows) * len(columns)) + 1):
        factories.question(panel, Kind.DRIVERS, rows=rows, columns=columns)
    row = plan(panel)
    seat = factories.seat(panel)
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(fresh_round(panel, row), by=panel.chair)
    client = signed_in(seat.user)
    sent = form_of(get(client, at(panel, "all/")))
    for asked in panel.questions.all():
        sent |= {f"{asked.position}.c{n}": "" for n in range(len(rows) * len(columns))}
    assert len(sent) > 1000
    post(client, at(panel, "all/"), **(sent | {"1.c0": "3"}))
    assert own_answer(fresh([seat])[0], first, by=seat.user).draft.value["cells"]


def test_a_number_that_can_be_read_in_two_ways_is_refused_and_says_both() -> None:
    client, panel, _row, seats = begin(Kind.QUANTITY)
    page = at(panel, "questions/1/")
    sent = form_of(get(client, page))
    shown = html.unescape(post(client, page, 422, **sent, **{"1.q05": "1.500"}))
    assert "Write 1500 or 1.5" in shown
    assert not Answer.objects.exists()
    post(client, page, **sent, **{"1.q05": "1.5", "1.q50": "12.3450", "1.q95": "1234.567"})
    assert newest(seats[0]).value == {"q05": 1.5, "q50": 12.345, "q95": 1234.567}
    again = form_of(get(client, page)) | {"1.reasons": "More."}
    typed = dict(re.findall(r'name="(1\.q\d+)" value="([^"]+)"', get(client, page)))
    post(client, page, **again, **typed)
    assert newest(seats[0]).value == {"q05": 1.5, "q50": 12.345, "q95": 1234.567}


def test_a_number_with_one_reading_within_its_bounds_is_taken() -> None:
    panel = draft(())
    asked = factories.question(panel, Kind.QUANTITY, upper=1000.0, form="four_step")
    for typed, read in (("0.125", 0.125), ("1.500", 1.5), ("1500.125", 1500.125), ("٧", 7)):
        assert AnswerForm(asked, {"best": typed}).value() == {"best": read}
    assert AnswerForm(asked, {"confidence": "75.000"}).value() == {"confidence": 75}


def test_a_remark_that_came_after_the_discussion_stands_in_the_page() -> None:
    client, panel, row, seats = begin()
    for seat in seats:
        answer_all(seat)
    factories.close_round(row, by=panel.chair)
    page = at(panel, "rounds/1/1/")
    sent = form_of(get(client, page)) | {"act": "remark", "text": "A long thought."}
    rounds.close_panel(Panel.objects.get(pk=panel.pk), by=panel.chair)
    assert "A long thought." in post(client, page, 409, **sent)


def test_signs_that_no_database_takes_are_no_way_to_break_a_page() -> None:
    client, panel, row, seats = begin()
    page = at(panel, "questions/1/")
    sent = form_of(get(client, page)) | {"1.nonce": "a\0b", "1.score": "7", "1.reasons": "x\0y"}
    post(client, page, **sent)
    assert AnswerVersion.objects.get().nonce == "ab"
    for seat in seats:
        answering.hand_in(seat, by=seat.user)
    factories.close_round(row, by=panel.chair)
    page = at(panel, "rounds/1/1/")
    post(client, page, 422, act="take_back", remark="a\0b")
    post(client, page, act="remark", text="Yes.", reply_to="a\0b", nonce="c\0")
    assert Remark.objects.get().nonce == "c"


def test_a_very_large_number_is_not_another_one_when_it_is_sent_again() -> None:
    client, panel, _row, seats = begin(Kind.QUANTITY)
    page = at(panel, "questions/1/")
    post(client, page, **form_of(get(client, page)), **{"1.q95": "1e90"})
    shown = get(client, page)
    typed = dict(re.findall(r'name="(1\.q\d+)" value="([^"]+)"', shown))
    post(client, page, **form_of(shown), **typed, **{"1.reasons": "Because."})
    assert newest(seats[0]).value == {"q95": int(1e90)}
    too_many = "9" * 500
    assert "too large" in post(client, page, 422, **form_of(shown), **{"1.q95": too_many})


def test_what_was_passed_over_before_is_not_emptied_by_saving_all() -> None:
    client, panel, row, seats = begin(Kind.SCORE, Kind.TRAJECTORY)
    second = plan(panel, Round.Kind.SECOND)
    for seat in seats:
        answering.pass_question(seat, panel.questions.get(position=2), by=seat.user)
        answer(seat)
        answering.hand_in(seat, by=seat.user)
    factories.close_round(row, by=panel.chair)
    rounds.open_round(second, by=panel.chair)
    page = at(panel, "all/")
    post(client, page, **form_of(get(client, page)), **{"1.score": "9"})
    post(client, at(panel, "hand-in/"), keep_earlier="on", round="2")
    assert second.submissions.get().unanswered == 0
    assert newest(fresh(seats)[0], 2).passed


@pytest.mark.parametrize(
    ("page", "sent", "seated"),
    [("", {"act": "accept"}, False), ("seat/", {"act": "interest"}, True)],
)
def test_an_interest_that_was_written_when_the_session_ended_is_shown_back(
    page: str, sent: dict[str, str], seated: bool
) -> None:
    panel = draft()
    seat = (
        factories.seat(panel)
        if seated
        else inviting_and_seating.invite(panel, factories.expert(), by=panel.chair)
    )
    client = signed_in(seat.user)
    client.logout()
    shown = post(client, at(panel, page), 403, **sent, interest="Shares in a port.")
    assert "Shares in a port." in shown
    assert "<dt>act" not in shown
    client.force_login(seat.user)
    post(client, at(panel, page), **form_of(shown))
    seat.refresh_from_db()
    assert (seat.state, seat.has_interest) == (Seat.State.SEATED, True)
