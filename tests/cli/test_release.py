"""`vigil release`: frozen and checked from the command line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADJUDICATOR = "adjudicator@example.org"


def vigil(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "VIGIL_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "vigil.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an adjudicator, and release 1 of the open case file."""
    data = tmp_path_factory.mktemp("installation")
    for arguments in (
        ("person", ADJUDICATOR, "--role", "administrator", "--role", "adjudicator"),
        ("release", "build", "--by", ADJUDICATOR),
    ):
        ran = vigil(*arguments, data=data)
        assert ran.returncode == 0, ran.stderr
    return data


@pytest.fixture
def release(installation: Path, tmp_path: Path) -> Path:
    """A copy of release 1, to be damaged."""
    return shutil.copytree(installation / "releases" / "release-1", tmp_path / "release-1")


def test_build_says_where_what_and_the_digest_to_announce(installation: Path) -> None:
    ran = vigil("release", "build", "--by", ADJUDICATOR, "--kind", "vetted", data=installation)
    assert ran.returncode == 0, ran.stderr
    where, what, digest = ran.stdout.splitlines()
    assert where == str(installation / "releases" / "release-2")
    assert what.startswith("Release 2 (vetted): 67 cases with 95 people killed; headline count")
    checked = vigil("release", "verify", where, data=installation)
    assert checked.returncode == 0
    assert checked.stdout == f"{where}: whole. {digest}\n"


def test_build_needs_somebody_who_may(installation: Path, tmp_path: Path) -> None:
    somebody = ("--by", "nobody@example.org", "--folder", str(tmp_path / "r"))
    ran = vigil("release", "build", *somebody, data=installation)
    assert (ran.returncode, "nobody here" in ran.stderr) == (2, True)
    vigil("person", "coder@example.org", "--role", "coder", data=installation)
    coder = ("--by", "coder@example.org", "--folder", str(tmp_path / "r"))
    ran = vigil("release", "build", *coder, data=installation)
    assert (ran.returncode, "casefile.freeze_release" in ran.stderr) == (1, True)
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "r").exists()


def test_verify_names_what_is_wrong_and_fails(release: Path, tmp_path: Path) -> None:
    (release / "README.txt").unlink()
    cases = release / "cases.jsonl"
    cases.write_text(cases.read_text() + "\n")
    (release / "extra.csv").touch()
    ran = vigil("release", "verify", str(release), data=tmp_path / "no-installation")
    assert ran.returncode == 1
    said = [line.removeprefix(f"{release}: ") for line in ran.stdout.splitlines()]
    assert [problem.partition(":")[0] for problem in said] == [
        "README.txt",
        "cases.jsonl",
        "extra.csv",
    ]
    as_json = vigil("release", "verify", "--json", str(release), data=tmp_path / "no-installation")
    assert json.loads(as_json.stdout) == {str(release): said}
    assert not (tmp_path / "no-installation").exists()


def test_a_manifest_that_was_not_announced_is_found(release: Path, tmp_path: Path) -> None:
    digest = vigil("release", "verify", str(release), data=tmp_path).stdout.split()[-1]
    same = vigil("release", "verify", str(release), "--sha256", digest, data=tmp_path)
    assert same.returncode == 0
    manifest = release / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"provisional"', '"vetted"'))
    assert vigil("release", "verify", str(release), data=tmp_path).returncode == 0
    other = vigil("release", "verify", str(release), "--sha256", digest, data=tmp_path)
    assert (other.returncode, "announced" in other.stdout) == (1, True)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    ran = vigil("release", "verify", str(tmp_path / "nothing"), data=tmp_path)
    assert (ran.returncode, "no such folder" in ran.stdout) == (1, True)


def test_verifying_does_not_load_django() -> None:
    program = (
        "import sys, vigil.cli.release, vigil.casefile.release_files as files;"
        "files.verify_release('nothing'); sys.exit('django' in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT / "src")}, check=True
    )
