"""Reviewing: identity hidden where the call says so, others' words only when all are in."""

import json
from typing import Any

import pytest

from factories import UserFactory
from fund.factories import application, call, nomination, officer, party, reviewed, reviewer
from vigil.fund.access.rules import may_know_of
from vigil.fund.models import Application, ApplicationFile, Outcome, Review
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import registering, removing, sealing, who_may_know
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db
State = Application.State
POINTS = {"need": 4, "safety": 2}


def written(**values: Any) -> Application:
    """Make an application with answers."""
    row = application(**values)
    for field, said in {"answers": {"what": "A canary radio"}, "identity": {"who": "Ana"}}.items():
        sealing.write(row.party, "application", row.uid, field, json.dumps(said), by=None)
    return row


def given(row: Application, who: User | None = None) -> Review:
    return reviewing.assign(row, who or reviewer(), by=officer())


def hand_in(review: Review, **values: Any) -> Review:
    values = {"scores": POINTS, "says": Outcome.AWARD, "comment": "canary: strong"} | values
    return reviewing.submit_review(review, by=review.reviewer, **values)


@pytest.mark.parametrize("blind", [True, False])
def test_a_reviewer_reads_who_it_is_only_where_the_call_is_not_blind(blind: bool) -> None:
    row = written(call=call(blind=blind))
    one = given(row)
    opened = reviewing.open_application(row, by=one.reviewer, why="to review")
    assert opened.answers == {"what": "A canary radio"}
    assert opened.identity == (None if blind else {"who": "Ana"})
    whole = reviewing.open_application(row, by=officer(), why="to decide")
    assert whole.identity == {"who": "Ana"}


def test_officers_review_only_where_the_call_is_not_blind() -> None:
    hidden, seen = written(), written(call=call(blind=False))
    both = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    with pytest.raises(NotPossible, match="hides who applies"):
        given(hidden, both)
    assert both not in review_queries.candidates(hidden)
    assert both in review_queries.candidates(seen)
    given(seen, both)
    assert seen.party in party_queries.visible_to(both)


def made_officer(user: User) -> User:
    """Let a reviewer become an officer while they review."""
    RoleGrant.objects.create(user=user, role=Role.FUND_OFFICER)
    return User.objects.get(pk=user.pk)


def test_who_becomes_an_officer_stays_blind_until_all_reviews_are_in() -> None:
    row, elsewhere = written(), written()
    other = written(call=row.call)
    one, late = given(row), given(other)
    both = made_officer(one.reviewer)
    for stage in ("own is missing", "others are missing"):
        assert reviewing.open_application(row, by=both, why="review").identity is None, stage
        for who in (row.party, other.party):
            assert who not in party_queries.visible_to(both), stage
            assert not may_know_of(both, who), stage
        assert elsewhere.party in party_queries.visible_to(both)
        assert list(review_queries.to_review(both)) == [one], stage
        with pytest.raises(NotAllowed):
            registering.open_field(other.party, "name", by=both, why="curious")
        if stage == "own is missing":
            hand_in(one)
    reviewed(4, of=row)
    assert other.party not in party_queries.visible_to(both), "one of the call is still reviewed"
    hand_in(late)
    reviewed(4, of=other)
    assert {row.party, other.party} <= set(party_queries.visible_to(both))
    assert may_know_of(both, other.party)


def test_who_gives_it_back_is_blind_no_more() -> None:
    row = written()
    one = given(row)
    both = made_officer(one.reviewer)
    assert row.party not in party_queries.visible_to(both)
    reviewing.decline_review(one, "no time", by=both)
    assert row.party in party_queries.visible_to(both)


def test_what_was_opened_is_kept_and_what_it_says_is_not() -> None:
    row = written()
    one = hand_in(given(row))
    reviewing.open_application(row, by=one.reviewer, why="to review")
    said = repr(list(Decision.objects.values_list("before", "after", "why")))
    assert "canary" not in said
    looks = Decision.objects.filter(verb="open_sealed", actor=one.reviewer, target_key=row.uid)
    assert looks.exists()
    with pytest.raises(NotPossible):
        reviewing.open_application(row, by=officer(), why=" ")


