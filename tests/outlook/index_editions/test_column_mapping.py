"""Unknown columns of a file: guessed, mapped by a chair, kept with the edition, never dropped."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outlook.factories_editions import a_row, as_csv, chair, header
from vigil.outlook.index_editions.column_mapping import guess
from vigil.outlook.index_editions.queries import scores_of_country
from vigil.outlook.models import EditionUpload, HeaderMapping, IndexEdition
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
RENAMED = {
    "Heroin trade": "Trade in heroin and opium",
    "Prevention": "Preventing crime",
    "Country": "State or territory",
}
NEW = {"Waste crimes": 6.5, "Population": 51_000_000}


def of_2025() -> bytes:
    """Write an edition with renamed columns, a new market, and a column that is no score."""
    rows = []
    for country in ("Colombia", "Türkiye"):
        row = {RENAMED.get(title, title): cell for title, cell in a_row("2023", country).items()}
        rows.append({**row, **NEW})
    titles = [RENAMED.get(title, title) for title in header("2023")]
    return as_csv([*titles, *NEW], rows)


def sent(client: Client, content: bytes, year: str = "2025") -> Any:
    """Send a file to the desk."""
    file = SimpleUploadedFile("i.csv", content)
    return client.post("/desk/outlook/editions/", {"year": year, "file": file})


def choices(page: str) -> dict[str, str]:
    """Return the name of the field of each title."""
    upload = EditionUpload.objects.get()
    titles = [title for title in upload.sheet["columns"] if f">{title}</label>" in page]
    return {title: f"column-{n}" for n, title in enumerate(titles)}


MEANINGS = {
    "State or territory": "country",
    "Trade in heroin and opium": "heroin",
    "Preventing crime": "prevention",
    "Waste crimes": "new_markets",
    "Population": "ignored",
}


def test_titles_that_are_like_known_ones_are_guessed() -> None:
    assert guess("Heroin trades") == "heroin"
    assert guess("Financial crime") == "financial"
    assert guess("Overall criminality score (2025)") == "criminality"
    assert guess("Population") == ""


def test_a_chair_maps_the_columns_of_an_unknown_edition_and_imports_it(client: Client) -> None:
    by = chair()
    client.force_login(by)
    answer = sent(client, of_2025())
    upload = EditionUpload.objects.get()
    address = f"/desk/outlook/editions/{upload.uid}/columns/"
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    fields = choices(page)
    assert set(fields) == set(MEANINGS)
    assert "First values: Colombia · Türkiye" in page
    said = {fields[title]: code for title, code in MEANINGS.items()}
    answer = client.post(address, said)
    assert answer["Location"] == f"/desk/outlook/editions/{upload.uid}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Waste crimes" in page
    assert "2 countries" in page
    client.post(f"/desk/outlook/editions/{upload.uid}/take/")

    edition = IndexEdition.objects.get()
    assert (edition.year, edition.version, edition.countries) == ("2025", 1, 2)
    mapped = {one.title: (one.meaning, one.by) for one in edition.mappings.all()}
    assert mapped == {title: (code, by) for title, code in MEANINGS.items()}
    assert {one["title"] for one in edition.columns["ignored"]} == set(NEW)
    row = a_row("2023", "Colombia")
    [scores] = scores_of_country("COL")
    assert float(scores.scores["heroin"]) == row["Heroin trade"]
    assert Decision.objects.filter(verb="map_columns", actor=by).exists()
    listed = client.get("/desk/outlook/editions/").content.decode()
    assert "Waste crimes" in listed


def test_an_average_with_a_new_market_is_not_compared_but_one_without_is(client: Client) -> None:
    client.force_login(chair())
    sent(client, as_csv(header("2023"), [a_row("2023", "Colombia")]), "2023")
    client.post(f"/desk/outlook/editions/{EditionUpload.objects.get().uid}/take/")
    sent(client, of_2025())
    upload = EditionUpload.objects.get()
    fields = choices(client.get(f"/desk/outlook/editions/{upload.uid}/columns/").content.decode())
    said = {fields[title]: code for title, code in MEANINGS.items()}
    client.post(f"/desk/outlook/editions/{upload.uid}/columns/", said)
    client.post(f"/desk/outlook/editions/{upload.uid}/take/")
    page = client.get("/outlook/index/COL/?term=markets").content.decode()
    assert "Index 2025 is made of 16 parts, Index 2023 of 15: they differ." in page
    page = client.get("/outlook/index/COL/?term=resilience").content.decode()
    assert "they differ" not in page


def test_every_column_needs_a_meaning_and_what_was_chosen_stays(client: Client) -> None:
    client.force_login(chair())
    sent(client, of_2025())
    upload = EditionUpload.objects.get()
    address = f"/desk/outlook/editions/{upload.uid}/columns/"
    fields = choices(client.get(address).content.decode())
    answer = client.post(address, {fields["Waste crimes"]: "new_markets"})
    assert answer.status_code == 422
    assert '<option value="new_markets" selected>' in answer.content.decode()
    assert not HeaderMapping.objects.exists()
    # Nothing of a file that is not mapped can be imported.
    client.post(f"/desk/outlook/editions/{upload.uid}/take/")
    assert not IndexEdition.objects.exists()


def test_two_columns_of_one_meaning_are_refused_with_their_titles(client: Client) -> None:
    client.force_login(chair())
    sent(client, of_2025())
    upload = EditionUpload.objects.get()
    address = f"/desk/outlook/editions/{upload.uid}/columns/"
    fields = choices(client.get(address).content.decode())
    said = {fields[title]: code for title, code in MEANINGS.items()}
    answer = client.post(address, {**said, fields["Waste crimes"]: "cocaine"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This means the same as the column “Cocaine trade”." in page
    assert not HeaderMapping.objects.exists()


def test_a_corrected_file_of_the_same_year_has_the_earlier_mapping(client: Client) -> None:
    client.force_login(chair())
    for country in ("Colombia", "Kosovo"):
        row = {RENAMED.get(t, t): cell for t, cell in a_row("2023", country).items()}
        titles = [RENAMED.get(title, title) for title in header("2023")]
        sent(client, as_csv(titles, [row]))
        upload = EditionUpload.objects.get()
        address = f"/desk/outlook/editions/{upload.uid}/columns/"
        page = client.get(address).content.decode()
        fields = choices(page)
        chosen = '<option value="prevention" selected>' in page
        assert chosen == (country == "Kosovo")
        client.post(address, {fields[t]: MEANINGS[t] for t in fields})
        client.post(f"/desk/outlook/editions/{upload.uid}/take/")
    assert IndexEdition.objects.filter(year="2025").count() == 2


def test_an_unknown_column_of_a_known_edition_is_asked_about_too(client: Client) -> None:
    client.force_login(chair())
    row = {**a_row("2023", "Colombia"), "Colour": "red"}
    answer = sent(client, as_csv([*header("2023"), "Colour"], [row]), "2023")
    assert answer["Location"].endswith("/columns/")
    upload = EditionUpload.objects.get()
    client.post(answer["Location"], {"column-0": "ignored"})
    client.post(f"/desk/outlook/editions/{upload.uid}/take/")
    edition = IndexEdition.objects.get()
    assert edition.columns == {"ignored": [{"title": "Colour", "meaning": "ignored"}]}


def test_what_is_no_year_is_refused_at_its_field(client: Client) -> None:
    client.force_login(chair())
    answer = sent(client, of_2025(), "next")
    assert answer.status_code == 422
    assert "Write the edition as a year, such as 2025." in answer.content.decode()
