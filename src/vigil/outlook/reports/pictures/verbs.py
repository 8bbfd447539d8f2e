"""Add pictures to a report, describe them, place them, and remove them."""

from collections.abc import Mapping
from datetime import date
from typing import IO, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import Kind
from vigil.outlook.models import OutlookReport, Paragraph, ReportEdition, ReportPicture, Section
from vigil.outlook.reports.front_matter.licences import licences
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.pictures.files import names_in
from vigil.outlook.reports.preconditions import (
    WRITE,
    locked_report,
    mark_changed,
    record_report_decision,
)
from vigil.outlook.reports.verbs import writing
from vigil.outlook.reports.verbs.errata_and_removals import take_out
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import FileRefused, shred, take_in

UPLOAD: Final = "report_picture"
"""The kind of subject of the uploads. The key is the uid of the report."""
KINDS: Final = frozenset({Kind.JPEG, Kind.PNG})
"""What every reader of PDF, EPUB and the page can show."""
MOST: Final = 100
People = ReportPicture.People
Texts = Mapping[str, Any]
"""alt, caption, credit, licence, people, agreed_on."""


def add_picture(
    report: OutlookReport, file: IO[bytes] | bytes, texts: Texts, *, by: User
) -> ReportPicture:
    """Add a picture, rebuilt from its pixels without metadata.

    Do not call it inside a transaction. Raises NotAllowed, NotPossible (too many; a name that the
    public may not see), FileRefused (no picture), Unfit (texts or agreement missing).
    """
    require(by, WRITE)
    told = _checked(texts)
    if report.pictures.count() >= MOST:
        raise NotPossible(_("At most %(n)d pictures.") % {"n": MOST})
    upload = take_in(file, UPLOAD, report.uid, by=by)
    try:
        if Kind(upload.kind) not in KINDS:
            raise FileRefused(_("Choose a JPEG or PNG file."))
        return _keep(report, upload, told, by)
    except NotPossible:
        shred(upload, by=None, why="no picture of the report")
        raise


@transaction.atomic
def _keep(report: OutlookReport, upload: Upload, told: Texts, by: User) -> ReportPicture:
    report = locked_report(report, by)
    picture = ReportPicture.objects.create(
        report=report,
        upload=upload.uid,
        suffix=Kind(upload.kind).suffix,
        width=upload.width,
        height=upload.height,
        **told,
    )
    _changed(report, by, {"step": "add_picture", "uid": picture.uid, "people": picture.people})
    return picture


@transaction.atomic
def describe_picture(picture: ReportPicture, texts: Texts, *, by: User) -> ReportPicture:
    """Change alternative text, caption, credit, licence, and who agreed.

    Raises NotAllowed, NotPossible (a name that the public may not see), Unfit.
    """
    picture = _locked(picture, by)
    told = _checked(texts)
    for name, value in told.items():
        setattr(picture, name, value)
    picture.save(update_fields=list(told))
    _changed(
        picture.report, by, {"step": "change_picture", "uid": picture.uid, "people": picture.people}
    )
    return picture


@transaction.atomic
def place_picture(picture: ReportPicture, section: Section, *, by: User) -> Paragraph:
    """Place a picture at the end of a section, as a paragraph of its own.

    A picture that stands elsewhere is moved there. Raises NotAllowed, NotPossible.
    """
    picture = _locked(picture, by)
    if section.report_id != picture.report_id:
        raise NotPossible(_("This section is not there any more."))
    _unplace(picture, by)
    paragraph = writing.add_paragraph(section, Paragraph.Kind.PICTURE, by=by)
    picture.paragraph = paragraph
    picture.save(update_fields=["paragraph"])
    return paragraph


@transaction.atomic
def unplace_picture(picture: ReportPicture, *, by: User) -> None:
    """Remove a picture from its section. It stays among the pictures.

    Raises NotAllowed, NotPossible (it is in no section).
    """
    picture = _locked(picture, by)
    if picture.paragraph is None:
        raise NotPossible(_("This picture is in no section."))
    _unplace(picture, by)


