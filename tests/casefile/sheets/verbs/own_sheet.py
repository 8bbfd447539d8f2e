"""A team's own sheet, imported."""

from collections.abc import Mapping
from typing import Any

from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import (
    AcceptedValue,
    Case,
    SheetImport,
    SheetMapping,
)
from vigil.casefile.sheet_files.layout_proposals import propose_layout
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.writing import to_csv
from vigil.casefile.sheets.case_parts import values_now
from vigil.casefile.sheets.verbs import importing
from vigil.casefile.sheets.verbs.importing import (
    ImportPlan,
    apply,
    plan,
    save_mapping,
)
from vigil.trust.models import User

COLUMNS = (
    *("ID", "Case", "Country", "City", "Date", "Name", "Age", "Sex", "Outcome", "Event"),
    *("Method", "Targeted", "Contract", "OC link", "Role", "Target group", "Source", "Notes"),
)
ROW = {
    "ID": "1",
    "Case": "a",
    "Country": "Mexico",
    "City": "Puerto Ejemplo",
    "Date": "2019-03-08",
    "Name": "Ana Ejemplo",
    "Age": "34",
    "Sex": "F",
    "Outcome": "killed",
    "Event": "killing",
    "Method": "shot",
    "Targeted": "yes",
    "Contract": "unclear",
    "OC link": "unclear",
    "Role": "target",
    "Target group": "journalist",
    "Source": "https://news.example/1",
    "Notes": "kept as it is",
}


def sheet(*rows: Mapping[str, str]) -> bytes:
    """Make a file of rows that differ from ROW in what is given."""
    return to_csv(COLUMNS, [[{**ROW, **row}[name] for name in COLUMNS] for row in rows])


def mapped(content: bytes, by: User, name: str = "Our cases") -> SheetMapping:
    layout = propose_layout(read_sheet(content))
    if "Case" in read_sheet(content).columns:
        layout = importing.msgspec.structs.replace(layout, key=("ID",), case_key=("Case",))
    return save_mapping(name, layout, by=by)


def take(content: bytes, by: User) -> SheetImport:
    return apply(plan(content, mapped(content, by), by=by), by=by)


def looked(content: bytes, by: User) -> ImportPlan:
    return plan(content, SheetMapping.objects.get(), by=by)


def accepted(case: Case, field: str, person: int | None = None) -> Any:
    rows = AcceptedValue.objects.filter(case=case, field=field)
    rows = rows.filter(victim=None) if person is None else rows.filter(victim__position=person)
    return rows.values_list("value", flat=True).first()


def settled_here(case: Case, by: User, second: User, **event: Any) -> None:
    """Let two people of this installation adjudicate and verify a case, some values changed."""
    values = values_now(case)
    values["case"] |= event
    verify(adjudicate(case, values, {}, by=by), by=second)


NOBODY = dict.fromkeys(("Name", "Age", "Sex", "Outcome", "Role", "Target group", "Event"), "")
