"""`vigil people`: a sheet of people is checked, then invited."""

from pathlib import Path

import pytest

from cli.calling import call
from vigil.trust.models import Decision, Invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prepared")]


def test_a_sheet_is_planned_then_invited_with_links_where_no_mail_goes(tmp_path: Path) -> None:
    sheet = tmp_path / "team.csv"
    sheet.write_text("email,roles,countries\nana@example.org,coder,Colombia\nben@,coder,\n")
    plan = call("people", "plan", sheet)
    assert plan.status == 3
    assert plan.stdout == "row 2: ana@example.org en: coder (COL)\n"
    assert "row 3, email 'ben@'" in plan.stderr
    assert not Invitation.objects.exists()
    ran = call("people", "import", sheet, "--language", "fr")
    assert ran.status == 3
    assert "/fr/account/invitation/" in ran.stdout
    assert (Invitation.objects.get().made_by, Invitation.objects.get().state) == (None, "sent")
    told = Decision.objects.get(verb="invite_colleague")
    assert (told.actor, told.after["through"]) == (None, "command_line")
    again = call("people", "import", sheet)
    assert (again.status, again.stdout) == (3, "")
    (tmp_path / "no.csv").write_text("name\nAna\n")
    assert call("people", "plan", tmp_path / "no.csv").status == 1
