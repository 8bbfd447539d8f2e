"""The form in which people state what the columns and the words of a sheet mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import structs

from vigil.casefile.sheet_files.field_parts import FieldPart, choices, field_parts
from vigil.casefile.sheet_files.layout import KEPT, LEFT_OUT, ColumnMeaning, Layout
from vigil.casefile.sheet_files.layout_proposals import propose_layout, proposed, words_in
from vigil.casefile.sheet_files.reading import Sheet, read_sheet
from vigil.casefile.sheet_files.vocabulary import simplified
from vigil.desk.sheets.labels import part_choices, sheet_part_label

EXAMPLES = 3
SAYS_NOTHING = "-"
"""What is posted for a word that says nothing."""
ENCODINGS = (
    *("utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "windows-1256"),
    *("windows-1254", "iso-8859-15", "mac-roman"),
)
"""Those in which programs save .csv files; each is read by this name."""
CONSTANTS = (
    *("victim.role", "specific_target", "contract_or_reward", "organised_crime_link"),
    *("organised_crime_basis", "event", "place.precision"),
)
"""What holds for every row of many sheets, and stands in no column of them."""


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ColumnOfSheet:
    """One column: its name, some of its cells, its meaning, and its second meaning."""

    number: int
    name: str
    examples: list[str]
    says: list[Choice]
    says_too: list[Choice]
    in_key: bool
    in_case_key: bool


@dataclass(frozen=True)
class WordOfSheet:
    """One word in a column of choices: how many cells contain it, and its possible meanings."""

    name: str
    word: str
    number: int
    means: list[Choice]
    open: bool


class MappingForm:
    """Shows a layout beside the sheet it is for, and reads another from what was sent."""

    def __init__(self, layout: Layout, sheet: Sheet) -> None:
        self.layout, self.sheet = layout, sheet
        self.words = words_in(layout, sheet)

    @property
    def columns(self) -> Iterator[ColumnOfSheet]:
        """The columns of the sheet, in order."""
        offered = part_choices()
        for number, name in enumerate(self.sheet.columns):
            said = [c.part for c in self.layout.columns if c.column == name] or [KEPT]
            yield ColumnOfSheet(
                number=number,
                name=name,
                examples=_examples(self.sheet.column(name)),
                says=_choices(offered, said[0]),
                says_too=_choices([("", "—"), *offered[2:]], said[1] if said[1:] else ""),
                in_key=name in self.layout.key,
                in_case_key=name in self.layout.case_key,
            )

    @property
    def word_groups(self) -> Iterator[tuple[str, list[WordOfSheet]]]:
        """The words of each choice, the open ones first."""
        for part_name, counted in self.words.items():
            part = field_parts()[part_name]
            lines = [
                self._word(part, number, word, count)
                for number, (word, count) in enumerate(counted.items())
            ]
            if lines:
                yield sheet_part_label(part_name), sorted(lines, key=lambda line: not line.open)

    def _word(self, part: FieldPart, number: int, word: str, count: int) -> WordOfSheet:
        told = self.layout.words.get(part.name, {})
        said = simplified(word)
        proposal = proposed(part, word, self.words[part.name]) or ""
        means = told[said] or SAYS_NOTHING if said in told else proposal
        offered = [
            ("", _("— not chosen yet —")),
            (SAYS_NOTHING, _("no value")),
            *_values_of(part),
        ]
        return WordOfSheet(
            _word_name(part, number), word, count, _choices(offered, means), not means
        )

    @property
    def constants(self) -> Iterator[tuple[str, str, list[Choice], str]]:
        """The values that may apply to every row: name, label, choices (none: a text), value."""
        for name in CONSTANTS:
            part, value = field_parts()[name], self.layout.constants.get(name, "")
            offered = [("", "—"), *_values_of(part)] if choices(part) else []
            yield f"constant-{name}", sheet_part_label(name), _choices(offered, value), value

    @property
    def open_words(self) -> int:
        """How many words have no meaning yet."""
        return sum(line.open for _label, lines in self.word_groups for line in lines)

    @property
    def orders(self) -> list[Choice]:
        """The orders of day and month."""
        offered = [
            ("dmy", _("8/3/2019 is 8 March (day first)")),
            ("mdy", _("8/3/2019 is 3 August (month first)")),
            ("ymd", _("the year always first")),
        ]
        return _choices(offered, self.layout.date_order)

    @property
    def worksheets(self) -> list[Choice]:
        """The worksheets of the file, the one that was read first; none of a .csv file."""
        names = [self.sheet.name, *self.sheet.others] if self.sheet.name else []
        return _choices([(name, name) for name in names], self.sheet.name)

    @property
    def encodings(self) -> list[Choice]:
        """The encodings that a .csv file may be in; none of a workbook."""
        if not self.sheet.encoding:
            return []
        found = [("", _("as detected (%(name)s)") % {"name": self.sheet.encoding})]
        return _choices([*found, *((n, n) for n in ENCODINGS)], self.layout.encoding)

    def read_anew(self, posted: QueryDict, content: bytes) -> tuple[Layout, Sheet]:
        """Return the layout and the sheet, read again as the form states.

        The columns keep their meaning if the sheet still has them. Otherwise the layout is a new
        proposal. Raises Unreadable.
        """
        sent = {name: posted.get(name) or "" for name in ("worksheet", "header_row", "encoding")}
        row = sent["header_row"]
        header_row = int(row) if row.isascii() and row.isdigit() and len(row) < 6 else 0
        # What was found and not changed is found again, also in a file that differs in it.
        layout = structs.replace(
            self.layout,
            worksheet=self._unless_found("worksheet", sent["worksheet"], self.sheet.name),
            header_row=self._unless_found("header_row", header_row, self.sheet.header_row),
            encoding=sent["encoding"],
        )
        sheet = read_sheet(
            content,
            worksheet=layout.worksheet,
            header_row=layout.header_row,
            encoding=layout.encoding,
        )
        if not {column.column for column in layout.columns} <= {*sheet.columns}:
            proposal = propose_layout(sheet)
            layout = structs.replace(
                proposal,
                worksheet=layout.worksheet,
                header_row=layout.header_row,
                encoding=layout.encoding,
            )
        return layout, sheet

    def _unless_found[T](self, name: str, sent: T, found: T) -> T:
        kept: T = getattr(self.layout, name)
        return kept if sent == found else sent

    def read(self, posted: QueryDict) -> Layout:
        """Return the layout that was sent. What the form does not show stays as it was."""
        names = self.sheet.columns
        columns: list[ColumnMeaning] = []
        for number, name in enumerate(names):
            part = posted.get(f"part-{number}") or KEPT
            columns.append(ColumnMeaning(name, part))
            too = posted.get(f"too-{number}") or ""
            if too and part not in (KEPT, LEFT_OUT, too):
                columns.append(ColumnMeaning(name, too))
        order = posted.get("date_order") or ""
        return Layout(
            columns=tuple(columns),
            key=tuple(n for i, n in enumerate(names) if str(i) in posted.getlist("key")),
            case_key=tuple(n for i, n in enumerate(names) if str(i) in posted.getlist("case_key")),
            words=self._words(posted),
            constants={
                name: value.strip()
                for name in CONSTANTS
                if (value := posted.get(f"constant-{name}") or "").strip()
            },
            date_order=order if order in ("dmy", "mdy", "ymd") else self.layout.date_order,  # type: ignore[arg-type]
            worksheet=self.layout.worksheet,
            header_row=self.layout.header_row,
            encoding=self.layout.encoding,
        )

    def _words(self, posted: QueryDict) -> dict[str, dict[str, str]]:
        words = {part: dict(told) for part, told in self.layout.words.items()}
        for part_name, counted in self.words.items():
            part = field_parts()[part_name]
            for number, word in enumerate(counted):
                sent = posted.get(_word_name(part, number))
                if sent is None:
                    continue
                told = words.setdefault(part_name, {})
                if sent in choices(part):
                    told[simplified(word)] = sent
                elif sent == SAYS_NOTHING:
                    told[simplified(word)] = ""
                else:
                    told.pop(simplified(word), None)
        return words


def _word_name(part: FieldPart, number: int) -> str:
    return f"word-{part.name}-{number}"


def _values_of(part: FieldPart) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(key, value.label(language)) for key, value in choices(part).items()]


def _choices(offered: list[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in offered]


def _examples(texts: list[str]) -> list[str]:
    return [text[:60] for text in list(dict.fromkeys(filter(None, texts)))[:EXAMPLES]]
