"""Propose the layout of a new sheet, for a person to review. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from vigil.casefile.sheet_files.cells import NOTHING, split
from vigil.casefile.sheet_files.coding_values import EVIDENCE
from vigil.casefile.sheet_files.dates import order_of
from vigil.casefile.sheet_files.field_parts import VIGIL_ID, FieldPart, choices, field_parts
from vigil.casefile.sheet_files.layout import KEPT, ColumnMeaning, Layout
from vigil.casefile.sheet_files.reading import Sheet
from vigil.casefile.sheet_files.vocabulary import (
    header_words,
    label_words,
    proposed_words,
    simplified,
)
from vigil.reading import codebook

KEY_WORDS = (
    *("id", "case id", "case_id", "caseid", "no", "no.", "number", "nr", "#", "ref", "key"),
    *("reference", "code", "record", "record id", "row id", "row", "case number", "case no"),
    *("case no.", "event id", "incident id", "número", "numero", "num", "folio", "clave"),
)
CASE_WORDS = (
    *("vigil id", "case", "case key", "attack", "attack id", "incident", "event id", "case id"),
    "caso",
)
TOWNS = (
    *("city", "town", "municipality", "ciudad", "municipio", "município", "cidade", "ville"),
    *("commune", "city/town", "city or town"),
)

_IN_BRACKETS = re.compile(r"(?<!\s)\s*[(\[][^()\[\]]*[)\]]\s*")

OF_OUTCOME = {"killed": "killing", "injured": "attempt", "unhurt": "attempt"}
"""Outcome of the target -> event."""


def propose_layout(sheet: Sheet) -> Layout:
    """Return a proposal for the layout of a sheet, from the names of its columns and its words.

    An unknown column is stored with its row. For the words of choices, the values are proposed from
    the labels of the codebook in every language, and from what teams commonly write. An unknown
    word stays open (see `open_words`).
    """
    columns = _columns(sheet)
    by_part = {column.part: column.column for column in columns}
    key, case_key = _keys(sheet, by_part)
    dates = [text for column in columns if _is_date(column) for text in sheet.column(column.column)]
    layout = Layout(
        columns=tuple(columns),
        key=key,
        case_key=case_key,
        constants=_constants(by_part),
        date_order=order_of(dates)[0],
    )
    return with_words(layout, sheet)


def with_words(layout: Layout, sheet: Sheet) -> Layout:
    """Return the layout with a proposed value for each word of a choice that has none yet."""
    words = {part: dict(known) for part, known in layout.words.items()}
    for part_name, counted in _words_of(layout, sheet).items():
        part = field_parts()[part_name]
        for word in counted:
            proposal = proposed(part, word, counted)
            if proposal is not None:
                words.setdefault(part_name, {}).setdefault(simplified(word), proposal)
    return _replace(layout, words=words)


def proposed(part: FieldPart, word: str, beside: Collection[str] = ()) -> str | None:
    """Return the value that a word of a choice probably means; None if no value fits.

    `beside` are the other words of its column. Beside H (hombre, homem), M means a woman, unless
    the column has F too.
    """
    said = simplified(word)
    others = {simplified(other) for other in beside}
    if part.name == "victim.gender" and said == "m" and "h" in others:
        return None if "f" in others else "female"
    field = "place_precision" if part.kind == "place_precision" else part.field
    found = label_words(field).get(said) or proposed_words(field).get(said)
    if found is None and part.name == "event":
        return OF_OUTCOME.get(proposed(field_parts()["victim.outcome"], word) or "")
    return found


def open_words(layout: Layout, sheet: Sheet) -> dict[str, dict[str, int]]:
    """Return part -> word -> number of cells, for the words of choices without a meaning."""
    found: dict[str, dict[str, int]] = {}
    for part_name, counted in _words_of(layout, sheet).items():
        part, known_words = field_parts()[part_name], layout.words.get(part_name, {})
        for word, number in counted.items():
            if simplified(word) not in known_words and proposed(part, word, counted) is None:
                found.setdefault(part_name, {})[word] = number
    return found


def missing_companions(layout: Layout) -> dict[str, str]:
    """Return field -> the field that the codebook needs beside it and the sheet does not have."""
    said = {part.removeprefix("victim.") for part in layout.constants}
    said |= {column.part.removeprefix("victim.") for column in layout.columns}
    return {
        field: needed
        for rule in codebook.current().consistency
        for field in rule.when
        for needed in rule.needs
        if field in said and needed not in {*said, *EVIDENCE.values()}
    }


def words_in(layout: Layout, sheet: Sheet) -> dict[str, dict[str, int]]:
    """Return part -> word -> number of cells, for all words of the columns that hold choices."""
    return _words_of(layout, sheet)


def _words_of(layout: Layout, sheet: Sheet) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for column in layout.columns:
        part = field_parts().get(column.part)
        if part is None or not choices(part) or column.column not in sheet.columns:
            continue
        texts = sheet.column(column.column)
        words = [w for text in texts for w in (split(text) if part.kind == "list" else [text])]
        first: dict[str, str] = {}
        for word in words:
            if simplified(word) not in NOTHING:
                first.setdefault(simplified(word), word)
        count = Counter(simplified(word) for word in words)
        found[part.name] = {
            word: count[said] for said, word in sorted(first.items(), key=lambda w: -count[w[0]])
        }
    return found


def _columns(sheet: Sheet) -> list[ColumnMeaning]:
    known, taken = header_words(), set[str]()
    columns: list[ColumnMeaning] = []
    for name in sheet.columns:
        part = _meaning(name, known)
        if part in taken:
            part = KEPT
        if part != KEPT and not _fits(part, sheet.column(name)):
            part = KEPT
        taken |= {part} - {KEPT}
        columns.append(ColumnMeaning(name, part))
    parts_taken = {column.part for column in columns}
    return [*columns, *_second_meanings(sheet, columns, parts_taken)]


def _meaning(name: str, known: Mapping[str, str]) -> str:
    """Return the part that the name of a column means, with or without an addition to the name.

    "State / province" has one meaning twice; "Date (dd/mm/yyyy)" is a date.
    """
    said = simplified(name).strip(" :*?")
    if said in field_parts():
        return said
    bare = _IN_BRACKETS.sub(" ", said).strip(" :*?")
    for tried in (said, bare):
        if tried in known:
            return known[tried]
    meanings = {known.get(piece.strip(), KEPT) for piece in bare.split("/")}
    return meanings.pop() if len(meanings) == 1 else KEPT


def _fits(part_name: str, texts: Sequence[str]) -> bool:
    """Say whether the cells fit the part: a column "Source" may hold names instead of addresses."""
    part = field_parts()[part_name]
    filled = [text for text in texts if text]
    if part.kind == "source_url":
        return not filled or any("://" in text for text in filled)
    return True


def _second_meanings(
    sheet: Sheet, columns: Sequence[ColumnMeaning], taken: set[str]
) -> list[ColumnMeaning]:
    """Propose the column of outcomes for the event too, if no other column holds the event."""
    outcome = next((c.column for c in columns if c.part == "victim.outcome"), None)
    if outcome is None or "event" in taken:
        return []
    event = field_parts()["event"]
    texts = {text for text in sheet.column(outcome) if text}
    return [ColumnMeaning(outcome, "event")] if any(proposed(event, text) for text in texts) else []


def _is_date(column: ColumnMeaning) -> bool:
    part = field_parts().get(column.part)
    return part is not None and part.kind == "edtf"


def _keys(sheet: Sheet, by_part: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of the row key, and those of the case key."""
    named = {simplified(name): name for name in sheet.columns}
    key = next(
        (
            named[word]
            for word in map(simplified, KEY_WORDS)
            if _identifies_rows(sheet, named.get(word))
        ),
        None,
    )
    if key is None and _identifies_rows(sheet, by_part.get(VIGIL_ID)):
        key = by_part[VIGIL_ID]
    case = next(
        (
            named[word]
            for word in map(simplified, CASE_WORDS)
            if word in named and named[word] != key and _groups(sheet, named[word])
        ),
        None,
    )
    if key is not None:
        return (key,), ((case,) if case else ())
    wanted = ("victim.name", "date_of_attack", "place.name", "place.admin1", "place.country")
    together = tuple(by_part[part] for part in wanted if part in by_part)
    if case:
        return (case, *together), (case,)
    return together or tuple(sheet.columns[:1]), ()


