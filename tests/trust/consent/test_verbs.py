"""Consent: who agreed to what, until when; withdrawn at once, deleted never."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from extra_rooms import extra_room
from factories import UserFactory
from seconded import give_consent
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.consent import verbs as consent_verbs
from vigil.trust.consent.verbs import consents_of, in_force, withdraw_consent
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.models import Consent, Decision, Role, User

pytestmark = pytest.mark.django_db

SUBJECT = Subject("person", "one")
OTHER = Subject("person", "two")


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def agree(by: User, use: str = "name", subject: Subject = SUBJECT, **terms: Any) -> Consent:
    given = {"given_by": "self", "given_how": "paper", **terms}
    return give_consent(subject, use, by=by, **given)


def holds(use: str = "name", on: date | None = None, subject: Subject = SUBJECT) -> bool:
    return in_force(subject, use, on).exists()


def test_nobody_has_agreed_to_anything_by_default() -> None:
    assert not holds()


def test_consent_holds_for_its_subject_and_its_use_alone(by: User) -> None:
    agree(by)
    assert holds()
    assert not holds("picture")
    assert not holds(subject=OTHER)
    assert not holds(subject=Subject("other kind", "one"))


def test_consent_holds_from_the_day_it_was_given_to_its_last_day(by: User) -> None:
    agree(by, given_on=date(2024, 3, 1), until=date(2024, 6, 30))
    days = {date(2024, 2, 29): False, date(2024, 3, 1): True}
    days |= {date(2024, 6, 30): True, date(2024, 7, 1): False}
    assert {day: holds(on=day) for day in days} == days


def test_consent_withdrawn_ends_at_once_and_stays_as_a_fact(by: User) -> None:
    consent = agree(by)
    withdrawn = withdraw_consent(consent, by=by)
    assert not holds()
    assert withdrawn.withdrawn_at is not None
    assert withdrawn.withdrawn_by == by
    assert list(consents_of(SUBJECT)) == [withdrawn]
    assert [d.verb for d in Decision.objects.order_by("id")] == ["give_consent", "withdraw_consent"]


def test_one_consent_withdrawn_leaves_another(by: User) -> None:
    first, _second = agree(by), agree(by, given_by="family")
    withdraw_consent(first, by=by)
    assert holds()


def test_consent_is_not_withdrawn_twice(by: User) -> None:
    consent = agree(by)
    withdraw_consent(consent, by=by)
    with pytest.raises(NotPossible):
        withdraw_consent(consent, by=by)


@pytest.mark.parametrize(
    "terms",
    [
        {"use": "anything"},
        {"given_by": "neighbour"},
        {"given_how": "by pigeon"},
        {"territory": "XXX"},
        {"given_on": timezone.localdate() + timedelta(days=2)},
        {"given_on": date(2024, 3, 1), "until": date(2024, 2, 1)},
    ],
)
def test_what_makes_no_sense_is_refused(by: User, terms: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        agree(by, **terms)
    assert not Consent.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_only_an_adjudicator_records_consent(role: Role) -> None:
    with pytest.raises(NotAllowed):
        agree(UserFactory(roles=[role]))


@pytest.mark.parametrize("role", [Role.CODER, Role.EDITOR])
def test_more_people_may_record_that_it_was_withdrawn(by: User, role: Role) -> None:
    consent = agree(by)
    withdraw_consent(consent, by=UserFactory(roles=[role]))
    assert not holds()


def test_the_room_of_the_subject_is_told_and_can_undo(by: User) -> None:
    told: list[Subject] = []

    def receive(subject: Subject) -> None:
        told.append(subject)
        if len(told) == 3:
            raise ValueError("cannot be shown")

    with extra_room(follows=[SUBJECT_CHANGED.by(receive)]):
        consent = agree(by)
        withdraw_consent(consent, by=by)
        with pytest.raises(ValueError, match="cannot be shown"):
            agree(by)
    assert told == [SUBJECT] * 3
    assert Consent.objects.count() == 1


def test_one_person_alone_records_no_agreement_to_be_named(by: User) -> None:
    given = {"given_by": "family", "given_how": "in_person", "why": "they called"}
    with pytest.raises(NeedsSecondPerson):
        consent_verbs.give_consent(SUBJECT, "name", by=by, **given)
    assert not holds()
    assert consent_verbs.give_consent(SUBJECT, "quotes", by=by, **given).use == "quotes"
