"""Taking in a list that others publish, and taking it in again when it has a newer state.

Written in small transactions: when interrupted, take the file in again. Rows are known by their
id in the list. What a row said before stands in the decision that changed it.
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

from vigil.casefile.cases.changes import changing
from vigil.casefile.lists.presets import Preset
from vigil.casefile.lists.rows import differences, kept, key_of, sounds_of
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
class Taken:
    """What taking in a file did, in rows; and what could not be read."""

    known: KnownList
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    """Rows of before that this file does not have: they are kept, and marked."""
    broken: int = 0
    """Rows that were not taken."""
    troubles: list[UnreadableCell] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        names = ("new", "changed", "unchanged", "gone", "broken")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class About:
    """What a list is."""

    name: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    as_of: date | None = None


def import_list(
    path: Path,
    about: About,
    preset: Preset,
    *,
    by: User,
    why: str = "",
    progress: Callable[[int], None] = lambda number: None,
) -> Taken:
    """Take in a file of a list, or a newer one of a list that is known by its name.

    A row that cannot be taken is told with its line and field, and the rest goes on. Raises
    NotAllowed; NotPossible (no name; the file cannot be read, or lacks a column).
    """
    require(by, PERMISSION)
    name = " ".join(about.name.split())
    if not name or len(name) > 60:
        raise NotPossible(_("Give the list a name of at most 60 characters."))
    try:
        with open_list(path) as (header, rows):
            columns = _columns(preset, header)
            taken = Taken(_known(name, about, preset, by))
            _take_rows(taken, read_rows(rows, columns, name=name), columns, by, progress)
    except ListUnreadable as error:
        said = _("The file cannot be read: %(reason)s") % {"reason": error}
        raise NotPossible(said) from error
    _finish(taken, path, about, preset, by, why)
    return taken


def _columns(preset: Preset, header: list[str]) -> Columns:
    try:
        columns = chosen(preset.columns, header)
    except ValueError as error:
        raise NotPossible(str(error)) from error
    if not (columns.name or columns.date):
        raise NotPossible(_("No column of names or of dates is known in this file."))
    return columns


def _known(name: str, about: About, preset: Preset, by: User) -> KnownList:
    with changing():
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


def _take_rows(
    taken: Taken,
    read: Iterable[RowRead],
    columns: Columns,
    by: User,
    progress: Callable[[int], None],
) -> None:
    seen: set[str] = set()
    for some in batched(_fit(taken, read, columns, seen), ROWS_A_TRANSACTION):
        with changing():
            _write(taken, dict(some), by)
        progress(len(some))
    # Only now that the whole file was read: one that was cut off makes no row go.
    stale = taken.known.rows.filter(gone=False).values_list("key", flat=True)
    missing = [key for key in stale if key not in seen]
    with changing():
        for keys in batched(missing, ROWS_A_TRANSACTION):
            taken.known.rows.filter(key__in=keys).update(gone=True, changed_at=timezone.now())
    taken.gone = len(missing)


def _fit(
    taken: Taken, read: Iterable[RowRead], columns: Columns, seen: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows that can be taken, by their key; note the others."""
    for row in read:
        taken.troubles += row.troubles
        if row.killing is None:
            taken.broken += 1
            continue
        key, told = key_of(row.killing, own=bool(columns.id)), kept(row.killing)
        named = " ".join(columns.id) or "id"
        if len(key) > 200:
            _refuse(taken, row, named, _("is longer than 200 characters"))
        elif key in seen:
            _refuse(taken, row, named, _("“%(key)s” stands in an earlier row") % {"key": key})
        else:
            if row.killing.country and not told["country"]:
                reason = _("“%(name)s” is no country that is known here")
                where = " ".join(columns.country) or "country"
                said = reason % {"name": row.killing.country}
                taken.troubles.append(UnreadableCell(row.line, where, said))
            seen.add(key)
            yield key, told


def _refuse(taken: Taken, row: RowRead, where: str, reason: str) -> None:
    taken.broken += 1
    taken.troubles.append(UnreadableCell(row.line, where, reason, kept=False))


def _write(taken: Taken, told: dict[str, dict[str, Any]], by: User) -> None:
    """Write some rows; what changed in those that were known is one decision."""
    there = {
        row.key: row
        for row in taken.known.rows.select_for_update().filter(key__in=told).order_by("pk")
    }
    new = [
        ListedKilling(known_list=taken.known, key=key, **values)
        for key, values in told.items()
        if key not in there
    ]
    _name(ListedKilling.objects.bulk_create(new))
    changes = []
    for key, row in there.items():
        found = list(differences(row, told[key]))
        if not found and not row.gone:
            taken.unchanged += 1
            continue
        for name, value in told[key].items():
            setattr(row, name, value)
        row.gone, row.changed_at = False, timezone.now()
        row.save()
        row.sounds.all().delete()
        _name([row])
        changes.append(f"{key}: {', '.join(found) or 'back in the list'}")
    taken.new += len(new)
    taken.changed += len(changes)
    if changes:
        record("change_listed", "list", taken.known.name, by=by, after={"rows": changes})


def _name(rows: list[ListedKilling]) -> None:
    ListedName.objects.bulk_create(
        ListedName(listed=row, key=key) for row in rows for key in sounds_of(row.names)
    )


def _finish(taken: Taken, path: Path, about: About, preset: Preset, by: User, why: str) -> None:
    """Note what the list is now. What nobody told this time stays as it was."""
    known = taken.known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with changing():
        for name in ("publisher", "url", "licence", "as_of"):
            setattr(known, name, getattr(about, name) or getattr(known, name))
        known.preset, known.updated_at = preset.name[:60], timezone.now()
        known.n_rows = known.rows.filter(gone=False).count()
        known.save()
        after = {"file": path.name, "sha256": digest, **taken.counts()}
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
