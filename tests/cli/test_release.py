"""`vigil release`: frozen and checked from the command line."""

import json
from pathlib import Path

import pytest

from casefile.releases.frozen_releases import published
from cli.calling import call
from factories import UserFactory
from vigil.trust.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]
ADJUDICATOR = "adjudicator@example.org"


@pytest.fixture(autouse=True)
def _adjudicator() -> None:
    UserFactory(email=ADJUDICATOR, roles=[Role.ADJUDICATOR])


@pytest.fixture
def release(data: Path) -> Path:
    """Return release 1, of one case; it may be damaged."""
    published()
    ran = call("release", "build", "--by", ADJUDICATOR)
    assert ran.status == 0, ran.stderr
    return data / "releases" / "release-1"


def test_build_says_where_what_and_the_digest_to_announce(release: Path) -> None:
    ran = call("release", "build", "--by", ADJUDICATOR, "--kind", "vetted")
    assert ran.status == 0, ran.stderr
    where, what, digest = ran.stdout.splitlines()
    assert where == str(release.with_name("release-2"))
    assert what.startswith("Release 2 (vetted): 1 cases with 1 people killed; headline count")
    assert call("release", "verify", where) == (0, f"{where}: whole. {digest}\n", "")


def test_build_needs_somebody_who_may(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    ran = call("release", "build", "--by", "nobody@example.org", "--folder", folder)
    assert (ran.status, "nobody here" in ran.stderr) == (2, True)
    UserFactory(email="coder@example.org", roles=[Role.CODER])
    ran = call("release", "build", "--by", "coder@example.org", "--folder", folder)
    assert (ran.status, "casefile.freeze_release" in ran.stderr) == (1, True)
    assert not folder.exists()


def test_verify_names_what_is_wrong_and_fails(release: Path) -> None:
    (release / "README.txt").unlink()
    cases = release / "cases.jsonl"
    cases.write_text(cases.read_text() + "\n")
    (release / "extra.csv").touch()
    ran = call("release", "verify", release)
    assert ran.status == 1
    said = [line.removeprefix(f"{release}: ") for line in ran.stdout.splitlines()]
    assert [problem.partition(":")[0] for problem in said] == [
        "README.txt",
        "cases.jsonl",
        "extra.csv",
    ]
    assert json.loads(call("release", "verify", "--json", release).stdout) == {str(release): said}


def test_a_manifest_that_was_not_announced_is_found(release: Path) -> None:
    digest = call("release", "verify", release).stdout.split()[-1]
    assert call("release", "verify", release, "--sha256", digest).status == 0
    manifest = release / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"provisional"', '"vetted"'))
    assert call("release", "verify", release).status == 0
    other = call("release", "verify", release, "--sha256", digest)
    assert (other.status, "announced" in other.stdout) == (1, True)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    ran = call("release", "verify", tmp_path / "nothing")
    assert (ran.status, "no such folder" in ran.stdout) == (1, True)
