"""What was withdrawn leaves drafts, frozen editions, their files and errata; all else stays."""

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator, publish_anew
from outlook.factories_report import added, begun, chair, counted, published
from pdf_text import text_of
from seconded import lift
from vigil.casefile.models import Victim
from vigil.outlook.models import EditionFile, Erratum, Paragraph, ReportEdition
from vigil.outlook.reports.edition_files import file_faults
from vigil.outlook.reports.keeper import ReportsKeeper
from vigil.outlook.reports.snapshot import paragraphs_of
from vigil.outlook.reports.verbs import errata_and_removals, publishing, writing
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, User
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.names.verbs.admitting import exclude
from witness.people_factories import editor, killed, row_of

pytestmark = pytest.mark.django_db
NAME = "Quelonia Marfil Zubia"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@dataclass
class Frozen:
    """An edition, who runs its report, and whom it names."""

    by: User
    victim: Victim
    edition: ReportEdition


@pytest.fixture(scope="module")
def frozen_once(shared_world: None) -> Frozen:
    """Publish a report of three passages, the second of which names somebody."""
    by, victim = chair(), killed(NAME)
    killed("Somebody Else", "2020-01-02")
    report = begun(by)
    counted(report, by, "{number:cases} cases came first.")
    named = added(report, by)
    writing.add_basis(named, "one", "case", victim.case.public_id, by=by)
    writing.write_paragraph(named, f"{NAME} warned of it.", by=by)
    counted(report, by, "It came last. {figure:cases.by-year}", kind="figure")
    return Frozen(by, victim, published(report, by))


@pytest.fixture
def frozen(frozen_once: Frozen) -> Frozen:
    """Return what was published as it stands before any test."""
    return deepcopy(frozen_once)


@pytest.fixture
def by(frozen: Frozen) -> User:
    return frozen.by


@pytest.fixture
def victim(frozen: Frozen) -> Victim:
    return frozen.victim


@pytest.fixture
def edition(frozen: Frozen) -> ReportEdition:
    return frozen.edition


def everything(edition: ReportEdition) -> str:
    """Return all that readers get of an edition, as text."""
    at = edition.snapshot["url"]
    client = Client()
    said = [client.get(path).content.decode() for path in (at, f"/ar{at}", "/outlook/")]
    for name in ("snapshot.json", "manifest.json"):
        said.append(client.get(at + name).content.decode())
    for one in paragraphs_of(ReportEdition.objects.get(pk=edition.pk).snapshot):
        said.append(client.get(f"{at}p-{one['uid']}.json").content.decode())
    pdf = client.get(at + "report.pdf")
    assert pdf.status_code == 200
    said.append(text_of(pdf.content))
    with zipfile.ZipFile(io.BytesIO(client.get(at + "data.zip").content)) as archive:
        said += [archive.read(name).decode() for name in archive.namelist()]
    return "\n".join(said)


def second(edition: ReportEdition) -> str:
    return [one["uid"] for one in paragraphs_of(edition.snapshot)][1]


def says_name(text: str) -> bool:
    return "Quelonia" in text or "Zubia" in text


def test_a_withdrawn_person_leaves_every_file_of_a_frozen_edition(edition: ReportEdition) -> None:
    uid = second(edition)
    before = {row.name: row.sha256 for row in edition.files.all()}
    assert says_name(everything(edition))
    withdraw([NAME], by=adjudicator(), why="her family asked")
    said = everything(edition)
    assert not says_name(said)
    assert "A passage was taken out here" in said
    edition = ReportEdition.objects.get()
    assert file_faults(edition) == []
    assert uid in edition.removed
    assert {(one["name"], one["sha256"]) for one in edition.superseded} == set(before.items())
    kept = [bytes(row.content) for row in EditionFile.objects.all()]
    assert not any(b"Quelonia" in content for content in kept)
    assert ReportsKeeper().still_shows([NAME]) == []


def test_numbering_and_all_else_stay(edition: ReportEdition) -> None:
    before = list(paragraphs_of(edition.snapshot))
    withdraw([NAME], by=adjudicator(), why="her family asked")
    after = list(paragraphs_of(ReportEdition.objects.get().snapshot))
    assert [one["n"] for one in after] == [1, 2, 3]
    assert (after[0], after[2]) == (before[0], before[2])
    body = Client().get("/outlook/trajectories/1/").content.decode()
    assert "Figure 1." in body
    assert f'id="p-{before[1]["uid"]}"' in body


