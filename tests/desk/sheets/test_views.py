"""A team's first afternoon at the desk, without JavaScript."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casefile.sheets import invented_sheet
from desk.conftest import signed_in
from factories import UserFactory
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import AcceptedValue, Case, SheetImport, SheetMapping, SheetRow, Stage
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheets.verbs import importing_later, verifying
from vigil.casefile.sheets.verbs.importing import layout_of
from vigil.trust.models import Decision, Role, RoleGrant, Task, User
from vigil.trust.work.queries import waiting
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db

ROWS = 12


@pytest.fixture
def rows() -> list[dict[str, str]]:
    """A dozen rows, two of them broken, and one word that nobody knows."""
    rows = invented_sheet.rows()[:ROWS]
    rows[2]["Country"] = "Freedonia"
    rows[5]["How"] = "sniper drone"
    return rows


@pytest.fixture
def client(adjudicator: User) -> Client:
    return signed_in(adjudicator)


def upload(client: Client, content: bytes, name: str = "Our cases") -> SheetImport:
    file = SimpleUploadedFile("ours.xlsx", content)
    response = client.post("/desk/sheets/", {"name": name, "file": file})
    assert response.status_code == 302, response.content.decode()
    return SheetImport.objects.latest("pk")


def posted(response: object) -> dict[str, list[str]]:
    """Return what a browser would send back of the mapping form as it is shown."""
    form = response.context["form"]  # type: ignore[attr-defined]
    data: dict[str, list[str]] = {"key": [], "case_key": []}
    for line in form.columns:
        for name, choices in (("part", line.says), ("too", line.says_too)):
            data[f"{name}-{line.number}"] = [c.value for c in choices if c.chosen]
        data["key"] += [str(line.number)] if line.in_key else []
        data["case_key"] += [str(line.number)] if line.in_case_key else []
    for name, _label, choices, value in form.constants:
        data[name] = [c.value for c in choices if c.chosen] if choices else [value]
    for _label, lines in form.word_groups:
        for line in lines:
            data[line.name] = [c.value for c in line.means if c.chosen]
    data["date_order"] = [c.value for c in form.orders if c.chosen]
    return data


def test_uploaded_understood_looked_at_taken_in(client: Client, rows: list[dict[str, str]]) -> None:
    begun = upload(client, invented_sheet.xlsx(rows))
    page = client.get(f"/desk/sheets/{begun.pk}/mapping/")
    assert "sniper drone" in page.content.decode()
    assert page.context["form"].open_words == 1
    data = posted(page)
    response = client.post(f"/desk/sheets/{begun.pk}/mapping/", data)
    assert response.status_code == 302
    plan = client.get(f"/desk/sheets/{begun.pk}/")
    assert (plan.context["counts"].new, plan.context["counts"].broken) == (10, 2)
    assert "Freedonia" in plan.content.decode()
    assert Case.objects.filter(origin="imported").count() == 0

    # The word gets a meaning, and its row is whole.
    page = client.get(f"/desk/sheets/{begun.pk}/mapping/")
    lines = [line for _label, lines in page.context["form"].word_groups for line in lines]
    (word,) = [line for line in lines if line.open]
    client.post(f"/desk/sheets/{begun.pk}/mapping/", {**posted(page), word.name: ["firearm"]})
    assert client.get(f"/desk/sheets/{begun.pk}/").context["counts"].broken == 1
    done = client.post(f"/desk/sheets/{begun.pk}/apply/", follow=True)
    assert done.status_code == 200
    assert Case.objects.filter(origin="imported", stage=Stage.CODED).count() == 11
    begun.refresh_from_db()
    assert (begun.state, bytes(begun.content)) == ("applied", b"")
    assert "Freedonia" in done.content.decode()

    file = client.get(f"/desk/sheets/{begun.pk}/broken.xlsx")
    sheet = read_sheet(file.content)
    assert [row.cells[sheet.columns.index("Country")] for row in sheet.rows] == ["Freedonia"]
    assert "this is no country that is known here" in sheet.rows[0].cells[-1]
    assert "coded (imported)" in client.get("/desk/cases/?stage=coded").content.decode()


def test_a_form_that_makes_no_sense_is_shown_again(
    client: Client, rows: list[dict[str, str]]
) -> None:
    begun = upload(client, invented_sheet.xlsx(rows))
    data = posted(client.get(f"/desk/sheets/{begun.pk}/mapping/"))
    response = client.post(f"/desk/sheets/{begun.pk}/mapping/", {**data, "key": []})
    assert response.status_code == 422
    assert "Say which columns tell a row" in response.content.decode()


def test_what_is_wrong_with_many_rows_is_said_once(client: Client) -> None:
    rows = invented_sheet.rows()[:4]
    for row in rows[:3]:
        row["Country"] = "Freedonia"
    begun = upload(client, invented_sheet.xlsx(rows))
    page = client.get(f"/desk/sheets/{begun.pk}/").content.decode()
    said = "<strong>3</strong> · <bdi>Country</bdi>: this is no country that is known here"
    assert said in page


def workbook_of_two() -> bytes:
    """A workbook whose cases stand in its second worksheet, below a row of numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Remark", "By"])
        cases = book.add_worksheet("Cases")
        cases.write_row(0, 0, ["1", "2", "3"])
        cases.write_row(1, 0, ["ID", "Country", "Victim"])
        cases.write_row(2, 0, ["a", "Mexico", "Ana Ejemplo"])
    return out.getvalue()


