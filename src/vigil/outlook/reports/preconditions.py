"""Checks at the start of verbs on reports: permission, state, and locked rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import OutlookReport, Paragraph, Section
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.tokens import typed_numbers
from vigil.outlook.sources.visibility import still_shown
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions import verbs as decisions
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

WRITE: Final = "outlook.chair"
KIND: Final = "outlook_report"
"""The kind of a report in decisions. Its key is the uid."""
State = OutlookReport.State


def locked_report(report: OutlookReport, by: User) -> OutlookReport:
    """Lock a report for writing and return its present row. Raises NotAllowed."""
    take_part()
    require(by, WRITE)
    return OutlookReport.objects.select_for_update().get(pk=report.pk)


def locked_paragraph(paragraph: Paragraph, by: User) -> Paragraph:
    """Lock the report of a paragraph and return the paragraph's present row.

    Raises NotAllowed, NotPossible (the paragraph was removed or withdrawn).
    """
    locked_report(paragraph.section.report, by)
    found = Paragraph.objects.filter(pk=paragraph.pk).select_related("section__report").first()
    if found is None or found.withdrawals:
        raise NotPossible(_("This paragraph is not there any more."))
    return found


def locked_section(section: Section, by: User) -> Section:
    """Lock the report of a section and return the section. Raises as `locked_paragraph`."""
    locked_report(section.report, by)
    found = Section.objects.filter(pk=section.pk).select_related("report").first()
    if found is None or found.withdrawals:
        raise NotPossible(_("This section is not there any more."))
    return found


def mark_changed(report: OutlookReport, by: User) -> None:
    """Record that the draft changed. A report that was sent to review is a draft again.

    The draft has a new version, which no reader has approved yet.
    """
    report.state, report.sent_by, report.changed_at = State.DRAFT, None, timezone.now()
    report.version += 1
    report.save(update_fields=["state", "sent_by", "changed_at", "version"])
    report.editors.add(by)


def record_report_decision(
    verb: str,
    report: OutlookReport,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Decision:
    """Record a decision about a report. Put no words of the report in it."""
    return decisions.record(verb, KIND, report.uid, by=by, before=before, after=after, why=why)


def require_no_name(text: str) -> None:
    """Refuse a title or heading that names somebody, because tables of contents repeat it.

    Raises NotPossible.
    """
    if require_shown_names([text]):
        raise NotPossible(_("Titles and headings name nobody."))


def require_no_claim(text: str, language: str) -> None:
    """Refuse a title or heading with a claim that needs a source.

    Raises NotPossible (a number, except years and names such as G20; a term of likelihood).
    """
    plain = text.replace("{", " ").replace("}", " ")
    if any(typed_numbers(plain)) or any(scale_in(language).used_in(text)):
        raise NotPossible(
            _(
                "Nothing stands behind a title or a heading: write it without a number or a word "
                "of likelihood."
            )
        )


def clean_line(text: str, longest: int) -> str:
    """Return a line with single spaces, to store. Raises NotPossible (empty; too long)."""
    said = " ".join(text.replace("\0", "").split())
    if not said or len(said) > longest:
        raise NotPossible(_("Write it in 1 to %(n)d characters.") % {"n": longest})
    return said


def all_still_shown(leans: Sequence[str]) -> bool:
    """Return whether all people and things that a text depends on are still shown."""
    return still_shown(leans).issuperset(leans)


LOG: Final = LogWords(
    kinds={
        "outlook_report": pgettext_lazy("decision", "report of the outlook"),
    },
)
