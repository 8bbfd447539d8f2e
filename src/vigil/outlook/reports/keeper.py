"""Find people in drafts, editions and errata, and withdraw them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.outlook.models import (
    Erratum,
    OutlookReport,
    Paragraph,
    ParagraphVersion,
    ReportComment,
    ReportEdition,
    Section,
)
from vigil.outlook.reports.preconditions import record_report_decision
from vigil.outlook.reports.snapshot import words_in
from vigil.outlook.reports.verbs.errata_and_removals import take_out
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says

PARAGRAPH, SECTION, ERRATUM = "report_paragraph", "report_section", "report_erratum"
VERSIONS, COMMENT = "report_versions", "report_comment"


class ReportsKeeper:
    """The keeper of reports. It hides passages in drafts and removes them from editions.

    Removal destroys the bytes of editions, so lifting a withdrawal restores only drafts and errata.
    """

    room = "outlook reports"
    label = gettext_lazy("Reports of the outlook")
    models = frozenset(
        f"outlook.{name}"
        for name in (
            *("OutlookReport", "Section", "Paragraph", "Basis"),
            *("ParagraphVersion", "ReportComment", "ReportApproval"),
            *("ReportEdition", "EditionFile", "Erratum"),
        )
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the passages, headings, errata and comments that have one of these names."""
        passages = list(_passages(names))
        others = [*_headings(names), *_errata(names), *_comments(names)]
        # With a passage, its earlier versions are hidden too.
        return [*passages, *others, *_versions(names, {one.key for one in passages})]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a passage in the draft, and remove it from every edition for good."""
        pk = act.withdrawal.pk
        if holding.kind == ERRATUM:
            return _hide_erratum(holding.key, pk, act)
        if holding.kind == VERSIONS:
            return _hide_versions(holding.key, act)
        if holding.kind == COMMENT:
            return _hide_comment(holding.key, act)
        model: type[Paragraph] | type[Section] = Section if holding.kind == SECTION else Paragraph
        row = model.objects.select_for_update().filter(uid=holding.key).first()
        if row is not None:
            row.withdrawals = sorted({*row.withdrawals, pk})
            row.save(update_fields=["withdrawals"])
            report = row.report if isinstance(row, Section) else row.section.report
            record_report_decision("hide_passage", report, by=act.by, why=act.withdrawal.why)
        _hide_versions(holding.key, act)
        for edition in ReportEdition.objects.only("pk"):
            take_out(edition, [holding.key], by=act.by, why=act.withdrawal.why)
        return _("hidden in the draft, and taken out of every edition for good")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show drafts and errata again. What was removed from editions stays destroyed."""
        done = []
        for model in (Section, Paragraph, Erratum, ParagraphVersion, ReportComment):
            for row in model._default_manager.select_for_update().exclude(withdrawals=[]):
                if withdrawal.pk in row.withdrawals:
                    row.withdrawals = [pk for pk in row.withdrawals if pk != withdrawal.pk]
                    row.save(update_fields=["withdrawals"])
                    record_report_decision(
                        "show_passage_again", _report_of(row), by=by, why=withdrawal.lift_why
                    )
                    done.append(_("shown in the draft again; editions stay without it"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return how many editions, titles and errata still have one of these names, in words."""
        n = sum(says(words_in(one.snapshot), names) for one in ReportEdition.objects.all())
        n += sum(says([one.title], names) for one in OutlookReport.objects.all())
        n += sum(says([one.text], names) for one in Erratum.objects.filter(withdrawals=[]))
        if not n:
            return []
        said = ngettext(
            "The words of %(n)d edition, title or erratum of the outlook still hold the name.",
            "The words of %(n)d editions, titles or errata of the outlook still hold the name.",
            n,
        )
        return [said % {"n": n}]


# Finding


def _passages(names: Sequence[str]) -> Iterator[Holding]:
    """Yield each passage with a name once, from drafts and editions."""
    labels: dict[str, str] = {}
    rows = Paragraph.objects.filter(withdrawals=[]).select_related("section__report")
    for row in rows.prefetch_related("bases"):
        about = [one.about for one in row.bases.all()]
        if says([row.text, *texts_in(about)], names):
            labels[row.uid] = row.section.report.slug
    for edition in ReportEdition.objects.select_related("report"):
        for section in edition.snapshot["sections"]:
            for one in section["paragraphs"]:
                if says(words_in(one), names):
                    labels.setdefault(one["uid"], edition.report.slug)
    what = _("The passage would be hidden in the draft, and taken out of every edition for good.")
    for uid, slug in sorted(labels.items()):
        yield Holding(PARAGRAPH, uid, _("Passage of the report %(slug)s") % {"slug": slug}, what)


def _headings(names: Sequence[str]) -> Iterator[Holding]:
    labels: dict[str, str] = {}
    for row in Section.objects.filter(withdrawals=[]).select_related("report"):
        if says([row.heading], names):
            labels[row.uid] = row.report.slug
    for edition in ReportEdition.objects.select_related("report"):
        for section in edition.snapshot["sections"]:
            if says([section["heading"]], names):
                labels.setdefault(section["uid"], edition.report.slug)
    what = _("The heading would be hidden in the draft, and taken out of every edition for good.")
    for uid, slug in sorted(labels.items()):
        yield Holding(SECTION, uid, _("Heading of the report %(slug)s") % {"slug": slug}, what)


def _errata(names: Sequence[str]) -> Iterator[Holding]:
    rows = Erratum.objects.filter(withdrawals=[]).select_related("edition__report")
    for row in rows.order_by("pk"):
        if says([row.text], names):
            label = _("Erratum of the report %(slug)s") % {"slug": row.edition.report.slug}
            yield Holding(ERRATUM, str(row.pk), label, _("The erratum would be hidden."))


def _versions(names: Sequence[str], known: Collection[str]) -> Iterator[Holding]:
    """Yield each paragraph with a name in an earlier version once, but those that are `known`."""
    labels: dict[str, str] = {}
    rows = ParagraphVersion.objects.filter(withdrawals=[]).exclude(uid__in=known)
    rows = rows.select_related("report")
    for row in rows.order_by("pk"):
        if says([row.text, *texts_in(row.bases)], names):
            labels[row.uid] = row.report.slug
    what = _("The earlier versions would be hidden, and could not be restored.")
    for uid, slug in sorted(labels.items()):
        label = _("Earlier versions of a passage of the report %(slug)s") % {"slug": slug}
        yield Holding(VERSIONS, uid, label, what)


def _comments(names: Sequence[str]) -> Iterator[Holding]:
    rows = ReportComment.objects.filter(withdrawals=[]).select_related("report")
    for row in rows.order_by("pk"):
        if says([row.text], names):
            label = _("Comment on the report %(slug)s") % {"slug": row.report.slug}
            yield Holding(COMMENT, str(row.pk), label, _("The comment would be hidden."))


# Hiding


def _hide_versions(uid: str, act: WithdrawalAct) -> str:
    pk, said = act.withdrawal.pk, _("nobody sees the earlier versions any more")
    rows = list(ParagraphVersion.objects.select_for_update().filter(uid=uid))
    for row in rows:
        row.withdrawals = sorted({*row.withdrawals, pk})
        row.save(update_fields=["withdrawals"])
    if rows:
        report = _report_of(rows[0])
        record_report_decision("hide_passage", report, by=act.by, why=act.withdrawal.why)
    return said


def _hide_comment(key: str, act: WithdrawalAct) -> str:
    row = ReportComment.objects.select_for_update().get(pk=int(key))
    row.withdrawals = sorted({*row.withdrawals, act.withdrawal.pk})
    row.save(update_fields=["withdrawals"])
    record_report_decision("hide_passage", row.report, by=act.by, why=act.withdrawal.why)
    return _("nobody sees the comment any more")


def _hide_erratum(key: str, pk: int, act: WithdrawalAct) -> str:
    row = Erratum.objects.select_for_update().filter(pk=int(key)).first()
    if row is None:
        return _("nobody sees the erratum any more")  # it was removed with its passage
    row.withdrawals = sorted({*row.withdrawals, pk})
    row.save(update_fields=["withdrawals"])
    record_report_decision("hide_passage", _report_of(row), by=act.by, why=act.withdrawal.why)
    return _("nobody sees the erratum any more")


def _report_of(
    row: Section | Paragraph | Erratum | ParagraphVersion | ReportComment,
) -> OutlookReport:
    if isinstance(row, (Section, ParagraphVersion, ReportComment)):
        return row.report
    return row.section.report if isinstance(row, Paragraph) else row.edition.report


LOG: Final = LogWords(
    verbs={
        "hide_passage": pgettext_lazy("decision", "hide a passage of a report"),
        "show_passage_again": pgettext_lazy("decision", "show a passage of a draft again"),
    },
    kinds={
        "report_comment": pgettext_lazy("decision", "comment on a report"),
        "report_erratum": pgettext_lazy("decision", "erratum"),
        "report_paragraph": pgettext_lazy("decision", "passage of a report"),
        "report_section": pgettext_lazy("decision", "heading of a report"),
        "report_versions": pgettext_lazy("decision", "earlier versions of a passage"),
    },
)
