"""Begin a report with the text of a .docx file."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vigil.files.word_documents import TextDocument
from vigil.outlook.models import OutlookReport, Paragraph, Section
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import WRITE, record_report_decision
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.word_files.comparing import ReturnedPart, returned_parts
from vigil.outlook.reports.word_files.laying_out import (
    MOST_PARAGRAPHS,
    MOST_SECTIONS,
    check_heading,
    check_new,
)
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

_NUMBERED: Final = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[A-Z]\.|[IVX]+\.)\s+(?=\S)")


@transaction.atomic
def begin_with_document(
    slug: str, title: str, language: str, document: TextDocument, *, by: User
) -> OutlookReport:
    """Begin a report with the headings and paragraphs of a file. No paragraph has a source yet.

    Raises NotAllowed, NotPossible (as `writing.begin_report`; a heading that names somebody or
    makes a claim; too long; a name that the public may not see).
    """
    require(by, WRITE)
    parts = returned_parts(document)
    if not parts:
        raise Unfit(_("There is no text in this file."), "file")
    faults = [*_faults_of(parts, language)]
    if faults:
        raise Unfit(" ".join(faults[:5]), "file")
    report = writing.begin_report(slug, title, language, "consultations", by=by)
    report.sections.all().delete()
    section: Section | None = None
    n_sections = n = 0
    for part in parts:
        if part.depth or section is None:
            n_sections, n = n_sections + 1, 0
            heading = _heading(part) if part.depth else _("Beginning")
            depth = part.depth if section is not None and part.depth else 1
            section = Section.objects.create(
                report=report, order=n_sections, depth=depth, heading=heading
            )
        if not part.depth:
            n += 1
            Paragraph.objects.create(
                section=section,
                order=n,
                text=part.text,
                leans=require_shown_names([part.text]),
            )
    after = {"step": "begin_with_word_file", "sections": n_sections}
    record_report_decision("write_report", report, by=by, after=after)
    return report


def _heading(part: ReturnedPart) -> str:
    return _NUMBERED.sub("", part.text)


def _faults_of(parts: Sequence[ReturnedPart], language: str) -> Iterator[str]:
    """Yield what is wrong in a file with which a report is begun."""
    if sum(1 for part in parts if part.depth) >= MOST_SECTIONS:
        yield _("At most %(n)d sections.") % {"n": MOST_SECTIONS}
    in_section = 0
    for n, part in enumerate(parts, start=1):
        in_section = 0 if part.depth else in_section + 1
        try:
            if part.depth:
                check_heading(_heading(part), language)
            else:
                check_new(part.text)
        except NotPossible as error:
            name = Truncator(part.text).chars(60)
            yield _("Line %(n)d, “%(text)s”: %(why)s") % {"n": n, "text": name, "why": error}
        if in_section == MOST_PARAGRAPHS + 1:
            yield _("At most %(n)d paragraphs in a section.") % {"n": MOST_PARAGRAPHS}