def test_the_draft_is_hidden_and_given_back_while_the_edition_stays_without(
    edition: ReportEdition, by: User
) -> None:
    withdrawal = withdraw([NAME], by=adjudicator(), why="her family asked")
    hidden = Paragraph.objects.get(uid=second(edition))
    assert hidden.withdrawals == [withdrawal.pk]
    with pytest.raises(NotPossible):
        writing.write_paragraph(hidden, "Words.", by=by)
    client = Client()
    client.force_login(by)
    for path in ("", "draft/", "editions/1/"):
        assert not says_name(
            client.get(f"/desk/outlook/reports/at/trajectories/{path}").content.decode()
        )
    assert client.get(f"/desk/outlook/reports/paragraph/{hidden.uid}/").status_code == 404
    lift(withdrawal, by=adjudicator(), why="she asked")
    hidden.refresh_from_db()
    assert hidden.withdrawals == []
    assert not says_name(everything(edition))


def test_a_case_that_is_taken_away_takes_the_passage_along(
    edition: ReportEdition, victim: Victim
) -> None:
    victim.case.visibility = "withdrawn"
    victim.case.save()
    publish_anew(victim.case)
    assert second(edition) in ReportEdition.objects.get().removed
    assert not says_name(everything(edition))


def test_somebody_excluded_from_remembrance_is_gone_when_next_read(
    edition: ReportEdition, victim: Victim
) -> None:
    exclude(row_of(victim), by=editor(), why="The family asked")
    assert not says_name(everything(edition))


def test_errata_stand_beside_and_go_with_whom_they_name(edition: ReportEdition, by: User) -> None:
    before = {row.name: row.sha256 for row in edition.files.all()}
    first = next(paragraphs_of(edition.snapshot))["uid"]
    errata_and_removals.add_erratum(edition, first, f"It was {NAME} who came first.", by=by)
    errata_and_removals.add_erratum(edition, first, "The first word is wrong.", by=by)
    assert {row.name: row.sha256 for row in edition.files.all()} == before
    told = Client().get(f"/outlook/trajectories/1/p-{first}.json").json()["errata"]
    assert [one["text"] for one in told][1] == "The first word is wrong."
    withdrawal = withdraw([NAME], by=adjudicator(), why="her family asked")
    said = everything(edition)
    assert not says_name(said)
    assert "The first word is wrong." in said
    lift(withdrawal, by=adjudicator(), why="she asked")
    for uid, text in (("none", "Words"), (first, " ")):
        with pytest.raises(NotPossible):
            errata_and_removals.add_erratum(edition, uid, text, by=by)


def test_errata_go_with_the_passage_that_is_taken_out(edition: ReportEdition, by: User) -> None:
    """They may repeat the very words that were withdrawn."""
    uid = second(edition)
    errata_and_removals.add_erratum(edition, uid, "“warned of it” should be “spoke of it”.", by=by)
    assert "spoke of it" in everything(edition)
    withdraw([NAME], by=adjudicator(), why="her family asked")
    assert "spoke of it" not in everything(edition)
    assert not Erratum.objects.exists()
    with pytest.raises(NotPossible, match="no such paragraph"):
        errata_and_removals.add_erratum(ReportEdition.objects.get(), uid, "It said more.", by=by)


def test_an_erratum_that_names_who_is_withdrawn_with_its_passage_is_gone(
    edition: ReportEdition, by: User
) -> None:
    errata_and_removals.add_erratum(edition, second(edition), f"{NAME} did not warn.", by=by)
    withdraw([NAME], by=adjudicator(), why="her family asked")
    assert not says_name(everything(edition))
    assert ReportsKeeper().still_shows([NAME]) == []