def test_another_worksheet_and_row_of_names_can_be_read(client: Client) -> None:
    begun = upload(client, workbook_of_two())
    address = f"/desk/sheets/{begun.pk}/mapping/"
    page = client.get(address)
    assert [c.value for c in page.context["form"].worksheets] == ["Notes", "Cases"]
    asked = {"do": "read", "worksheet": "Cases", "header_row": "2"}
    page = client.post(address, {**posted(page), **asked})
    assert page.status_code == 200
    assert page.context["sheet"].columns == ["ID", "Country", "Victim"]
    data = posted(page)
    assert data["part-1"] == ["place.country"]
    # What was changed since stays when the file is read anew and has the same columns.
    data = {**data, "part-1": ["left out"], "do": "show"}
    page = client.post(address, data)
    page = client.post(address, {**posted(page), **asked})
    assert posted(page)["part-1"] == ["left out"]
    assert client.post(address, posted(page)).status_code == 302
    assert client.get(f"/desk/sheets/{begun.pk}/").context["counts"].new == 1


def test_another_encoding_can_be_read(client: Client) -> None:
    begun = upload(client, "ID;Имя\n1;Олена\n".encode("cp1251"))
    address = f"/desk/sheets/{begun.pk}/mapping/"
    page = client.get(address)
    assert page.context["sheet"].columns == ["ID", "Èìÿ"]
    asked = {"do": "read", "encoding": "windows-1251", "header_row": "1"}
    page = client.post(address, {**posted(page), **asked})
    assert page.context["sheet"].columns == ["ID", "Имя"]
    assert client.post(address, {**posted(page), **asked, "encoding": "utf-8"}).status_code == 422
    page = client.get(address)
    assert page.context["sheet"].columns == ["ID", "Имя"]


