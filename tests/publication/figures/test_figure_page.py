"""One figure as an object: its page, its files, its pictures, and its place in other sites."""

import io
import json
import re
from html import unescape

import pytest
from django.test import Client
from lxml.html import HtmlElement, document_fromstring
from PIL import Image
from pytest_django.fixtures import Settings

from factories import AcceptedValueFactory, CaseFactory, VictimFactory
from publication.many import body, make
from vigil.publication.figures.kinds import KINDS

pytestmark = pytest.mark.django_db

QUERY = "country=MEX&method=firearm"


@pytest.fixture
def made() -> None:
    make()


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.usefixtures("made")
def test_a_figure_says_what_it_stands_on(client: Client) -> None:
    html = body(client, f"/figures/by-impunity/?{QUERY}").decode()
    told = json.loads(body(client, f"/figures/by-impunity/figure.json?{QUERY}"))
    seen = text(html)
    for said in (
        told["title"],
        told["sentence"],
        *told["coverage"]["in_words"],
        told["citation"]["short"],
        told["citation"]["full"],
        told["state"]["record"],
        "Filter: Mexico; Method: firearm.",
        told["denominator"]["in_words"],
    ):
        assert said in seen, said
    for name in ("table.csv", "figure.json", "chart.svg", "card.png", "square.png", "embed/"):
        assert f"/figures/by-impunity/{name}?country=MEX&amp;method=firearm" in html
    assert told["licence"] in told["citation"]["full"]
    assert {one["name"] for one in told["columns"]} >= {"value", "label", "cases", "readme"}
    assert all(one["description"] for one in told["columns"])


@pytest.mark.usefixtures("made")
def test_a_figure_takes_its_filter_along(client: Client) -> None:
    title = "Cases by convictions: Mexico; firearm"
    html = body(client, f"/figures/by-impunity/?{QUERY}").decode()
    assert re.search(rf"<h1[^>]*>{title}</h1>", html)
    assert f"<title>{title} ·" in html
    assert f'property="og:title" content="{title}"' in html
    [description] = re.findall(r'name="description" content="([^"]*)"', html)
    assert description.endswith("Filter: Mexico; Method: firearm.")
    told = json.loads(body(client, f"/figures/by-impunity/figure.json?{QUERY}"))
    assert told["title"] == title
    assert f"“{title}”" in told["citation"]["short"]
    assert f"<h1>{title}</h1>" in body(client, f"/figures/by-impunity/embed/?{QUERY}").decode()
    chart = client.get(f"/figures/by-impunity/chart.svg?{QUERY}")
    assert "vigil-by-impunity-mex-method-firearm-chart.svg" in chart["Content-Disposition"]
    said = unescape(chart.content.decode())
    assert f"<title>{title}</title>" in said
    assert f"http://testserver/figures/by-impunity/?{QUERY}" in said


def test_open_cases_say_in_how_many_somebody_was_convicted(client: Client) -> None:
    says = [{"url": "https://a.example/", "value": "sentenced"}]
    convictions = {"text": "One man was sentenced.", "says": says}
    for compiled in ({}, {"judicial": {"convictions": convictions}}):
        case = CaseFactory(origin="compiled", compiled=compiled)
        VictimFactory(case=case)
        for field, value in (
            ("impunity", "proceedings_open"),
            ("judicial_as_of", {"value": "2024"}),
        ):
            AcceptedValueFactory(case=case, field=field, value=value, basis="compiled")
    VictimFactory(case=CaseFactory())
    told = (
        "While proceedings are open, a case counts as open only. In 1 of these 2, somebody has "
        "already been convicted."
    )
    for name in ("", "embed/", "chart.svg", "table.csv", "figure.json"):
        said = body(client, f"/figures/by-impunity/{name}").decode()
        assert told in text(re.sub("[\u2066-\u2069]", "", said)), name
    assert told in text(body(client, "/figures/").decode())
    for none in ("by-impunity/?impunity=no_information", "by-judgement/"):
        assert "While proceedings" not in body(client, f"/figures/{none}").decode()


@pytest.mark.usefixtures("made")
def test_a_citation_leads_to_the_numbers_cited_and_says_when_they_changed(client: Client) -> None:
    told = json.loads(body(client, "/figures/by-method/figure.json"))
    cited = told["citation"]["short"].partition("http://testserver")[2]
    assert cited == f"/figures/by-method/?state={told['state']['figure']}"
    assert "are those that were cited" in body(client, cited).decode()
    VictimFactory(case=CaseFactory(method="blade"))
    assert "have changed since it was cited" in body(client, cited).decode()
    assert "cited" not in text(body(client, "/figures/by-method/?state=none").decode())


