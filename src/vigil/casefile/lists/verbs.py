"""Import a list that others publish, and import a newer file of it.

The rows are written in small transactions: if it is interrupted, import the file again. Rows are
recognised by their id in the list. The decision that changes a row records its earlier values.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.lists.presets import ColumnMapping
from vigil.casefile.lists.rows import differences, key_of, name_keys_of, row_to_store
from vigil.casefile.models import KnownList, ListedKilling, ListedName
from vigil.reading.linkage.lists.columns import Columns, chosen
from vigil.reading.linkage.lists.files import ListUnreadable, open_list
from vigil.reading.linkage.lists.list_rows import RowRead, UnreadableCell, read_rows
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

ROWS_A_TRANSACTION = 500
PERMISSION = "casefile.import_list"


@dataclass
class ListImportResult:
    """What an import did, in numbers of rows, and what could not be read."""

    known: KnownList
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    """Rows of earlier files that are missing from this one. They are kept, and marked."""
    broken: int = 0
    """Rows that were not imported."""
    troubles: list[UnreadableCell] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        names = ("new", "changed", "unchanged", "gone", "broken")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class ListDescription:
    """What a person says about a list."""

    name: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    as_of: date | None = None


def import_list(
    path: Path,
    about: ListDescription,
    preset: ColumnMapping,
    *,
    by: User,
    why: str = "",
    progress: Callable[[int], None] = lambda number: None,
) -> ListImportResult:
    """Import a file of a list, or a newer file of a list of that name.

    A row that cannot be imported is reported with its line and field, and the import goes on.
    Raises NotAllowed; NotPossible (no name; the file cannot be read, or lacks a column).
    """
    require(by, PERMISSION)
    name = " ".join(about.name.split())
    if not name or len(name) > 60:
        raise NotPossible(_("Give the list a name of at most 60 characters."))
    try:
        with open_list(path) as (header, rows):
            columns = _columns(preset, header)
            result = ListImportResult(_list_of(name, about, preset, by))
            _import_rows(result, read_rows(rows, columns, name=name), columns, by, progress)
    except ListUnreadable as error:
        said = _("The file cannot be read: %(reason)s") % {"reason": error}
        raise NotPossible(said) from error
    _finish(result, path, about, preset, by, why)
    return result


def _columns(preset: ColumnMapping, header: list[str]) -> Columns:
    try:
        columns = chosen(preset.columns, header)
    except ValueError as error:
        raise NotPossible(str(error)) from error
    if not (columns.name or columns.date):
        raise NotPossible(_("No column of names or of dates is known in this file."))
    return columns


def _list_of(name: str, about: ListDescription, preset: ColumnMapping, by: User) -> KnownList:
    with case_changes():
        found = KnownList.objects.filter(name__iexact=name).first()
        return found or KnownList.objects.create(
            name=name,
            publisher=about.publisher[:200],
            url=about.url,
            licence=about.licence[:200],
            as_of=about.as_of,
            preset=preset.name[:60],
            added_by=by,
        )


def _import_rows(
    result: ListImportResult,
    read: Iterable[RowRead],
    columns: Columns,
    by: User,
    progress: Callable[[int], None],
) -> None:
    seen: set[str] = set()
    for some in batched(_importable_rows(result, read, columns, seen), ROWS_A_TRANSACTION):
        with case_changes():
            _write(result, dict(some), by)
        progress(len(some))
    # Only after the whole file was read: a file that was cut off must not mark rows as gone.
    stale = result.known.rows.filter(gone=False).values_list("key", flat=True)
    missing = [key for key in stale if key not in seen]
    with case_changes():
        for keys in batched(missing, ROWS_A_TRANSACTION):
            result.known.rows.filter(key__in=keys).update(gone=True, changed_at=timezone.now())
    result.gone = len(missing)


def _importable_rows(
    result: ListImportResult, read: Iterable[RowRead], columns: Columns, seen: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows that can be imported, with their keys; note the others."""
    for row in read:
        result.troubles += row.troubles
        if row.killing is None:
            result.broken += 1
            continue
        key, values = key_of(row.killing, own=bool(columns.id)), row_to_store(row.killing)
        named = " ".join(columns.id) or "id"
        if len(key) > 200:
            _refuse(result, row, named, _("is longer than 200 characters"))
        elif key in seen:
            _refuse(result, row, named, _("“%(key)s” stands in an earlier row") % {"key": key})
        else:
            if row.killing.country and not values["country"]:
                reason = _("“%(name)s” is no country that is known here")
                where = " ".join(columns.country) or "country"
                said = reason % {"name": row.killing.country}
                result.troubles.append(UnreadableCell(row.line, where, said))
            seen.add(key)
            yield key, values


def _refuse(result: ListImportResult, row: RowRead, where: str, reason: str) -> None:
    result.broken += 1
    result.troubles.append(UnreadableCell(row.line, where, reason, kept=False))


def _write(result: ListImportResult, rows: dict[str, dict[str, Any]], by: User) -> None:
    """Write some rows. All changes to known rows are recorded in one decision."""
    there = {
        row.key: row
        for row in result.known.rows.select_for_update().filter(key__in=rows).order_by("pk")
    }
    new = [
        ListedKilling(known_list=result.known, key=key, **values)
        for key, values in rows.items()
        if key not in there
    ]
    _add_name_keys(ListedKilling.objects.bulk_create(new))
    changes = []
    for key, row in there.items():
        found = list(differences(row, rows[key]))
        if not found and not row.gone:
            result.unchanged += 1
            continue
        for name, value in rows[key].items():
            setattr(row, name, value)
        row.gone, row.changed_at = False, timezone.now()
        row.save()
        row.sounds.all().delete()
        _add_name_keys([row])
        changes.append(f"{key}: {', '.join(found) or 'back in the list'}")
    result.new += len(new)
    result.changed += len(changes)
    if changes:
        record("change_listed", "list", result.known.name, by=by, after={"rows": changes})


def _add_name_keys(rows: list[ListedKilling]) -> None:
    ListedName.objects.bulk_create(
        ListedName(listed=row, key=key) for row in rows for key in name_keys_of(row.names)
    )


def _finish(
    result: ListImportResult,
    path: Path,
    about: ListDescription,
    preset: ColumnMapping,
    by: User,
    why: str,
) -> None:
    """Update the entry of the list. What the description leaves open stays as it was."""
    known = result.known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with case_changes():
        for name in ("publisher", "url", "licence", "as_of"):
            setattr(known, name, getattr(about, name) or getattr(known, name))
        known.preset, known.updated_at = preset.name[:60], timezone.now()
        known.n_rows = known.rows.filter(gone=False).count()
        known.save()
        after = {"file": path.name, "sha256": digest, **result.counts()}
        record("import_list", "list", known.name, by=by, after=after, why=why)


LOG: Final = LogWords(
    verbs={
        "change_listed": pgettext_lazy("decision", "change rows of a list"),
        "import_list": pgettext_lazy("decision", "take in a list"),
    },
    kinds={
        "list": pgettext_lazy("decision", "list"),
    },
    parts={
        "file": pgettext_lazy("decision", "file"),
        "gone": pgettext_lazy("decision", "rows not in this file"),
    },
)
