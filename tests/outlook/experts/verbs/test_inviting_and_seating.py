"""Seats: found by expertise, invited, taken with an interest, left; and nobody told whose."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from network.factories import MemberFactory
from outlook.factories_panels import (
    answer,
    answer_all,
    chair,
    close_round,
    draft,
    expert,
    finalise,
    played,
    prepare_results,
    question,
    quoted,
    running,
    seat,
    wall,
)
from vigil.network.models import Listing, Member
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts import queries as expert_queries
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Answer, AnswerVersion, Pooled, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Letter, Role, Sealed, User

pytestmark = pytest.mark.django_db
STAFF = {"markets": [["staff", None]], "name": [["staff", None]]}


def member(user: User, **values: object) -> Member:
    """Make a member who lets staff see their name and what they know about."""
    values = {"name": "Ana Canary", "markets": ["cocaine"], "audiences": STAFF} | values
    return MemberFactory(user=user, status="active", **values)


def test_experts_are_found_by_what_they_let_staff_see() -> None:
    panel, known, silent = draft(), expert(display_name="Ana"), expert(display_name="Bo")
    member(known)
    member(silent, audiences={})
    UserFactory(display_name="No expert")
    everybody = expert_queries.find_experts(panel, by=panel.chair)
    assert [(one.name, one.markets) for one in everybody] == [("Ana", ("cocaine",)), ("Bo", ())]
    found = expert_queries.find_experts(panel, by=panel.chair, market="cocaine")
    assert [one.user for one in found] == [known]
    assert expert_queries.find_experts(panel, by=panel.chair, market="heroin") == []
    with pytest.raises(NotAllowed):
        expert_queries.find_experts(panel, by=chair())


def test_what_somebody_tells_under_another_name_is_not_put_beside_their_account() -> None:
    panel, user = draft(), expert()
    audiences = {"markets": [["public", None]], "pseudonym": [["public", None]]}
    member(user, listing=Listing.PSEUDONYM, pseudonym="Heron", audiences=audiences)
    assert expert_queries.find_experts(panel, by=panel.chair, market="cocaine") == []


def test_an_invited_expert_is_written_to_once_and_not_of_what() -> None:
    panel, user = draft(), expert()
    invited = inviting_and_seating.invite(
        panel, user, by=panel.chair, expertise={"markets": ["cocaine"]}
    )
    assert inviting_and_seating.invite(panel, user, by=panel.chair) == invited
    letter = Letter.objects.get(to_user=user)
    assert letter.subject == Letter.Subject.MESSAGE
    assert not re.search("cocaine|panel|expert", letter.body, re.IGNORECASE)
    assert invited.expertise["markets"] == ["cocaine"]
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{2}[2-9]", invited.handle)


def test_only_an_expert_who_does_not_lead_it_is_invited() -> None:
    panel = draft()
    with pytest.raises(NotPossible, match="administrator"):
        inviting_and_seating.invite(panel, UserFactory(), by=panel.chair)
    both = UserFactory(roles=[Role.PANEL_CHAIR, Role.PANEL_EXPERT])
    own = draft(by=both)
    with pytest.raises(NotPossible, match="leads"):
        inviting_and_seating.invite(own, both, by=both)
    with pytest.raises(NotAllowed):
        inviting_and_seating.invite(panel, expert(), by=both)


def test_a_seat_is_taken_by_whose_it_is_and_the_interest_read_by_the_chair_alone() -> None:
    panel, user = draft(), expert()
    invited = inviting_and_seating.invite(panel, user, by=panel.chair)
    with pytest.raises(NotAllowed):
        inviting_and_seating.accept(invited, by=expert())
    taken = inviting_and_seating.accept(invited, by=user, interest="My brother works at the port.")
    assert (taken.state, taken.has_interest) == (Seat.State.SEATED, True)
    assert "brother" in inviting_and_seating.read_interest(taken, by=panel.chair, why="to judge it")
    for other in (chair(), user, expert()):
        with pytest.raises(NotAllowed):
            inviting_and_seating.read_interest(taken, by=other, why="curious")
    assert b"brother" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    taken = inviting_and_seating.state_interest(taken, "", by=user)
    assert not taken.has_interest
    assert inviting_and_seating.read_interest(taken, by=panel.chair, why="again") == ""
    with pytest.raises(NotPossible):
        inviting_and_seating.accept(taken, by=user)


def test_a_declined_seat_is_not_offered_again() -> None:
    panel, user = draft(), expert()
    invited = inviting_and_seating.invite(panel, user, by=panel.chair)
    inviting_and_seating.decline(invited, by=user)
    with pytest.raises(NotPossible):
        inviting_and_seating.accept(invited, by=user)
    with pytest.raises(NotPossible):
        inviting_and_seating.invite(panel, user, by=panel.chair)


def test_names_are_shown_only_where_the_panel_lets_each_choose() -> None:
    hidden = seat(draft(), shown_to_experts=True)
    assert not hidden.shown_to_experts
    chosen = seat(draft(names="by_choice"), shown_to_experts=True, zone="Asia/Tokyo")
    assert (chosen.shown_to_experts, chosen.zone) == (True, "Asia/Tokyo")
    with pytest.raises(NotPossible):
        inviting_and_seating.choose(chosen, by=chosen.user, zone="Mars/Olympus")


def test_weights_are_agreed_to_before_the_seeds_are_known() -> None:
    panel, _row, seats = played(kind="final")
    with pytest.raises(NotPossible):
        inviting_and_seating.choose(seats[0], by=seats[0].user, weights_agreed=True)
    assert inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=True).quotable
    assert panel.state == "closed"


def test_a_seat_is_refused_with_a_reason_before_anything_is_handed_in() -> None:
    panel, _row, seats = running()
    with pytest.raises(NotPossible):
        inviting_and_seating.refuse(seats[0], by=panel.chair, why=" ")
    refused = inviting_and_seating.refuse(seats[0], by=panel.chair, why="Owns a shipping line.")
    assert refused.state == Seat.State.REFUSED
    answer_all(seats[1])
    with pytest.raises(NotPossible, match="handed in"):
        inviting_and_seating.refuse(seats[1], by=panel.chair, why="Too late.")
    with pytest.raises(NotAllowed):
        inviting_and_seating.refuse(seats[2], by=chair(), why="Not mine.")


def test_who_is_recused_is_not_asked_and_what_they_handed_in_of_it_does_not_count() -> None:
    panel, row, seats = running(("score", "trajectory"))
    asked = panel.questions.get(position=1)
    answer_all(seats[0])
    inviting_and_seating.recuse(seats[0], asked, by=panel.chair)
    with pytest.raises(NotPossible):
        answer(seats[0], asked)
    with pytest.raises(NotPossible):
        panel_queries.own_answer(seats[0], asked, by=seats[0].user)
    assert len(panel_queries.own_answers(seats[0], by=seats[0].user)) == 1
    for one in seats[1:]:
        answer_all(one)
    close_round(row, by=panel.chair)
    told = {one.question_id: one.n for one in Pooled.objects.all()}
    assert told[asked.pk] == 5
    assert told[panel.questions.get(position=2).pk] == 6


def test_recusing_after_a_round_leaves_what_was_pooled_as_it_was() -> None:
    panel, _row, seats = played()
    before = list(Pooled.objects.values_list("pk", "n"))
    asked = panel.questions.get()
    inviting_and_seating.recuse(seats[0], asked, by=seats[0].user)
    inviting_and_seating.unrecuse(seats[0], asked, by=panel.chair)
    assert list(Pooled.objects.values_list("pk", "n")) == before
    with pytest.raises(NotAllowed):
        inviting_and_seating.recuse(seats[0], asked, by=seats[1].user)
    with pytest.raises(NotAllowed):
        inviting_and_seating.unrecuse(seats[0], asked, by=seats[0].user)
    with pytest.raises(NotPossible):
        inviting_and_seating.recuse(seats[0], question(draft()), by=panel.chair)


def test_who_withdraws_stays_in_what_was_pooled_and_is_asked_no_more() -> None:
    panel, _row, seats = played()
    gone = inviting_and_seating.withdraw(seats[0], by=seats[0].user)
    assert gone.state == Seat.State.WITHDRAWN
    assert set(Pooled.objects.values_list("n", flat=True)) == {6}
    with pytest.raises(NotPossible):
        answering.hand_in(gone, by=gone.user)
    assert not panel_queries.may_see_feedback(gone, panel.rounds.get())
    with pytest.raises(NotPossible):
        inviting_and_seating.withdraw(gone, by=gone.user)


def test_what_somebody_agreed_to_ends_when_they_leave() -> None:
    panel, row, seats = running(kind="final", names="by_choice")
    for n, one in enumerate(seats):
        inviting_and_seating.choose(one, by=one.user, shown_to_experts=True, quotable=True)
        answer_all(one, reasons=f"Reason {n}.", quotable=True)
    row = close_round(row, by=panel.chair)
    asked = panel.questions.get()
    inviting_and_seating.withdraw(seats[0], by=seats[0].user)
    shown = panel_queries.feedback(row, asked, by=seats[1].user).arguments
    assert {one.handle for one in shown if not one.name} == {seats[0].handle}
    panel.refresh_from_db()
    panel = finalise(panel, by=panel.chair)
    assert quoted(panel) == [f"Reason {n}." for n in range(1, 6)]
    inviting_and_seating.withdraw(seats[1], by=seats[1].user)
    assert quoted(panel) == [f"Reason {n}." for n in range(2, 6)]


def test_who_withdraws_may_have_their_answers_removed_for_good() -> None:
    panel, row, seats = played()
    uids = list(AnswerVersion.objects.filter(answer__seat=seats[0]).values_list("uid", flat=True))
    gone = inviting_and_seating.withdraw(seats[0], by=seats[0].user, remove=True)
    assert gone.removed
    assert not Answer.objects.filter(seat=gone).exists()
    assert not Sealed.objects.filter(subject_key__in=uids).exists()
    prepare_results()
    assert set(Pooled.objects.values_list("n", "run")) == {(5, 2)}
    row.refresh_from_db()
    assert row.notes == [{"run": 2, "why": "removed"}]
    asked = panel.questions.get()
    shown = panel_queries.feedback(row, asked, by=seats[1].user)
    assert shown.cells[""]["n"] == 5
    assert gone.handle not in {one.handle for one in shown.arguments}
    assert inviting_and_seating.remove_answers(gone, by=gone.user).removed
    assert Pooled.objects.filter(run=3).count() == 0


def test_answers_are_removed_only_by_who_gave_them_and_before_the_panel_is_final() -> None:
    panel, _row, seats = played(kind="final")
    gone = inviting_and_seating.withdraw(seats[0], by=seats[0].user)
    with pytest.raises(NotAllowed):
        inviting_and_seating.remove_answers(gone, by=panel.chair)
    finalise(panel, by=panel.chair)
    with pytest.raises(NotPossible, match="final"):
        inviting_and_seating.remove_answers(gone, by=gone.user)


def test_more_time_is_given_before_the_others_are_seen() -> None:
    panel, row, seats = running()
    with pytest.raises(NotPossible):
        inviting_and_seating.extend(seats[0], row, wall(6), by=panel.chair)  # before the deadline
    later = inviting_and_seating.extend(seats[0], row, wall(9), by=panel.chair)
    assert later.until > row.closes_at
    answer_all(seats[1])
    with pytest.raises(NotPossible, match="handed in"):
        inviting_and_seating.extend(seats[1], row, wall(9), by=panel.chair)
    type(row).objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    row = close_round(row, by=panel.chair)
    with pytest.raises(NotPossible, match="seen"):
        inviting_and_seating.extend(seats[2], row, wall(9), by=panel.chair)
    assert inviting_and_seating.extend(seats[0], row, wall(10), by=panel.chair).until > later.until


def test_a_zone_that_is_emptied_is_the_panels_again() -> None:
    _panel, _row, seats = running(experts=1)
    inviting_and_seating.choose(seats[0], by=seats[0].user, zone="Africa/Lagos")
    assert (
        inviting_and_seating.choose(seats[0], by=seats[0].user, quotable=True).zone
        == "Africa/Lagos"
    )
    assert inviting_and_seating.choose(seats[0], by=seats[0].user, zone="").zone == ""
