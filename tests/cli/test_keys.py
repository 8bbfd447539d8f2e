"""`vigil keys`: the keys of the vault are changed from the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADMINISTRATOR, CODER = "chief@example.org", "coder@example.org"
SEAL = """
from vigil.cli.common import set_up_django
set_up_django()
from vigil.trust.domain.vault import seal
seal("request", "1", "contact", "casilda@hermanas.test", by=None)
"""
OPEN = """
from vigil.cli.common import set_up_django
set_up_django()
from vigil.trust.domain.vault import open_to_act
from vigil.trust.models import Sealed
print(open_to_act(Sealed.objects.get(), why="test"))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an administrator, a coder and a sealed value."""
    folder = tmp_path_factory.mktemp("installation")
    for person in ((ADMINISTRATOR, "administrator"), (CODER, "coder")):
        assert run(folder, "-m", "vigil.cli", "person", person[0], "--role", person[1])
    run(folder, "-c", SEAL)
    return folder


def run(folder: Path, *arguments: str, status: int = 0) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "VIGIL_DATA": str(folder / "data"),
        "VIGIL_KEYS": str(folder / "keys"),
    }
    environment.pop("DATABASE_URL", None)
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == status, ran.stderr
    return ran.stdout + ran.stderr


def keys(folder: Path, verb: str, by: str = ADMINISTRATOR, status: int = 0) -> str:
    why = ("--by", by, "--why", "a colleague left")
    return run(folder, "-m", "vigil.cli", "keys", verb, *why, status=status)


def test_a_key_is_changed_in_two_steps_and_everything_still_opens(folder: Path) -> None:
    before = (folder / "keys" / "identity.txt").read_text()
    assert keys(folder, "rotate") == "Values sealed anew: 1.\n"
    assert before in (folder / "keys" / "identity.txt").read_text()
    assert keys(folder, "retire") == "Keys forgotten: 1.\n"
    assert before not in (folder / "keys" / "identity.txt").read_text()
    assert run(folder, "-c", OPEN) == "casilda@hermanas.test\n"


@pytest.mark.parametrize("verb", ["rotate", "retire"])
def test_nobody_else_changes_keys(folder: Path, verb: str) -> None:
    before = (folder / "keys" / "identity.txt").read_text()
    assert "does not hold the permission" in keys(folder, verb, CODER, status=1)
    assert "nobody here has the address" in keys(folder, verb, "who@example.org", status=2)
    assert (folder / "keys" / "identity.txt").read_text() == before


@pytest.mark.parametrize("verb", ["rotate", "retire"])
def test_where_the_keys_are_not_they_are_not_changed(folder: Path, verb: str) -> None:
    identity = folder / "keys" / "identity.txt"
    kept = identity.rename(folder / "kept")
    assert "The key is not on this machine" in keys(folder, verb, status=1)
    kept.rename(identity)
