"""The layout of a team's sheet: what its columns and its words mean. Pure."""

import hashlib
from collections import Counter
from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct, field

from vigil.casefile.sheet_files.cells import CellFormat, read
from vigil.casefile.sheet_files.dates import Order
from vigil.casefile.sheet_files.field_parts import choices, field_parts

KEPT = "kept"
"""The meaning of a column whose texts are only stored with the row, for its export."""
LEFT_OUT = "left out"
"""The meaning of a column that is not read at all."""


class ColumnMeaning(Struct, frozen=True):
    """One column and one part that it holds. A column that holds two parts is listed twice."""

    column: str
    part: str


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the columns and words of a team's sheet mean. It is stored by the name of the sheet.

    `key` names the columns that identify a row. `case_key` names those that rows on one attack
    share; without it, every row is an attack. `words` says what the words of a choice mean:
    part -> simplified word -> value ("" for nothing). `constants` are values of parts that hold for
    all rows and are in no column.
    """

    columns: tuple[ColumnMeaning, ...]
    key: tuple[str, ...]
    case_key: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: Order = "dmy"
    worksheet: str = ""
    header_row: int = 0
    encoding: str = ""

    def digest(self) -> str:
        """Return a digest of the layout. It changes when the layout changes."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()

    def said_in(self, part: str) -> list[str]:
        """Return the columns that hold a part."""
        return [column.column for column in self.columns if column.part == part]

    def objections(self) -> list[str]:
        """Return the problems of the layout itself, in sentences; empty if there are none."""
        known = field_parts()
        meanings = {c.part for c in self.columns} | set(self.constants) | set(self.words)
        found = [
            _("There is no field %(name)s.") % {"name": name}
            for name in sorted(meanings - {KEPT, LEFT_OUT} - set(known))
        ]
        if not self.key:
            found.append(_("Say which columns tell a row from every other."))
        named = {column.column for column in self.columns}
        found += [
            _("The key names the column %(name)s, which the sheet does not have.") % {"name": name}
            for name in (*self.key, *self.case_key)
            if name not in named
        ]
        count = Counter(c.part for c in self.columns if c.part not in (KEPT, LEFT_OUT))
        found += [
            _("More than one column is said to hold %(part)s.") % {"part": part}
            for part, number in count.items()
            if number > 1
        ]
        for part, text in self.constants.items():
            try:
                read(known[part], text, CellFormat())
            except KeyError:
                continue  # named above
            except ValueError:
                found.append(
                    _("%(value)s is no value of %(part)s.") % {"value": text, "part": part}
                )
        for part, words in self.words.items():
            allowed = choices(known[part]) if part in known else {}
            found += [
                _("%(value)s is no value of %(part)s.") % {"value": value, "part": part}
                for value in sorted(set(words.values()) - {""})
                if allowed and value not in allowed
            ]
        return found
