"""Accounts that are offered: kept without the person, taken up once, gone with the agreement."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory, adjudicator
from fund.factories import a_grant, officer
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Grant
from vigil.fund.parties.verbs import removing
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent import story_offers as offering
from vigil.trust.consent.verbs import give_consent, withdraw_consent
from vigil.trust.models import Consent, Decision, Role, User
from vigil.witness.models import StoryOffer
from vigil.witness.offers.verbs import finish_offer, offers_for, take_offer
from witness.story_factories import editor

pytestmark = pytest.mark.django_db


def consented(grant: Grant) -> Consent:
    """Let a grantee agree themself to be asked."""
    return give_consent(
        grant.party.subject,
        offering.STORY_USE,
        given_by=Consent.Relation.SELF,
        given_how=Consent.Given.IN_PERSON,
        by=adjudicator(),
    )


def offered(grant: Grant | None = None, by: User | None = None) -> StoryOffer:
    """Let the fund offer the account of a grantee who agreed."""
    grant = grant or a_grant()
    consent = consented(grant)
    accompanying.offer_story(grant, by=by or officer())
    return StoryOffer.objects.get(consent=consent)


def test_what_the_fund_offers_is_kept_once() -> None:
    by, grant = officer(), a_grant()
    offer = offered(grant, by)
    assert (offer.offered_by, offer.taken_by, offer.taken_at) == (by, None, None)
    told = Decision.objects.count()
    with pytest.raises(NotPossible, match="nothing new happened"):
        accompanying.offer_story(grant, by=officer())
    assert Decision.objects.count() == told
    assert list(StoryOffer.objects.all()) == [offer]
    assert StoryOffer.objects.get().offered_by == by


def test_an_offer_is_taken_up_by_one_who_writes_stories() -> None:
    by, offer = editor(), offered()
    taken = take_offer(offer, by)
    assert taken.taken_by == by
    assert taken.taken_at is not None
    with pytest.raises(NotPossible, match="already"):
        take_offer(offer, editor())
    assert StoryOffer.objects.get().taken_by == by
    assert list(offers_for(by)) == [offer]
    assert list(offers_for(editor())) == []


def test_the_decision_names_the_offer_and_not_the_person() -> None:
    by, offer = editor(), offered()
    take_offer(offer, by)
    decision = Decision.objects.get(verb="take_offer")
    assert (decision.actor, decision.target_kind) == (by, "story_offer")
    assert decision.target_key == str(offer.pk)
    assert (decision.before, decision.after, decision.why) == ({}, {}, "")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EDITOR])
def test_nobody_else_takes_an_offer_up(role: Role) -> None:
    offer = offered()
    with pytest.raises(NotAllowed):
        take_offer(offer, UserFactory(roles=[role]))
    assert StoryOffer.objects.get().taken_at is None


def assert_gone(offer: StoryOffer, by: User) -> None:
    assert list(offers_for(by)) == []
    with pytest.raises(NotPossible, match="withdrew consent"):
        take_offer(offer, by)


def test_who_took_an_offer_up_says_that_it_is_done() -> None:
    by, offer = editor(), offered()
    with pytest.raises(NotPossible, match="not accepted"):
        finish_offer(offer, by)
    take_offer(offer, by)
    with pytest.raises(NotPossible, match="not accepted"):
        finish_offer(offer, editor())
    with pytest.raises(NotAllowed):
        finish_offer(offer, officer())
    done = finish_offer(offer, by)
    assert done.done_at is not None
    assert list(offers_for(by)) == []
    decision = Decision.objects.get(verb="finish_offer")
    assert (decision.actor, decision.target_key) == (by, str(offer.pk))
    with pytest.raises(NotPossible, match="already"):
        finish_offer(offer, by)
    with pytest.raises(NotPossible, match="already"):
        take_offer(offer, editor())


def test_what_was_taken_up_is_done_though_the_agreement_was_taken_back() -> None:
    by, offer = editor(), offered()
    take_offer(offer, by)
    withdraw_consent(offer.consent, by=adjudicator())
    assert finish_offer(offer, by).done_at is not None


def test_an_offer_goes_when_the_agreement_is_taken_back() -> None:
    by, offer = editor(), offered()
    assert list(offers_for(by)) == [offer]
    withdraw_consent(offer.consent, by=adjudicator())
    assert_gone(offer, by)


def test_who_took_an_offer_up_is_not_shown_it_once_the_agreement_is_taken_back() -> None:
    by, offer = editor(), offered()
    take_offer(offer, by)
    withdraw_consent(offer.consent, by=adjudicator())
    assert list(offers_for(by)) == []


def test_an_offer_goes_on_the_day_after_the_agreement_ends() -> None:
    by, offer = editor(), offered()
    today = timezone.localdate()
    Consent.objects.filter(pk=offer.consent_id).update(until=today)
    assert list(offers_for(by)) == [offer]
    yesterday = today - timedelta(days=1)
    Consent.objects.filter(pk=offer.consent_id).update(given_on=yesterday, until=yesterday)
    assert_gone(offer, by)


def test_an_offer_goes_with_the_person() -> None:
    by, grant = editor(), a_grant()
    offer = offered(grant)
    removing.remove(grant.party, by=None, why="")
    assert_gone(offer, by)
