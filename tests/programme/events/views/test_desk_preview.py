"""Previews at the desk: of what is a draft, and of nothing that readers see already."""

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db


def test_what_is_published_has_no_preview_but_its_drafts_have() -> None:
    event = EventFactory(slug="kyoto")
    session = SessionFactory(event=event, slug="witness")
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    of_event = f"/desk/programme/{event.pk}/preview/"
    of_session = f"/desk/programme/sessions/{session.pk}/preview/"
    assert client.get(of_event)["Location"] == "/programme/kyoto/"
    assert client.get(of_session)["Location"] == "/programme/kyoto/witness/"
    SessionFactory(event=event, state=State.DRAFT)
    page = client.get(of_event).content.decode()
    assert "Preview: what readers will see once you publish the changes" in page
    assert "not published</strong>" not in page
