"""Import published editions of the index: a whole file or nothing, and no file twice in a row."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.outlook.index_editions.column_mapping import (
    LIST_OF,
    Ignored,
    meanings,
    read_again,
    stored,
    unknown_titles,
)
from vigil.outlook.index_editions.headers import (
    ACTORS,
    MARKETS,
    RESILIENCE,
    editions,
    is_known,
)
from vigil.outlook.index_editions.spreadsheet_reading import (
    EditionRead,
    Problem,
    Unreadable,
    read_edition,
    read_table,
    sheet_of,
)
from vigil.outlook.models import EditionUpload, HeaderMapping, IndexEdition, IndexScore
from vigil.reading.codebook.terms import actors, markets, resilience
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

PERMISSION: Final = "outlook.chair"
KIND: Final = "index_edition"
KEPT: Final = timedelta(days=7)
"""How long a file waits to be imported before it is deleted."""
YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
"""An edition that can be imported."""


class RejectedFile(Unfit):
    """The refusal of a file. `problems` say what is wrong, each with its row and column."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        n = len(problems)
        said = ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", n) % {"n": n}
        super().__init__(_("Nothing was taken in: %(said)s") % {"said": said}, "file")
        self.problems = list(problems)


@dataclass(frozen=True)
class ImportedEdition:
    """An imported edition. `is_new` is False if the file was its newest version already."""

    edition: IndexEdition
    is_new: bool


def look_at(content: bytes, year: str, *, by: User) -> EditionRead:
    """Read a file as an edition, without storing anything.

    Raises NotAllowed, NotPossible (unknown edition; no sheet that can be read).
    """
    require(by, PERMISSION)
    if year not in editions():
        raise NotPossible(
            _("The edition of %(year)s is not known. Known are: %(known)s.")
            % {"year": year, "known": ", ".join(editions())}
        )
    try:
        return read_edition(content, year)
    except Unreadable as error:
        raise Unfit(str(error), "file") from error


@transaction.atomic
def import_edition(content: bytes, year: str, *, by: User) -> ImportedEdition:
    """Import a file as an edition.

    If the file is the newest version already, nothing changes. Any other file becomes a new version
    of the edition, even an earlier file, for example after a wrong correction. Raises NotAllowed;
    NotPossible (unknown edition; no sheet; somebody else imports it); RejectedFile.
    """
    read = _clean(content, year, by)
    found = EditionUpload(year=year, sha256=_digest(content), scores=_plain(read), by=by)
    found.doubts, found.columns = _doubts(read), _columns(read, {})
    return _take_in(found, by)


@transaction.atomic
def keep_upload(content: bytes, year: str, *, by: User) -> EditionUpload:
    """Store the values of a file until somebody imports it.

    If the file has columns that nobody knows, its table is stored until they are mapped
    (`map_columns`). Any year can be imported so. Raises NotAllowed; NotPossible (no year, no
    sheet); RejectedFile.
    """
    require(by, PERMISSION)
    if not YEAR.fullmatch(year):
        raise Unfit(_("Write the edition as a year, such as 2025."), "year")
    try:
        sheet = sheet_of(content, year)
    except Unreadable as error:
        raise Unfit(str(error), "file") from error
    unknown = unknown_titles(sheet)
    EditionUpload.objects.filter(at__lt=timezone.now() - KEPT).delete()
    upload = EditionUpload(year=year, sha256=_digest(content), scores={}, by=by)
    if unknown:
        upload.sheet = stored(sheet)
    else:
        _fill(upload, read_table(sheet, year), {})
    upload.save()
    record("look_at_edition", KIND, year, by=by, after={"sha256": upload.sha256})
    return upload


@transaction.atomic
def map_columns(
    upload: EditionUpload, meanings_by_title: Mapping[str, str], *, by: User
) -> EditionUpload:
    """State what the unknown columns of a waiting file mean, and read its values.

    Every unknown column needs a meaning: a term, an average, another column, or a reason to ignore
    it. Raises NotAllowed; NotPossible (mapped or discarded already); Unfit (a column without a
    meaning); RejectedFile (the file is wrong, or wrong with these meanings): nothing is stored.
    """
    require(by, PERMISSION)
    now = EditionUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if now is None or not now.sheet:
        raise NotPossible(_("The columns of this file were mapped or discarded meanwhile."))
    sheet = read_again(now.sheet)
    unknown = unknown_titles(sheet)
    chosen = {title: meanings_by_title.get(title, "") for title in unknown}
    if missing := [title for title, code in chosen.items() if code not in meanings()]:
        said = _("Choose what these columns mean: %(titles)s.") % {"titles": ", ".join(missing)}
        raise Unfit(said)
    _fill(now, read_table(sheet, now.year, chosen), chosen)
    now.sheet = {}
    now.save()
    HeaderMapping.objects.bulk_create(
        HeaderMapping(upload=now, title=title[:200], meaning=code, by=by)
        for title, code in chosen.items()
    )
    record("map_columns", KIND, now.year, by=by, after={"sha256": now.sha256, "columns": chosen})
    return now


