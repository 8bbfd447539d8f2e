"""Write a report of the outlook from what the other parts of the room hold, and publish it."""

from collections.abc import Mapping
from typing import Any

from vigil.outlook.models import Assessment, LibraryItem, OutlookReport, Paragraph, Question
from vigil.outlook.reports.bibliography.verbs import add_work, cite_work
from vigil.outlook.reports.front_matter.verbs import add_author, describe_report
from vigil.outlook.reports.verbs import publishing, sections, writing
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.sites import site_address

SCORE = Question.Kind.SCORE


def publish_outlook_report(world: DemoWorld, assessment: Assessment) -> None:
    """Write the report as one chair, and publish it as another."""
    told, writer = invented("report"), world.by("chair")
    report = writing.begin_report(told["slug"], told["title"], "en", "index_edition", by=writer)
    describe_report(report, told["subtitle"], "cc-by", "", "", by=writer)
    for one in told["authors"]:
        day = days_before(world.today, 30)
        add_author(report, one["name"], one["role"], one["at"], day, by=writer, agreed=True)
    works = {key: add_work(report, raw, by=writer) for key, raw in told["works"].items()}
    for section in list(report.sections.all()):
        paragraphs = told["sections"].get(section.heading, ())
        for one in paragraphs:
            _write(
                writing.add_paragraph(section, one["kind"], by=writer),
                one,
                works,
                world,
                assessment,
            )
        if not paragraphs:
            sections.remove_section(section, by=writer)
    report = OutlookReport.objects.get(pk=report.pk)
    publishing.send_report(report, by=writer)
    publishing.publish_report(report, by=world.by("lead"), site=site_address())


def _write(
    paragraph: Paragraph,
    told: Mapping[str, Any],
    works: Mapping[str, LibraryItem],
    world: DemoWorld,
    assessment: Assessment,
) -> None:
    writer = world.by("chair")
    for key, kind, ref in told.get("sources", ()):
        found = _cell(assessment, ref) if kind == "pooled" else ref
        writing.add_basis(paragraph, key, kind, found, by=writer)
    for key in told.get("works", ()):
        cite_work(works[key], paragraph, by=writer)
    writing.write_paragraph(paragraph, told.get("text", ""), by=writer)
    if "show" in told:
        writing.change_show(paragraph, told["show"], by=writer)


def _cell(assessment: Assessment, ref: str) -> str:
    """Return the question about a country and term, written as ISL:cocaine or ISL:cocaine:KIND."""
    place, term, kind = [*ref.split(":"), SCORE][:3]
    row = Question.objects.get(
        panel__assessment=assessment, place=place, term__code=term, kind=kind
    )
    return row.uid
