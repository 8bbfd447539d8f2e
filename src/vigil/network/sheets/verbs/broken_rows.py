"""The rows of a sheet that were not imported: kept in the vault for a week.

They contain data of people, as the sheet does, so they are sealed in the same way.
"""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.models import MemberSheet
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_to_act, seal, sealed_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vigil.network.sheets.reading import ParsedRow

SHEET: Final = "member_sheet"
ROWS: Final = "broken"


@dataclass(frozen=True)
class BrokenRow:
    """What is wrong with one cell: row, name, column, value and reason."""

    row: int
    name: str
    column: str
    value: str
    reason: str


def broken_rows(rows: "Iterable[ParsedRow]") -> list[BrokenRow]:
    """Return the problems of rows, cell by cell, in their order."""
    return [
        BrokenRow(
            row.number,
            str(row.values.get("name", "")),
            problem.field,
            problem.value,
            problem.reason,
        )
        for row in rows
        for problem in row.problems
    ]


def keep_broken_rows(sheet: MemberSheet, rows: "Iterable[ParsedRow]", *, by: User) -> None:
    """Seal the problems of rows, if there are any. Called within the import."""
    if found := broken_rows(rows):
        told = json.dumps([asdict(one) for one in found], ensure_ascii=False)
        seal(SHEET, str(sheet.pk), ROWS, told, by=by)


@transaction.atomic
def kept_broken_rows(sheet: MemberSheet, *, by: User) -> list[BrokenRow]:
    """Return the problems of rows of an imported sheet. Opening them is recorded.

    Raises NotAllowed, NotPossible (nothing is kept).
    """
    require(by, "network.import_members")
    found = [one for one in sealed_for(SHEET, str(sheet.pk)) if one.field == ROWS]
    if not found:
        raise NotPossible(_("No broken rows of this sheet are kept."))
    told = json.loads(open_to_act(found[0], why="reading the broken rows"))
    return [BrokenRow(**one) for one in told]


def has_broken_rows(sheet: MemberSheet) -> bool:
    """Return whether broken rows of a sheet are kept."""
    return any(one.field == ROWS for one in sealed_for(SHEET, str(sheet.pk)))


LOG: Final = LogWords(
    kinds={
        "member_sheet": pgettext_lazy("decision", "sheet of members"),
    },
    reasons={
        "reading the broken rows": pgettext_lazy("decision", "reading the broken rows"),
    },
)
