"""`vigil person`: roles are granted and taken away on the command line."""

from pathlib import Path

import pytest

from cli.calling import Ran, call
from factories import UserFactory
from vigil.cli.support.data_folder import remember_port
from vigil.desk.decisions.labels import actor_label
from vigil.trust.models import Decision, Letter, OneTimeLink, Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
MARIA = "maria@example.org"


def person(*arguments: str) -> Ran:
    return call("person", *arguments)


def roles(user: User) -> list[str]:
    return sorted(user.grants.values_list("role", flat=True))


def test_roles_are_taken_away_one_by_one_or_all_with_a_reason() -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    maria = UserFactory(email=MARIA, roles=[Role.CODER, Role.AUDITOR, Role.REVIEWER])
    assert person("Maria@example.org", "--revoke", "coder").status == 2
    ran = person("Maria@example.org", "--revoke", "coder", "--why", "left the team")
    assert ran == (0, "Roles taken away: coder.\n", "")
    assert roles(maria) == ["auditor", "reviewer"]
    assert person(MARIA, "--revoke", "all", "--why", "left").status == 0
    assert roles(maria) == []
    assert not OneTimeLink.objects.exists()


def test_the_link_leads_to_the_address_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    assert person(MARIA, "--port", "8123").stdout.startswith("http://localhost:8123/account/link/")
    monkeypatch.setenv("VIGIL_SITE", "https://vigil.example.org/")
    assert person(MARIA).stdout.startswith("https://vigil.example.org/account/link/")


def test_without_a_port_the_link_has_that_of_the_last_start(data: Path) -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    guessed = person(MARIA)
    assert guessed.stdout.startswith("http://localhost:8000/")
    assert "if your port is another one" in guessed.stderr
    data.mkdir(exist_ok=True)
    remember_port(8226)
    known = person(MARIA)
    assert known.stdout.startswith("http://localhost:8226/")
    assert "port" not in known.stderr


def test_a_role_has_its_name_on_screens_too() -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    assert person(MARIA, "--role", "Programme host", "--role", "panel-chair").status == 0
    assert roles(User.objects.get(email=MARIA)) == ["panel_chair", "programme_host"]
    refused = person(MARIA, "--role", "programme")
    assert (refused.status, "no such role: programme (there" in refused.stderr) == (2, True)


def test_what_is_done_on_the_command_line_stands_under_nobodys_name() -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    assert person(MARIA, "--role", "coder").status == 0
    assert person(MARIA, "--role", "auditor").status == 0
    assert person(MARIA, "--revoke", "coder", "--why", "left").status == 0
    made = Decision.objects.filter(target_kind="person")
    verbs = ["create", "grant_role", "grant_role", "make_link", "revoke_role"]
    assert sorted(one.verb for one in made) == verbs
    assert {one.actor for one in made} == {None}
    assert {actor_label(one) for one in made} == {"on the command line"}


def test_colleagues_are_told_of_a_new_account_with_a_role_of_theirs() -> None:
    coder = UserFactory(roles=[Role.CODER])
    UserFactory(roles=[Role.EDITOR])
    assert person(MARIA, "--role", "coder").status == 0
    assert list(Letter.objects.values_list("to_user", flat=True)) == [coder.pk]
    assert "holds a role of yours" in Letter.objects.get().body


def test_a_reset_ends_the_old_way_in_and_prints_a_link() -> None:
    maria = UserFactory(email=MARIA, roles=[Role.ADMINISTRATOR])
    ran = person(MARIA, "--reset", "--why", "lost her phone")
    assert ran.status == 0
    assert "/account/link/" in ran.stdout
    maria.refresh_from_db()
    assert not maria.has_usable_password()
    decision = Decision.objects.get(verb="reset_access")
    assert (decision.actor, decision.why) == (None, "lost her phone")


@pytest.mark.parametrize("asked", ["changepassword", "createsuperuser"])
def test_no_command_sets_the_password_of_another(asked: str) -> None:
    ran = call("manage", asked, MARIA)
    assert ran.status == 2
    assert "vigil person ADDRESS" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((MARIA, "--reset"), 2, "--reset needs --why"),
        ((MARIA, "--reset", "--role", "coder", "--why", "x"), 2, "separate commands"),
        (("who@example.org", "--reset", "--why", "x"), 1, "nobody here has"),
        ((MARIA, "--revoke", "owner", "--why", "x"), 2, "no such role: owner"),
        ((MARIA, "--role", "all"), 2, "no such role: all"),
        ((MARIA, "--revoke", "coder", "--role", "auditor", "--why", "x"), 2, "separate commands"),
        ((MARIA, "--revoke", "coder", "--revoke", "auditor", "--why", "x"), 1, "does not hold"),
        (("who@example.org", "--revoke", "coder", "--why", "x"), 1, "nobody here has"),
        (("chief@example.org", "--revoke", "administrator", "--why", "x"), 1, "last administrator"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    arguments: tuple[str, ...], status: int, said: str
) -> None:
    chief = UserFactory(email="chief@example.org", roles=[Role.ADMINISTRATOR])
    maria = UserFactory(email=MARIA, roles=[Role.CODER])
    ran = person(*arguments)
    assert ran.status == status
    assert said in ran.stderr
    assert (roles(chief), roles(maria)) == (["administrator"], ["coder"])
