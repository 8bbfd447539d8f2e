"""Assigning a whole call: nobody gets what they may not, as previewed, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund.factories import application, call, nomination, officer, party, reviewer
from vigil.fund.models import Application, Call, Conflict, Party, Review
from vigil.fund.parties.verbs import removing
from vigil.fund.reviews import eligibility
from vigil.fund.reviews.planning import AssignmentPlan, plan
from vigil.fund.reviews.verbs import assigning, drafting, reminding, reviewing
from vigil.network.models import Member, Status
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role, RoleGrant, Sealed, User

pytestmark = pytest.mark.django_db
SPOKEN = ["en", "es"]


def readers(of: Call, by: User, n: int = 3, spoken: list[str] | None = None) -> list[User]:
    """Make reviewers whose languages are stated."""
    people = [reviewer() for _n in range(n)]
    assigning.state_languages(of, {one.pk: spoken or SPOKEN for one in people}, by=by)
    return people


def applied(of: Call, n: int) -> list[Application]:
    return [application(call=of) for _n in range(n)]


def assign_all(of: Call, people: list[User], by: User) -> AssignmentPlan:
    keys = [one.pk for one in people]
    return assigning.assign_planned(of, keys, plan(of, keys, by=by).digest, by=by)


def held(who: User) -> int:
    return Review.objects.filter(reviewer=who, state="assigned").count()


def test_everything_is_given_evenly_with_the_deadline_and_a_log_line_each() -> None:
    by, made = officer(), call(reviews_due_on=timezone.localdate() + timedelta(days=9))
    people, rows = readers(made, by), applied(made, 6)
    assert assign_all(made, people, by).assignments == 12
    assert [held(one) for one in people] == [4, 4, 4]
    assert {one.due_on for one in Review.objects.all()} == {made.reviews_due_on}
    assert {one.state for one in Application.objects.all()} == {"review"}
    told = Decision.objects.filter(verb="assign_review", target_key=rows[0].uid, actor=by)
    assert told.count() == 2
    assert plan(made, [one.pk for one in people], by=by).assignments == 0


def reasons_of(made: AssignmentPlan, who: User) -> dict[str, int]:
    return dict(next(one.barred for one in made.shares if one.reviewer == who))


def test_reasons_say_why_somebody_cannot() -> None:
    by, made = officer(), call(reviewers=1)
    with_interest, proposer, closed, other, unknown, back = (reviewer() for _n in range(6))
    people = [with_interest, proposer, closed, other, unknown, back]
    spoken = {one.pk: SPOKEN for one in people if one not in (other, unknown)}
    assigning.state_languages(made, spoken | {other.pk: ["ar"]}, by=by)
    row = application(call=made, of=nomination(by=proposer_of(proposer)).party)
    RoleGrant.objects.filter(user=proposer, role=Role.FUND_OFFICER).delete()
    Conflict.objects.create(party=row.party, user=with_interest, said_by=by)
    row.party.known_to.set([by, with_interest, proposer, other, unknown, back])
    reviewing.decline_review(reviewing.assign(row, back, by=by), "no time", by=back)
    found = plan(made, [one.pk for one in people], by=by)
    assert [reasons_of(found, one) for one in people] == [
        {eligibility.CONFLICT: 1},
        {eligibility.PROPOSED: 1},
        {eligibility.CLOSED: 1},
        {eligibility.LANGUAGE: 1},
        {eligibility.NO_LANGUAGE: 1},
        {eligibility.HAS_IT: 1},
    ]
    assert [one.lacks for one in found.lacking] == [1]
    with pytest.raises(NotPossible):
        assign_all(made, people, by)


def proposer_of(who: User) -> User:
    """Let a reviewer be an officer while they propose."""
    RoleGrant.objects.create(user=who, role=Role.FUND_OFFICER)
    return User.objects.get(pk=who.pk)


def test_who_proposed_as_an_officer_does_not_review_a_blind_call_at_all() -> None:
    by, made = officer(), call()
    both = reviewer()
    RoleGrant.objects.create(user=both, role=Role.FUND_OFFICER)
    assert both not in eligibility.reviewers_of(made)
    assert both in eligibility.reviewers_of(call(blind=False))
    with pytest.raises(NotPossible):
        assigning.state_languages(made, {both.pk: ["en"]}, by=by)


def test_languages_come_from_the_officer_then_the_member_within_the_role() -> None:
    by, made = officer(), call()
    stated, shown, hidden, limited, nothing = (reviewer() for _n in range(5))
    audiences = {"languages": [["staff", None]]}
    Member.objects.create(
        user=shown, status=Status.ACTIVE, languages=["pt-BR"], audiences=audiences
    )
    Member.objects.create(user=hidden, status=Status.ACTIVE, languages=["fr"])
    RoleGrant.objects.filter(user=limited).update(languages=["ar"])
    assigning.state_languages(made, {stated.pk: ["fr"], limited.pk: ["ar", "en"]}, by=by)
    people = [stated, shown, hidden, limited, nothing]
    found = eligibility.languages_of(people)
    assert [sorted(found.get(one.pk, {"?"})) for one in people] == [
        ["fr"],
        ["pt"],
        ["?"],
        ["ar"],
        ["?"],
    ]


def test_what_changed_since_the_preview_is_not_done() -> None:
    by, made = officer(), call()
    people, rows = readers(made, by), applied(made, 3)
    keys = [one.pk for one in people]
    seen = plan(made, keys, by=by).digest
    Conflict.objects.create(party=rows[0].party, user=people[0], said_by=by)
    Conflict.objects.create(party=rows[1].party, user=people[1], said_by=by)
    with pytest.raises(NotPossible):
        assigning.assign_planned(made, keys, seen, by=by)
    assert not Review.objects.exists()
    assign_all(made, people, by)
    assert not Review.objects.filter(reviewer=people[0], application=rows[0]).exists()


def test_an_officer_assigns_nothing_of_whom_they_may_not_know() -> None:
    by, made = officer(), call()
    people, rows = readers(made, by), applied(made, 3)
    Conflict.objects.create(party=rows[0].party, user=by, said_by=by)
    removing.remove(rows[1].party, by=officer(), why="asked")
    assert {one.pk for one, _who in plan(made, [p.pk for p in people], by=by).given} == {rows[2].pk}
    for other in (reviewer(), people[0]):
        with pytest.raises(NotAllowed):
            assign_all(made, people, other)


def test_who_drops_out_hands_over_at_once_and_is_not_chosen_again() -> None:
    by, made = officer(), call()
    people, rows = readers(made, by, n=4), applied(made, 6)
    assign_all(made, people, by)
    leaving, others = people[0], people[1:]
    mine = list(Review.objects.filter(reviewer=leaving))
    drafting.save_draft(mine[0], {"need": 3}, "", "begun", by=leaving)
    points = {"need": 1, "safety": 1}
    reviewing.submit_review(mine[1], points, "award", "fine", by=leaving)
    keys = [one.pk for one in people]
    seen = plan(made, keys, by=by, leaving=leaving).digest
    with pytest.raises(NotPossible):
        assigning.hand_over(made, leaving, keys, " ", seen, by=by)
    assigning.hand_over(made, leaving, keys, "They are ill.", seen, by=by)
    assert held(leaving) == 0
    assert sorted(held(one) for one in others) == [3, 4, 4]
    for row in rows:
        assert row.reviews.filter(state__in=Review.HELD).count() == 2
    assert not Sealed.objects.filter(subject_kind="review", field="draft").exists()
    told = Decision.objects.filter(verb="take_back_review", actor=by)
    assert {one.why for one in told} == {"They are ill."}
    assert told.count() == 2
    with pytest.raises(NotPossible):
        assigning.hand_over(made, leaving, keys, "Again.", seen, by=by)


def test_whom_it_was_taken_from_can_get_it_again() -> None:
    by, made = officer(), call(reviewers=1)
    people, rows = readers(made, by, n=1), applied(made, 1)
    assign_all(made, people, by)
    reviewing.take_back_review(Review.objects.get(), "a mistake", by=by)
    assign_all(made, people, by)
    assert Review.objects.get().state == "assigned"
    assert rows[0].reviews.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_call() -> None:
    by, counts = officer(), []
    for n in (3, 40):
        made = call()
        people = readers(made, by)
        parties = Party.objects.bulk_create(
            Party(number=10_000 * n + k, kind="organisation") for k in range(n)
        )
        Application.objects.bulk_create(
            Application(
                number=10_000 * n + k, call=made, party=one, language="es", state="submitted"
            )
            for k, one in enumerate(parties)
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assign_all(made, people, by)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 50


def test_the_deadline_of_all_or_of_one_reaches_what_is_unwritten() -> None:
    by, made = officer(), call()
    people = readers(made, by, n=2)
    applied(made, 2)
    assign_all(made, people, by)
    day = timezone.localdate() + timedelta(days=3)
    assert assigning.set_deadline(made, day, by=by) == 4
    assert assigning.set_deadline(made, day + timedelta(days=2), by=by, reviewer=people[0]) == 2
    assert set(Review.objects.filter(reviewer=people[1]).values_list("due_on", flat=True)) == {day}
    with pytest.raises(NotPossible):
        assigning.set_deadline(made, timezone.localdate() - timedelta(days=1), by=by)
    with pytest.raises(NotAllowed):
        assigning.set_deadline(made, day, by=people[0])


def test_the_late_get_one_neutral_letter_that_a_person_releases() -> None:
    by, made = officer(), call(slug="radio-secreta", title={"en": "Radio secreta"})
    people = readers(made, by, n=2)
    applied(made, 3)
    assign_all(made, people, by)
    with pytest.raises(NotPossible):
        reminding.remind_late(made, by=by)
    late = timezone.localdate() - timedelta(days=1)
    Review.objects.filter(reviewer=people[0]).update(due_on=late)
    assert reminding.remind_late(made, by=by) == 1
    letter = Letter.objects.get()
    assert (letter.to_user, letter.state) == (people[0], Letter.State.WAITING)
    said = letter.body.casefold()
    assert not any(word in said for word in ("fund", "radio", "applica", "review"))
    with pytest.raises(NotPossible):
        reminding.remind_late(made, by=by)
    assert reminding.release_reminders(made, by=by) == 1
    letter.refresh_from_db()
    assert letter.state != Letter.State.WAITING
    for n in range(3):
        Letter.objects.update(created_at=timezone.now() - timedelta(days=4))
        if n < 2:
            reminding.remind_late(made, by=by)
    with pytest.raises(NotPossible):
        reminding.remind_late(made, by=by)
    assert Letter.objects.count() == 3
    assert party()  # who applies gets none of them
