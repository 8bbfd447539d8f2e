"""Find and withdraw people in what stands around the text of a report."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.outlook.models import (
    FrontMatter,
    LibraryItem,
    ReportAuthor,
    ReportEdition,
    ReportPicture,
    ReturnedText,
)
from vigil.outlook.reports.matter import matter_words
from vigil.outlook.reports.preconditions import record_report_decision
from vigil.outlook.reports.verbs.errata_and_removals import take_out
from vigil.trust.models import Upload, User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred
from vigil.trust.withdrawals.names_in_texts import says

AUTHOR, WORK, PICTURE, RETURNED, IN_EDITION = (
    *("report_author", "report_work", "report_picture", "report_returned_text", "report_matter"),
)


class MatterKeeper:
    """The keeper of authors, works, pictures and returned Word files.

    Withdrawing deletes them and removes them from editions, so lifting brings nothing back.
    """

    room = "outlook report matter"
    label = gettext_lazy("Authors, literature and pictures of reports")
    models = frozenset(
        f"outlook.{name}"
        for name in ("FrontMatter", "ReportAuthor", "ReportPicture", "LibraryItem", "ReturnedText")
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the authors, works, pictures and returned files that have one of these names."""
        rows = [*_in_drafts(names)]
        there = {one.key for one in rows}
        return [*rows, *(one for one in _in_editions(names) if one.key not in there)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Delete what is found, in the draft and in every edition for good."""
        model = _MODELS.get(holding.kind)
        row: Any = None
        if model is not None:
            row = model.objects.select_related("report").filter(uid=holding.key).first()
        if row is not None:
            _delete(row, act)
        for edition in ReportEdition.objects.only("pk"):
            take_out(edition, [holding.key], by=act.by, why=act.withdrawal.why)
        return _("deleted in the draft, and taken out of every edition for good")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Bring nothing back, because it was deleted."""
        return []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return how many drafts still have one of these names, in words."""
        n = sum(says([one.subtitle], names) for one in FrontMatter.objects.all())
        n += len([*_in_drafts(names)])
        if not n:
            return []
        said = ngettext(
            "%(n)d author, work, picture or subtitle of a draft still holds the name.",
            "%(n)d authors, works, pictures or subtitles of drafts still hold the name.",
            n,
        )
        return [said % {"n": n}]


_MODELS: Final[dict[str, Any]] = {
    AUTHOR: ReportAuthor,
    WORK: LibraryItem,
    PICTURE: ReportPicture,
    RETURNED: ReturnedText,
}


def _in_drafts(names: Sequence[str]) -> Iterator[Holding]:
    what = _("It would be deleted in the draft, and taken out of every edition for good.")
    for author in ReportAuthor.objects.select_related("report"):
        if says([author.name, author.affiliation], names):
            said = _("Author of the report %(slug)s") % {"slug": author.report.slug}
            yield Holding(AUTHOR, author.uid, said, what)
    for work in LibraryItem.objects.select_related("report"):
        if says(texts_in(work.item), names):
            said = _("Work in the bibliography of the report %(slug)s") % {"slug": work.report.slug}
            yield Holding(WORK, work.uid, said, what)
    for picture in ReportPicture.objects.select_related("report"):
        if says([picture.alt, picture.caption, picture.credit], names):
            said = _("Picture in the report %(slug)s") % {"slug": picture.report.slug}
            yield Holding(PICTURE, picture.uid, said, what)
    for text in ReturnedText.objects.select_related("report"):
        if says(texts_in(text.document), names):
            said = _("Word file of the report %(slug)s, not accepted yet")
            yield Holding(RETURNED, text.uid, said % {"slug": text.report.slug}, what)


def _in_editions(names: Sequence[str]) -> Iterator[Holding]:
    labels: dict[str, str] = {}
    for edition in ReportEdition.objects.select_related("report"):
        for uid, words in matter_words(edition.snapshot).items():
            if says(words, names):
                labels.setdefault(uid, edition.report.slug)
    for uid, slug in sorted(labels.items()):
        said = _("Author, work or cover of an edition of the report %(slug)s") % {"slug": slug}
        what = _("It would be taken out of every edition for good.")
        yield Holding(IN_EDITION, uid, said, what)


def _delete(row: Any, act: WithdrawalAct) -> None:
    report = row.report
    if isinstance(row, ReportPicture):
        upload = Upload.objects.filter(uid=row.upload, state=Upload.State.KEPT).first()
        if upload is not None:
            shred(upload, by=None, why=act.withdrawal.why)
    row.delete()
    record_report_decision("delete_matter", report, by=act.by, why=act.withdrawal.why)


LOG: Final = LogWords(
    verbs={
        "delete_matter": pgettext_lazy(
            "decision", "delete an author, a work or a picture of a report"
        ),
    },
    kinds={
        AUTHOR: pgettext_lazy("decision", "author of a report"),
        WORK: pgettext_lazy("decision", "work in a bibliography"),
        RETURNED: pgettext_lazy("decision", "Word file of a report"),
        IN_EDITION: pgettext_lazy("decision", "front or bibliography of an edition"),
    },
)
