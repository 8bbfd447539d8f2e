"""`vigil setup`: the same as the page, in a terminal or from a file."""

from pathlib import Path

import pytest

from cli.calling import call
from trust.mailing import mail_server
from vigil.trust.models import Organisation, Sealed
from vigil.trust.organisation.queries import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load no open case file: preparing a database is asked in `test_up`."""
    monkeypatch.setattr("vigil.cli.setup.prepare_database", lambda: None)


FILE = """\
name = "Casa"
contact = "desk@casa.example"
languages = ["es", "en"]
default_language = "es"
closed_rooms = ["fund"]
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
password_file = "secret"
user = "{user}"
sender = "post@casa.example"
"""


def test_a_file_states_everything_as_often_as_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    (tmp_path / "secret").write_text("very secret\n")
    with mail_server() as server:
        file.write_text(FILE.format(port=server.port, user=""))
        for _time in range(2):
            ran = call("setup", "--from", file, "--check-mail")
            assert ran.status == 0, ran.stderr
        assert "lets us sign in" in ran.stdout
        file.write_text(FILE.format(port=server.port, user="post"))
        assert call("setup", "--from", file).status == 0
    assert Sealed.objects.filter(field="mail_password").count() == 1
    assert organisation().languages == ("en", "es")
    assert organisation().closed_rooms == {"fund"}
    ran = call("setup", "--closed-rooms", "", "--accent", "#00508c")
    assert (ran.status, organisation().closed_rooms) == (0, frozenset())
    assert organisation().name == "Casa"
    assert "left: Invite a second person" in ran.stdout
    ran = call("setup", "--check-mail")
    assert (ran.status, "refuses connections" in ran.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nome = 'Casa'", "nome"),
        ("[mail]\npassword = 'x'", "mail.password"),
        ("accent = 'blue'", "accent"),
        ("name =", "cannot be read"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text(text)
    ran = call("setup", "--from", file)
    assert ran.status == 1
    assert told in ran.stderr
    assert not Organisation.objects.exists()
