"""`vigil fund`: reminding, and handing out to an officer alone."""

import json
import zipfile
from pathlib import Path

from cli.test_sheet import vigil

MAE, ANA = "mae@example.org", "ana@example.org"


def test_reports_are_reminded_of_and_everything_is_handed_out_to_an_officer(
    tmp_path: Path,
) -> None:
    for email, role in ((MAE, "fund_officer"), (ANA, "administrator")):
        ran = vigil("person", email, "--role", role, data=tmp_path)
        assert ran.returncode == 0, ran.stderr
    ran = vigil("fund", "remind", "--json", data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["reminders"] == 0
    out = tmp_path / "fund.zip"
    for email, said in ((ANA, "does not hold"), ("no@example.org", "nobody here")):
        ran = vigil("fund", "export", str(out), "--by", email, data=tmp_path)
        assert (ran.returncode != 0, said in ran.stderr, out.exists()) == (True, True, False)
    ran = vigil("fund", "export", str(out), "--by", MAE, data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "grants.csv" in zipfile.ZipFile(out).namelist()
    ran = vigil("fund", "export", str(out), "--by", MAE, data=tmp_path)
    assert (ran.returncode, "there already" in ran.stderr) == (1, True)
