"""What comes back in a .docx file: what is shown, accepted and refused."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from factories import publish_anew
from files.docx_files import docx, p, r
from outlook.factories_report import added, begun, chair, counted, first_section, published
from vigil.files import read_document
from vigil.outlook.models import OutlookReport, ReturnedText
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.verbs.publishing import hindrances
from vigil.outlook.reports.word_files import verbs
from vigil.outlook.reports.word_files.beginning import begin_with_document
from vigil.outlook.reports.word_files.draft import parts_of
from vigil.outlook.reports.word_files.writing_docx import docx_of
from vigil.trust.access.errors import NotPossible, Unfit
from witness.people_factories import killed

pytestmark = pytest.mark.django_db
WORK = {"author": "A. Author", "title": "A work", "numbers": "experts = 500"}


@pytest.fixture
def by():
    return chair()


@pytest.fixture
def report(by):
    """Return a report with two paragraphs in its first section, one of them with tokens."""
    killed("Somebody Else")
    report = begun(by)
    counted(report, by)
    plain = added(report, by)
    writing.add_basis(plain, "lit", "literature", "", by=by, about=WORK)
    writing.write_paragraph(plain, "Routes change slowly{note:lit}.", by=by)
    return report


def edited(report, change=None):
    """Return the Word file of a draft as an editor leaves it."""
    content = docx_of(report.title, "en", False, parts_of(report))
    document = Document(io.BytesIO(content))
    if change is not None:
        change(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def returned(report, by, change=None):
    document = verbs.read_word_file(edited(report, change))
    return verbs.keep_returned(report, document, by=by)


def line_with(document, words):
    return next(one for one in document.paragraphs if words in one.text)


def replaced(before, after):
    """Return how an editor replaces words that are in one run."""

    def change(document):
        for run in line_with(document, before).runs:
            run.text = run.text.replace(before, after)

    return change


def texts(report):
    return [one.text for one in first_section(report).paragraphs.all()]


def test_an_unchanged_file_changes_nothing(report, by):
    assert verbs.changes_in(returned(report, by)) == []


def test_changed_words_are_shown_and_accepted(report, by):
    row = returned(report, by, replaced("change slowly", "change fast"))
    (change,) = verbs.changes_in(row)
    assert change.label == "Paragraph 2"
    assert ("removed", "slowly{note:lit}.") in change.words
    assert change.problems == []
    told = verbs.accept_changes(row, {change.key}, by=by)
    assert (told.done, told.refused) == (1, [])
    assert texts(report)[1] == "Routes change fast{note:lit}."
    assert not ReturnedText.objects.exists()


def test_tokens_that_are_gone_or_new_are_refused_with_the_paragraph(report, by):
    def change(document):
        line = line_with(document, "Routes")
        line.runs[1].text = "{number:other}"

    row = returned(report, by, change)
    (found,) = verbs.changes_in(row)
    assert found.label == "Paragraph 2"
    assert [said.partition(" ")[0] for said in found.problems] == ["{note:lit}", "{number:other}"]
    told = verbs.accept_changes(row, {found.key}, by=by)
    assert told.done == 0
    assert told.refused[0].startswith("Paragraph 2:")
    assert texts(report)[1] == "Routes change slowly{note:lit}."


def test_a_number_that_an_editor_changed_in_its_braces_is_named(report, by):
    def change(document):
        run = next(one for one in line_with(document, "cases are").runs if "=" in one.text)
        run.text = "{number:cases = 7}"

    (found,) = verbs.changes_in(returned(report, by, change))
    assert "shows “7” in the file; its source says “1”" in found.problems[0]


def test_a_typed_number_is_refused_by_the_draft(report, by):
    row = returned(report, by, replaced("slowly", "by 40 percent"))
    (change,) = verbs.changes_in(row)
    told = verbs.accept_changes(row, {change.key}, by=by)
    assert told.done == 0
    assert "Paragraph 2: The number 40 is typed" in told.refused[0]


def test_new_moved_and_deleted_parts(report, by):
    def change(document):
        first, second = line_with(document, "cases are"), line_with(document, "Routes")
        second._p.addprevious(document.add_heading("A new section", 1)._p)
        second._p.addprevious(document.add_paragraph("New words.")._p)
        first._p.getparent().remove(first._p)

    row = returned(report, by, change)
    changes = {one.what: one for one in verbs.changes_in(row)}
    assert set(changes) == {"new_heading", "new", "delete"}
    told = verbs.accept_changes(row, {one.key for one in changes.values()}, by=by)
    assert (told.done, told.refused) == (3, [])
    section = report.sections.get(heading="A new section")
    assert report.sections.get(order=section.order - 1).paragraphs.count() == 0
    assert [one.text for one in section.paragraphs.all()] == [
        "New words.",
        "Routes change slowly{note:lit}.",
    ]
    orders = [one.order for one in report.sections.all()]
    assert orders == list(range(1, len(orders) + 1))
    assert any("It has no source yet" in one.text for one in hindrances(report))


def test_paragraphs_that_changed_places(report, by):
    def change(document):
        first, second = line_with(document, "cases are"), line_with(document, "Routes")
        second._p.addnext(first._p)

    before = texts(report)
    row = returned(report, by, change)
    (found,) = verbs.changes_in(row)
    assert found.what == "order"
    verbs.accept_changes(row, {found.key}, by=by)
    assert texts(report) == before[::-1]


@pytest.mark.tail("test_new_moved_and_deleted_parts")
def test_a_deleted_heading_leaves_its_paragraphs_to_the_section_before(report, by):
    first, second = report.sections.all()[:2]
    paragraph = writing.add_paragraph(second, "text", by=by)
    heading = second.heading

    def change(document):
        line = line_with(document, heading)
        line._p.getparent().remove(line._p)

    row = returned(report, by, change)
    (found,) = verbs.changes_in(row)
    verbs.accept_changes(row, {found.key}, by=by)
    paragraph.refresh_from_db()
    assert paragraph.section == first
    assert not report.sections.filter(heading=heading).exists()


def test_what_changed_here_meanwhile_is_said(report, by):
    content = edited(report, replaced("slowly", "fast"))
    paragraph = first_section(report).paragraphs.all()[1]
    writing.write_paragraph(paragraph, "Routes never change{note:lit}.", by=by)
    row = verbs.keep_returned(report, verbs.read_word_file(content), by=by)
    (change,) = verbs.changes_in(row)
    assert change.doubtful
    assert "changed it here" in change.warnings[0]


def test_a_file_of_something_else_is_refused(report, by):
    with pytest.raises(Unfit, match="Nothing in this file comes from this report"):
        verbs.keep_returned(report, read_document(docx(p(r("Words")))), by=by)
    with pytest.raises(Unfit, match=r"no \.docx file"):
        verbs.read_word_file(b"words")


def test_a_withheld_name_in_a_file_is_refused_before_it_is_kept(report, by):
    victim = killed("Amadou Traoré-Lind")
    victim.case.visibility = "withdrawn"
    victim.case.save()
    publish_anew(victim.case)
    with pytest.raises(NotPossible, match="name"):
        returned(report, by, replaced("Routes", "Amadou Traoré-Lind"))
    assert not ReturnedText.objects.exists()


@pytest.mark.tail("the table of routes: accepting makes a sent or published report a draft")
def test_a_published_report_is_a_draft_again(report, by):
    published(report, by)
    row = returned(report, by, replaced("slowly", "fast"))
    verbs.accept_changes(row, {one.key for one in verbs.changes_in(row)}, by=by)
    assert OutlookReport.objects.get(pk=report.pk).state == "draft"


def test_a_report_begins_with_a_file(by):
    body = (
        p(r("A title"), style="Ttl")
        + p(r("Before all"))
        + p(r("1. Markets"), style="H1")
        + p(r("About 500 people said so."))
        + p(r("Words"), style="LB")
    )
    report = begin_with_document("new", "New", "en", read_document(docx(body)), by=by)
    told = [
        (one.heading, [row.text for row in one.paragraphs.all()]) for one in report.sections.all()
    ]
    assert told == [
        ("Beginning", ["Before all"]),
        ("Markets", ["About 500 people said so.", "Words"]),
    ]
    assert any("500 is typed" in one.text for one in hindrances(report))


def test_a_heading_that_claims_is_named(by):
    body = p(r("40 percent more"), style="H1")
    with pytest.raises(Unfit, match="“40 percent more”"):
        begin_with_document("new", "New", "en", read_document(docx(body)), by=by)


@pytest.mark.tail("the table of routes")
def test_the_screens(report, by):
    client = Client()
    client.force_login(by)
    got = client.get(reverse("desk_reports:report_word_file", args=[report.slug]))
    assert got["Content-Disposition"] == 'attachment; filename="trajectories.docx"'
    file = io.BytesIO(edited(report, replaced("slowly", "fast")))
    file.name = "draft.docx"
    at = reverse("desk_reports:report_word", args=[report.slug])
    made = client.post(at, {"file": file}, follow=True)
    assert made.status_code == 200
    page = made.content.decode()
    assert "<del" in page
    row = ReturnedText.objects.get()
    (change,) = verbs.changes_in(row)
    address = reverse("desk_reports:report_word_changes", args=[report.slug, row.uid])
    done = client.post(address, {"act": "accept", "change": [change.key]})
    assert done.status_code == 302
    assert texts(report)[1] == "Routes change fast{note:lit}."
