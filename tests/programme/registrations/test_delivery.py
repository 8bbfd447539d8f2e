"""Without a mail server nobody registers, the public is told, and the desk warns."""

import pytest
from django.test import Client

from factories import UserFactory
from programme.registration_factories import WHO, session_in
from vigil.programme.models import EventRegistration
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
SENTENCE = "Nobody can register at the moment"
WARNING = "No mail server is set up."


@pytest.fixture(params=[False, True], ids=["no server", "server"])
def leaves(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    leaves = bool(request.param)
    monkeypatch.setattr("vigil.programme.registrations.delivery.has_server", lambda: leaves)
    return leaves


def test_the_public_form_is_closed_with_the_truth_for_every_address(leaves: bool) -> None:
    session = session_in(3000)
    event = f"/programme/{session.event.slug}/"
    at = f"{event}{session.slug}/"
    for page in (event, at, f"{event}register/", f"{at}register/"):
        assert (SENTENCE in Client().get(page).content.decode()) is not leaves
    sent = Client().post(f"{at}register/", {"address": WHO})
    assert sent.status_code == (302 if leaves else 409)
    assert EventRegistration.objects.exists() is leaves


def test_of_a_past_session_every_page_says_that_it_is_over() -> None:
    session = session_in(-3000)
    event = f"/programme/{session.event.slug}/"
    at = f"{event}{session.slug}/"
    page = Client().get(at).content.decode()
    assert "This session is over." in page
    assert "https://schema.org" in page
    assert "Add to calendar" not in page
    assert "webcal" not in page
    assert "This session is over." in Client().get(f"{at}register/").content.decode()
    whole = Client().get(f"{event}register/")
    assert (whole.status_code, "are over or cancelled" in whole.content.decode()) == (200, True)
    host = Client()
    host.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    desk = f"/desk/programme/sessions/{session.pk}/registrations/"
    assert "This session is over. Nobody can register." in host.get(desk).content.decode()
    none = session_in(3000, registering="none")
    desk = f"/desk/programme/sessions/{none.pk}/registrations/"
    way = f'href="/desk/programme/sessions/{none.pk}/edit/#form-registering"'
    assert way in host.get(desk).content.decode()


def test_the_desk_warns_and_links_the_setting_for_who_may_set_it(leaves: bool) -> None:
    session = session_in(3000)
    desk = f"/desk/programme/{session.event_id}/"
    pages = (f"{desk}sessions/new/", f"{desk}letters/", f"{desk}mailings/")
    for roles in ([Role.PROGRAMME_HOST], [Role.PROGRAMME_HOST, Role.ADMINISTRATOR]):
        client = Client()
        client.force_login(UserFactory(roles=roles))
        for page in (*pages, f"/desk/programme/sessions/{session.pk}/registrations/"):
            shown = client.get(page).content.decode()
            assert (WARNING in shown) is not leaves
            linked = not leaves and Role.ADMINISTRATOR in roles
            assert ('href="/desk/setup/mail/">Set up' in shown) is linked
