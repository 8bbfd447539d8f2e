"""Put new headings and paragraphs of a .docx file into a draft, in the order of the file."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from vigil.outlook.models import OutlookReport, Paragraph, Section
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import require_no_claim, require_no_name
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.word_files.comparing import ReturnedPart, WordChange, merged_order
from vigil.outlook.reports.word_files.draft import parts_of
from vigil.trust.access.errors import NotPossible

MOST_SECTIONS: Final = 80
MOST_PARAGRAPHS: Final = 200


def place_parts(
    report: OutlookReport, taken: Sequence[WordChange], returned: Sequence[ReturnedPart]
) -> tuple[int, list[str]]:
    """Add the accepted new parts, remove headings, and set the order of all.

    Call it with the report locked. Return how many changes were done, and what was refused.
    """
    parts = {part.node: part for part in returned}
    refused: list[str] = []
    new = {one.uid: one for one in taken if one.what in ("new", "new_heading")}
    for uid in list(new):
        if fault := fault_of(new[uid], report.language):
            refused.append(f"{new[uid].label}: {fault}")
            del new[uid]
    take_order = any(one.what == "order" for one in taken)
    gone = [one for one in taken if one.what == "delete_heading"]
    if not (new or take_order or gone):
        return 0, refused
    sections = {one.uid: one for one in report.sections.all()}
    rows = Paragraph.objects.filter(section__report=report).order_by("section__order", "order")
    paragraphs = {one.uid: one for one in rows}
    draft = [part.uid for part in parts_of(report)]
    file = [node for node in parts if node in new or node in sections or node in paragraphs]
    order = merged_order(draft, file, take_order)
    for change in gone:
        sections.pop(change.uid, None)
    _lay_out(report, order, new, parts, sections, paragraphs)
    for change in gone:
        report.sections.filter(uid=change.uid).delete()
    return len(new) + take_order + len(gone), refused


def fault_of(change: WordChange, language: str) -> str:
    """Return why a new part cannot be kept; empty if it can. Its sources come later."""
    try:
        if change.what == "new_heading":
            check_heading(change.text, language)
        else:
            check_new(change.text)
    except NotPossible as error:
        return str(error)
    return ""


def check_heading(text: str, language: str) -> None:
    """Raise NotPossible if a heading of a file cannot be kept."""
    require_no_name(text)
    require_no_claim(text, language)
    if len(text) > writing.LONGEST_HEADING:
        raise NotPossible(_("Write it in 1 to %(n)d characters.") % {"n": writing.LONGEST_HEADING})


def check_new(text: str) -> None:
    """Raise NotPossible if a new paragraph of a file cannot be kept, whatever its sources."""
    require_shown_names([text])
    if len(text) > writing.LONGEST:
        raise NotPossible(_("At most %(n)d characters in a paragraph.") % {"n": writing.LONGEST})


def _lay_out(
    report: OutlookReport,
    order: Sequence[str],
    new: dict[str, WordChange],
    parts: dict[str, ReturnedPart],
    sections: dict[str, Section],
    paragraphs: dict[str, Paragraph],
) -> None:
    """Write sections and paragraphs in this order, and create the new ones."""
    section: Section | None = None
    waiting: list[str] = []
    n_sections = 0
    laid: Counter[int] = Counter()
    for node in order:
        if node in sections or (node in new and new[node].what == "new_heading"):
            n_sections += 1
            section = _laid_section(report, node, n_sections, new, parts, sections)
        elif node in paragraphs or node in new:
            if section is None:
                waiting.append(node)
                continue
            for one in [*waiting, node]:
                laid[section.pk] += 1
                _lay_paragraph(section, one, laid[section.pk], new, paragraphs)
            waiting = []
    if waiting and section is None:
        raise NotPossible(_("The file has no heading any more. Keep at least one."))
    if n_sections > MOST_SECTIONS:
        raise NotPossible(_("At most %(n)d sections.") % {"n": MOST_SECTIONS})


def _laid_section(
    report: OutlookReport,
    node: str,
    n: int,
    new: dict[str, WordChange],
    parts: dict[str, ReturnedPart],
    sections: dict[str, Section],
) -> Section:
    row = sections.get(node)
    if row is None:
        return Section.objects.create(
            report=report, order=n, depth=parts[node].depth, heading=new[node].text
        )
    row.order = n
    row.save(update_fields=["order"])
    return row


def _lay_paragraph(
    section: Section,
    node: str,
    n: int,
    new: dict[str, WordChange],
    paragraphs: dict[str, Paragraph],
) -> None:
    if n > MOST_PARAGRAPHS:
        raise NotPossible(_("At most %(n)d paragraphs in a section.") % {"n": MOST_PARAGRAPHS})
    row = paragraphs.get(node)
    if row is None:
        text = new[node].text
        Paragraph.objects.create(
            section=section, order=n, text=text, leans=require_shown_names([text])
        )
        return
    row.section, row.order = section, n
    row.save(update_fields=["section", "order"])
