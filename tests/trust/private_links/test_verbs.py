"""Private links: what opens them, who is shown one, and what their holders agree to."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from extra_rooms import extra_room
from factories import UserFactory
from seconded import give_consent
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import ConfirmationLapsed, ask, confirm, waiting_for
from vigil.trust.consent.verbs import (
    GIVE,
    ask_to_name,
    give_confirmed,
    in_force,
    takes_two_to_name,
)
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.models import (
    Confirmation,
    Consent,
    Decision,
    Letter,
    PrivateLink,
    Role,
    Sealed,
    User,
)
from vigil.trust.outbox.verbs.letters import SEALED_TEXT_FIELD
from vigil.trust.private_links.purposes import PURPOSES, LinkPurpose
from vigil.trust.private_links.tokens import digest_of, link_by_token, token_of
from vigil.trust.private_links.verbs.agreeing import agree_through_link, take_back_through_link
from vigil.trust.private_links.verbs.links import (
    ADDRESS,
    KIND,
    make_private_link,
    revoke_private_link,
    send_private_link,
    show_private_link,
)
from vigil.trust.vault.verbs.sealing import open_to_act
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db

THING = Subject("thing", "one")
PURPOSE = LinkPurpose(
    code="thing",
    kind="thing",
    label="a thing",
    permission="trust.record_consent",
    page="programme:registration",
    uses=["name", "quotes", "voice"],
    about=lambda subject: subject if subject.key == "one" else None,
)
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def told() -> Iterator[list[Subject]]:
    """A room of things, and of which it is told that consent changed."""
    heard: list[Subject] = []
    naming = takes_two_to_name("thing", give_confirmed, lambda asked: 1, lambda asked: "")
    follower = SUBJECT_CHANGED.by(heard.append)
    with extra_room(acts_of_two=[naming], adds=[PURPOSES.by(PURPOSE)], follows=[follower]):
        yield heard


def person() -> User:
    user: User = UserFactory(roles=[Role.ADJUDICATOR])
    return user


@pytest.fixture
def by() -> User:
    return person()


@pytest.fixture
def link(by: User) -> PrivateLink:
    return make_private_link("one", "thing", held_by="self", by=by)


def opens(link: PrivateLink, purpose: str = "thing") -> bool:
    return link_by_token(token_of(link), purpose) == link


def test_a_token_opens_its_own_link_and_no_other(link: PrivateLink, by: User) -> None:
    other = make_private_link("one", "thing", held_by="family", called=" a  sister ", by=by)
    assert opens(link)
    assert opens(other)
    assert token_of(link) != token_of(other)
    assert other.called == "a sister"
    assert link_by_token(token_of(link)[:-1] + "!", "thing") is None
    assert not opens(link, "story")


def test_the_database_holds_nothing_that_opens_a_link(link: PrivateLink) -> None:
    row = PrivateLink.objects.values().get()
    assert token_of(link) not in map(str, row.values())
    assert row["digest"] == digest_of(token_of(link))
    assert link_by_token(row["digest"], "thing") is None
    assert link_by_token(row["uid"], "thing") is None


def test_another_secret_ends_every_link(link: PrivateLink, settings: object) -> None:
    token = token_of(link)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert link_by_token(token, "thing") is None
    assert token_of(link) != token


def test_a_link_expired_or_revoked_opens_nothing(link: PrivateLink, by: User) -> None:
    PrivateLink.objects.update(expires_at=timezone.now())
    assert not opens(link)
    with pytest.raises(NotPossible, match="does not work any more"):
        agree_through_link(link, ["quotes"])
    PrivateLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert opens(link)
    revoke_private_link(link, by=by)
    assert not opens(link)
    for act in (agree_through_link, take_back_through_link):
        with pytest.raises(NotPossible):
            act(link, ["quotes"])
    with pytest.raises(NotPossible):
        revoke_private_link(link, by=by)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("one", {"held_by": "neighbour"}),
        ("one", {"uses": ["picture"]}),
        ("one", {"language": "xx"}),
        ("two", {}),
    ],
)
def test_what_makes_no_sense_is_refused(by: User, key: str, wrong: dict[str, object]) -> None:
    with pytest.raises(NotPossible):
        make_private_link(key, "thing", by=by, **{"held_by": "self", **wrong})  # type: ignore[arg-type]
    assert not PrivateLink.objects.exists()


def test_who_may_not_make_it_may_not_send_show_or_revoke_it_either(link: PrivateLink) -> None:
    coder = UserFactory(roles=[Role.CODER])
    with pytest.raises(NotAllowed):
        make_private_link("one", "thing", held_by="self", by=coder)
    with pytest.raises(NotAllowed):
        send_private_link(link, address="ana@example.org", by=coder)
    with pytest.raises(NotAllowed):
        show_private_link(link, by=coder)
    with pytest.raises(NotAllowed):
        revoke_private_link(link, by=coder)


def test_only_its_maker_is_shown_a_link_and_the_log_says_so(link: PrivateLink, by: User) -> None:
    with pytest.raises(NotAllowed, match="Make another one"):
        show_private_link(link, by=person())
    assert show_private_link(link, by=by) == token_of(link)
    told = Decision.objects.get(verb="show_private_link")
    assert (told.actor, told.after) == (by, {KIND: link.pk})


def test_its_letter_is_neutral_sealed_and_can_be_sent_again(link: PrivateLink, by: User) -> None:
    first = send_private_link(link, address=" ana@example.org ", by=by)
    again = send_private_link(link, by=person())
    for letter in (first, again):
        assert (letter.body, letter.plain_subject, letter.decides) == ("", "", False)
        assert letter.get_subject_display() == "A message for you"
        sealed = Sealed.objects.get(subject_key=letter.uid, field=SEALED_TEXT_FIELD)
        assert f"/programme/registration/{token_of(link)}/" in open_to_act(sealed, why="a test")
        to = Sealed.objects.get(subject_key=letter.uid, field=ADDRESS)
        assert open_to_act(to, why="a test") == "ana@example.org"
    written = str([*Decision.objects.values(), *PrivateLink.objects.values()])
    assert "ana@" not in written
    assert token_of(link) not in written


def test_a_link_without_an_address_is_not_sent(link: PrivateLink, by: User) -> None:
    with pytest.raises(NotPossible, match="Enter the address"):
        send_private_link(link, by=by)


def test_only_its_maker_chooses_where_a_link_goes(link: PrivateLink, by: User) -> None:
    # Else another one of ours sends it to themself, agrees to a name on it, and confirms that.
    send_private_link(link, address="ana@example.org", by=by)
    with pytest.raises(NotAllowed, match="another address"):
        send_private_link(link, address="colleague@example.org", by=person())
    assert Letter.objects.count() == 1
    (kept,) = Sealed.objects.filter(subject_kind=KIND)
    assert open_to_act(kept, why="a test") == "ana@example.org"


def test_revoking_it_removes_address_and_letters(link: PrivateLink, by: User) -> None:
    send_private_link(link, address="ana@example.org", by=by)
    revoke_private_link(link, by=by)
    assert not Sealed.objects.filter(subject_kind=KIND).exists()
    assert not Letter.objects.exclude(to_digest="").exists()
    assert PrivateLink.objects.get().address_digest == ""
    with pytest.raises(NotPossible):
        send_private_link(link, address="ana@example.org", by=by)


def test_what_is_agreed_on_a_link_names_nobody(link: PrivateLink, told: list[Subject]) -> None:
    until = TODAY() + timedelta(days=3)
    assert agree_through_link(link, ["quotes"], until=until) is None
    consent = in_force(THING, "quotes").get()
    assert (consent.given_by, consent.given_how, consent.until) == ("self", "on_screen", until)
    assert (consent.recorded_by, consent.recorded_through) == (None, link)
    assert consent.decision.actor is None
    assert consent.decision.after["private_link"] == link.pk
    assert told == [THING]
    link.refresh_from_db()
    assert (link.used_first, link.used_last) == (TODAY(), TODAY())
    assert not in_force(THING, "voice").exists()


def test_taking_back_ends_every_consent_to_the_use(
    link: PrivateLink, by: User, told: list[Subject]
) -> None:
    give_consent(THING, "quotes", by=by, given_by="self", given_how="paper")
    agree_through_link(link, ["voice"])
    told.clear()
    assert take_back_through_link(link, ["quotes", "voice"]) == 2
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    for consent in Consent.objects.all():
        assert (consent.withdrawn_by, consent.withdrawn_through) == (None, link)
        assert consent.withdrawn_decision is not None
        assert consent.withdrawn_decision.actor is None
    assert told == [THING, THING]
    assert take_back_through_link(link, ["quotes"]) == 0


def test_another_last_day_replaces_the_one_before_without_a_gap(link: PrivateLink) -> None:
    soon = TODAY() + timedelta(days=3)
    agree_through_link(link, ["voice"])
    gaps = []
    follower = SUBJECT_CHANGED.by(lambda subject: gaps.append(not in_force(THING, "voice")))
    with extra_room(follows=[follower]):
        agree_through_link(link, ["voice"], until=soon)
    assert gaps == [False, False]
    assert in_force(THING, "voice").get().until == soon
    agree_through_link(link, ["voice"], until=soon)
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("uses", [[], ["picture"], ["quotes", "picture"]])
def test_a_link_asks_about_its_own_uses_only(link: PrivateLink, uses: list[str]) -> None:
    with pytest.raises(NotPossible):
        agree_through_link(link, uses)
    with pytest.raises(NotPossible, match="yet to come"):
        agree_through_link(link, ["quotes"], until=TODAY() - timedelta(days=1))
    assert not Consent.objects.exists()


def test_a_link_takes_back_nothing_about_which_it_does_not_ask(link: PrivateLink, by: User) -> None:
    agree_through_link(link, ["quotes", "voice"])
    reviewer = make_private_link("one", "thing", held_by="organisation", by=by, uses=["quotes"])
    for uses in (["voice"], ["quotes", "voice"], ["name"]):
        with pytest.raises(NotPossible, match="Choose what you withdraw"):
            take_back_through_link(reviewer, uses)
    assert in_force(THING, "voice").exists()
    assert take_back_through_link(reviewer, ["quotes"]) == 1


def test_a_name_takes_one_of_ours_who_never_had_the_link(link: PrivateLink, by: User) -> None:
    asked = agree_through_link(link, ["name", "quotes"])
    assert asked is not None
    assert in_force(THING, "quotes").exists()
    assert not in_force(THING, "name").exists()
    assert asked.asker == f"who holds private link {link.pk}"
    with pytest.raises(NeedsSecondPerson, match="You made the link"):
        confirm(asked, by=by)
    with pytest.raises(NotAllowed):
        confirm(asked, by=UserFactory(roles=[Role.CODER]))
    other = person()
    assert [one.is_asked_by(other) for one in waiting_for(other)] == [False]
    assert [one.is_asked_by(by) for one in waiting_for(by)] == [True]
    confirm(asked, by=other)
    consent = in_force(THING, "name").get()
    assert (consent.recorded_by, consent.recorded_through) == (None, link)
    assert (consent.decision.actor, consent.decision.after["private_link"]) == (other, link.pk)


def test_a_name_taken_back_is_not_confirmed_any_more(link: PrivateLink, by: User) -> None:
    asked = agree_through_link(link, ["name"])
    assert asked is not None
    take_back_through_link(link, ["name"])
    with pytest.raises(NotPossible, match="answered already"):
        confirm(asked, by=person())
    ask_to_name(THING, given_by="self", given_how="paper", given_on=TODAY(), why="I heard", by=by)
    take_back_through_link(link, ["name"])
    assert not Confirmation.objects.filter(outcome="waiting").exists()
    assert not in_force(THING, "name").exists()


def test_a_name_asked_for_on_a_link_that_was_revoked_lapses(link: PrivateLink, by: User) -> None:
    asked = agree_through_link(link, ["name"])
    revoke_private_link(link, by=by)
    assert asked is not None
    with pytest.raises(ConfirmationLapsed, match="revoked"):
        confirm(asked, by=person())
    assert not in_force(THING, "name").exists()


def test_a_name_needs_nobody_else_to_end_earlier(link: PrivateLink) -> None:
    asked = agree_through_link(link, ["name"])
    assert asked is not None
    confirm(asked, by=person())
    soon, later = TODAY() + timedelta(days=3), TODAY() + timedelta(days=9)
    assert agree_through_link(link, ["name"], until=soon) is None
    assert in_force(THING, "name").get().until == soon
    assert agree_through_link(link, ["name"], until=later) is not None
    assert in_force(THING, "name").get().until == soon


def test_an_act_is_asked_for_by_a_person_or_on_a_link(link: PrivateLink, by: User) -> None:
    asked = ask(GIVE, THING, by=by, why="I heard it")
    with pytest.raises(IntegrityError):
        Confirmation.objects.filter(pk=asked.pk).update(asked_through=link)


def test_a_consent_is_of_one_of_ours_or_of_a_link_and_never_of_both(
    link: PrivateLink, by: User
) -> None:
    agree_through_link(link, ["quotes"])
    with pytest.raises(IntegrityError):
        Consent.objects.update(recorded_by=by)


def test_a_withdrawal_is_of_one_of_ours_or_of_a_link(link: PrivateLink) -> None:
    agree_through_link(link, ["quotes"])
    with pytest.raises(IntegrityError):
        Consent.objects.update(withdrawn_through=link)


def test_a_withdrawal_of_a_person_revokes_their_link(link: PrivateLink, by: User) -> None:
    send_private_link(link, address="ana.ruiz@example.org", by=by)
    withdrawal = withdraw(["Ana.Ruiz@example.org"], by=by, why="she asked us")
    done = {one["room"]: one["done"] for one in withdrawal.receipts}
    assert [one["key"] for one in done["private_links"]] == [link.uid]
    assert not opens(link)
    assert not Sealed.objects.filter(subject_kind=KIND).exists()
    revoked = Decision.objects.get(verb="revoke_private_link")
    assert (revoked.actor, revoked.why) == (by, "she asked us")