def test_nobody_but_who_it_is_given_to_reads_or_reviews() -> None:
    row = written()
    one, stranger = given(row), reviewer()
    with pytest.raises(NotAllowed):
        reviewing.open_application(row, by=stranger, why="curious")
    for by in (stranger, officer()):
        with pytest.raises(NotAllowed):
            reviewing.submit_review(one, POINTS, "award", "x", by=by)
        with pytest.raises(NotAllowed):
            reviewing.decline_review(one, "x", by=by)
    with pytest.raises(NotAllowed):
        reviewing.assign(row, stranger, by=stranger)


def test_a_draft_is_read_by_nobody() -> None:
    row = written(state=State.DRAFT)
    with pytest.raises(NotPossible):
        reviewing.open_application(row, by=officer(), why="curious")


def test_to_whom_it_is_not_given() -> None:
    row, by = application(), officer()
    interested, has_it, no_reviewer = reviewer(), reviewer(), officer()
    who_may_know.say_conflict(row.party, interested, by=interested)
    reviewing.assign(row, has_it, by=by)
    for who in (interested, has_it, no_reviewer):
        with pytest.raises(NotPossible):
            reviewing.assign(row, who, by=by)
        assert who not in review_queries.candidates(row)
    free = reviewer()
    assert list(review_queries.candidates(row)) == [free]
    who_may_know.let_know(row.party, [by], by=by)
    with pytest.raises(NotPossible, match="may not know"):
        reviewing.assign(row, free, by=by)
    assert list(review_queries.candidates(row)) == []


def test_who_proposed_them_does_not_review_them() -> None:
    both = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    row = application(of=nomination(by=both).party, call=call(blind=False))
    with pytest.raises(NotPossible):
        reviewing.assign(row, both, by=officer())


@pytest.mark.parametrize("state", [State.DRAFT, State.DECIDED, State.WITHDRAWN])
def test_only_what_was_sent_and_not_decided_is_reviewed(state: str) -> None:
    with pytest.raises(NotPossible):
        given(application(state))


def test_the_first_assignment_puts_it_in_review() -> None:
    row = application()
    given(row)
    row.refresh_from_db()
    assert row.state == State.REVIEW


@pytest.mark.parametrize(
    "wrong",
    [
        {"scores": {"need": 4}},
        {"scores": {"need": 6, "safety": 1}},
        {"scores": {"need": -1, "safety": 1}},
        {"says": "perhaps"},
        {"comment": " "},
    ],
)
def test_a_review_has_points_for_all_an_outcome_and_words(wrong: dict[str, Any]) -> None:
    one = given(application())
    with pytest.raises(NotPossible):
        hand_in(one, **wrong)
    one.refresh_from_db()
    assert one.state == Review.State.ASSIGNED
    assert not sealing.is_kept("review", one.uid, "comment")


def test_the_mean_of_a_review_is_kept_with_it() -> None:
    one = hand_in(given(application()))
    one.refresh_from_db()
    assert one.total == pytest.approx(100 * (2 * 4 / 5 + 2 / 5) / 3)


def test_a_review_stands_once_it_is_handed_in() -> None:
    one = hand_in(given(application()))
    with pytest.raises(NotPossible):
        hand_in(one)
    with pytest.raises(NotPossible):
        reviewing.decline_review(one, "after all", by=one.reviewer)


def test_others_words_are_closed_until_all_are_in() -> None:
    row = application()
    first, second = given(row), given(row)
    extra, who = given(row), officer()
    hand_in(first)
    for by in (first.reviewer, second.reviewer, who):
        assert not review_queries.may_see_reviews(row, by)
        with pytest.raises(NotPossible):
            reviewing.open_reviews(row, by=by, why="curious")
        with pytest.raises(NotPossible):
            reviewing.remark(row, "I think", by=by)
    hand_in(second)
    for by in (first.reviewer, second.reviewer, who):
        said = reviewing.open_reviews(row, by=by, why="to discuss")
        assert [text for _row, text in said.reviews] == ["canary: strong"] * 2
    # Whose own is not in is not led by the others, though the call asks for no more.
    with pytest.raises(NotPossible):
        reviewing.open_reviews(row, by=extra.reviewer, why="curious")


def test_the_discussion_is_in_the_vault() -> None:
    row = reviewed(3, 4)
    who = officer()
    reviewing.remark(row, "canary: let us ask them", by=who)
    with pytest.raises(NotPossible):
        reviewing.remark(row, "  ", by=who)
    with pytest.raises(NotAllowed):
        reviewing.remark(row, "me too", by=reviewer())
    said = reviewing.open_reviews(row, by=who, why="to decide")
    assert [(one.by, text) for one, text in said.remarks] == [(who, "canary: let us ask them")]