def is_numbered(layout: Layout) -> bool:
    """Say whether the key of rows consists of columns that hold no values to correct."""
    with_values = {
        column.column for column in layout.columns if column.part not in (KEPT, VIGIL_ID)
    }
    return with_values.isdisjoint(layout.key)


def _identifies_rows(sheet: Sheet, column: str | None) -> bool:
    """Say whether a column identifies nearly every row. Repeated keys are shown as problems."""
    if column is None or not sheet.rows:
        return False
    texts = [text for text in sheet.column(column) if text]
    twice = len(texts) - len(set(texts))
    return len(texts) >= 0.9 * len(sheet.rows) and twice <= max(1, 0.1 * len(texts))


def _groups(sheet: Sheet, column: str) -> bool:
    texts = sheet.column(column)
    return all(texts) and len(set(texts)) < len(texts)


def _constants(by_part: Mapping[str, str]) -> dict[str, str]:
    constants = {}
    place = by_part.get("place.name")
    if place and "place.precision" not in by_part and simplified(place) in map(simplified, TOWNS):
        constants["place.precision"] = "town"
    return constants


def _replace(layout: Layout, **changes: object) -> Layout:
    values = {name: getattr(layout, name) for name in layout.__struct_fields__}
    return Layout(**{**values, **changes})