def test_a_pdf_that_cannot_be_set_anew_is_destroyed_rather_than_kept(
    edition: ReportEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr("vigil.outlook.reports.edition_files.pdf_of", fails)
    withdraw([NAME], by=adjudicator(), why="her family asked")
    assert not edition.files.filter(name="report.pdf").exists()
    assert file_faults(edition) == []
    page = Client().get("/outlook/trajectories/1/")
    assert page.status_code == 200
    assert Client().get("/outlook/trajectories/1/report.pdf").status_code == 404
    assert 'href="/outlook/trajectories/1/report.pdf"' not in page.content.decode()


@pytest.fixture
def without_pdf(edition: ReportEdition, monkeypatch: pytest.MonkeyPatch) -> ReportEdition:
    """Take a passage out while no PDF can be set."""

    def fails(*_given: object) -> bytes:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("vigil.outlook.reports.edition_files.pdf_of", fails)
        withdraw([NAME], by=adjudicator(), why="her family asked")
    return ReportEdition.objects.get()


def test_a_lost_pdf_is_set_from_what_is_left(without_pdf: ReportEdition, by: User) -> None:
    kept = {row.name: row.sha256 for row in without_pdf.files.all()}
    at = "/desk/outlook/reports/at/trajectories/editions/1/"
    client = Client()
    client.force_login(by)
    assert 'value="remake_pdf"' in client.get(at).content.decode()
    assert client.post(at, {"act": "remake_pdf"}).status_code == 302
    edition = ReportEdition.objects.get()
    assert file_faults(edition) == []
    after = {row.name: row.sha256 for row in edition.files.all()}
    assert set(after) == {*kept, "report.pdf"}
    assert {name for name in kept if kept[name] != after[name]} == {"manifest.json"}
    assert edition.superseded[-1]["sha256"] == kept["manifest.json"]
    said = everything(edition)
    assert "A passage was taken out here" in said
    assert not says_name(said)
    [row] = Decision.objects.filter(verb="remake_pdf")
    assert row.after == {"edition": 1, "manifest_sha256": after["manifest.json"]}
    assert 'value="remake_pdf"' not in client.get(at).content.decode()
    assert client.post(at, {"act": "remake_pdf"}).status_code == 409


def test_a_pdf_is_not_set_with_who_is_not_shown_any_more(
    without_pdf: ReportEdition, by: User
) -> None:
    first = next(paragraphs_of(without_pdf.snapshot))["uid"]
    without_pdf.leans = {first: ["said:nobody:0"]}
    without_pdf.save()
    errata_and_removals.remake_pdf(without_pdf, by=by)
    edition = ReportEdition.objects.get()
    assert first in edition.removed
    assert file_faults(edition) == []
    said = text_of(bytes(edition.files.get(name="report.pdf").content))
    assert "cases came first" not in said


def test_a_pdf_that_still_cannot_be_set_changes_nothing(
    without_pdf: ReportEdition, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> bytes:
        raise OSError("no room")

    before = {row.name: row.sha256 for row in without_pdf.files.all()}
    monkeypatch.setattr("vigil.outlook.reports.verbs.errata_and_removals.pdf_of", fails)
    client = Client()
    client.force_login(by)
    at = "/desk/outlook/reports/at/trajectories/editions/1/"
    assert client.post(at, {"act": "remake_pdf"}).status_code == 503
    assert {row.name: row.sha256 for row in without_pdf.files.all()} == before
    with pytest.raises(NotAllowed):
        errata_and_removals.remake_pdf(without_pdf, by=adjudicator())


def test_taking_out_is_a_decision_without_words(edition: ReportEdition) -> None:
    withdraw([NAME], by=adjudicator(), why="her family asked")
    rows = Decision.objects.filter(verb__in=["take_passage_out", "hide_passage"])
    assert {row.verb for row in rows} == {"take_passage_out", "hide_passage"}
    assert not any(says_name(f"{row.before}{row.after}{row.why}") for row in rows)


def test_who_cites_is_told_what_became_of_it(edition: ReportEdition, by: User) -> None:
    told = Client().get(f"/outlook/trajectories/1/p-{second(edition)}.json").json()
    assert told["state"] in told["citation"]
    assert [one["since"] for one in told["stands_on"]] == ["current"]
    page = f"/outlook/trajectories/1/?state={told['state']}"
    assert "stands here as it was cited" in Client().get(page).content.decode()
    withdraw([NAME], by=adjudicator(), why="her family asked")
    assert "it was taken out" in Client().get(page).content.decode()
    gone = Client().get(f"/outlook/trajectories/1/p-{second(edition)}.json").json()
    assert set(gone) == {"report", "edition", "frozen_on", "uid", "paragraph", "url", "removed_on"}
    killed("Another Person", "2020-05-06")
    first = next(paragraphs_of(edition.snapshot))
    one = Client().get(f"/outlook/trajectories/1/p-{first['uid']}.json").json()
    assert one["stands_on"][0]["since"] == "changed"
    assert publishing.hindrances(edition.report)
