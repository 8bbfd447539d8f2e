"""Change the outline of a draft: its sections, their headings, order and parts."""

from typing import Final

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from vigil.outlook.models import OutlookReport, Section
from vigil.outlook.reports.preconditions import (
    clean_line,
    locked_report,
    locked_section,
    require_no_claim,
    require_no_name,
)
from vigil.outlook.reports.verbs.draft_changes import (
    check_paragraph,
    note_change,
    place_after_moving,
    reorder,
)
from vigil.outlook.reports.verbs.writing import LONGEST_HEADING
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

MOST_SECTIONS: Final = 80


@transaction.atomic
def add_section(
    report: OutlookReport,
    heading: str,
    depth: int,
    *,
    by: User,
    after: Section | None = None,
    part: str = Section.ReportPart.BODY,
) -> Section:
    """Add a section after `after`, or at the end. Raises NotAllowed, NotPossible."""
    report = locked_report(report, by)
    if report.sections.count() >= MOST_SECTIONS:
        raise NotPossible(_("At most %(n)d sections.") % {"n": MOST_SECTIONS})
    if depth not in (1, 2):
        raise NotPossible(_("A section has one or two levels."))
    _require_part(part)
    require_no_name(heading)
    require_no_claim(heading, report.language)
    last = report.sections.aggregate(last=Max("order"))["last"] or 0
    if after is not None:
        last = report.sections.get(pk=after.pk).order
    order = last + 1
    report.sections.filter(order__gte=order).update(order=F("order") + 1)
    section = Section.objects.create(
        report=report,
        order=order,
        depth=depth,
        part=part,
        heading=clean_line(heading, LONGEST_HEADING),
    )
    note_change(report, by, {"step": "add_section"})
    return section


@transaction.atomic
def rename_section(section: Section, heading: str, *, by: User) -> None:
    """Change the heading of a section. Raises NotAllowed, NotPossible."""
    section = locked_section(section, by)
    require_no_name(heading)
    require_no_claim(heading, section.report.language)
    section.heading = clean_line(heading, LONGEST_HEADING)
    section.save(update_fields=["heading"])
    note_change(section.report, by, {"step": "change_heading"})


@transaction.atomic
def set_part(section: Section, part: str, *, by: User) -> None:
    """Say to which part of a report a section belongs.

    Raises NotAllowed, NotPossible (no such part; a paragraph that the part does not allow).
    """
    section = locked_section(section, by)
    _require_part(part)
    section.part = part
    for paragraph in section.paragraphs.filter(withdrawals=[]):
        paragraph.section = section
        check_paragraph(paragraph)
    section.save(update_fields=["part"])
    note_change(section.report, by, {"step": "change_part"})


def _require_part(part: str) -> None:
    if part not in Section.ReportPart.values:
        raise NotPossible(_("There is no such part of a report."))


@transaction.atomic
def move_section(section: Section, places: int, *, by: User) -> None:
    """Move a section up (negative) or down, at most to the end. Raises NotAllowed, NotPossible."""
    section = locked_section(section, by)
    rows = [one for one in section.report.sections.all() if one.pk != section.pk]
    at = place_after_moving(section, places)
    reorder([*rows[:at], section, *rows[at:]])
    note_change(section.report, by, {"step": "move_section"})


@transaction.atomic
def remove_section(section: Section, *, by: User) -> None:
    """Remove an empty section from the draft. Raises NotAllowed, NotPossible (not empty)."""
    section = locked_section(section, by)
    if section.paragraphs.exists():
        raise NotPossible(_("There are paragraphs in it."))
    report = section.report
    section.delete()
    note_change(report, by, {"step": "remove_section"})
