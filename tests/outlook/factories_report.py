"""Reports for tests, made by their verbs: written, sent by one chair, published by another."""

from typing import Any

from factories import UserFactory
from vigil.outlook.models import OutlookReport, Paragraph, ReportEdition, Section
from vigil.outlook.reports.verbs import publishing, writing
from vigil.trust.models import Role, User
from witness.people_factories import killed

SITE = "https://vigil.example"
TITLE = "Where illicit markets are going"
COUNTED = "{number:cases} cases are known, in which {number:cases.killed} people were killed."


def chair(**values: Any) -> User:
    """Make a chair."""
    return UserFactory(roles=[Role.PANEL_CHAIR], **values)


def begun(by: User, slug: str = "trajectories", **values: Any) -> OutlookReport:
    """Begin a report in English."""
    given = {"title": TITLE, "language": "en", "template": "trajectories"} | values
    return writing.begin_report(slug, **given, by=by)


def first_section(report: OutlookReport) -> Section:
    """Return the first section of a report."""
    section = report.sections.filter(part="body").first()
    assert section is not None
    return section


def added(report: OutlookReport, by: User, kind: str = "text") -> Paragraph:
    """Add an empty paragraph to the first section."""
    return writing.add_paragraph(first_section(report), kind, by=by)


def counted(
    report: OutlookReport, by: User, text: str = COUNTED, kind: str = "text", query: str = ""
) -> Paragraph:
    """Add a paragraph that stands on cases."""
    paragraph = added(report, by, kind)
    writing.add_basis(paragraph, "cases", "cases", query, by=by)
    return writing.write_paragraph(paragraph, text, by=by)


def published(report: OutlookReport, by: User, other: User | None = None) -> ReportEdition:
    """Send a report to review, and let another chair publish it."""
    publishing.send_report(report, by=by)
    return publishing.publish_report(report, by=other or chair(), site=SITE)


def an_edition(by: User, slug: str = "trajectories", text: str = COUNTED) -> ReportEdition:
    """Publish a report with one paragraph that counts one case, and a figure."""
    killed("Somebody Else")
    report = begun(by, slug)
    counted(report, by, text)
    counted(report, by, "How they lie in time. {figure:cases.by-year}", kind="figure")
    return published(report, by)
