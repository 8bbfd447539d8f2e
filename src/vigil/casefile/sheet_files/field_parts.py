"""The parts of codebook fields, which the columns of a sheet can hold. Pure.

A part has a name: `method`, `place.country`, `price_paid.amount`, `victim.name`, `source.url`
(`source2.url` for a second group of columns). How a cell is read and written: see `cells`.
"""

import re

from msgspec import Struct

from vigil.reading import codebook
from vigil.reading.codebook import Field
from vigil.reading.codebook.loading import by_version

VIGIL_ID = "vigil.id"
"""The public id of a case of this installation."""

SOURCE_PARTS = ("url", "title", "publisher", "date", "language")
_SOURCE = re.compile(r"source([2-9]?)\.(url|title|publisher|date|language)")


class FieldPart(Struct, frozen=True):
    """One part of a field, which a column can hold: its name, and the kind of its cells."""

    name: str
    kind: str
    field: str = ""
    """The codebook field that it belongs to."""

    @property
    def of_victim(self) -> bool:
        """Say whether it describes a person."""
        return self.name.startswith("victim.")

    @property
    def of_source(self) -> bool:
        """Say whether it describes a source."""
        return self.name.startswith("source")


@by_version
def field_parts() -> dict[str, FieldPart]:
    """Return every part by name, in the order of the codebook; sources last."""
    found = [FieldPart(VIGIL_ID, "id")]
    for field in codebook.current().fields.values():
        found += _parts_of(field)
    found += [
        FieldPart(f"source{number}.{name}", f"source_{name}")
        for number in ("", *map(str, range(2, 10)))
        for name in SOURCE_PARTS
    ]
    return {part.name: part for part in found}


def _parts_of(field: Field) -> list[FieldPart]:
    at = "victim." if field.level == "victim" else ""
    if field.id == "names":
        return [
            FieldPart("victim.name", "name", field.id),
            FieldPart("victim.other_names", "names", field.id),
        ]
    if field.type == "place":
        kinds = {"name": "text", "admin1": "text", "admin2": "text", "country": "country"}
        kinds |= {"lat": "latitude", "lon": "longitude", "precision": "place_precision"}
        return [FieldPart(f"{field.id}.{name}", kind, field.id) for name, kind in kinds.items()]
    if field.type == "money":
        return [
            FieldPart(f"{field.id}.amount", "number", field.id),
            FieldPart(f"{field.id}.currency", "currency", field.id),
        ]
    if field.parts and field.type == "list":
        return [FieldPart(f"{field.id}.name", "perpetrators", field.id)]
    kind = "ages" if field.range else field.type
    return [FieldPart(at + field.id, kind, field.id)]


def source_part(name: str) -> tuple[str, str]:
    """Return the group ("", "2", ...) and the part of a source, from the name of a part."""
    match = _SOURCE.fullmatch(name)
    assert match is not None
    return match[1], match[2]


def choices(part: FieldPart) -> dict[str, codebook.Value]:
    """Return the values that a cell of this part can have, by key; empty if it is no choice."""
    book = codebook.current()
    if part.kind == "place_precision":
        return dict(book.parts["place_precision"].values)
    field = book.fields.get(part.field)
    return dict(field.values) if field and part.kind in ("choice", "list") else {}
