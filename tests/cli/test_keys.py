"""`vigil keys`: the keys of the vault are changed from the command line."""

from pathlib import Path

import pytest

from cli.calling import Ran, call
from factories import UserFactory
from vigil.trust.models import Role, Sealed
from vigil.trust.vault.verbs.sealing import open_to_act, seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
ADMINISTRATOR, CODER = "chief@example.org", "coder@example.org"


@pytest.fixture
def identity(data: Path) -> Path:
    """Return the file of keys, with which one value is sealed."""
    UserFactory(email=ADMINISTRATOR, roles=[Role.ADMINISTRATOR])
    UserFactory(email=CODER, roles=[Role.CODER])
    seal("request", "1", "contact", "casilda@hermanas.test", by=None)
    return data.with_name("keys") / "identity.txt"


def keys(verb: str, by: str = ADMINISTRATOR) -> Ran:
    return call("keys", verb, "--by", by, "--why", "a colleague left")


@pytest.mark.django_db(transaction=True)
def test_a_key_is_changed_in_two_steps_and_everything_still_opens(identity: Path) -> None:
    before = identity.read_text()
    assert keys("rotate") == (0, "Values sealed anew: 1.\n", "")
    assert before in identity.read_text()
    assert keys("retire") == (0, "Keys forgotten: 1.\n", "")
    assert before not in identity.read_text()
    assert open_to_act(Sealed.objects.get(), why="test") == "casilda@hermanas.test"


@pytest.mark.parametrize("verb", ["rotate", "retire"])
def test_nobody_else_changes_keys(identity: Path, verb: str) -> None:
    before = identity.read_text()
    refused, unknown = keys(verb, CODER), keys(verb, "who@example.org")
    assert refused.status == 1
    assert "does not hold the permission" in refused.stderr
    assert unknown.status == 2
    assert "nobody here has the address" in unknown.stderr
    assert identity.read_text() == before


@pytest.mark.parametrize("verb", ["rotate", "retire"])
def test_where_the_keys_are_not_they_are_not_changed(identity: Path, verb: str) -> None:
    identity.rename(identity.with_name("kept"))
    ran = keys(verb)
    assert ran.status == 1
    assert "The key is not on this machine" in ran.stderr
    assert not identity.exists()
