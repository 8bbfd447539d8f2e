"""What a passage stands on is withdrawn: stories, literature, and sources that say a name."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from extra_rooms import add_room
from factories import adjudicator
from outlook.factories_report import added, begun, chair, counted, published
from outlook.reports.test_withdrawn_people import NAME, everything, says_name
from vigil.casefile.models import Victim
from vigil.outlook.models import ReportEdition
from vigil.outlook.reports.keeper import ReportsKeeper
from vigil.outlook.reports.snapshot import paragraphs_of
from vigil.outlook.reports.verbs import sections, writing
from vigil.outlook.sources import kinds
from vigil.outlook.sources.kinds import CitedCell, CitedFigure, CitedSource
from vigil.trust.models import User
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.stories.verbs.withdrawing import withdraw_story
from witness.people_factories import editor, killed, row_of
from witness.story_factories import QUOTED, a_story, agreed
from witness.story_factories import published as story_published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return chair()


@pytest.fixture
def victim() -> Victim:
    return killed(NAME)


def test_a_passage_goes_with_the_story_that_it_cites(by: User, victim: Victim) -> None:
    writer = editor()
    story = a_story(writer, of=victim, body=QUOTED)
    agreed(story, by=writer)
    story_published(story, writer)
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "told", "story", f"/stories/{story.public_id}/", by=by)
    writing.write_paragraph(paragraph, "Her sister tells how she was warned.", by=by)
    killed("Somebody Else", "2020-01-02")
    counted(report, by)
    edition = published(report, by)
    assert "Her sister tells" in everything(edition)
    withdraw_story(story, by=writer, why="the family asked")
    said = everything(edition)
    assert "Her sister tells" not in said
    assert "cases are known" in said


def test_a_heading_and_literature_that_name_somebody_are_found(by: User) -> None:
    killed("Somebody Else", "2020-01-02")
    report = begun(by)
    section = sections.add_section(report, "After Ferreira Lozano", 1, by=by)
    paragraph = writing.add_paragraph(section, "text", by=by)
    about = {"author": "Ferreira Lozano, A.", "title": "A work"}
    writing.add_basis(paragraph, "lit", "literature", "", by=by, about=about)
    writing.write_paragraph(paragraph, "It is told{note:lit}.", by=by)
    edition = published(report, by)
    assert "Ferreira Lozano" in everything(edition)
    found = ReportsKeeper().find(["Ferreira Lozano"])
    assert {one.kind for one in found} == {"report_section", "report_paragraph"}
    withdraw(["Ferreira Lozano"], by=adjudicator(), why="asked by the person")
    assert "Ferreira" not in everything(edition)


def test_whom_a_source_names_is_leaned_on_too(
    by: User, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source may say a name of its own: the passage goes when that is not shown any more."""
    parts = ("label", "method", "alt", "row", "note")

    def read(ref: str, about: object) -> CitedSource:
        said = dict.fromkeys(parts, "Words") | {ref: NAME}
        rows, notes = [(said["row"], [CitedCell("1")])], [said["note"]]
        drawn = CitedFigure("T", said["alt"], ("H", "N"), rows, notes=notes, url="/x/")
        return CitedSource(
            said["label"], "/x/", figures={"one": lambda: drawn}, method=said["method"]
        )

    kind = kinds.SourceKind("invented", "a source", read)
    add_room(monkeypatch, adds=[kinds.SOURCE_KINDS.by(kind)])
    killed("Somebody Else", "2020-01-02")
    report = begun(by)
    for where in parts:
        paragraph = added(report, by, "table")
        writing.add_basis(paragraph, "told", "invented", where, by=by)
        writing.write_paragraph(paragraph, "It is seen here. {figure:told}", by=by)
    counted(report, by)
    edition = published(report, by)
    *named, last = paragraphs_of(edition.snapshot)
    assert [says_name(str(one)) for one in (*named, last)] == [True] * len(parts) + [False]
    assert says_name(everything(edition))
    exclude(row_of(victim), by=editor(), why="The family asked")
    assert not says_name(everything(edition))
    assert {*ReportEdition.objects.get().removed} == {one["uid"] for one in named}
