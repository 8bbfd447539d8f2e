"""Accompaniment: steps, results with evidence, connections for staff, stories on consent."""

from datetime import timedelta
from typing import Any

import pytest

from days import today
from extra_rooms import extra_room
from factories import UserFactory
from fund.factories import a_grant, officer, party
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Accompaniment, Connection, Result
from vigil.fund.parties.verbs import who_may_know
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.consent import story_offers as offering
from vigil.trust.consent.verbs import give_consent
from vigil.trust.models import Consent, Decision, Role

pytestmark = pytest.mark.django_db


def test_steps_are_noted_and_their_own_words_are_theirs() -> None:
    by, grant = officer(), a_grant()
    accompanying.add_step(grant, "baseline", today(), "Canaryword", by=by)
    own = accompanying.add_step(grant, "own_words", today(), "Canaryword", by=None)
    assert own.by is None
    with pytest.raises(NotPossible):
        accompanying.add_step(grant, "baseline", today(), "words", by=None)
    with pytest.raises(NotPossible):
        accompanying.add_step(a_grant("draft"), "baseline", today(), "words", by=by)
    with pytest.raises(Unfit):
        accompanying.add_step(grant, "baseline", today(), "", by=by)
    assert Accompaniment.objects.count() == 2
    assert "Canaryword" not in everything_in_the_database()


def test_their_own_words_sent_twice_are_one_step_and_other_words_another() -> None:
    grant = a_grant()
    made = [
        accompanying.add_step(grant, "own_words", today(), "We sleep.", by=None, uid=uid)
        for uid in ("a" * 32, "a" * 32, "b" * 32)
    ]
    assert made[0] == made[1] != made[2]
    assert Accompaniment.objects.count() == 2


def test_a_result_stands_on_evidence() -> None:
    by, grant = officer(), a_grant()
    values: dict[str, Any] = {"evidence": "own", "month": today(), "by": by, "shown_by": "Seen."}
    made = accompanying.state_result(
        grant, "Canaryword", people=300, counted="heads",
        themes=["victim_support", "prevention"], region="019",
        **(values | {"shown_by": "Canaryword"}),
    )  # fmt: skip
    assert (made.people, made.counted, made.month) == (300, "heads", today().replace(day=1))
    assert (made.themes, made.region) == (["prevention", "victim_support"], "019")
    for wrong in (
        {"people": 3},
        {"people": 3, "counted": "guess"},
        {"themes": ["weather"]},
        {"region": "005"},
        {"evidence": "rumour"},
        {"shown_by": " "},
        {"sources": ["report x"]},
        {"people": -1},
        {"month": today() + timedelta(days=62)},
    ):
        with pytest.raises(Unfit):
            accompanying.state_result(grant, "words", **(values | wrong))
    assert Result.objects.count() == 1
    assert "Canaryword" not in everything_in_the_database()


def test_a_connection_is_taken_out_once() -> None:
    by = officer()
    made = accompanying.connect(party(), party(), "visit", today(), by=by)
    accompanying.disconnect(type(made).objects.get(), by=by)
    with pytest.raises(NotPossible, match="meanwhile"):
        accompanying.disconnect(made, by=by)
    assert Decision.objects.filter(verb="disconnect_parties").count() == 1


def test_connections_are_seen_by_who_may_know_of_both() -> None:
    by, one, other = officer(), party(), party()
    made = accompanying.connect(other, one, "mentoring", today(), by=by)
    assert (made.one, made.other) == (one, other)
    with pytest.raises(NotPossible):
        accompanying.connect(one, other, "mentoring", today(), by=by)
    with pytest.raises(Unfit):
        accompanying.connect(one, one, "visit", today(), by=by)
    hindered = officer()
    who_may_know.say_conflict(other, hindered, by=hindered)
    assert list(accompanying.connections_of(one, by)) == [made]
    assert list(accompanying.connections_of(one, hindered)) == []
    with pytest.raises(NotAllowed):
        accompanying.connect(one, other, "visit", today(), by=hindered)
    accompanying.disconnect(made, by=by)
    assert not Connection.objects.exists()


def test_a_story_is_offered_only_if_they_agreed_themselves() -> None:
    by, adjudicator = officer(), UserFactory(roles=[Role.ADJUDICATOR])
    grant = a_grant()
    heard: list[Consent] = []

    def hear(consent: Consent, by: object) -> None:
        heard.append(consent)

    with extra_room(follows=[offering.STORY_OFFERED.by(hear)]):
        with pytest.raises(NotPossible):
            accompanying.offer_story(grant, by=by)
        for relation in (Consent.Relation.FAMILY, Consent.Relation.SELF):
            given = give_consent(
                grant.party.subject,
                offering.STORY_USE,
                given_by=relation,
                given_how=Consent.Given.IN_PERSON,
                by=adjudicator,
            )
            if relation == Consent.Relation.FAMILY:
                with pytest.raises(NotPossible):
                    accompanying.offer_story(grant, by=by)
        accompanying.offer_story(grant, by=by)
    assert heard == [given]
