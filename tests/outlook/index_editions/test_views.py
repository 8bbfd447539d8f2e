"""Published editions for readers and at the desk: what is shown, and what is not."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outlook import factories_consultations as consultations
from outlook import factories_panels as panels
from outlook.factories_editions import (
    COUNTRIES,
    a_row,
    an_edition,
    as_csv,
    chair,
    header,
    rows_of,
)
from vigil.outlook.index_editions.verbs import import_edition
from vigil.outlook.models import EditionUpload, IndexEdition, Panel, Pooled
from witness.people_factories import killed

pytestmark = pytest.mark.django_db


def both() -> None:
    """Take in both editions."""
    for year in ("2021", "2023"):
        an_edition(year)


def test_countries_stand_by_name_and_no_score_with_them(client: Client) -> None:
    both()
    page = client.get("/outlook/index/").content.decode()
    listed = re.findall(r'<li><a href="/outlook/index/([A-Z]{3})/">([^<]+)</a></li>', page)
    assert [name for _code, name in listed] == sorted(name for _code, name in listed)
    assert len(listed) == len(COUNTRIES)
    assert not re.search(r"\d\.\d", re.sub(r'href="[^"]*"', "", page))
    assert client.get("/outlook/index/?country=tur")["Location"] == "/outlook/index/TUR/"


def test_a_country_shows_every_score_of_both_editions(client: Client) -> None:
    both()
    page = client.get("/outlook/index/COL/").content.decode()
    for year in ("2021", "2023"):
        for title in ("Heroin trade", "Prevention", "Foreign actors"):
            assert f"<td>{rows_of(year)[0][title]:g}</td>" in page
    extortion = re.search(r"extortion and protection racketeering</a></th>(.*?)</tr>", page)
    assert extortion
    assert extortion[1].startswith("<td>–</td>")
    assert "A break before 2022" in page
    assert "Index 2023 is made of 20 parts, Index 2021 of 14: they differ." in page
    assert page.count('<svg class="plot"') == 3 + 2  # bars of each list, trajectory, quadrants


def test_what_an_edition_scores_for_the_first_time_is_told(client: Client) -> None:
    an_edition("2023")
    assert "New in" not in client.get("/outlook/index/").content.decode()
    an_edition("2021")
    page = client.get("/outlook/index/").content.decode()
    [said] = re.findall(r"<p[^>]*>New in (.*?)</p>", page)
    year, names = said[:4], said.partition(": ")[2].split(" · ")
    assert year == "2023"
    assert "extortion and protection racketeering" in names
    assert "heroin trade" not in names
    assert len(names) == 6  # 15 markets and 5 kinds of actors, of which 10 and 4 were there


def test_no_line_leads_from_one_edition_to_the_other_where_terms_differ(client: Client) -> None:
    both()
    averages = client.get("/outlook/index/COL/").content.decode()
    heroin = client.get("/outlook/index/COL/?term=heroin").content.decode()
    # One is that of the legend.
    assert averages.count('class="seen"') == 1
    assert heroin.count('class="seen"') == 2
    assert "No spread is published" in heroin
    assert "No spread is published" not in averages


def test_what_is_no_term_is_criminality(client: Client) -> None:
    both()
    page = client.get("/outlook/index/COL/?term=nonsense").content.decode()
    assert '<option value="criminality" selected>' in page
    assert "Criminality, average: Colombia" in page
    assert client.get("/outlook/index/ATL/").status_code == 404
    assert client.get("/outlook/index/MEX/").status_code == 404
    assert client.get("/outlook/index/MEX.csv").status_code == 404


def test_the_file_holds_every_value(client: Client) -> None:
    both()
    answer = client.get("/outlook/index/COL.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 30 + 36
    told = {(row["time"], row["term"]): row["value"] for row in rows}
    assert float(told["2021", "cocaine"]) == rows_of("2021")[0]["Cocaine trade"]
    assert {row["kind"] for row in rows} == {"average", "markets", "actors", "resilience"}
    again = client.get("/outlook/index/COL.csv", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_newest_version_is_shown(client: Client) -> None:
    by = chair()
    an_edition("2023", by)
    rows = [{**a_row("2023", "Colombia", 2), "Heroin trade": 9.5}]
    import_edition(as_csv(header("2023"), rows), "2023", by=by)
    page = client.get("/outlook/index/COL/?term=heroin").content.decode()
    assert "Index 2023: 9.5." in page
    assert client.get("/outlook/index/TUR/").status_code == 404


def test_cases_of_the_country_stand_beside_with_what_is_not_reported(client: Client) -> None:
    both()
    assert "Killings in the record" not in client.get("/outlook/index/COL/").content.decode()
    for n in range(3):
        killed(f"Invented {n} Quelonia", country="COL")
    page = client.get("/outlook/index/COL/").content.decode()
    assert "The record holds 3 cases from this country." in page
    assert 'href="/figures/?country=COL"' in page
    assert "is not reported in" in page
    assert "Killings in the record" not in client.get("/outlook/index/TUR/").content.decode()


def final(experts: int = 6) -> Panel:
    """Play a panel on cocaine in Colombia to its end."""
    panel, _row, _seats = panels.played(kind="final", experts=experts)
    return panels.finalise(panel, by=panel.chair)


def test_a_panel_stands_beside_with_its_n_and_its_break(client: Client) -> None:
    both()
    address = "/outlook/index/COL/?term=cocaine"
    before = client.get(address).content.decode()
    final()
    page = client.get(address).content.decode()
    assert "Cocaine in ports" not in before
    spread = Pooled.objects.get(method="scores").spread
    told = f"from {spread['low']:g} to {spread['high']:g}, 6 answers."
    assert f"Cocaine in ports: 5.25, {told}" in page
    assert "Index 2023 and Cocaine in ports were judged by others." in page
    # Of another term, and of another country, it says nothing.
    assert "Cocaine in ports: 5.25" not in client.get("/outlook/index/COL/?term=heroin").text
    assert "Cocaine in ports" not in client.get("/outlook/index/TUR/?term=cocaine").text
    lines = client.get("/outlook/index/COL.csv").content.decode("utf-8-sig").splitlines()
    assert sum("Cocaine in ports" in line for line in lines) == 1
    assert any(",markets,cocaine,5.25," in line and line.endswith(",6") for line in lines)


def test_a_panel_that_is_not_final_or_withheld_or_too_small_tells_nothing(client: Client) -> None:
    both()
    address = "/outlook/index/COL/?term=cocaine"
    before = client.get(address).content
    panels.played(kind="estimate")
    panels.played(kind="final")
    Panel.objects.filter(pk=final().pk).update(withheld=[1])
    final(experts=4)
    assert client.get(address).content == before


def test_the_desk_shows_what_is_wrong_and_keeps_nothing(client: Client) -> None:
    client.force_login(chair())
    rows = rows_of("2023")
    rows[1]["Country"], rows[2]["Cocaine trade"] = "Atlantis", 11
    file = SimpleUploadedFile("i.csv", as_csv(header("2023"), rows))
    answer = client.post("/desk/outlook/editions/", {"year": "2023", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<td>3</td><td><bdi>Country</bdi></td><td><bdi>Atlantis</bdi></td>" in page
    assert "<td>4</td><td><bdi>Cocaine trade</bdi></td><td><bdi>11</bdi></td>" in page
    assert not EditionUpload.objects.exists()


def test_the_desk_shows_doubts_before_a_file_is_taken_in(client: Client) -> None:
    client.force_login(chair())
    rows = rows_of("2023")
    rows[0]["Resilience avg."] = 9.9
    file = SimpleUploadedFile("i.csv", as_csv(header("2023"), rows))
    answer = client.post("/desk/outlook/editions/", {"year": "2023", "file": file}, follow=True)
    page = answer.content.decode()
    assert "resilience, average</td><td>9.90</td>" in page
    upload = EditionUpload.objects.get()
    client.post(f"/desk/outlook/editions/{upload.uid}/take/")
    assert IndexEdition.objects.get().doubts[0]["term"] == "resilience"
    assert "Taken in." in client.get("/desk/outlook/editions/").content.decode()


def test_the_overview_leads_to_the_editions(client: Client) -> None:
    assert "/outlook/index/" not in client.get("/outlook/").content.decode()
    an_edition("2023")
    assert "/outlook/index/" in client.get("/outlook/").content.decode()
    assert "/outlook/index/COL/" in client.get("/sitemap-index_places-1.xml").content.decode()


def test_the_overview_has_panels_first_and_each_heading_leads_to_all_of_its_part(
    client: Client,
) -> None:
    an_edition("2023")
    an_edition("2021")
    panel, _row, _seats = panels.played(kind="final", experts=5, edition="2026")
    panels.finalise(panel, by=panel.chair)
    consultations.published()
    page = client.get("/outlook/").content.decode()
    heads = re.findall(r'<section><h2><a href="([^"]+)">', page)
    assert heads == ["/outlook/results/", "/outlook/consultations/", "/outlook/index/"]
    assert "Cocaine in ports 2026" in page
    assert "2023 · 2021" in page
