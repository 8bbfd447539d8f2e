"""Labels for the columns of a team's sheet, and for their values."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.sheet_files.cells import write
from vigil.casefile.sheet_files.field_parts import VIGIL_ID, choices, field_parts, source_part
from vigil.casefile.sheet_files.layout import KEPT, LEFT_OUT
from vigil.desk.screens.labels import country_name, field_label
from vigil.language.punctuation import in_a_row

PLACE: dict[str, Promise] = {
    "name": _("Place: name"),
    "admin1": _("Place: state or province"),
    "admin2": _("Place: district"),
    "country": _("Place: country"),
    "lat": _("Place: latitude"),
    "lon": _("Place: longitude"),
    "precision": _("Place: how precise"),
}
SOURCE: dict[str, Promise] = {
    "url": _("Source: web address"),
    "title": _("Source: title"),
    "publisher": _("Source: publisher"),
    "date": _("Source: date"),
    "language": _("Source: language"),
}
OTHER: dict[str, Promise] = {
    VIGIL_ID: _("Number of the case here"),
    KEPT: _("Kept with the row, for its export"),
    LEFT_OUT: _("Left out"),
    "victim.name": _("Person: name"),
    "victim.other_names": _("Person: other names"),
    "price_paid.amount": _("Price reported: amount"),
    "price_paid.currency": _("Price reported: currency"),
    "perpetrators.name": _("Alleged perpetrators (desk only)"),
}


def sheet_part_label(name: str) -> str:
    """Return the label of the meaning of a column."""
    if name in OTHER:
        return str(OTHER[name])
    if name.startswith("source"):
        group, part = source_part(name)
        return f"{SOURCE[part]} {group}".strip()
    if name.startswith("place."):
        return str(PLACE[name.removeprefix("place.")])
    label = field_label(name.removeprefix("victim."))
    return gettext("Person: %(field)s") % {"field": label} if name.startswith("victim.") else label


def sheet_value(name: str, value: Any) -> str:
    """Return the text of a value; a choice by its label."""
    part = field_parts().get(name)
    if part is None or value in (None, "", [], {}):
        return "—"
    if name == "place.country":
        return country_name(str(value))
    known = choices(part)
    keys = value if isinstance(value, list) else [value]
    if known and all(key in known for key in keys):
        return in_a_row(known[key].label(get_language() or "en") for key in keys)
    return write(part, value)


def part_choices() -> list[tuple[str, str]]:
    """Return every meaning that a column can have, with its label. The first two are no field."""
    first = [(KEPT, sheet_part_label(KEPT)), (LEFT_OUT, sheet_part_label(LEFT_OUT))]
    groups = [name for name in field_parts() if not name.startswith("source")]
    groups += [name for name in field_parts() if name.startswith("source") and name[6] in ".234"]
    return [*first, *((name, sheet_part_label(name)) for name in groups)]
