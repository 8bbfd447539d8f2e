"""What contributors agree to is asked apart, recorded once, and taken back by the use."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories import UserFactory
from network.factories import MemberFactory
from programme.factories import ContributionFactory, SessionFactory
from programme.recording_factories import a_session, agreed, host
from seconded import give_consent
from vigil.programme.contributors.verbs.consenting import (
    ASKABLE,
    ASKED,
    agree,
    consents_in_force,
    consents_of_session,
    stop_agreeing,
)
from vigil.programme.contributors.visibility import people_of
from vigil.programme.models import Session
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Consent, Role

pytestmark = pytest.mark.django_db


def test_a_yes_to_one_is_no_yes_to_another() -> None:
    session, part = a_session()
    agreed(part, "voice", by=host())
    (row,) = consents_of_session(session)
    assert row.called == "Casilda Reyes"
    assert [use for use, _label, yes, _until in row.uses if yes] == ["voice"]
    assert [use for use, *_rest in row.uses] == list(ASKABLE)


def test_what_is_agreed_already_stays_as_it_is() -> None:
    _session, part = a_session()
    by = host()
    assert len(agreed(part, by=by)) == len(ASKED)
    assert agreed(part, by=by) == []
    assert Consent.objects.count() == len(ASKED)


def test_the_longest_of_several_counts() -> None:
    _session, part = a_session()
    by, today = host(), timezone.localdate()
    soon, late = today + timedelta(days=3), today + timedelta(days=30)
    agree(part, ["voice"], given_by="self", given_how="paper", until=soon, by=by)
    Consent.objects.update(until=today)
    first = Consent.objects.get()
    Consent.objects.filter(pk=first.pk).update(until=soon)
    Consent.objects.create(
        **{
            field.name: getattr(first, field.name)
            for field in Consent._meta.concrete_fields
            if field.name not in ("id", "until")
        },
        until=late,
    )
    assert consents_in_force([part])[part.uid] == {"voice": late}
    Consent.objects.filter(until=soon).update(until=None)
    assert consents_in_force([part])[part.uid] == {"voice": None}


def test_each_use_is_taken_back_by_itself() -> None:
    session, part = a_session()
    by = host()
    agreed(part, by=by)
    assert stop_agreeing(part, ["voice"], by=by) == 1
    assert stop_agreeing(part, ["voice"], by=by) == 0
    (row,) = consents_of_session(session)
    assert set(row.agreed) == set(ASKED) - {"voice"}


def named_to_the_public(session: Session) -> list[str]:
    return [person.name for person in people_of(session)]


def test_two_hosts_record_that_a_contributor_agreed_to_be_named() -> None:
    session = SessionFactory()
    part = ContributionFactory(session=session, name="Casilda Reyes", announced="")
    by, day = host(), timezone.localdate() - timedelta(days=2)
    assert named_to_the_public(session) == [""]
    terms = {"given_by": "self", "given_how": "paper", "given_on": day, "why": "she wrote"}
    asked = agree(part, ["name", "voice"], by=by, **terms)
    assert asked is not None
    assert named_to_the_public(session) == [""]
    assert Consent.objects.get().use == "voice"
    other = host()
    confirm(asked, by=other)
    assert named_to_the_public(session) == ["Casilda Reyes"]
    given = Consent.objects.get(use="name")
    assert (given.given_how, given.given_on, given.recorded_by) == ("paper", day, other)
    assert (given.decision.actor, given.decision.asked_by) == (other, by)
    assert "Casilda" not in str(given.decision.after)
    session.refresh_from_db()
    assert session.sequence == 1  # calendars hear of it
    assert stop_agreeing(part, ["name"], by=by) == 1
    assert named_to_the_public(session) == [""]


def test_a_name_is_no_part_of_what_a_session_needs() -> None:
    session, part = a_session()
    agreed(part, by=host())
    (row,) = consents_of_session(session)
    assert row.is_complete
    agreed(part, "name", given_on=row.part.session.event.starts_on, by=host())
    stop_agreeing(part, ["voice"], by=host())
    (row,) = consents_of_session(session)
    assert not row.is_complete


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"given_on": None}, "on which day"),
        ({"given_how": "on_screen"}, "On screen people agree themselves"),
        ({"given_on": timezone.localdate() + timedelta(days=2)}, "yet to come"),
    ],
)
def test_a_name_needs_its_day_and_how_it_was_told(values: dict[str, Any], said: str) -> None:
    _session, part = a_session()
    terms = {"given_by": "self", "given_how": "paper", "given_on": timezone.localdate(), **values}
    with pytest.raises(NotPossible, match=said):
        agree(part, ["name"], by=host(), **terms)
    assert not Consent.objects.exists()


def test_nobody_agrees_to_a_name_for_a_member_or_for_who_has_none() -> None:
    member = ContributionFactory(member=MemberFactory(), name="", announced="")
    unnamed = ContributionFactory(name="", unnamed="people affected directly", announced="")
    terms = {"given_by": "self", "given_how": "paper", "given_on": timezone.localdate()}
    with pytest.raises(NotPossible, match="A member says themself"):
        agree(member, ["name"], by=host(), **terms)
    with pytest.raises(NotPossible, match="there is none to agree to"):
        agree(unnamed, ["name"], by=host(), **terms)


def test_a_host_records_for_contributors_and_for_nobody_else() -> None:
    by = host()
    for kind in ("victim", "member", "message"):
        with pytest.raises(NotAllowed):
            give_consent(Subject(kind, "x"), "name", given_by="self", given_how="paper", by=by)
    _session, part = a_session()
    terms = {"given_by": "self", "given_how": "paper", "given_on": timezone.localdate()}
    with pytest.raises(NotAllowed):
        agree(part, ["name"], by=UserFactory(roles=[Role.EDITOR]), **terms)


def test_nothing_chosen_is_refused() -> None:
    _session, part = a_session()
    with pytest.raises(NotPossible, match="Choose what they agreed"):
        agree(part, [], given_by="self", given_how="paper", by=host())
    with pytest.raises(NotPossible, match="Choose what they take"):
        stop_agreeing(part, [], by=host())


def test_who_may_not_record_it_does_not() -> None:
    _session, part = a_session()
    for role in (Role.AUDITOR, Role.REGISTRANT):
        with pytest.raises(NotAllowed):
            agreed(part, by=UserFactory(roles=[role]))
