"""`vigil fund`: reminding, and handing out to an officer alone."""

import json
import zipfile
from pathlib import Path

from cli.test_sheet import vigil

MAE = "mae@example.org"


def test_reports_are_reminded_of_and_everything_is_handed_out_to_an_officer(
    tmp_path: Path,
) -> None:
    roles = ("--role", "administrator", "--role", "fund_officer")
    ran = vigil("person", MAE, *roles, data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    ran = vigil("fund", "remind", "--json", data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["reminders"] == 0
    out = tmp_path / "fund.zip"
    ran = vigil("fund", "export", str(out), "--by", "no@example.org", data=tmp_path)
    assert (ran.returncode, "nobody here" in ran.stderr, out.exists()) == (2, True, False)
    ran = vigil("fund", "export", str(out), "--by", MAE, data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "grants.csv" in zipfile.ZipFile(out).namelist()
    ran = vigil("fund", "export", str(out), "--by", MAE, data=tmp_path)
    assert (ran.returncode, "there already" in ran.stderr) == (1, True)
