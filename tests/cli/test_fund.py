"""`vigil fund`: reminding, and handing out to an officer alone."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from cli.calling import call
from factories import UserFactory
from fund.factories import officer
from fund.published_grants import granted, several
from vigil.cli.fund import command
from vigil.fund.releases import verbs as releases
from vigil.trust.models import Level, Role

MAE = "mae@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", "NO-BRC-971277882"])
def test_the_files_that_are_published_are_written(
    said: str, tmp_path: Path, settings: Settings
) -> None:
    settings.VIGIL_PUBLISHER_ID = said
    several(5)
    granted(Level.OPEN, title="On air")
    release = releases.make_release(by=officer())
    ran = CliRunner().invoke(command, ["files", str(tmp_path / "out")])
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert {name: sha256(text).hexdigest() for name, text in written.items()} == release.files
    assert ("iati.xml" in written) is bool(said)
    assert ran.exit_code == (0 if said else 3)
    assert ("VIGIL_PUBLISHER_ID" in ran.output) is not bool(said)


@pytest.mark.django_db
def test_reports_are_reminded_of_and_everything_is_handed_out_to_an_officer(
    tmp_path: Path,
) -> None:
    UserFactory(email=MAE, roles=[Role.FUND_OFFICER])
    ran = call("fund", "remind", "--json")
    assert ran.status == 0, ran.stderr
    assert json.loads(ran.stdout)["reminders"] == 0
    ran = call("fund", "files", tmp_path / "out")
    assert (ran.status, "nothing was published yet" in ran.stderr) == (1, True)
    assert not (tmp_path / "out").exists()
    out = tmp_path / "fund.zip"
    ran = call("fund", "export", out, "--by", "no@example.org")
    assert (ran.status, "nobody here" in ran.stderr, out.exists()) == (2, True, False)
    ran = call("fund", "export", out, "--by", MAE)
    assert ran.status == 0, ran.stderr
    assert "grants.csv" in zipfile.ZipFile(out).namelist()
    ran = call("fund", "export", out, "--by", MAE)
    assert (ran.status, "there already" in ran.stderr) == (1, True)