@transaction.atomic
def remove_picture(picture: ReportPicture, *, by: User, taken_back: bool) -> int:
    """Remove a picture from the draft and shred its file.

    If somebody on it took back their agreement, it is also removed from every edition, as a passage
    is. Return from how many editions. Raises NotAllowed, NotPossible (removed already; an edition
    shows it: it stays among the pictures, where an agreement can be taken back).
    """
    picture = _locked(picture, by)
    uid, report = picture.uid, picture.report
    editions = list(ReportEdition.objects.filter(report=report).only("pk", "snapshot"))
    if not taken_back and any(picture.file_name in set(names_in(e.snapshot)) for e in editions):
        raise NotPossible(
            _(
                "An edition shows this picture. Take it out of its section: it stays here, so that "
                "people on it can take back their agreement."
            )
        )
    _unplace(picture, by)
    upload = Upload.objects.filter(uid=picture.upload, state=Upload.State.KEPT).first()
    picture.delete()
    if upload is not None and taken_back:
        shred(upload, by=by, why="somebody on it took back their agreement")
    elif upload is not None:
        shred(upload, by=by, why="removed from the draft")
    _changed(report, by, {"step": "remove_picture", "uid": uid})
    if not taken_back:
        return 0
    return sum(
        1
        for one in editions
        if take_out(one, [uid], by=by, why="somebody on it took back their agreement")
    )


def _unplace(picture: ReportPicture, by: User) -> None:
    paragraph, picture.paragraph = picture.paragraph, None
    picture.save(update_fields=["paragraph"])
    if paragraph is not None:
        writing.remove_paragraph(paragraph, by=by)


def _locked(picture: ReportPicture, by: User) -> ReportPicture:
    locked_report(picture.report, by)
    found = ReportPicture.objects.select_related("report", "paragraph__section__report")
    row = found.filter(pk=picture.pk).first()
    if row is None:
        raise NotPossible(_("This picture is not there any more."))
    return row


def _checked(texts: Texts) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: " ".join(str(texts.get(name, "")).replace("\0", "").split())
        for name in ("alt", "caption", "credit", "licence")
    }
    for name, most in (("alt", 500), ("caption", 500), ("credit", 200)):
        if len(told[name]) > most:
            raise Unfit(_("Write it in at most %(n)d characters.") % {"n": most}, name)
    if not told["alt"]:
        raise Unfit(_("Say what is to be seen, for people who cannot see it."), "alt")
    if told["licence"] and told["licence"] not in licences():
        raise Unfit(_("There is no such licence."), "licence")
    people, day = str(texts.get("people", "")), texts.get("agreed_on")
    if people not in People.values:
        raise Unfit(_("State whether people can be recognised, and whether they agreed."), "people")
    if people == People.AGREED:
        if not isinstance(day, date):
            raise Unfit(_("Enter the day on which the last of them agreed."), "agreed_on")
        if day > timezone.localdate():
            raise Unfit(_("This day is still to come."), "agreed_on")
    require_shown_names([told["alt"], told["caption"], told["credit"]])
    return {**told, "people": people, "agreed_on": day if people == People.AGREED else None}


def _changed(report: OutlookReport, by: User, after: Mapping[str, Any]) -> None:
    mark_changed(report, by)
    record_report_decision("change_pictures", report, by=by, after=after)


LOG: Final = LogWords(
    verbs={"change_pictures": pgettext_lazy("decision", "change the pictures of a report")},
    kinds={UPLOAD: pgettext_lazy("decision", "picture of a report")},
    reasons={
        "no picture of the report": pgettext_lazy(
            "decision", "the file is not a picture for the report"
        ),
        "somebody on it took back their agreement": pgettext_lazy(
            "decision", "somebody on it took back their agreement"
        ),
        "removed from the draft": pgettext_lazy("decision", "removed from the draft"),
    },
)
