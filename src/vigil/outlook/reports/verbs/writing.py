"""Write the draft of a report: sections, paragraphs, and their sources. A draft is not public."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.outlook.models import Basis, OutlookReport, Paragraph, ReportEdition, Section
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import (
    WRITE,
    clean_line,
    locked_paragraph,
    locked_report,
    locked_section,
    mark_changed,
    record_report_decision,
    require_no_claim,
    require_no_name,
)
from vigil.outlook.reports.section_templates import templates
from vigil.outlook.reports.token_filling import fill_paragraph, read_basis
from vigil.outlook.reports.tokens import KEY
from vigil.outlook.sources.kinds import kind_of, read_source
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import unless_taken
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LONGEST: Final = 10_000
"""The most characters of a paragraph."""
LONGEST_HEADING: Final = 200
MOST_SECTIONS, MOST_PARAGRAPHS, MOST_BASES = 80, 200, 40
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUGS: Final = (
    "panels",
    "reports",
    "consultations",
    "recommendations",
    "index",
    "results",
    "method",
    "editions",
    "data",
)
"""Addresses of other pages of the outlook, which no report can have."""


@transaction.atomic
def begin_report(slug: str, title: str, language: str, template: str, *, by: User) -> OutlookReport:
    """Create the draft of a report, with the sections of a template.

    `slug` is the last part of its address and never changes. Raises NotAllowed, NotPossible (an
    address that is not valid or is taken; no such language or template; a title that names somebody
    or makes a claim).
    """
    take_part()
    require(by, WRITE)
    if not _SLUG.fullmatch(slug) or len(slug) > 80:
        raise NotPossible(_("Small Latin letters, digits and single hyphens, at most 80."))
    if slug in RESERVED_SLUGS:
        raise NotPossible(_("This address is taken."))
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("Reports are not written in this language here."))
    if template not in templates():
        raise NotPossible(_("There is no such template."))
    require_no_name(title)
    require_no_name(slug)
    require_no_claim(title, language)
    with unless_taken(_("This address is taken.")):
        report = OutlookReport.objects.create(
            slug=slug,
            title=clean_line(title, LONGEST_HEADING),
            language=language,
            template=template,
        )
    report.editors.add(by)
    Section.objects.bulk_create(
        Section(report=report, order=n, depth=one.depth, heading=one.within(language))
        for n, one in enumerate(templates()[template], start=1)
    )
    record_report_decision(
        "begin_report", report, by=by, after={"slug": slug, "template": template}
    )
    return report


@transaction.atomic
def retitle_report(report: OutlookReport, title: str, *, by: User) -> OutlookReport:
    """Change the title of a report. Editions keep theirs. Raises NotAllowed, NotPossible."""
    report = locked_report(report, by)
    require_no_name(title)
    require_no_claim(title, report.language)
    report.title = clean_line(title, LONGEST_HEADING)
    report.save(update_fields=["title"])
    return _changed(report, by, {"step": "change_title"})


# Sections


@transaction.atomic
def add_section(
    report: OutlookReport, heading: str, depth: int, *, by: User, after: Section | None = None
) -> Section:
    """Add a section after `after`, or at the end. Raises NotAllowed, NotPossible."""
    report = locked_report(report, by)
    if report.sections.count() >= MOST_SECTIONS:
        raise NotPossible(_("At most %(n)d sections.") % {"n": MOST_SECTIONS})
    if depth not in (1, 2):
        raise NotPossible(_("A section lies one or two deep."))
    require_no_name(heading)
    require_no_claim(heading, report.language)
    last = report.sections.aggregate(last=Max("order"))["last"] or 0
    if after is not None:
        last = report.sections.get(pk=after.pk).order
    order = last + 1
    report.sections.filter(order__gte=order).update(order=F("order") + 1)
    section = Section.objects.create(
        report=report, order=order, depth=depth, heading=clean_line(heading, LONGEST_HEADING)
    )
    _changed(report, by, {"step": "add_section"})
    return section


@transaction.atomic
def rename_section(section: Section, heading: str, *, by: User) -> None:
    """Change the heading of a section. Raises NotAllowed, NotPossible."""
    section = locked_section(section, by)
    require_no_name(heading)
    require_no_claim(heading, section.report.language)
    section.heading = clean_line(heading, LONGEST_HEADING)
    section.save(update_fields=["heading"])
    _changed(section.report, by, {"step": "change_heading"})


@transaction.atomic
def move_section(section: Section, places: int, *, by: User) -> None:
    """Move a section up (negative) or down, at most to the end. Raises NotAllowed, NotPossible."""
    section = locked_section(section, by)
    rows = [one for one in section.report.sections.all() if one.pk != section.pk]
    _reorder([*rows[: _at(section, places)], section, *rows[_at(section, places) :]])
    _changed(section.report, by, {"step": "move_section"})


@transaction.atomic
def remove_section(section: Section, *, by: User) -> None:
    """Remove an empty section from the draft. Raises NotAllowed, NotPossible (not empty)."""
    section = locked_section(section, by)
    if section.paragraphs.exists():
        raise NotPossible(_("There are paragraphs in it."))
    report = section.report
    section.delete()
    _changed(report, by, {"step": "remove_section"})


# Paragraphs


@transaction.atomic
def add_paragraph(section: Section, kind: str, *, by: User) -> Paragraph:
    """Add an empty paragraph at the end of a section. Raises NotAllowed, NotPossible."""
    section = locked_section(section, by)
    if kind not in Paragraph.Kind.values:
        raise NotPossible(_("There is no such kind of paragraph."))
    if section.paragraphs.count() >= MOST_PARAGRAPHS:
        raise NotPossible(_("At most %(n)d paragraphs in a section.") % {"n": MOST_PARAGRAPHS})
    last = section.paragraphs.aggregate(last=Max("order"))["last"] or 0
    paragraph = Paragraph.objects.create(section=section, kind=kind, order=last + 1)
    _changed(section.report, by, {"step": "add_paragraph"})
    return paragraph


@transaction.atomic
def write_paragraph(paragraph: Paragraph, text: str, *, by: User) -> Paragraph:
    """Save the text of a paragraph, with tokens for numbers and figures from its sources.

    Raises NotAllowed, NotPossible (a token without a source; a typed number; a term of likelihood
    without a pooled probability, or with one outside its range; a name that the public may not see;
    too long).
    """
    paragraph = locked_paragraph(paragraph, by)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > LONGEST:
        raise NotPossible(_("At most %(n)d characters in a paragraph.") % {"n": LONGEST})
    paragraph.text = text
    _check(paragraph)
    paragraph.save(update_fields=["text", "leans"])
    _changed(paragraph.section.report, by, {"step": "change_paragraph", "uid": paragraph.uid})
    return paragraph


@transaction.atomic
def move_paragraph(paragraph: Paragraph, places: int, *, by: User) -> None:
    """Move a paragraph up (negative) or down in its section. Raises NotAllowed, NotPossible."""
    paragraph = locked_paragraph(paragraph, by)
    rows = [one for one in paragraph.section.paragraphs.all() if one.pk != paragraph.pk]
    at = _at(paragraph, places)
    _reorder([*rows[:at], paragraph, *rows[at:]])
    _changed(paragraph.section.report, by, {"step": "move_paragraph"})


@transaction.atomic
def remove_paragraph(paragraph: Paragraph, *, by: User) -> None:
    """Remove a paragraph from the draft. Editions keep it. Raises NotAllowed, NotPossible."""
    paragraph = locked_paragraph(paragraph, by)
    report, uid = paragraph.section.report, paragraph.uid
    paragraph.delete()
    _changed(report, by, {"step": "remove_paragraph", "uid": uid})


# Sources


@transaction.atomic
def add_basis(
    paragraph: Paragraph,
    key: str,
    kind: str,
    ref: str,
    *,
    by: User,
    about: Mapping[str, Any] | None = None,
) -> Basis:
    """Add a source to a paragraph, as the source is today. Tokens name it by `key`.

    `about` describes literature. Raises NotAllowed, NotPossible (a key that is not valid or is
    taken; no such kind; a source that the public cannot see; it names somebody whom the public may
    not see; too many sources).
    """
    paragraph = locked_paragraph(paragraph, by)
    if not KEY.fullmatch(key):
        raise NotPossible(_("A key begins with a small Latin letter; letters, digits, hyphens."))
    if paragraph.bases.filter(key=key).exists():
        raise NotPossible(_("This key is taken in this paragraph."))
    if paragraph.bases.count() >= MOST_BASES:
        raise NotPossible(_("At most %(n)d sources of a paragraph.") % {"n": MOST_BASES})
    ref, kept = kind_of(kind).check(ref.strip()[:1000], about or {})
    basis = Basis(paragraph=paragraph, key=key, kind=kind, ref=ref, about=dict(kept))
    _look(basis, paragraph.section.report.language)
    basis.save()
    _check(paragraph)
    paragraph.save(update_fields=["leans"])
    _changed(
        paragraph.section.report, by, {"step": "add_source", "source": kind, "uid": paragraph.uid}
    )
    return basis


@transaction.atomic
def look_again(basis: Basis, *, by: User) -> Basis:
    """Record that somebody reviewed a source again: it is now as of today.

    Raises NotAllowed, NotPossible (the source is gone; the text does not fit it any more).
    """
    paragraph = locked_paragraph(basis.paragraph, by)
    basis = Basis.objects.get(pk=basis.pk)
    basis.as_of = timezone.localdate()
    _look(basis, paragraph.section.report.language)
    basis.save(update_fields=["as_of", "seen"])
    _check(paragraph)
    paragraph.save(update_fields=["leans"])
    _changed(
        paragraph.section.report,
        by,
        {"step": "look_again", "source": basis.kind, "uid": paragraph.uid},
    )
    return basis


@transaction.atomic
def remove_basis(basis: Basis, *, by: User) -> None:
    """Remove a source. Raises NotAllowed, NotPossible (the text of the paragraph uses it)."""
    paragraph = locked_paragraph(basis.paragraph, by)
    kind = basis.kind
    Basis.objects.filter(pk=basis.pk).delete()
    _check(paragraph)
    _changed(
        paragraph.section.report,
        by,
        {"step": "remove_source", "source": kind, "uid": paragraph.uid},
    )


def _look(basis: Basis, language: str) -> None:
    with override(language):
        now = read_source(basis.kind, basis.ref, basis.about)
    if now is None:
        raise NotPossible(_("The public sees nothing there."))
    basis.seen = now.seen


# Parts


def _check(paragraph: Paragraph) -> None:
    """Refuse a text with faults, and set the people that it names. Raises NotPossible."""
    language = paragraph.section.report.language
    with override(language):
        grounds = [read_basis(basis) for basis in Basis.objects.filter(paragraph=paragraph)]
    faults = fill_paragraph(paragraph.text, paragraph.kind, grounds, scale_in(language)).faults
    if faults:
        raise NotPossible(" ".join(dict.fromkeys(faults)))
    said = [str(value) for ground in grounds for value in ground.about.values()]
    quotes = [ground.now.quote for ground in grounds if ground.now is not None]
    paragraph.leans = require_shown_names([paragraph.text, *said, *quotes])


def _at(row: Section | Paragraph, places: int) -> int:
    """Return the place that a row would have after moving by `places`, at least 0."""
    siblings: list[Any] = list(
        row.report.sections.all() if isinstance(row, Section) else row.section.paragraphs.all()
    )
    return max(0, [one.pk for one in siblings].index(row.pk) + places)


def _reorder(rows: list[Any]) -> None:
    for n, row in enumerate(rows, start=1):
        row.order = n
    model: type[Model] = type(rows[0])
    model._default_manager.bulk_update(rows, ["order"])


def _changed(report: OutlookReport, by: User, after: Mapping[str, Any]) -> OutlookReport:
    mark_changed(report, by)
    record_report_decision("write_report", report, by=by, after=after)
    return report


def next_number(report: OutlookReport) -> int:
    """Return the number of the next edition of a report."""
    last = ReportEdition.objects.filter(report=report).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


LOG: Final = LogWords(
    verbs={
        "begin_report": pgettext_lazy("decision", "begin a report of the outlook"),
        "write_report": pgettext_lazy("decision", "write in a report of the outlook"),
    },
    parts={
        "template": pgettext_lazy("decision", "template"),
    },
)
