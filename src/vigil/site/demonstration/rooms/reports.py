"""Write a report of the outlook from what the other parts of the room hold, and publish it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from vigil.outlook.models import Assessment, LibraryItem, OutlookReport, Question, Section
from vigil.outlook.reports.bibliography.verbs import add_work, cite_work
from vigil.outlook.reports.front_matter.verbs import add_author, describe_report
from vigil.outlook.reports.verbs import publishing, sections, writing
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.models import User


def publish_outlook_report(world: DemoWorld, assessment: Assessment) -> None:
    """Write the report as one chair, and publish it as another."""
    told, by = invented("report"), world.by("chair")
    report = writing.begin_report(told["slug"], told["title"], "en", "index_edition", by=by)
    describe_report(report, told["subtitle"], "cc-by", "", "", by=by)
    agreed_on = days_before(world.today, 30)
    for one in told["authors"]:
        add_author(report, one["name"], one["role"], one["at"], agreed_on, by=by, agreed=True)
    works = {name: add_work(report, raw, by=by) for name, raw in told["works"].items()}
    writer = _Writer(by, works, assessment)
    for section in list(report.sections.all()):
        paragraphs = told["sections"].get(section.heading, ())
        for one in paragraphs:
            writer.write(section, one)
        if not paragraphs:
            sections.remove_section(section, by=by)
    report = OutlookReport.objects.get(pk=report.pk)
    publishing.send_report(report, by=by)
    publishing.publish_report(report, by=world.by("lead"), site=settings.VIGIL_SITE)


@dataclass(frozen=True)
class _Writer:
    """Writes paragraphs with their sources."""

    by: User
    works: Mapping[str, LibraryItem]
    assessment: Assessment

    def write(self, section: Section, told: Mapping[str, Any]) -> None:
        paragraph = writing.add_paragraph(section, told["kind"], by=self.by)
        read: Mapping[str, Any] = {"pooled": partial(_cell, self.assessment)}
        for key, kind, ref in told.get("sources", ()):
            found = read.get(kind, str)(ref)
            writing.add_basis(paragraph, key, kind, found, by=self.by)
        text = told.get("text", "")
        for name in told.get("works", ()):
            cited = cite_work(self.works[name], paragraph, by=self.by)
            text = text.replace(f"{{note:{name}}}", f"{{note:{cited.key}}}")
        writing.write_paragraph(paragraph, text, by=self.by)
        if "show" in told:
            writing.change_show(paragraph, told["show"], by=self.by)


def _cell(assessment: Assessment, ref: str) -> str:
    """Return the uid of the question about a country and term.

    `ref` is written as ISL:cocaine, or as ISL:cocaine:probability; without a kind it is the score.
    """
    place, term, kind = [*ref.split(":"), Question.Kind.SCORE][:3]
    asked = Question.objects.filter(panel__assessment=assessment, place=place, kind=kind)
    return asked.get(term__code=term).uid
