"""Consent per field: given by the member, kept as facts, taken back at once."""

import pytest

from factories import UserFactory
from network.factories import PAPER, MemberFactory, agree, manager, not_yet_in
from vigil.network.models import Listing, MemberKind
from vigil.network.profiles.fields import Audience, audience_of, subject_of, use_of
from vigil.network.visibility.queries import NAMING
from vigil.network.visibility.verbs import be_seen, set_audiences
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import consents_of, give_consent, withdraw_consent
from vigil.trust.models import Consent, Decision, Role

pytestmark = pytest.mark.django_db


def test_a_member_agrees_on_screen_and_it_is_a_fact() -> None:
    member = MemberFactory()
    assert set_audiences(member, {"role": Audience.PUBLIC}, by=member.user) == ["role"]
    consent = consents_of(subject_of(member.uid)).get()
    assert consent.use == use_of("role", Audience.PUBLIC)
    assert (consent.given_by, consent.given_how) == ("self", Consent.Given.ON_SCREEN)
    assert consent.recorded_by == member.user
    assert consent.decision.after["use"] == "m.role.public"


def test_of_an_organisation_the_organisation_agrees() -> None:
    member = agree(MemberFactory(kind=MemberKind.ORGANISATION), Audience.PUBLIC, "name")
    assert consents_of(subject_of(member.uid)).get().given_by == "organisation"


def test_said_twice_it_is_agreed_once() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "role")
    assert set_audiences(member, {"role": Audience.PUBLIC}, by=member.user) == []
    assert Consent.objects.count() == 1


def test_narrowing_takes_the_wider_one_back() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "role")
    agree(member, Audience.STAFF, "role")
    assert audience_of(member.audiences, "role") == Audience.STAFF
    wide, narrow = Consent.objects.order_by("pk")
    assert wide.withdrawn_at is not None
    assert narrow.withdrawn_at is None


def test_taken_back_it_holds_at_once() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "role")
    withdraw_consent(Consent.objects.get(), by=member.user)
    member.refresh_from_db()
    assert audience_of(member.audiences, "role") == Audience.NOBODY


def test_nobody_agrees_for_another_member() -> None:
    member, other = MemberFactory(), MemberFactory()
    for by in (other.user, manager(), UserFactory(), UserFactory(roles=[Role.ADMINISTRATOR])):
        with pytest.raises(NotAllowed):
            set_audiences(member, {"role": Audience.PUBLIC}, by=by, given_how=PAPER)
    with pytest.raises(NotAllowed):
        give_consent(
            subject_of(member.uid),
            "m.role.public",
            given_by="self",
            given_how="paper",
            by=manager(),
        )
    assert not Consent.objects.exists()


def test_a_member_agrees_to_nothing_of_somebody_else() -> None:
    """To speak for oneself is no permission to speak for a victim or another kind of subject."""
    from vigil.trust.decisions.subjects import Subject

    member = MemberFactory()
    for subject in (Subject("victim", member.uid), Subject("contribution", member.uid)):
        with pytest.raises(NotAllowed):
            give_consent(subject, "name", given_by="self", given_how="on_screen", by=member.user)


def test_an_adjudicator_writes_down_what_was_agreed_on_paper() -> None:
    member = not_yet_in()
    by = UserFactory(roles=[Role.ADJUDICATOR])
    with pytest.raises(NotPossible):
        set_audiences(member, {"role": Audience.PUBLIC}, by=by)
    set_audiences(member, {"role": Audience.PUBLIC}, by=by, given_how=PAPER)
    assert Consent.objects.get().given_how == PAPER


@pytest.mark.parametrize("field", NAMING)
def test_nobody_writes_down_alone_who_a_member_is(field: str) -> None:
    by = UserFactory(roles=[Role.ADJUDICATOR])
    with pytest.raises(NotAllowed, match="Only the member"):
        set_audiences(not_yet_in(), {field: Audience.PUBLIC}, by=by, given_how=PAPER)
    assert not Consent.objects.exists()


def test_who_manages_makes_less_visible_and_never_more() -> None:
    member = agree(MemberFactory(), Audience.PUBLIC, "role")
    by = manager()
    with pytest.raises(NotAllowed):
        set_audiences(member, {"role": Audience.MEMBERS}, by=by, given_how=PAPER)
    set_audiences(member, {"role": Audience.NOBODY}, by=by)
    member.refresh_from_db()
    assert audience_of(member.audiences, "role") == Audience.NOBODY


def test_an_unknown_field_is_refused() -> None:
    member = MemberFactory()
    with pytest.raises(NotPossible, match="shoe_size"):
        set_audiences(member, {"shoe_size": Audience.PUBLIC}, by=member.user)


def test_listing_and_fields_are_saved_together_or_not_at_all() -> None:
    member = MemberFactory(listing=Listing.UNLISTED)
    with pytest.raises(NotPossible):
        be_seen(member, Listing.NAME, {"shoe_size": Audience.PUBLIC}, by=member.user)
    member.refresh_from_db()
    assert member.listing == Listing.UNLISTED


def test_no_value_stands_in_a_decision() -> None:
    member = agree(MemberFactory(role="Forensic anthropologist"), Audience.PUBLIC)
    told = " ".join(str([d.before, d.after, d.why]) for d in Decision.objects.all())
    assert "anthropologist" not in told
    assert member.name not in told