def test_a_sheet_is_found_by_its_name_however_it_is_written(
    client: Client, taken: SheetImport
) -> None:
    again = upload(client, invented_sheet.xlsx(invented_sheet.rows()[:6]), name=" our  CASES ")
    assert again.sheet == taken.sheet
    assert '<option value="Our cases">' in client.get("/desk/sheets/").content.decode()


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 old", b"", b"\x00"])
def test_what_is_no_sheet_is_refused(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile("ours.xlsx", content)
    response = client.post("/desk/sheets/", {"name": "Ours", "file": file})
    assert response.status_code == 422
    assert not SheetMapping.objects.exists()


@pytest.fixture
def taken(client: Client) -> SheetImport:
    """Six whole rows, taken in."""
    begun = upload(client, invented_sheet.xlsx(invented_sheet.rows()[:6]))
    client.post(f"/desk/sheets/{begun.pk}/apply/")
    begun.refresh_from_db()
    return begun


def test_a_conflict_is_shown_and_settled(client: Client, taken: SheetImport) -> None:
    rows = invented_sheet.rows()[:6]
    for row in rows[:2]:
        key = SheetRow.objects.get(key=row["Case no"].casefold()).case_id
        AcceptedValue.objects.filter(case=key, field="motive").update(value="transport")
        row["Why"] = "justice"
    begun = upload(client, invented_sheet.xlsx(rows))
    client.post(f"/desk/sheets/{begun.pk}/apply/")
    page = client.get("/desk/sheets/conflicts/")
    assert page.context["number"] == 2
    first, second = SheetRow.objects.exclude(conflicts={}).order_by("pk")
    for row, side in ((first, "ours"), (second, "theirs")):
        answer = client.post(
            "/desk/sheets/conflicts/",
            {"case": row.case_id, f"{row.pk}:motive": side, "why": "asked the team"},
        )
        assert answer.status_code == 302
    said = [
        AcceptedValue.objects.get(case=row.case_id, field="motive").value for row in (first, second)
    ]
    assert said == ["transport", "justice"]
    assert "No conflict is open." in client.get("/desk/sheets/conflicts/").content.decode()
    again = client.post(
        "/desk/sheets/conflicts/", {"case": first.case_id, f"{first.pk}:motive": "ours"}
    )
    assert again.status_code == 409


def test_a_second_person_verifies_and_an_adjudicator_publishes(
    client: Client, taken: SheetImport
) -> None:
    own = client.post(f"/desk/sheets/{taken.pk}/verify/", {"why": "mine"})
    assert own.status_code == 409
    second = signed_in(UserFactory(roles=[Role.CODER]))
    page = second.get(f"/desk/sheets/{taken.pk}/verify/")
    assert page.context["number"] == 6
    second.post(f"/desk/sheets/{taken.pk}/verify/", {"why": "read every source"})
    assert Case.objects.filter(stage=Stage.VERIFIED, origin="imported").count() == 6
    assert second.post(f"/desk/sheets/{taken.pk}/publish/").status_code == 403
    client.post(f"/desk/sheets/{taken.pk}/publish/", {"why": "same afternoon"})
    assert public_cases().filter(origin="imported").count() == 0
    third = signed_in(UserFactory(roles=[Role.ADJUDICATOR]))
    third.post(f"/desk/sheets/{taken.pk}/publish/", {"why": "same afternoon"})
    assert public_cases().filter(origin="imported").count() == 6
    case = public_cases().filter(origin="imported")[0]
    shown = Client().get(f"/cases/{case.public_id}/").content.decode()
    assert "imported from a team's own sheet; not double-coded by this installation" in shown


def test_a_large_sheet_is_imported_in_the_background(
    client: Client, rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_later, "MOST_AT_ONCE", 5)
    begun = upload(client, invented_sheet.xlsx(rows))
    at = f"/desk/sheets/{begun.pk}/"
    client.post(f"{at}mapping/", posted(client.get(f"{at}mapping/")))
    for _twice in range(2):
        assert client.post(f"{at}apply/").headers["Location"] == at
    assert "is being imported in the background" in client.get(at).content.decode()
    assert client.get(f"{at}mapping/").headers["Location"] == at
    waiting().update(state=Task.State.FAILED, trouble="the disk is full")
    assert "The import stopped before the end" in client.get(at).content.decode()
    client.post(f"{at}apply/")
    assert do_tasks("a worker")["done"] == 1
    begun.refresh_from_db()
    assert begun.state == SheetImport.State.APPLIED
    assert not waiting().exists()
    assert "is being imported" not in client.get(at).content.decode()


def test_many_cases_are_published_in_the_background_and_the_page_says_how_far_it_is(
    taken: SheetImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "MOST_AT_ONCE", 5)
    verifying.verify_imported(taken, by=UserFactory(roles=[Role.CODER]), why="read every source")
    third, at = signed_in(UserFactory(roles=[Role.ADJUDICATOR])), f"/desk/sheets/{taken.pk}/verify/"
    for _twice in range(2):
        third.post(f"/desk/sheets/{taken.pk}/publish/", {"why": "same afternoon"})
    task = waiting().get()
    page = third.get(at).content.decode()
    assert "Publishing in the background: 6 cases are left." in page
    assert "Publish 6 verified cases" not in page
    odd = Case.objects.filter(pk=task.left[0])
    odd.update(stage=Stage.CODED)  # somebody looks at it again meanwhile
    assert do_tasks("a worker") == {"done": 1, "again": 0, "failed": 0}
    assert public_cases().filter(origin="imported").count() == 5
    published = Decision.objects.filter(verb="publish", why="same afternoon")
    assert {row.actor for row in published} == {task.by}
    page = third.get(at).content.decode()
    assert "5 cases were published in the background." in page
    assert "it changed after you asked for this" in page


def test_cases_are_handed_out_and_who_took_them_is_recorded(
    client: Client, taken: SheetImport, adjudicator: User
) -> None:
    asked = {"sheet": str(taken.sheet_id), "stage": "", "form": "xlsx"}
    file = client.post("/desk/sheets/export/", asked)
    sheet = read_sheet(file.content)
    assert sheet.columns == invented_sheet.COLUMNS
    assert [row.cells for row in sheet.rows] == [
        list(row.values()) for row in invented_sheet.rows()[:6]
    ]
    decision = Decision.objects.get(verb="export_sheet")
    assert (decision.actor, decision.after) == (adjudicator, {"cases": 6, "rows": 6})
    plain = client.post("/desk/sheets/export/", {**asked, "sheet": "", "form": "csv"})
    assert "attachment" in plain["Content-Disposition"]
    assert "Vigil ID" in io.StringIO(plain.content.decode("utf-8-sig")).readline()


def test_a_text_that_no_workbook_holds_is_said_and_goes_out_as_csv(
    client: Client, taken: SheetImport
) -> None:
    row = SheetRow.objects.first()
    assert row is not None
    AcceptedValue.objects.create(
        case=row.case, field="why_targeted", value="x" * 33_000, basis="imported"
    )
    answer = client.post("/desk/sheets/export/", {"form": "xlsx"}, follow=True)
    assert "is too long" in answer.content.decode()
    assert client.post("/desk/sheets/export/", {"form": "csv"})["Content-Type"].startswith(
        "text/csv"
    )


def test_somebody_limited_to_a_country_sees_no_others_files(taken: SheetImport) -> None:
    limited = UserFactory()
    RoleGrant.objects.create(user=limited, role=Role.ADJUDICATOR, countries=["KEN"])
    theirs = signed_in(limited)
    assert theirs.get(f"/desk/sheets/{taken.pk}/").status_code == 404
    assert theirs.get(f"/desk/sheets/{taken.pk}/broken.xlsx").status_code == 404
    assert list(theirs.get("/desk/sheets/").context["imports"]) == []


def test_a_known_sheet_keeps_its_mapping(client: Client, taken: SheetImport) -> None:
    before = layout_of(SheetMapping.objects.get())
    upload(client, invented_sheet.csv(invented_sheet.rows()[:8]))
    assert layout_of(SheetMapping.objects.get()) == before


def test_of_a_file_that_is_in_what_was_done_is_shown(client: Client, taken: SheetImport) -> None:
    at = f"/desk/sheets/{taken.pk}/"
    for response in (client.get(f"{at}mapping/"), client.post(f"{at}mapping/", {"do": "take"})):
        assert (response.status_code, response.headers["Location"]) == (302, at)
    assert SheetMapping.objects.get().version == 1


def test_broken_rows_are_handed_out_once_the_rest_is_in(
    client: Client, rows: list[dict[str, str]]
) -> None:
    begun = upload(client, invented_sheet.xlsx(rows))
    at = f"/desk/sheets/{begun.pk}/"
    response = client.get(f"{at}broken.xlsx")
    assert (response.status_code, response.headers["Location"]) == (302, at)
