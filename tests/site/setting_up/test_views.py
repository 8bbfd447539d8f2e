"""The setup on the desk: the list that empties, and the steps."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from factories import UserFactory
from files.carriers import png
from trust.mailing import mail_server
from vigil.site.setting_up.checklist import checklist
from vigil.site.sign_in.first_sign_in import next_address
from vigil.site.styles.bundles import bundle, bundle_url
from vigil.trust.models import Organisation, Role, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.organisation.verbs.stating import state_organisation
from vigil.trust.people.verbs.sign_in_links import make_one_time_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR, Role.CODER])


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def left() -> set[str]:
    return {item.key for item in checklist() if item.is_left}


def test_the_first_sign_in_leads_to_the_setup_until_somebody_began(admin: User) -> None:
    def comes_to() -> str:
        link = f"/account/link/{make_one_time_link(admin)}/"
        return str(Client().post(link)["Location"])

    assert comes_to() == "/account/2fa/"
    page = signed_in(admin).get("/desk/setup/").content.decode()
    assert "Set up a second factor" in page
    TOTP.activate(admin, generate_totp_secret())
    admin.set_unusable_password()
    admin.save()
    page = signed_in(admin).get("/desk/setup/").content.decode()
    assert "Set a password" in page
    assert "Skip the setup for now" in page
    assert next_address(admin) == "/account/password/set/"
    admin.set_password("a long pass phrase")
    admin.save()
    assert next_address(admin) == "/desk/setup/"
    signed_in(admin).post("/desk/setup/", {"act": "confirm", "item": "later"})
    assert next_address(admin) == "/account/"
    assert "Left to set up" in signed_in(admin).get("/account/").content.decode()


def test_each_step_is_saved_alone_and_the_list_empties(desk: Client, admin: User) -> None:
    before = bundle_url()
    everything = left()
    said = {"act": "save", "name": "Casa & Co", "contact": "desk@casa.example"}
    answer = desk.post("/desk/setup/organisation/", said)
    assert answer["Location"] == "/desk/setup/look/"
    assert everything - left() == {"name"}
    refused = desk.post("/desk/setup/look/", {"act": "save", "accent": "#ffe08a"})
    assert (refused.status_code, "contrast" in refused.content.decode()) == (422, True)
    logo = SimpleUploadedFile("logo.png", png(), "image/png")
    said = {"act": "save", "accent": "#00508c", "logo": logo}  # type: ignore[dict-item]
    assert desk.post("/desk/setup/look/", said).status_code == 302
    assert bundle_url() != before
    assert b"data:image/png;base64," in bundle("base").content
    for item in ("look", "languages", "test_letter", "sources"):
        desk.post("/desk/setup/", {"act": "aside", "item": item})
    for item in ("keys", "policy"):
        desk.post("/desk/setup/", {"act": "confirm", "item": item})
    UserFactory()
    assert left() == {"mail", "backup"}
    front = desk.get("/").content.decode()
    assert "Casa &amp; Co" in front
    assert "mailto:desk@casa.example" in front


def test_what_the_machine_states_is_shown_and_not_changed(desk: Client, settings: Settings) -> None:
    settings.VIGIL_PUBLISHER = "Of the machine"
    page = desk.get("/desk/setup/organisation/").content.decode()
    assert "Set on the machine (VIGIL_PUBLISHER)." in page
    assert "<bdi>Of the machine</bdi>" in page  # as text: a field would only be refused
    assert 'name="name"' not in page
    assert 'name="contact"' in page
    said = {"act": "save", "name": "Other", "contact": "desk@casa.example"}
    assert desk.post("/desk/setup/organisation/", said).status_code == 302
    assert Organisation.objects.get().name == ""
    settings.MAILERS = {"outbox": {"BACKEND": "x", "OPTIONS": {"host": "mail.example.org"}}}
    page = desk.get("/desk/setup/mail/").content.decode()
    assert "VIGIL_MAIL_URL" in page
    assert "<bdi>mail.example.org</bdi>" in page
    assert 'name="host"' not in page


def test_the_mail_server_is_checked_in_words(desk: Client) -> None:
    with mail_server() as server:
        said = {"act": "save", "host": "127.0.0.1", "port": server.port, "security": "none"}
        assert desk.post("/desk/setup/mail/", said).status_code == 422  # no sender
        refused = desk.post("/desk/setup/mail/", said | {"sender": "vigil@example.org"})
        assert "“vigil”" in refused.content.decode()
        said |= {"sender": "post@example.org"}
        assert desk.post("/desk/setup/mail/", said).status_code == 302
        for act, is_so in (
            ("check", "which let us sign in on"),
            ("test", "A test letter went on"),
        ):
            assert desk.post("/desk/setup/mail/", {"act": act}).status_code == 302
            for at in ("setup/mail", "operation"):  # in the same words
                assert is_so in desk.get(f"/desk/{at}/").content.decode()
        assert len(server.letters) == 1
    answer = desk.post("/desk/setup/mail/", {"act": "check"})
    assert answer.status_code == 503
    assert "refuses connections" in answer.content.decode()
    UserFactory(roles=[Role.ADMINISTRATOR])
    page = desk.get("/desk/setup/mail/").content.decode()
    assert "others administer this installation too" in page
    assert "<bdi>post@example.org</bdi>" in page
    assert 'name="host"' not in page
    assert desk.post("/desk/setup/mail/", said).status_code == 409


def test_a_closed_room_is_not_there_for_the_public_and_folded_away_on_the_desk(
    client: Client,
) -> None:
    admin = UserFactory(roles=list(Role))
    desk = signed_in(admin)
    public = ["/stories/", "/bear-witness/", "/names/", "/api/v1/stories", "/fund/", "/es/fund/"]
    for at in public:
        assert client.get(at).status_code == 200, at
    assert 'href="/bear-witness/"' in client.get("/about/").content.decode()
    said = {"act": "save", "open_rooms": ["outlook", "programme", "network"]}
    assert desk.post("/desk/setup/rooms/", said).status_code == 302
    assert organisation().closed_rooms == {"witness", "fund"}
    for at in public:
        assert client.get(at).status_code == 404, at
    assert client.get("/bear-witness/return/").status_code == 200
    assert 'href="/bear-witness/"' not in client.get("/about/").content.decode()
    for part in ("stories", "fund"):
        assert part not in client.get("/sitemap.xml").content.decode()
    page = desk.get("/desk/").content.decode()
    menu, _summary, folded = page.partition("Closed rooms")
    assert "/desk/stories/" not in menu
    assert "/desk/stories/" in folded
    assert desk.get("/desk/stories/").status_code == 200


def test_pages_lead_to_a_language_that_is_offered(client: Client, admin: User) -> None:
    state_organisation({"languages": ["es", "pt"], "default_language": "es"}, by=admin)
    assert client.get("/about/?a=1")["Location"] == "/es/about/?a=1"
    assert client.get("/fr/about/")["Location"] == "/es/about/"
    assert client.get("/pt/about/").status_code == 200
    assert client.get("/healthz").status_code == 200
    page = client.get("/es/about/").content.decode()
    assert 'lang="fr"' not in page
    assert 'lang="pt"' in page
    state_organisation({"languages": ["en", "es"], "default_language": "es"}, by=admin)
    assert client.get("/")["Location"] == "/es/"
    from_us = {"referer": "http://testserver/es/"}
    assert client.get("/", headers=from_us).status_code == 200
    assert client.get("/about/").status_code == 200
    assert 'hreflang="fr"' not in client.get("/sitemap-pages-1.xml").content.decode()
