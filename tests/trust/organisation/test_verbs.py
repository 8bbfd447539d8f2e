"""What the organisation states: checked, logged, and in force at once."""

import io
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from factories import UserFactory
from trust.mailing import mail_server
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.decisions.verbs import COMMAND_LINE
from vigil.trust.models import Decision, Letter, Organisation, Role, Sealed, User
from vigil.trust.organisation import mail, queries, steps
from vigil.trust.organisation.queries import is_closed_route, organisation
from vigil.trust.organisation.verbs.checklist import confirm_step, put_aside
from vigil.trust.organisation.verbs.mail_server import (
    check_mail_server,
    send_test_letter,
    set_mail_server,
)
from vigil.trust.organisation.verbs.stating import LARGEST_LOGO, set_logo, state_organisation
from vigil.trust.outbox.verbs.letters import is_captured, write_letter
from vigil.trust.outbox.verbs.sending import send_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def test_what_is_stated_holds_at_once_and_the_environment_wins(
    admin: User, settings: Settings
) -> None:
    assert (organisation().name, organisation().is_stated) == ("Vigil", False)
    said = {"name": "  Casa de la  Memoria ", "contact": "desk@casa.example", "time_zone": ""}
    state_organisation(said, by=admin)
    assert (organisation().name, organisation().is_stated) == ("Casa de la Memoria", True)
    assert organisation().contact == "desk@casa.example"
    told = Decision.objects.get(verb="state_organisation")
    assert told.after == {
        "organisation_name": "Casa de la Memoria",
        "organisation_contact": True,
    }
    settings.VIGIL_PUBLISHER = "Set on the machine"
    state_organisation({"name": "Other"}, by=admin)
    assert organisation().name == "Set on the machine"
    assert Organisation.objects.get().name == "Casa de la Memoria"
    state_organisation({"contact": "other@casa.example"}, by=COMMAND_LINE)
    assert Organisation.objects.count() == 1
    with pytest.raises(NotAllowed):
        state_organisation({"name": "x"}, by=UserFactory(roles=[Role.ADJUDICATOR]))


def test_another_process_reads_it_after_a_few_seconds(admin: User) -> None:
    queries.forget()
    assert not organisation().is_stated
    Organisation.objects.create(name="Written elsewhere")
    assert not organisation().is_stated
    queries.forget()  # as the clock does
    assert organisation().name == "Written elsewhere"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"accent": "#ffe08a"}, "accent"),
        ({"accent": "blue"}, "accent"),
        ({"accent_dark": "#ffffff"}, "accent"),
        ({"accent": "#00508c", "accent_dark": "#00508c"}, "accent_dark"),
        ({"languages": ["xx"]}, "languages"),
        ({"languages": ["es"], "default_language": "fr"}, "default_language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"data_licence": "CC BY"}, "data_licence"),
        ({"closed_rooms": ["casefile"]}, "closed_rooms"),
        ({"name": "n" * 121}, "name"),
    ],
)
def test_what_is_not_valid_is_refused_at_its_field(
    said: dict[str, Any], field: str, admin: User
) -> None:
    with pytest.raises(Unfit) as refused:
        state_organisation(said, by=admin)
    assert refused.value.field == field
    assert not Organisation.objects.exists()


def test_a_logo_is_rebuilt_and_made_small(admin: User) -> None:
    noise = Image.effect_noise((700, 500), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert len(file.getvalue()) > LARGEST_LOGO
    set_logo(file.getvalue(), by=admin)
    kept = Organisation.objects.get()
    assert kept.logo_type == "image/png"
    assert len(kept.logo) <= LARGEST_LOGO
    with pytest.raises(Unfit):
        set_logo(b"<svg xmlns='http://www.w3.org/2000/svg'/>", by=admin)
    set_logo(b"", by=admin)
    assert not Organisation.objects.get().logo


def test_letters_of_a_closed_room_wait_until_it_is_open(admin: User, posted: Any) -> None:
    for kind in ("panel", "other"):
        write_letter(
            "ana@example.org", Letter.Subject.MESSAGE, kind, kind=kind, by=None, decides=False
        )
    state_organisation({"closed_rooms": ["outlook"]}, by=admin)
    assert is_closed_route("outlook", "report")
    assert not is_closed_route("panels", "list")
    assert [text.strip() for text in posted()] == ["other"]
    state_organisation({"closed_rooms": []}, by=admin)
    assert len(posted()) == 2


def test_the_mail_server_of_the_page_is_sealed_checked_and_used(admin: User) -> None:
    with mail_server() as server:
        said: dict[str, Any] = {"port": server.port, "security": "none"}
        set_mail_server("127.0.0.1", by=admin, sender="post@example.org", **said)
        check_mail_server(by=admin)
        send_test_letter(admin, by=admin)
        assert len(server.letters) == 1
        kept = Organisation.objects.get()
        assert kept.mail_checked_at
        assert kept.mail_tested_at
        # One that offers no sign-in: the password is sealed, and never in the open.
        said |= {"user": "us", "password": "very secret"}
        set_mail_server("127.0.0.1", by=admin, sender="post@example.org", **said)
        assert Organisation.objects.get().mail_checked_at is None
        assert "secret" not in str(Sealed.objects.get(field=mail.PASSWORD).ciphertext)
        with pytest.raises(mail.MailCheckFailed, match="sign-in"):
            check_mail_server(by=admin)
        write_letter(admin, Letter.Subject.MESSAGE, "one", kind="a", by=None, decides=False)
        assert send_waiting().again == 1
    with pytest.raises(mail.MailCheckFailed, match="refuses connections"):
        check_mail_server(by=admin)
    assert Decision.objects.filter(verb="open_sealed").count() == 1
    set_mail_server("", by=admin)
    assert is_captured()
    assert not Sealed.objects.filter(field=mail.PASSWORD).exists()


def test_one_of_two_administrators_does_not_lead_letters_elsewhere(
    admin: User, settings: Settings
) -> None:
    set_mail_server("mail.example.org", by=admin, sender="post@example.org")
    UserFactory(roles=[Role.ADMINISTRATOR])
    with pytest.raises(NotPossible, match="vigil setup"):
        set_mail_server("mail.elsewhere.example", by=admin, sender="post@example.org")
    set_mail_server("mail.example.net", by=COMMAND_LINE, sender="post@example.org")
    for wrong, field in (
        ({"sender": "witness@example.org"}, "sender"),
        ({"security": "none", "sender": "post@example.org"}, "security"),
        ({"port": 70_000, "sender": "post@example.org"}, "port"),
    ):
        with pytest.raises(Unfit) as refused:
            set_mail_server("mail.example.org", by=COMMAND_LINE, **wrong)  # type: ignore[arg-type]
        assert refused.value.field == field
    settings.MAILERS = {"outbox": {"BACKEND": "x"}}
    with pytest.raises(NotPossible, match="VIGIL_MAIL_URL"):
        set_mail_server("mail.example.org", by=COMMAND_LINE, sender="post@example.org")


def test_only_what_nobody_sees_is_ticked_off_and_only_what_is_optional_put_aside(
    admin: User,
) -> None:
    confirm_step(steps.KEYS, by=admin)
    confirm_step(steps.KEYS, by=admin)
    assert Organisation.objects.get().confirmed == [steps.KEYS]
    with pytest.raises(NotPossible):
        confirm_step(steps.BACKUP, by=admin)
    with pytest.raises(NotPossible):
        put_aside(steps.KEYS, by=admin)
    put_aside(steps.LOOK, by=admin)
    put_aside(steps.LOOK, by=admin, back=True)
    assert Organisation.objects.get().put_aside == []
