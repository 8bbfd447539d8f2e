"""Accounts that are offered, at the desk: whom to ask, and nothing of the person."""

from typing import Any

import pytest
from django.test import Client

from factories import UserFactory, adjudicator
from vigil.trust.consent.verbs import withdraw_consent
from vigil.trust.models import Consent, Role
from vigil.witness.models import StoryOffer
from vigil.witness.offers import verbs as offers
from witness.story_factories import a_story, agreed, editor

pytestmark = pytest.mark.django_db
LIST = "/desk/stories/"
OFFERED = "Accept the offer, then ask <bdi>Rut Palma</bdi>"


@pytest.fixture
def offer() -> StoryOffer:
    by = editor()
    (consent,) = agreed(a_story(by), "story", by=by, given_by=Consent.Relation.SELF)
    return offers.keep_offer(
        consent, UserFactory(display_name="Rut Palma", roles=[Role.FUND_OFFICER])
    )[0]


def as_a(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_list_says_whom_to_ask_and_not_whose_it_is(offer: StoryOffer) -> None:
    said = text_of(as_a(Role.EDITOR).get(LIST))
    assert OFFERED in said
    assert f'action="{LIST}offers/{offer.pk}/take/"' in said
    assert offer.consent.subject_key not in said


def test_who_only_looks_on_gets_no_button(offer: StoryOffer) -> None:
    said = text_of(as_a(Role.ADMINISTRATOR).get(LIST))
    assert OFFERED in said
    assert "/take/" not in said


def test_taking_it_up_says_whom_to_ask_and_ends_the_offer_for_others(offer: StoryOffer) -> None:
    client = as_a(Role.EDITOR)
    said = text_of(client.post(f"{LIST}offers/{offer.pk}/take/", follow=True))
    assert "Offer accepted. Ask Rut Palma" in said
    assert "You accepted this offer" in said
    assert offer.consent.subject_key not in said
    assert "/take/" not in said
    assert "Rut Palma" not in text_of(as_a(Role.EDITOR).get(LIST))


def test_what_is_done_leaves_the_list_of_who_took_it_up(offer: StoryOffer) -> None:
    client = as_a(Role.EDITOR)
    assert client.post(f"{LIST}offers/{offer.pk}/done/").status_code == 404
    said = text_of(client.post(f"{LIST}offers/{offer.pk}/take/", follow=True))
    assert f'action="{LIST}offers/{offer.pk}/done/"' in said
    said = text_of(client.post(f"{LIST}offers/{offer.pk}/done/", follow=True))
    assert "It left your list" in said
    assert "Rut Palma" not in said
    assert client.post(f"{LIST}offers/{offer.pk}/done/").status_code == 409


def test_what_cannot_be_taken_up_is_said_on_the_list(offer: StoryOffer) -> None:
    withdraw_consent(offer.consent, by=adjudicator())
    client = as_a(Role.EDITOR)
    assert "Rut Palma" not in text_of(client.get(LIST))
    response = client.post(f"{LIST}offers/{offer.pk}/take/")
    assert response.status_code == 409
    assert "withdrew consent" in text_of(response)
    assert "Rut Palma" not in text_of(response)
