"""Labels of reports, as people gave them, from JSON Lines.

A line holds `id` and the label's field: true or false, or "yes", "no" or "followup" (which is a
killing too, told later), or the desk's "accepted" or "rejected". Null, or a missing field, is no
label. The fields `killing_report` (yes | followup), `targeted` and `oc_signs` (yes | no) and the
names of `victims` are used where they stand; not, where a field `<field>_agreed` says that the
annotators differed. A line with `templates` is an answer key of the Message Understanding
Conferences (see `templates`), and needs no label.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from vigil.reading.intake.lines import FileLine, read_lines
from vigil.reading.intake.screening.muc_labels import killing_of, victims_of
from vigil.reading.intake.screening.training import Labels
from vigil.reading.records import Rejected

TRUTH = {
    True: True,
    False: False,
    "yes": True,
    "no": False,
    "followup": True,
    "accepted": True,
    "rejected": False,
}


def read_labels(path: Path, field: str) -> Iterator[tuple[str, Labels] | Rejected]:
    """Read the labels of a file (plain, .gz or .zst). A bad line is answered as `Rejected`."""
    for line in read_lines(path):
        try:
            row = _row(line)
            killing = _killing(row, field)
        except ValueError as error:
            yield Rejected(source=str(path), line=line.number, reason=str(error))
            continue
        if row and killing is not None:
            yield str(row["id"]), labels_of(row, killing)


def labels_of(row: dict[str, Any], killing: bool) -> Labels:
    """Return what a gold line says beside the label itself."""
    return Labels(
        killing,
        fresh={"yes": True, "followup": False}.get(str(row.get("killing_report"))),
        targeted=_agreed(row, "targeted"),
        organised=_agreed(row, "oc_signs"),
        told=_victims(row) if killing else (),
    )


def _agreed(row: dict[str, Any], field: str) -> bool | None:
    if not row.get(f"{field}_agreed", True):
        return None
    return {"yes": True, "no": False}.get(str(row.get(field)))


def _victims(row: dict[str, Any]) -> tuple[str, ...]:
    if isinstance(row.get("templates"), list):
        return victims_of(row["templates"])
    named = row.get("victims")
    if not isinstance(named, list):
        return ()
    return tuple(v["name"] for v in named if isinstance(v, dict) and isinstance(v.get("name"), str))


def _killing(row: dict[str, Any], field: str) -> bool | None:
    value = row.get(field)
    if value is None:
        return killing_of(row["templates"]) if isinstance(row.get("templates"), list) else None
    if not isinstance(value, (bool, str)) or value not in TRUTH:
        raise ValueError(f"`{field}` is {value!r}; expected one of {', '.join(map(str, TRUTH))}")
    return TRUTH[value]


def _row(line: FileLine) -> dict[str, Any]:
    if not isinstance(line.content, bytes):
        raise ValueError("the file breaks off here, or the line is too long")
    if not line.content.strip():
        return {}
    row = msgspec.json.decode(line.content)
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise ValueError("`id` is missing")
    return row
