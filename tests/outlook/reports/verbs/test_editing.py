"""Two writers on one report: versions, conflicts, removed blocks, and parts without sources."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from outlook.factories_report import COUNTED, added, begun, chair, counted, first_section, published
from vigil.outlook.models import OutlookReport, Paragraph, ParagraphVersion, ReportApproval
from vigil.outlook.reports.bibliography import verbs as bibliography
from vigil.outlook.reports.front_matter import verbs as front
from vigil.outlook.reports.snapshot import paragraph_snapshot, paragraphs_of, report_snapshot
from vigil.outlook.reports.verbs import (
    approving,
    commenting,
    publishing,
    restoring,
    sections,
    writing,
)
from vigil.outlook.reports.verbs.draft_changes import TypedNumbers
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import User
from witness.people_factories import killed

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return chair()


@pytest.fixture
def report(by: User) -> OutlookReport:
    return begun(by)


def in_part(report: OutlookReport, part: str, by: User, text: str = "") -> Paragraph:
    section = report.sections.filter(part=part).first()
    assert section is not None
    paragraph = writing.add_paragraph(section, "text", by=by)
    return writing.write_paragraph(paragraph, text, by=by) if text else paragraph


def test_each_save_is_a_version_and_the_same_text_twice_is_one(
    report: OutlookReport, by: User
) -> None:
    block = added(report, by)
    block = writing.write_paragraph(block, "One.", by=by, seen=0)
    block = writing.write_paragraph(block, "One.", by=by, seen=0)
    block = writing.write_paragraph(block, "Two.", by=by, seen=1)
    kept = ParagraphVersion.objects.filter(uid=block.uid).order_by("number")
    assert list(kept.values_list("number", "text", "by")) == [
        (1, "One.", by.pk),
        (2, "Two.", by.pk),
    ]
    assert block.version == 2


def test_a_text_from_before_versions_were_kept_is_the_first_one(
    report: OutlookReport, by: User
) -> None:
    block = added(report, by)
    Paragraph.objects.filter(pk=block.pk).update(text="Old.")
    writing.write_paragraph(block, "New.", by=by, seen=0)
    kept = ParagraphVersion.objects.filter(uid=block.uid).order_by("number")
    assert list(kept.values_list("text", "by")) == [("Old.", None), ("New.", by.pk)]


def test_two_writers_of_one_block_get_both_texts_and_two_blocks_do_not_meet(
    report: OutlookReport, by: User
) -> None:
    one, two, other = added(report, by), added(report, by), chair()
    writing.write_paragraph(one, "Mine.", by=by, seen=0)
    writing.write_paragraph(two, "Theirs.", by=other, seen=0)
    with pytest.raises(writing.ParagraphChanged) as conflict:
        writing.write_paragraph(one, "Theirs too.", by=other, seen=0)
    assert conflict.value.kept.text == "Mine."
    assert Paragraph.objects.get(pk=one.pk).text == "Mine."
    assert Paragraph.objects.get(pk=two.pk).text == "Theirs."
    writing.write_paragraph(one, "Theirs too.", by=other, seen=conflict.value.kept.version)
    assert Paragraph.objects.get(pk=one.pk).text == "Theirs too."


def test_a_version_returns_with_its_sources(report: OutlookReport, by: User) -> None:
    killed("Somebody Else")
    block = counted(report, by)
    version = ParagraphVersion.objects.get(uid=block.uid, text=COUNTED)
    block = writing.write_paragraph(block, "Nothing is counted.", by=by)
    writing.remove_basis(block.bases.get(), by=by)
    restoring.restore_version(version, by=by)
    block.refresh_from_db()
    assert block.text == COUNTED
    assert [one.key for one in block.bases.all()] == ["cases"]
    last = ParagraphVersion.objects.filter(uid=block.uid).first()
    assert last is not None
    assert (last.number, last.text) == (block.version, COUNTED)


def test_a_removed_block_returns_to_its_place_under_its_address(
    report: OutlookReport, by: User
) -> None:
    one, two, three = (added(report, by) for _n in range(3))
    writing.write_paragraph(two, "Between.", by=by)
    writing.remove_paragraph(two, by=by)
    version = ParagraphVersion.objects.get(uid=two.uid, removed=True)
    restoring.restore_version(version, by=by)
    uids = [block.uid for block in first_section(report).paragraphs.all()]
    assert uids == [one.uid, two.uid, three.uid]
    version.withdrawals = [1]
    version.save()
    with pytest.raises(NotPossible, match="not there any more"):
        restoring.restore_version(version, by=by)


def test_a_block_is_added_between_two_and_moved_to_another_section(
    report: OutlookReport, by: User
) -> None:
    section = first_section(report)
    one, two = added(report, by), added(report, by)
    between = writing.add_paragraph(section, "quote", by=by, after=one)
    top = writing.add_paragraph(section, "list", by=by, first=True)
    assert [block.pk for block in section.paragraphs.all()] == [
        *(top.pk, one.pk, between.pk, two.pk),
    ]
    annex = report.sections.get(part="annex")
    writing.move_to_section(between, annex, by=by)
    assert [block.pk for block in annex.paragraphs.all()] == [between.pk]
    foreign = first_section(begun(by, "another"))
    with pytest.raises(NotPossible, match="section is not there"):
        writing.move_to_section(one, foreign, by=by)


def test_a_foreword_and_the_like_need_no_source(report: OutlookReport, by: User) -> None:
    words = "It was begun in 2026; see page 12, section 3.1 and pp. 4–9."
    for part in ("methods", "acknowledgements", "about", "foreword"):
        block = in_part(report, part, by, words)
        assert paragraph_snapshot(block).faults == [], part
    with pytest.raises(TypedNumbers) as refused:
        writing.write_paragraph(block, "We asked 500 people.", by=by)
    assert refused.value.numbers == ["500"]
    with pytest.raises(NotPossible, match="no pooled probability"):
        writing.write_paragraph(block, "It is very likely.", by=by)


def test_a_foreword_may_state_a_number_that_the_report_cites(
    report: OutlookReport, by: User
) -> None:
    killed("Somebody Else")
    counted(report, by, "In {number:cases.killed} cases it is so.")
    block = in_part(report, "foreword", by, "We mourn 1 person.")
    assert paragraph_snapshot(block).faults == []
    with pytest.raises(TypedNumbers):
        writing.write_paragraph(block, "We mourn 2 people.", by=by)


def test_the_body_and_an_annex_need_sources(report: OutlookReport, by: User) -> None:
    for part in ("body", "annex"):
        block = in_part(report, part, by, "Words alone.")
        assert any("no source yet" in one for one in paragraph_snapshot(block).faults)
        with pytest.raises(TypedNumbers):
            writing.write_paragraph(block, "See page 12.", by=by)


def test_a_section_takes_a_part_only_if_its_blocks_may_be_there(
    report: OutlookReport, by: User
) -> None:
    section = report.sections.get(part="foreword")
    in_part(report, "foreword", by, "See page 12.")
    with pytest.raises(NotPossible, match="12 is typed"):
        sections.set_part(section, "body", by=by)
    sections.set_part(section, "methods", by=by)
    section.refresh_from_db()
    assert section.part == "methods"


def test_only_the_body_is_numbered_and_annexes_have_letters(
    report: OutlookReport, by: User
) -> None:
    in_part(report, "foreword", by, "Words.")
    in_part(report, "body", by, "Words.")
    in_part(report, "annex", by, "Words.")
    told = report_snapshot(report, 1).snapshot["sections"]
    assert [(one["part"], one["number"]) for one in told] == [
        *(("foreword", ""), ("body", "1"), ("annex", "A")),
    ]


def test_paragraphs_notes_and_figures_are_counted_in_the_order_of_print(
    report: OutlookReport, by: User
) -> None:
    report.sections.filter(part="methods").delete()
    methods = report.sections.get(part="foreword")
    sections.set_part(methods, "methods", by=by)
    body = first_section(report)
    assert methods.order < body.order
    blocks = {}
    for name, section in {"methods": methods, "body": body}.items():
        block = blocks[name] = writing.add_paragraph(section, "text", by=by)
        writing.add_basis(block, "cases", "cases", "", by=by)
        blocks[name] = writing.write_paragraph(block, "Words{note:cases}.", by=by)
    told = report_snapshot(report, 1).snapshot["sections"]
    assert [one["part"] for one in told] == ["body", "methods"]
    for n, (section, name) in enumerate(zip(told, ("body", "methods"), strict=True), 1):
        (one,) = section["paragraphs"]
        alone = paragraph_snapshot(blocks[name]).told
        notes = [part["n"] for part in one["parts"] if part["t"] == "note"]
        assert (one["n"], notes, one["bases"][0]["note"]) == (n, [n], n)
        assert alone["n"] == n
        assert [part["n"] for part in alone["parts"] if part["t"] == "note"] == [n]


def test_a_list_has_items_and_a_figure_says_what_is_shown(report: OutlookReport, by: User) -> None:
    killed("Somebody Else")
    counted(report, by, "First: {number:cases} cases.\n\nSecond.", kind="list")
    drawn = counted(report, by, "{figure:cases.by-year}", kind="figure")
    writing.change_show(drawn, "table", by=by)
    listed, figure = paragraphs_of(report_snapshot(report, 1).snapshot)
    assert ["".join(p.get("shown") or p["text"] for p in item) for item in listed["items"]] == [
        *("First: 1 cases.", "Second."),
    ]
    assert figure["show"] == "table"
    assert figure["figures"][0]["number"] == 1


def test_comments_are_answered_and_resolved_and_change_no_draft(
    report: OutlookReport, by: User
) -> None:
    block, other = added(report, by), chair()
    version = OutlookReport.objects.get(pk=report.pk).version
    comment = commenting.add_comment(block, "Is it so?", by=other)
    answer = commenting.add_comment(block, "Yes.", by=by, answers=comment)
    again = commenting.add_comment(block, "Then good.", by=other, answers=answer)
    assert again.parent == comment
    with pytest.raises(NotPossible, match="not there"):
        commenting.resolve_comment(answer, by=by)
    commenting.resolve_comment(comment, by=by)
    with pytest.raises(NotPossible, match="resolved already"):
        commenting.resolve_comment(comment, by=by)
    assert OutlookReport.objects.get(pk=report.pk).version == version


def test_readers_approve_one_version_and_a_change_asks_them_again(
    report: OutlookReport, by: User
) -> None:
    killed("Somebody Else")
    block = counted(report, by)
    approving.ask_for_readers(report, 2, by=by)
    now = OutlookReport.objects.get(pk=report.pk).version
    one, two = chair(), chair()
    with pytest.raises(NeedsSecondPerson, match="You wrote"):
        approving.approve_version(report, now, by=by)
    approving.approve_version(report, now, by=one)
    with pytest.raises(NotPossible, match="already"):
        approving.approve_version(report, now, by=one)
    with pytest.raises(NotPossible, match="1 reader has yet"):
        publishing.send_report(report, by=by)
    approving.approve_version(report, now, by=two)
    writing.write_paragraph(block, f"{COUNTED} So it is.", by=by)
    with pytest.raises(NotPossible, match="2 readers have yet"):
        publishing.send_report(report, by=by)
    with pytest.raises(NotPossible, match="changed since"):
        approving.approve_version(report, now, by=one)
    now = OutlookReport.objects.get(pk=report.pk).version
    for reader in (one, two):
        approving.approve_version(report, now, by=reader)
    publishing.send_report(report, by=by)
    assert ReportApproval.objects.filter(version=now).count() == 2


@pytest.mark.parametrize("what", ["title", "heading", "front", "author", "work"])
def test_who_wrote_around_the_paragraphs_is_no_reader_either(
    report: OutlookReport, by: User, what: str
) -> None:
    counted(report, by)
    one = chair()
    work = {"type": "book", "title": "Ports", "author": [{"family": "Okafor"}]}
    {
        "title": lambda: writing.retitle_report(report, "Harbours at night", by=one),
        "heading": lambda: sections.rename_section(report.sections.all()[0], "Ports", by=one),
        "front": lambda: front.describe_report(report, "From the ports", "", "", "", by=one),
        "author": lambda: front.add_author(
            report, "Ngozi Okafor", "author", "", date(2026, 1, 2), by=one, agreed=True
        ),
        "work": lambda: bibliography.add_work(report, work, by=one),
    }[what]()
    now = OutlookReport.objects.get(pk=report.pk).version
    with pytest.raises(NeedsSecondPerson, match="You wrote"):
        approving.approve_version(report, now, by=one)


def test_who_wrote_before_the_last_edition_may_read_the_next(
    report: OutlookReport, by: User
) -> None:
    killed("Somebody Else")
    counted(report, by)
    with mock.patch("vigil.outlook.reports.edition_files.pdf_of", return_value=b"%PDF-1.7"):
        edition = published(report, by)
    edition.at = timezone.now() + timedelta(seconds=1)
    edition.save(update_fields=["at"])
    assert approving.writers_of(report) == set()
