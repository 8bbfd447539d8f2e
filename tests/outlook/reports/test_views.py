"""The report for readers: each number leads to its source, each paragraph to what it stands on."""

import json
import subprocess
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner
from django.test import Client
from lxml import html
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from outlook import factories_editions as editions
from outlook.factories_report import added, begun, chair, counted, published
from vigil.cli.outlook import command
from vigil.outlook.models import ReportEdition
from vigil.outlook.reports.edition_files import PDF
from vigil.outlook.reports.snapshot import paragraphs_of
from vigil.outlook.reports.verbs import publishing, writing
from witness.people_factories import killed

pytestmark = pytest.mark.django_db
REPORTS = "vigil.outlook.reports"
WORK = {"author": "A. Author", "title": "A work", "numbers": "experts = 500"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def edition() -> ReportEdition:
    by = chair()
    killed("Somebody Else", country="COL")
    report = begun(by)
    text = "{number:cases} cases; who did it is not reported in {number:cases.method-not-reported}."
    counted(report, by, text)
    named = added(report, by)
    writing.add_basis(named, "lit", "literature", "", by=by, about=WORK)
    writing.write_paragraph(named, "{number:lit.experts} were asked{note:lit}.", by=by)
    counted(report, by, "See {figure:cases.by-country}", kind="figure")
    return published(report, by)


def page_of(edition: ReportEdition) -> html.HtmlElement:
    return html.fromstring(Client().get(edition.snapshot["url"]).content.decode())


def test_every_number_leads_to_its_source(edition: ReportEdition) -> None:
    page = page_of(edition)
    links = page.xpath('//div[@class="report"]//a[contains(@class, "n")]/@href')
    assert len(links) >= 4
    for link in links:
        if link.startswith("#"):
            assert page.xpath(f'//*[@id="{link[1:]}"]'), link
        else:
            assert Client().get(link).status_code == 200, link


def test_no_number_of_a_sentence_stands_outside_a_link(edition: ReportEdition) -> None:
    for said in page_of(edition).xpath('//p[@class="said"]'):
        for link in said.xpath(".//a"):
            link.drop_tree()
        assert not any(letter.isdigit() for letter in said.text_content()), said.text_content()


def test_each_paragraph_has_its_address_and_says_what_it_stands_on(edition: ReportEdition) -> None:
    page = page_of(edition)
    site = "http://testserver"
    for one in paragraphs_of(edition.snapshot):
        [found] = page.xpath(f'//div[@id="p-{one["uid"]}"]')
        assert found.xpath(".//details//li")
        told = Client().get(f"{edition.snapshot['url']}p-{one['uid']}.json").json()
        assert told["url"] == f"{site}{edition.snapshot['url']}#p-{one['uid']}"
        assert told["stands_on"]
        assert told["state"] == one["digest"]


def test_a_figure_has_its_table_beside_it_and_words(edition: ReportEdition) -> None:
    [figure] = page_of(edition).xpath('//div[@class="report"]//figure')
    assert figure.xpath(".//svg[@aria-hidden='true']")
    assert figure.xpath(".//table//th[@scope='row']")
    assert "Colombia" in figure.xpath('.//p[@class="visually-hidden"]')[0].text_content()


def test_who_corrects_an_edition_chooses_a_paragraph_by_its_words(edition: ReportEdition) -> None:
    at = f"/desk/outlook/reports/at/{edition.report.slug}/editions/{edition.number}/"
    page = html.fromstring(signed_in(edition.by).get(at).content.decode())
    offered = [one.text_content().strip() for one in page.xpath("//select/option")]
    assert offered[0] == "1. 1 cases; who did it is not reported in 0."
    assert offered[1] == "2. 500 were asked."


def test_where_the_pdf_fails_nothing_is_published_and_another_try_is_offered() -> None:
    by = chair()
    killed("Somebody Else")
    report = begun(by)
    counted(report, by)
    publishing.send_report(report, by=by)
    failure = subprocess.SubprocessError
    with mock.patch(f"{REPORTS}.edition_files.pdf_of", side_effect=failure):
        answer = signed_in(chair()).post(
            f"/desk/outlook/reports/at/{report.slug}/", {"act": "publish"}
        )
    assert answer.status_code == 503
    assert "The PDF could not be set, so nothing was published." in answer.content.decode()
    assert not ReportEdition.objects.exists()


def test_a_lost_pdf_that_cannot_be_set_is_still_lost(edition: ReportEdition) -> None:
    edition.files.filter(name=PDF).delete()
    at = f"/desk/outlook/reports/at/{edition.report.slug}/editions/{edition.number}/"
    with mock.patch(f"{REPORTS}.verbs.errata_and_removals.pdf_of", side_effect=OSError):
        answer = signed_in(edition.by).post(at, {"act": "remake_pdf"})
    assert answer.status_code == 503
    assert "The PDF could not be set. Try again." in answer.content.decode()
    assert not edition.files.filter(name=PDF).exists()


def test_a_text_that_is_refused_stays_as_it_was_typed() -> None:
    by = chair()
    paragraph = added(begun(by), by)
    at = f"/desk/outlook/reports/paragraph/{paragraph.uid}/"
    answer = signed_in(by).post(at, {"act": "write", "text": "There are 500."})
    page = html.fromstring(answer.content.decode())
    assert answer.status_code == 422
    assert page.xpath("//textarea[@name='text']")[0].text_content().strip() == "There are 500."
    assert len(page.xpath("//*[@role='alert']")) == 1


def test_the_editor_offers_a_block_at_each_place_of_each_section() -> None:
    by = chair()
    report = begun(by)
    block = added(report, by)
    at = f"/desk/outlook/reports/at/{report.slug}/write/"
    page = html.fromstring(signed_in(by).get(at).content.decode())
    offered = [one.get("data-add") for one in page.xpath("//a[@data-add]")]
    own = f"/desk/outlook/reports/section/{block.section.uid}/"
    others = {f"/desk/outlook/reports/section/{one.uid}/" for one in report.sections.all()}
    assert set(offered) == others
    assert offered.count(own) == 2
    chosen = html.fromstring(signed_in(by).get(f"{at}?add={block.uid}").content.decode())
    [form] = chosen.xpath("//form[@class='chooser']")
    assert form.get("action") == own
    assert form.xpath("input[@name='after']/@value") == [block.uid]


def test_a_block_for_a_figure_is_offered_figures_and_one_for_a_map_maps() -> None:
    editions.an_edition("2023")
    by = chair()
    report = begun(by)
    client = signed_in(by)
    asked = {"kind": "index", "ref": "COL:cocaine"}
    shown = {}
    for kind in ("text", "figure", "map"):
        at = f"/desk/outlook/reports/paragraph/{added(report, by, kind).uid}/insert/"
        assert ("Choose a figure" in client.get(f"{at}?q=colombia cocaine").content.decode()) == (
            kind != "text"
        )
        page = html.fromstring(client.get(at, asked).content.decode())
        names = page.xpath('//button[@name="what"]/@value')
        shown[kind] = [name.partition(":")[0] for name in names]
        assert kind != "map" or all(":map" in one for one in names if one.startswith("figure"))
    assert (shown["text"][0], shown["figure"][0], shown["map"][0]) == ("number", "figure", "figure")


def test_what_is_published_and_unchanged_is_neither_sent_nor_approved(
    edition: ReportEdition,
) -> None:
    page = signed_in(chair()).get(f"/desk/outlook/reports/at/{edition.report.slug}/")
    said = page.content.decode()
    assert "Nothing has changed since the last edition." in said
    assert "Send to review" not in said
    assert "Approve this version" not in said


def test_drafts_are_seen_by_chairs_alone() -> None:
    by = chair()
    killed("Somebody Else")
    report = begun(by)
    counted(report, by)
    at = f"/desk/outlook/reports/at/{report.slug}/draft/"
    assert Client().get(at).status_code == 302
    assert Client().get(f"/outlook/{report.slug}/").status_code == 404
    assert "are known" not in Client().get("/outlook/").content.decode()
    client = Client()
    client.force_login(by)
    assert "are known" in client.get(at).content.decode()


def test_a_report_in_arabic_is_read_from_right_to_left_in_every_interface() -> None:
    by = chair()
    killed("Somebody Else")
    report = begun(by, language="ar", title="إلى أين")
    counted(report, by, "{number:cases} قضية معروفة.")
    edition = published(report, by)
    for before in ("", "/ar", "/es"):
        page = html.fromstring(Client().get(before + edition.snapshot["url"]).content.decode())
        [body] = page.xpath('//div[@class="report"]')
        assert (body.get("lang"), body.get("dir")) == ("ar", "rtl")
        assert body.xpath('.//a[@class="n"]/@href') == ["/ar/cases/"]


def test_files_are_known_by_what_they_say(edition: ReportEdition) -> None:
    at = f"{edition.snapshot['url']}data.zip"
    first = Client().get(at)
    assert Client().get(at, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"
    assert Client().get(f"{edition.snapshot['url']}report.html").status_code == 404


def test_the_command_line_checks_every_edition(edition: ReportEdition) -> None:
    ran = CliRunner().invoke(command, ["verify"])
    assert ran.exit_code == 0, ran.output
    assert "trajectories 1: whole" in ran.output
    edition.files.filter(name="data.zip").update(content=b"other")
    ran = CliRunner().invoke(command, ["verify", "--json", "--report", "trajectories"])
    assert ran.exit_code == 1
    assert "data.zip: its bytes changed" in json.loads(ran.output)["trajectories 1"]
