"""Keep the works that a report cites: add, change, import and remove them, and cite one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Basis, LibraryItem, OutlookReport, Paragraph
from vigil.outlook.reports.bibliography.citing import ITEM, description_of, note_text
from vigil.outlook.reports.bibliography.exchange import ImportProblem, read_works
from vigil.outlook.reports.bibliography.items import BadItem, clean_item, key_of, words_of
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.preconditions import (
    locked_report,
    mark_changed,
    record_report_decision,
)
from vigil.outlook.reports.verbs import writing
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MOST: Final = 1_000
Raw = Mapping[str, Any]


@dataclass
class Imported:
    """What an import did: works added, works that were there already, and what was not read."""

    added: int = 0
    known: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


@transaction.atomic
def add_work(report: OutlookReport, raw: Raw, *, by: User) -> LibraryItem:
    """Add a work. Raises NotAllowed, NotPossible (too many; a hidden name), Unfit (its fault)."""
    report = locked_report(report, by)
    row = _added(report, _clean(raw), _keys(report))
    _changed(report, by, {"step": "add_work", "works": 1})
    return row


@transaction.atomic
def change_work(row: LibraryItem, raw: Raw, *, by: User) -> LibraryItem:
    """Change a work, and how every paragraph that cites it describes it.

    Raises NotAllowed, NotPossible (removed; a hidden name), Unfit (what it lacks).
    """
    row = _locked(row, by)
    row.item = _clean(raw)
    row.save(update_fields=["item"])
    told = description_of(row.item, row.uid, row.report.language)
    bases = list(_citing(row))
    for basis in bases:
        about = {**basis.about, **told}
        basis.about = {**about, "note": note_text(about)}
    Basis.objects.bulk_update(bases, ["about"])
    _changed(row.report, by, {"step": "change_work", "works": 1})
    return row


@transaction.atomic
def remove_work(row: LibraryItem, *, by: User) -> None:
    """Remove a work that no paragraph cites. Raises NotAllowed, NotPossible (it is cited)."""
    row = _locked(row, by)
    if _citing(row).exists():
        raise NotPossible(_("A paragraph cites this work. Remove it there first."))
    report = row.report
    row.delete()
    _changed(report, by, {"step": "remove_work", "works": 1})


@transaction.atomic
def import_works(report: OutlookReport, text: str, *, by: User) -> Imported:
    """Import a list of works in CSL-JSON, BibTeX or RIS.

    Works that are there already are not added again. What cannot be read is returned with its
    line, and the rest is imported. Raises NotAllowed, NotPossible (too many).
    """
    report = locked_report(report, by)
    read = read_works(text)
    done = Imported(problems=read.problems)
    keys = _keys(report)
    there = [one.item for one in report.library.all()]
    for key, item in read.works:
        if item in there:
            done.known += 1
            continue
        try:
            require_shown_names(words_of(item))
        except NotPossible as error:
            done.problems.append(ImportProblem(1, key, str(error)))
            continue
        _added(report, item, keys, key)
        there.append(item)
        done.added += 1
    if done.added:
        _changed(report, by, {"step": "import_works", "works": done.added})
    return done


@transaction.atomic
def cite_work(
    row: LibraryItem, paragraph: Paragraph, *, by: User, before: str = "", pages: str = ""
) -> Basis:
    """Add a work to the sources of a paragraph, with the key of the work if it is free there.

    `before` and `pages` stand in its note. A paragraph that has the same note keeps its one source.

    Raises NotAllowed, NotPossible (another report; as `writing.add_basis`).
    """
    row = _locked(row, by)
    if paragraph.section.report_id != row.report_id:
        raise NotPossible(_("This paragraph is not there any more."))
    told = description_of(row.item, row.uid, row.report.language)
    about = {**told, "before": before.strip()[:200], "pages": pages.strip()[:100]}
    about["note"] = note_text(about)
    for basis in paragraph.bases.filter(kind="literature", **{f"about__{ITEM}": row.uid}):
        if basis.about["note"] == about["note"]:
            return basis
    key = _free_key(row, paragraph)
    return writing.add_basis(paragraph, key, "literature", told["url"], by=by, about=about)


def _free_key(row: LibraryItem, paragraph: Paragraph) -> str:
    """Return a key for the tokens of a paragraph that no other source there has."""
    plain = re.sub(r"[^a-z0-9-]+", "", row.key.lower())
    base = (plain if plain[:1].isalpha() else f"w{plain}")[:20]
    taken = set(paragraph.bases.values_list("key", flat=True))
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def _clean(raw: Raw) -> dict[str, Any]:
    try:
        item = clean_item(raw)
    except BadItem as error:
        raise Unfit(str(error)) from error
    require_shown_names(words_of(item))
    return item


def _added(
    report: OutlookReport, item: dict[str, Any], keys: set[str], wanted: str = ""
) -> LibraryItem:
    if len(keys) >= MOST:
        raise NotPossible(_("At most %(n)d works of one report.") % {"n": MOST})
    plain = wanted.strip()
    fits = plain.isascii() and plain.isprintable() and " " not in plain and 0 < len(plain) <= 60
    key = plain if fits and not set(plain) & set("{},\"'%#~\\") else ""
    key = key if key and key not in keys else key_of(item, keys)
    keys.add(key)
    return LibraryItem.objects.create(report=report, key=key, item=item)


def _keys(report: OutlookReport) -> set[str]:
    return set(report.library.values_list("key", flat=True))


def _citing(row: LibraryItem) -> Any:
    rows = Basis.objects.filter(paragraph__section__report=row.report_id, kind="literature")
    return rows.filter(**{f"about__{ITEM}": row.uid})


def _locked(row: LibraryItem, by: User) -> LibraryItem:
    locked_report(row.report, by)
    found = LibraryItem.objects.select_related("report").filter(pk=row.pk).first()
    if found is None:
        raise NotPossible(_("This work is not there any more."))
    return found


def _changed(report: OutlookReport, by: User, after: Mapping[str, Any]) -> None:
    mark_changed(report, by)
    record_report_decision("change_bibliography", report, by=by, after=after)


LOG: Final = LogWords(
    verbs={"change_bibliography": pgettext_lazy("decision", "change the bibliography of a report")},
    parts={"works": pgettext_lazy("decision", "works")},
)