@pytest.mark.usefixtures("made")
def test_programs_cite_a_figure_as_they_cite_a_case(client: Client, settings: Settings) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio & Co"
    at = "/figures/by-target/"
    html = body(client, f"{at}?{QUERY}").decode()
    told = json.loads(body(client, f"{at}figure.json?{QUERY}"))
    digest, cited = told["state"]["figure"], told["citation"]
    for form in ("bib", "ris", "json"):
        assert f'href="{at}cite.{form}?country=MEX&amp;method=firearm"' in html
        assert cited[form] == f"http://testserver{at}cite.{form}?{QUERY}"
        text = body(client, f"/ar{at}cite.{form}?{QUERY}").decode()
        address = f"http://testserver{at}?{QUERY}&state={digest}"
        assert address in text
        assert digest in text.replace(address, "")
        assert "\u2068" not in text
    bib = body(client, f"{at}cite.bib?{QUERY}").decode()
    assert bib.startswith(f"@misc{{vigil-by-target-{digest[:8]},\n")
    assert r"  author = {{Observatorio \& Co}}," in bib
    assert "  title = {{People by category: Mexico; firearm}}," in bib
    assert "are those that were cited" in body(client, f"{at}?{QUERY}&state={digest}").decode()
    [entry] = json.loads(body(client, f"{at}cite.json"))
    assert (entry["title"], entry["number"]) == ("People by category", "by-target")
    for wrong, status in (("cite.pdf", 404), ("cite.bib?who=me", 400)):
        assert client.get(at + wrong).status_code == status
    assert client.get("/figures/none/cite.bib").status_code == 404


@pytest.mark.usefixtures("made")
def test_a_figure_names_who_runs_the_installation(client: Client, settings: Settings) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio"
    for name in ("", "embed/", "chart.svg", "figure.json"):
        said = body(client, f"/figures/by-year/{name}").decode()
        assert "Observatorio" in said
        assert not re.search(r"Vigil[,:]|Vigil ·|· Vigil", said), name


@pytest.mark.usefixtures("made")
def test_only_the_embedded_figure_may_stand_in_another_site(client: Client) -> None:
    response = client.get(f"/figures/by-method/embed/?{QUERY}")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert b"<form" not in response.content
    for address, status in (
        (f"/figures/by-method/?{QUERY}", 200),
        ("/figures/", 200),
        ("/figures/by-method/embed/?who=me", 400),
        ("/figures/none/embed/", 404),
    ):
        other = client.get(address)
        assert other.status_code == status
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], address
        assert other["X-Frame-Options"] == "DENY"
    html = body(client, f"/figures/by-method/?{QUERY}").decode()
    code = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert code is not None
    frame = unescape(code[1])
    assert (
        'src="http://testserver/figures/by-method/embed/?country=MEX&amp;method=firearm"' in frame
    )
    assert 'loading="lazy"' in frame
    assert re.search(r'height="\d{3}"', frame)


@pytest.mark.usefixtures("made")
def test_whoever_sees_no_drawing_reads_its_table(client: Client) -> None:
    """Tor Browser's safest mode draws no SVG: the overview and what is embedded have the table."""

    def cells(table: HtmlElement) -> list[str]:
        return [" ".join(cell.text_content().split()) for cell in table.xpath(".//th | .//td")]

    def page(address: str) -> HtmlElement:
        return document_fromstring(body(client, address))

    overview = page("/figures/")
    charts = overview.xpath("//section[contains(@class, 'first')][.//*[local-name()='svg']]")
    assert len(charts) >= 3
    for chart in charts:
        [table] = chart.xpath(".//details//table")
        [alone] = page(f"/figures/{chart.get('id')}/").xpath("//figure//table")
        assert cells(table) == cells(alone)
        [embedded] = page(f"/figures/{chart.get('id')}/embed/").xpath("//details//table")
        assert cells(embedded) == cells(alone)
        # Inside another site a link would open our page there, which no browser allows.
        assert not embedded.xpath(".//a")


@pytest.mark.usefixtures("made")
def test_pictures_have_their_sizes_and_show_nothing_that_somebody_typed(client: Client) -> None:
    for name, size in (("card", (1200, 628)), ("square", (1080, 1080))):
        picture = Image.open(io.BytesIO(body(client, f"/ar/figures/by-target/{name}.png")))
        assert picture.size == size
    typed = "q=Amalia&admin1=Slander"
    svg = body(client, f"/figures/by-year/chart.svg?{typed}").decode()
    assert "found by a search for words" in svg
    assert "Amalia" not in svg
    assert "Slander" not in svg
    assert "Slander" not in text(body(client, f"/figures/by-year/embed/?{typed}").decode())


@pytest.mark.usefixtures("made")
def test_files_are_kept_until_a_number_changes(client: Client) -> None:
    first = client.get("/figures/by-method/card.png")
    kept = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get("/figures/by-method/card.png", **kept).status_code == 304
    VictimFactory(case=CaseFactory(method="blade"))
    assert client.get("/figures/by-method/card.png", **kept).status_code == 200
    assert client.get("/figures/by-method/table.csv?contry=MEX").status_code == 400
    assert client.get("/figures/none/table.csv").status_code == 404


@pytest.mark.usefixtures("made")
def test_the_page_of_figures_leads_to_every_figure_by_its_former_anchor(client: Client) -> None:
    html = body(client, "/figures/").decode()
    shown = re.findall(r'<(?:section class="first[^"]*"|li) id="([^"]*)"', html)
    assert {*shown} | {"by-month", "by-division"} >= {*KINDS}
    for key in shown:
        assert f'href="/figures/{key}/"' in html


@pytest.mark.parametrize("key", ["by-month", "by-division", "by-country", "survivors"])
def test_a_figure_without_anything_to_show_says_why(client: Client, key: str) -> None:
    html = text(body(client, f"/figures/{key}/").decode())
    assert re.search("Choose a (country|shorter time)|Nothing in this selection", html)
    assert body(client, f"/figures/{key}/table.csv").decode("utf-8-sig").count("\r\n") == 2
