"""Who is named as taking part, and what goes with a name."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories import adjudicator
from programme.factories import ContributionFactory, EventFactory, PartnerFactory, SessionFactory
from seconded import give_consent
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.visibility import Participant, hosts_of, people_of, people_of_all
from vigil.programme.models import Contribution, Partner, Session
from vigil.trust.consent.verbs import withdraw_consent
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Consent

pytestmark = pytest.mark.django_db

PUBLIC_NAME = {"name": [["public", None]], "pseudonym": [["public", None]]}


def member(**values: object) -> Member:
    """Make a member who is listed under their name, and let everybody know it."""
    given = {
        "name": "Casilda Ríos",
        "listing": Listing.NAME,
        "status": Status.ACTIVE,
        "audiences": PUBLIC_NAME,
        **values,
    }
    return Member.objects.create(**given)


def only(session: Session) -> Participant:
    (person,) = people_of(session)
    return person


def agree(part: Contribution, until: date | None = None) -> Consent:
    return give_consent(
        Subject("contribution", part.uid),
        "name",
        given_by="self",
        given_how="recorded",
        by=adjudicator(),
        until=until,
    )


def by_name(**values: object) -> Contribution:
    return ContributionFactory(
        name="Casilda Ríos",
        position="Teacher in Culiacán",
        affiliation="Escuela Benito",
        **values,
    )


def test_a_plain_name_without_a_basis_is_not_told_nor_what_goes_with_it() -> None:
    part = by_name(announced="")
    assert only(part.session) == Participant(part.uid, "contributor")
    assert only(part.session).called == "a person who is not named"


def test_a_name_that_was_announced_is_told() -> None:
    told = only(by_name(announced="The host's page").session)
    assert (told.name, told.position) == ("Casilda Ríos", "Teacher in Culiacán")


def test_agreeing_names_and_taking_it_back_does_so_no_more() -> None:
    part = by_name(announced="")
    consent = agree(part)
    assert only(part.session).name == "Casilda Ríos"
    withdraw_consent(consent, by=adjudicator())
    assert only(part.session) == Participant(part.uid, "contributor")


def test_an_agreement_names_up_to_its_last_day() -> None:
    part = by_name(announced="")
    consent = agree(part, until=timezone.localdate())
    assert only(part.session).name
    Consent.objects.filter(pk=consent.pk).update(
        given_on=timezone.localdate() - timedelta(days=2),
        until=timezone.localdate() - timedelta(days=1),
    )
    assert not only(part.session).name


def test_another_use_or_another_subject_is_no_basis() -> None:
    part = by_name(announced="")
    for subject, use in (
        (Subject("contribution", part.uid), "voice"),
        (Subject("victim", part.uid), "name"),
    ):
        give_consent(subject, use, given_by="self", given_how="recorded", by=adjudicator())
    assert not only(part.session).name


def test_people_without_a_name_take_part_as_anybody_else() -> None:
    part = ContributionFactory(name="", unnamed="people affected directly", announced="")
    assert only(part.session).called == "people affected directly"
    assert only(part.session).name == ""


def test_who_withdrew_is_not_named_whatever_was_announced() -> None:
    part = by_name(announced="The host's page", withdrawn=True)
    agree(part)
    assert only(part.session) == Participant(part.uid, "contributor")


@pytest.mark.parametrize(
    "hidden",
    [
        {"listing": Listing.UNLISTED},
        {"audiences": {}},
        {"audiences": {"name": [["staff", None]]}},
        {"audiences": {"name": [["members", None]]}},
        {"audiences": {"name": [["public", "2020-01-01"]]}},
        {"status": Status.LEFT},
        {"status": Status.PAUSED},
        {"withdrawals": [1]},
    ],
)
def test_a_member_who_is_not_shown_takes_part_without_a_name(hidden: dict[str, object]) -> None:
    part = ContributionFactory(
        name="", member=member(**hidden), position="Judge", affiliation="Court", announced="x"
    )
    assert only(part.session) == Participant(part.uid, "contributor")


def test_a_member_is_named_as_they_chose_with_what_the_host_wrote_of_them() -> None:
    part = ContributionFactory(name="", member=member(), position="Judge", announced="x")
    assert (only(part.session).name, only(part.session).position) == ("Casilda Ríos", "Judge")
    bare = ContributionFactory(name="", member=member(), position="Judge", announced="")
    assert (only(bare.session).name, only(bare.session).position) == ("Casilda Ríos", "")


def test_nothing_the_host_wrote_stands_beside_another_name() -> None:
    hidden = member(listing=Listing.PSEUDONYM, pseudonym="Paloma")
    part = ContributionFactory(
        name="", member=hidden, position="Judge", affiliation="Court", announced="x"
    )
    told = only(part.session)
    assert (told.name, told.position, told.affiliation) == ("Paloma", "", "")


def test_staff_are_told_what_staff_may_know() -> None:
    part = ContributionFactory(
        name="", member=member(audiences={"name": [["staff", None]]}), announced=""
    )
    assert people_of(part.session, Audience.STAFF)[0].name == "Casilda Ríos"
    assert not only(part.session).name


def test_moderators_come_first_then_in_the_order_given() -> None:
    session = SessionFactory()
    for role, name, order in (
        ("interpreter", "I", 0),
        ("contributor", "B", 2),
        ("contributor", "A", 1),
        ("moderator", "M", 9),
    ):
        ContributionFactory(session=session, role=role, name=name, order=order)
    assert [person.name for person in people_of(session)] == ["M", "A", "B", "I"]


def test_many_sessions_are_asked_for_at_once(django_assert_max_num_queries) -> None:
    sessions = [SessionFactory() for _ in range(5)]
    for session in sessions:
        ContributionFactory(session=session)
        ContributionFactory(session=session, name="", member=member())
    with django_assert_max_num_queries(5):
        found = people_of_all(sessions)
    assert [len(found[session.pk]) for session in sessions] == [2] * 5


def test_partners_are_told_and_a_hidden_member_is_not() -> None:
    event = EventFactory()
    session = SessionFactory(event=event)
    PartnerFactory(event=event, name="Hermanas")
    PartnerFactory(event=event, name="", member=member(listing=Listing.UNLISTED))
    PartnerFactory(event=event, session=session, name="Consejo", role=Partner.Role.COSPONSOR)
    assert [host.name for host in hosts_of(event)] == ["Hermanas"]
    assert [(h.name, h.role) for h in hosts_of(event, session)] == [("Consejo", "cosponsor")]
