"""A review that is begun: kept whole or in part, for its reviewer alone, until it is handed in."""

from typing import Any

import pytest

from fund.factories import application, officer, reviewer
from vigil.fund.models import Application, Review
from vigil.fund.parties.verbs import removing, sealing
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.fund.reviews.verbs.drafting import ReviewDraft, is_begun, open_draft, save_draft
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db


def given() -> Review:
    return reviewing.assign(application(), reviewer(), by=officer())


@pytest.mark.parametrize(
    ("scores", "says", "comment"),
    [
        ({}, "", ""),
        ({"need": 0}, "", ""),
        ({}, "award", ""),
        ({"need": 4, "safety": 2}, "decline", "canary: «strong»\n\nand clear"),
        ({}, "", '"\\\u0001' * (sealing.MAX_TEXT_LENGTH // 3)),
    ],
)
def test_what_is_written_so_far_comes_back(scores: dict[str, int], says: str, comment: str) -> None:
    one = given()
    assert not is_begun(one)
    assert open_draft(one, by=one.reviewer) is None
    save_draft(one, scores, says, comment, by=one.reviewer)
    assert is_begun(one)
    assert open_draft(one, by=one.reviewer) == ReviewDraft(scores, says, comment)
    one.refresh_from_db()
    assert (one.state, one.scores, one.total) == (Review.State.ASSIGNED, {}, None)


def test_a_later_draft_takes_the_place_of_the_one_before() -> None:
    one = given()
    save_draft(one, {"need": 1}, "", "first", by=one.reviewer)
    save_draft(one, {"need": 2}, "award", "second", by=one.reviewer)
    assert open_draft(one, by=one.reviewer) == ReviewDraft({"need": 2}, "award", "second")
    assert Sealed.objects.filter(subject_key=one.uid, field="draft").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"scores": {"need": 6}}, {"scores": {"need": -1}}, {"scores": {"x": 1}}, {"says": "perhaps"}],
)
def test_what_could_never_be_handed_in_is_no_draft(wrong: dict[str, Any]) -> None:
    one = given()
    with pytest.raises(NotPossible):
        save_draft(one, **{"scores": {}, "says": "", "comment": "", **wrong}, by=one.reviewer)
    assert not is_begun(one)


def test_the_reviewer_alone_reads_and_writes_it() -> None:
    one = given()
    save_draft(one, {"need": 3}, "", "canary: hm", by=one.reviewer)
    for by in (officer(), reviewer()):
        with pytest.raises(NotAllowed):
            open_draft(one, by=by)
        with pytest.raises(NotAllowed):
            save_draft(one, {}, "", "mine", by=by)
    assert open_draft(one, by=one.reviewer) == ReviewDraft({"need": 3}, "", "canary: hm")
    told = repr(list(Decision.objects.values_list("before", "after", "why")))
    assert "canary" not in told
    assert Decision.objects.filter(verb="save_review_draft", actor=one.reviewer).count() == 1


def test_it_goes_when_the_review_is_in_or_given_back() -> None:
    done, back = given(), given()
    for one in (done, back):
        save_draft(one, {"need": 3}, "", "hm", by=one.reviewer)
    reviewing.submit_review(done, {"need": 3, "safety": 3}, "award", "yes", by=done.reviewer)
    reviewing.decline_review(back, "no time", by=back.reviewer)
    for one in (done, back):
        assert not drafting.is_begun(one)
        with pytest.raises((NotPossible, NotAllowed)):
            save_draft(one, {}, "", "late", by=one.reviewer)


def test_nothing_is_saved_of_what_was_taken_back() -> None:
    one = given()
    Application.objects.filter(pk=one.application_id).update(state="withdrawn")
    with pytest.raises(NotPossible):
        save_draft(one, {}, "", "late", by=one.reviewer)


def test_it_goes_with_the_party() -> None:
    one = given()
    save_draft(one, {"need": 3}, "", "hm", by=one.reviewer)
    removing.remove(one.application.party, by=officer(), why="asked")
    assert not is_begun(one)
