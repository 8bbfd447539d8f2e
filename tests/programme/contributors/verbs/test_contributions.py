"""Entering who takes part."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from days import today
from factories import CaseFactory, UserFactory, VictimFactory
from programme.factories import ContributionFactory, SessionFactory
from vigil.network.models import Member
from vigil.programme.contributors.verbs import consenting, contributions
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.verbs import citing, events, sessions
from vigil.programme.models import Contribution, Recording, Stream
from vigil.programme.recordings.verbs import describing, files
from vigil.programme.streams import verbs as streams
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"name": " "},
        {"name": "Casilda Ríos", "unnamed": "a teacher"},
        {"role": "star", "name": "Casilda Ríos"},
        {"unnamed": "a teacher", "position": "Head of Escuela Benito"},
        {"unnamed": "a teacher", "affiliation": "Escuela Benito"},
    ],
)
def test_a_part_is_somebodys_in_one_way(host: User, wrong: dict[str, Any]) -> None:
    session = SessionFactory()
    with pytest.raises(NotPossible):
        contributions.add_contribution(session, wrong.pop("role", "contributor"), by=host, **wrong)
    assert not Contribution.objects.exists()


def test_no_name_goes_into_a_decision_and_calendars_hear(host: User) -> None:
    session = SessionFactory()
    part = contributions.add_contribution(session, "moderator", by=host, name="Casilda Ríos")
    contributions.edit_contribution(part, by=host, position="Teacher")
    contributions.edit_contribution(part, by=host, position="Teacher")
    contributions.remove_contribution(part, by=host)
    told = [str([d.verb, d.before, d.after, d.why]) for d in Decision.objects.all()]
    assert len([one for one in told if "contribution" in one]) == 3
    assert not [one for one in told if "Casilda" in one]
    session.refresh_from_db()
    assert session.sequence == 3


def test_a_member_takes_part(host: User) -> None:
    member = Member.objects.create(name="Casilda Ríos")
    part = contributions.add_contribution(SessionFactory(), "contributor", by=host, member=member)
    assert part.member == member
    with pytest.raises(NotPossible):
        contributions.edit_contribution(part, by=host, name="Casilda Ríos")


def test_only_a_programme_host_may() -> None:
    other = UserFactory(roles=[Role.EDITOR, Role.ADMINISTRATOR])
    part = ContributionFactory()
    for verb in (
        lambda: contributions.add_contribution(part.session, "moderator", by=other, name="x"),
        lambda: contributions.edit_contribution(part, by=other, name="x"),
        lambda: contributions.remove_contribution(part, by=other),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_an_agreement_to_be_named_is_of_one_name_alone(host: User) -> None:
    part = ContributionFactory(name="Casilda Ríos", announced="")
    agree = {"given_by": "self", "given_how": "paper", "given_on": timezone.localdate()}
    asked = consenting.agree(part, ["name"], by=host, why="she wrote", **agree)
    assert asked is not None
    confirm(asked, by=UserFactory(roles=[Role.PROGRAMME_HOST]))
    contributions.edit_contribution(part, by=host, position="Teacher")
    assert [one.name for one in people_of(part.session)] == ["Casilda Ríos"]
    contributions.edit_contribution(part, by=host, name="Berta Lozano Ibarra")
    assert [one.name for one in people_of(part.session)] == [""]


HIDDEN = "Berta Lozano Ibarra"
SLUG, TAG = "berta-lozano-ibarra", "es-Berta-Lozano-Ibarra"
WHEN: dict[str, Any] = {
    "starts": datetime(2021, 3, 12, 9),
    "ends": datetime(2021, 3, 12, 10),
    "zone": "Asia/Tokyo",
}


def test_one_host_says_no_name_that_the_record_does_not_show(host: User) -> None:
    case = CaseFactory()
    VictimFactory(case=case)
    VictimFactory(case=case, name=HIDDEN, outcome="injured")
    session = SessionFactory()
    for said in (
        lambda: contributions.add_contribution(
            session, "contributor", by=host, name=HIDDEN, announced="her own page"
        ),
        lambda: contributions.add_contribution(
            session, "contributor", by=host, unnamed=f"the sister of {HIDDEN}"
        ),
        lambda: sessions.edit_session(session, by=host, abstract=f"With {HIDDEN}."),
        lambda: sessions.cancel_session(session, by=host, why=f"{HIDDEN} is in danger."),
        lambda: events.edit_event(session.event, by=host, title=f"For {HIDDEN}"),
        lambda: events.add_partner(session.event, "partner", by=host, name=HIDDEN),
        lambda: sessions.edit_session(session, by=host, languages=[TAG]),
        lambda: sessions.move_session(session, by=host, room=f"At {HIDDEN}'s", **WHEN),
        lambda: sessions.create_session(
            session.event,
            by=host,
            slug=SLUG,
            title="A talk",
            **WHEN,
        ),
        lambda: events.create_event(
            by=host, slug=SLUG, title="Days", zone="Asia/Tokyo", starts_on=today(), ends_on=today()
        ),
        lambda: citing.cite(session, "story", "/stories/", by=host, label=f"Of {HIDDEN}"),
        lambda: citing.cite(session, "story", f"https://a.example/{SLUG}", by=host, label="Hers"),
        lambda: streams.set_stream(session, mode=Stream.Mode.HOST, who=f"At {HIDDEN}'s", by=host),
    ):
        with pytest.raises(NotPossible, match="does not show"):
            said()
    recording = files.prepare_recording(session, "en", by=host)
    with pytest.raises(NotPossible, match="does not show"):
        files.set_elsewhere(recording, "https://a.example/Berta%2520Lozano-Ibarra", by=host)
    for chapters, transcript in ((f"0:00 {HIDDEN}", ""), ("", f"I am {HIDDEN}.")):
        with pytest.raises(NotPossible, match="does not show"):
            describing.describe_recording(
                recording,
                access=Recording.Access.ALL,
                retained_until=None,
                chapters=chapters,
                transcript=transcript,
                by=host,
            )
    contributions.add_contribution(session, "contributor", by=host, name=HIDDEN)
    assert HIDDEN not in [one.name for one in people_of(session)]