def _fill(upload: EditionUpload, read: EditionRead, chosen: Mapping[str, str]) -> None:
    """Put what was read into a waiting file. Raises RejectedFile."""
    if read.problems:
        raise RejectedFile(read.problems)
    upload.scores, upload.doubts = _plain(read), _doubts(read)
    upload.columns = _columns(read, chosen)


def _columns(read: EditionRead, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return what an edition states of its columns (`IndexEdition.columns`)."""
    ignored = [
        {"title": title, "meaning": chosen.get(title, str(Ignored.OTHER))} for title in read.ignored
    ]
    told: dict[str, Any] = {"ignored": ignored} if ignored else {}
    if is_known(read.edition) and not read.incomplete:
        return told
    new = {
        kind: [title for title, code in chosen.items() if LIST_OF.get(code) == kind]
        for kind in read.parts
    }
    parts = {kind: [*codes, *new[kind]] for kind, codes in read.parts.items()}
    return {**told, "parts": parts, "averages": read.averages}


@transaction.atomic
def take_upload(upload: EditionUpload, *, by: User) -> ImportedEdition:
    """Import a waiting file. Raises NotAllowed; NotPossible (imported or discarded already)."""
    require(by, PERMISSION)
    now = EditionUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if now is None:
        raise NotPossible(_("This file was taken in or dropped meanwhile."))
    if now.sheet:
        raise NotPossible(_("Map the columns of this file first."))
    taken = _take_in(now, by)
    if taken.is_new:
        now.mappings.update(edition=taken.edition, upload=None)
    if not taken.is_new:
        record("drop_edition", KIND, now.year, by=by, before={"sha256": now.sha256})
    now.delete()
    return taken


@transaction.atomic
def drop_upload(upload: EditionUpload, *, by: User) -> None:
    """Discard a waiting file. Raises NotAllowed; NotPossible (imported or discarded already)."""
    require(by, PERMISSION)
    deleted, _of = EditionUpload.objects.filter(pk=upload.pk).delete()
    if not deleted:
        raise NotPossible(_("This file was taken in or dropped meanwhile."))
    record("drop_edition", KIND, upload.year, by=by, before={"sha256": upload.sha256})


def _clean(content: bytes, year: str, by: User) -> EditionRead:
    read = look_at(content, year, by=by)
    if read.problems:
        raise RejectedFile(read.problems)
    return read


def _take_in(read: EditionUpload, by: User) -> ImportedEdition:
    """Make an edition of what was read; `read` need not be stored."""
    year, sha256, scores = read.year, read.sha256, read.scores
    take_part()
    there = list(IndexEdition.objects.select_for_update().filter(year=year))
    newest = max(there, key=lambda edition: edition.version, default=None)
    if newest is not None and newest.sha256 == sha256:
        return ImportedEdition(newest, is_new=False)
    edition = IndexEdition(
        year=year,
        version=newest.version + 1 if newest is not None else 1,
        sha256=sha256,
        terms={MARKETS: markets().version, ACTORS: actors().version}
        | {RESILIENCE: resilience().version},
        countries=len(scores),
        doubts=read.doubts,
        columns=read.columns,
        by=by,
    )
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as error:  # the first of its year: there was no row to lock
        raise NotPossible(_("Somebody takes in the same edition right now. Try again.")) from error
    IndexScore.objects.bulk_create(
        IndexScore(edition=edition, country=country, term=term, value=value)
        for country, said in scores.items()
        for term, value in said.items()
    )
    after = {"sha256": sha256, "version": edition.version, "countries": len(scores)}
    record("import_edition", KIND, str(edition), by=by, after=after)
    return ImportedEdition(edition, is_new=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _plain(read: EditionRead) -> dict[str, dict[str, str]]:
    return {
        country: {term: str(value) for term, value in scores.items()}
        for country, scores in read.scores.items()
    }


def _doubts(read: EditionRead) -> list[dict[str, Any]]:
    return [
        {
            "row": doubt.row,
            "country": doubt.country,
            "term": doubt.term,
            "value": str(doubt.value),
            "expected": None if doubt.expected is None else str(doubt.expected),
        }
        for doubt in read.doubts
    ]


LOG: Final = LogWords(
    verbs={
        "drop_edition": pgettext_lazy("decision", "drop a file of an edition"),
        "import_edition": pgettext_lazy("decision", "take in a published edition of the index"),
        "map_columns": pgettext_lazy("decision", "map the columns of an edition"),
        "look_at_edition": pgettext_lazy("decision", "look at a published edition of the index"),
    },
    kinds={
        "index_edition": pgettext_lazy("decision", "published edition of the index"),
    },
)