def test_a_review_is_given_back_with_a_reason_and_an_interest_shuts_it() -> None:
    row = application()
    one = given(row)
    with pytest.raises(NotPossible):
        reviewing.decline_review(one, " ", by=one.reviewer)
    assert list(review_queries.to_review(one.reviewer)) == [one]
    reviewing.decline_review(one, "my cousin", by=one.reviewer, interest=True)
    assert list(review_queries.to_review(one.reviewer)) == []
    assert row.party not in party_queries.visible_to(one.reviewer)
    assert sealing.is_kept("review", one.uid, "declined")
    with pytest.raises(NotAllowed):
        reviewing.open_application(row, by=one.reviewer, why="curious")


def test_an_officer_takes_back_what_is_not_written_and_can_give_it_again() -> None:
    row, by = application(), officer()
    one = given(row)
    drafting.save_draft(one, {"need": 2}, "", "canary: half", by=one.reviewer)
    with pytest.raises(NotPossible, match="why"):
        reviewing.take_back_review(one, " ", by=by)
    with pytest.raises(NotAllowed):
        reviewing.take_back_review(one, "mine now", by=reviewer())
    assert list(review_queries.unsubmitted(row)) == [one]
    reviewing.take_back_review(one, "canary: they are ill", by=by)
    one.refresh_from_db()
    assert one.state == Review.State.TAKEN_BACK
    assert sealing.is_kept("review", one.uid, "taken_back")
    assert not drafting.is_begun(one)
    assert not review_queries.unsubmitted(row).exists()
    assert not review_queries.to_review(one.reviewer).exists()
    told = Decision.objects.get(verb="take_back_review")
    assert (told.actor, told.before) == (by, {"reviewer": one.reviewer.pk})
    assert "canary" not in repr(list(Decision.objects.values_list("before", "after", "why")))
    with pytest.raises(NotAllowed):
        hand_in(one)
    with pytest.raises(NotAllowed):
        reviewing.open_application(row, by=one.reviewer, why="curious")
    assert one.reviewer in review_queries.candidates(row)
    assert given(row, one.reviewer).pk == one.pk
    assert list(review_queries.to_review(one.reviewer)) == [one]


def test_what_is_in_or_given_back_is_not_taken_back() -> None:
    row, by = application(), officer()
    done, declined = hand_in(given(row)), given(row)
    reviewing.decline_review(declined, "no time", by=declined.reviewer)
    for one in (done, declined):
        with pytest.raises(NotPossible, match="already"):
            reviewing.take_back_review(one, "why not", by=by)


def test_what_was_taken_back_is_not_reviewed_any_more() -> None:
    row = application()
    one = given(row)
    Application.objects.filter(pk=row.pk).update(state=State.WITHDRAWN)
    with pytest.raises(NotPossible):
        hand_in(one)
    assert not review_queries.to_review(one.reviewer).exists()


def test_reviews_of_a_removed_party_are_gone() -> None:
    who = party()
    row = reviewed(3, 3, of=application(of=who))
    one = row.reviews.first()
    assert one is not None
    removing.remove(who, by=officer(), why="asked")
    assert not sealing.is_kept("review", one.uid, "comment")
    with pytest.raises(NotPossible):
        given(row)


def test_a_blind_reviewer_opens_no_file_that_would_tell_who_it_is() -> None:
    row = application()
    one, kept = given(row), {}
    for field in ("who", "what"):
        kept[field] = ApplicationFile.objects.create(
            party=row.party, application=row, field=field, kind="pdf", whole=True
        )
    assert list(review_queries.files_for(row, one.reviewer)) == [kept["what"]]
    assert set(review_queries.files_for(row, officer())) == set(kept.values())
    with pytest.raises(NotPossible, match="not for reviewers"):
        reviewing.open_file(kept["who"], by=one.reviewer, why="curious")
    with pytest.raises(NotAllowed):
        reviewing.open_file(kept["what"], by=reviewer(), why="curious")


def test_points_of_many_are_seen_when_those_of_one_are() -> None:
    both = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    early, whole = reviewed(4), reviewed(4, 5)
    mine = reviewed(4, 5, of=application(call=call(blind=False)))
    given(mine, both)
    seen = set(review_queries.seen_in_full(both))
    assert seen == {whole}
    for row in (early, whole, mine):
        assert review_queries.may_see_reviews(row, both) == (row in seen)
