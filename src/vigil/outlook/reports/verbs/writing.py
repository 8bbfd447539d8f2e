"""Write the draft of a report: its paragraphs and their sources. A draft is not public.

Each save of a paragraph is a version of its own. A save based on an outdated version is refused
with the other text, so that two writers never overwrite each other.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.outlook.models import Basis, OutlookReport, Paragraph, ReportEdition, Section
from vigil.outlook.reports.preconditions import (
    WRITE,
    clean_line,
    locked_paragraph,
    locked_report,
    locked_section,
    record_report_decision,
    require_no_claim,
    require_no_name,
)
from vigil.outlook.reports.section_templates import templates
from vigil.outlook.reports.tokens import KEY
from vigil.outlook.reports.verbs.draft_changes import (
    check_paragraph,
    keep_version,
    note_change,
    place_after_moving,
    reorder,
    what_is_shown,
)
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
MOST_PARAGRAPHS, MOST_BASES, MOST_READERS = 200, 40, 5
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


class ParagraphChanged(NotPossible):
    """Somebody else saved the paragraph meanwhile. `kept` is the paragraph as it is now."""

    def __init__(self, kept: Paragraph) -> None:
        """Take the paragraph as it is now."""
        super().__init__(_("Somebody else changed this paragraph meanwhile. Compare both texts."))
        self.kept = kept


@transaction.atomic
def begin_report(
    slug: str, title: str, language: str, template: str, *, by: User, readers: int = 0
) -> OutlookReport:
    """Create the draft of a report, with the sections of a template.

    `readers` is how many people must approve it before it is published. `slug` is the last part of
    its address and never changes. Raises NotAllowed, NotPossible (an address that is not valid or
    is taken; no such language or template; a title that names somebody or makes a claim).
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
    require_number_of_readers(readers)
    require_no_name(title)
    require_no_name(slug)
    require_no_claim(title, language)
    with unless_taken(_("This address is taken.")):
        report = OutlookReport.objects.create(
            slug=slug,
            title=clean_line(title, LONGEST_HEADING),
            language=language,
            template=template,
            readers_wanted=readers,
        )
    report.editors.add(by)
    Section.objects.bulk_create(
        Section(
            report=report,
            order=n,
            depth=one.depth,
            part=one.part,
            heading=one.within(language),
        )
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
    return note_change(report, by, {"step": "change_title"})


def require_number_of_readers(readers: int) -> None:
    """Raise NotPossible unless that many readers can be asked to approve a report."""
    if not 0 <= readers <= MOST_READERS:
        raise NotPossible(_("Ask for 0 to %(n)d readers.") % {"n": MOST_READERS})


# Paragraphs


@transaction.atomic
def add_paragraph(
    section: Section, kind: str, *, by: User, after: Paragraph | None = None, first: bool = False
) -> Paragraph:
    """Add an empty paragraph after another one; else at the end of a section, or as its `first`.

    Raises NotAllowed, NotPossible (no such kind; too many; `after` is in another section).
    """
    section = locked_section(section, by)
    if kind not in Paragraph.Kind.values:
        raise NotPossible(_("There is no such kind of paragraph."))
    if section.paragraphs.count() >= MOST_PARAGRAPHS:
        raise NotPossible(_("At most %(n)d paragraphs in a section.") % {"n": MOST_PARAGRAPHS})
    order = (section.paragraphs.aggregate(last=Max("order"))["last"] or 0) + 1
    if first:
        order = 1
    if after is not None:
        found = section.paragraphs.filter(pk=after.pk).first()
        if found is None:
            raise NotPossible(_("This paragraph is not there any more."))
        order = found.order + 1
    section.paragraphs.filter(order__gte=order).update(order=F("order") + 1)
    paragraph = Paragraph.objects.create(section=section, kind=kind, order=order)
    note_change(section.report, by, {"step": "add_paragraph"})
    return paragraph


@transaction.atomic
def write_paragraph(
    paragraph: Paragraph, text: str, *, by: User, seen: int | None = None
) -> Paragraph:
    """Save the text of a paragraph, with tokens for numbers and figures from its sources.

    `seen` is the version that the writer changed; without it, the text is saved over any. Raises
    NotAllowed, NotPossible (a token without a source; a typed number; a term of likelihood without
    a pooled probability, or with one outside its range; a name that the public may not see; too
    long), ParagraphChanged (somebody saved another text meanwhile).
    """
    paragraph = locked_paragraph(paragraph, by)
    text = clean_paragraph(text)
    if len(text) > LONGEST:
        raise NotPossible(_("At most %(n)d characters in a paragraph.") % {"n": LONGEST})
    if seen is not None and text == paragraph.text:
        return paragraph
    if seen is not None and seen != paragraph.version:
        raise ParagraphChanged(paragraph)
    before, paragraph.text = paragraph.text, text
    check_paragraph(paragraph)
    keep_version(paragraph, by, before=before)
    paragraph.save(update_fields=["text", "leans"])
    note_change(paragraph.section.report, by, {"step": "change_paragraph", "uid": paragraph.uid})
    return paragraph


def clean_paragraph(text: str) -> str:
    """Return the text of a paragraph as it is stored."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


@transaction.atomic
def change_show(paragraph: Paragraph, show: str, *, by: User) -> Paragraph:
    """Choose whether a figure, its table, or both are shown. Raises NotAllowed, NotPossible."""
    paragraph = locked_paragraph(paragraph, by)
    if show not in Paragraph.Show.values:
        raise NotPossible(_("Choose the figure, the table or both."))
    paragraph.show = show
    keep_version(paragraph, by)
    paragraph.save(update_fields=["show"])
    note_change(paragraph.section.report, by, {"step": "change_paragraph", "uid": paragraph.uid})
    return paragraph


@transaction.atomic
def move_paragraph(paragraph: Paragraph, places: int, *, by: User) -> None:
    """Move a paragraph up (negative) or down in its section. Raises NotAllowed, NotPossible."""
    paragraph = locked_paragraph(paragraph, by)
    rows = [one for one in paragraph.section.paragraphs.all() if one.pk != paragraph.pk]
    at = place_after_moving(paragraph, places)
    reorder([*rows[:at], paragraph, *rows[at:]])
    note_change(paragraph.section.report, by, {"step": "move_paragraph"})


@transaction.atomic
def move_to_section(paragraph: Paragraph, section: Section, *, by: User) -> Paragraph:
    """Move a paragraph to the end of another section of its report.

    Raises NotAllowed, NotPossible (no such section; too many there; the other part asks for more).
    """
    paragraph = locked_paragraph(paragraph, by)
    found = paragraph.section.report.sections.filter(pk=section.pk, withdrawals=[]).first()
    if found is None:
        raise NotPossible(_("This section is not there any more."))
    if found.paragraphs.count() >= MOST_PARAGRAPHS:
        raise NotPossible(_("At most %(n)d paragraphs in a section.") % {"n": MOST_PARAGRAPHS})
    paragraph.section = found
    paragraph.order = (found.paragraphs.aggregate(last=Max("order"))["last"] or 0) + 1
    check_paragraph(paragraph)
    paragraph.save(update_fields=["section", "order"])
    note_change(found.report, by, {"step": "move_paragraph"})
    return paragraph


@transaction.atomic
def remove_paragraph(paragraph: Paragraph, *, by: User) -> None:
    """Remove a paragraph from the draft. It can be restored, and editions keep it.

    Raises NotAllowed, NotPossible.
    """
    paragraph = locked_paragraph(paragraph, by)
    report, uid = paragraph.section.report, paragraph.uid
    keep_version(paragraph, by, before=paragraph.text, removed=True)
    paragraph.delete()
    note_change(report, by, {"step": "remove_paragraph", "uid": uid})


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
    check_paragraph(paragraph)
    paragraph.save(update_fields=["leans"])
    keep_version(paragraph, by)
    note_change(
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
    basis.save(update_fields=["as_of", "seen", "shown"])
    check_paragraph(paragraph)
    paragraph.save(update_fields=["leans"])
    note_change(
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
    check_paragraph(paragraph)
    keep_version(paragraph, by)
    note_change(
        paragraph.section.report,
        by,
        {"step": "remove_source", "source": kind, "uid": paragraph.uid},
    )


def _look(basis: Basis, language: str) -> None:
    with override(language):
        now = read_source(basis.kind, basis.ref, basis.about)
        basis.shown = what_is_shown(basis, now) if now is not None else {}
    if now is None:
        raise NotPossible(_("Readers cannot see that page. Choose one that is public."))
    basis.seen = now.seen


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
