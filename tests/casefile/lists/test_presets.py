"""The mappings that ship: each reads a row as its list publishes it. The rows are invented."""

from pathlib import Path

import pytest

from vigil.casefile.lists.presets import PRESETS, custom_mapping, shipped_mapping
from vigil.casefile.lists.rows import country_of
from vigil.reading.linkage.lists import ListedKilling
from vigil.reading.linkage.lists.columns import chosen
from vigil.reading.linkage.lists.list_rows import read_rows

GED = {
    "id": "990001",
    "relid": "MEX-2019-3-99-1",
    "year": "2019",
    "type_of_violence": "2",
    "where_prec": "1",
    "where_coordinates": "Puerto Ejemplo town",
    "where_description": "on the pier",
    "adm_1": "Veracruz state",
    "adm_2": "Ejemplo municipality",
    "latitude": "19.2",
    "longitude": "-96.1",
    "country": "Mexico",
    "date_prec": "1",
    "date_start": "2019-03-07 00:00:00.000",
    "date_end": "2019-03-07 00:00:00.000",
    "deaths_civilians": "2",
    "best": "3",
    "high": "4",
    "low": "2",
}
CPJ = {
    "year": "2019",
    "fullName": "Ana Ríos Quintero",
    "primaryNationality": "Mexican",
    "gender": "Female",
    "typeOfDeath": "Murder",
    "status": "Killed",
    "organizations": "Radio Ejemplo",
    "country": "Mexico",
    "location": "Puerto Ejemplo, Veracruz",
    "startDisplay": "March 7, 2019",
    "mtpage": "https://cpj.example/ana",
    "personId": "4711",
}


def read(preset: str, row: dict[str, str]) -> ListedKilling:
    columns = chosen(shipped_mapping(preset).columns, list(row))
    found = next(iter(read_rows([row], columns)))
    assert found.killing
    assert found.troubles == ()
    return found.killing


def test_an_event_of_ucdp() -> None:
    event = read("ucdp", GED)
    assert (event.id, event.names, event.killed, event.event) == ("990001", (), 3, True)
    assert (event.place, event.admin1, event.country) == (
        "Puerto Ejemplo town",
        "Veracruz state",
        "Mexico",
    )
    assert event.when
    assert event.when[0] == event.when[1]
    assert event.point == (19.2, -96.1)


def test_an_event_of_ucdp_in_a_region_has_no_spot() -> None:
    event = read("ucdp", {**GED, "where_prec": "4", "date_end": "2019-03-31 00:00:00.000"})
    assert (event.place, event.point, event.admin1) == ("", None, "Veracruz state")
    assert event.when
    assert event.when[1] - event.when[0] == 24


def test_a_journalist_of_cpj() -> None:
    person = read("cpj", CPJ)
    assert (person.id, person.names) == ("4711", ("Ana Ríos Quintero",))
    assert (person.place, person.admin1, person.gender) == ("Puerto Ejemplo", "Veracruz", "female")
    assert (person.url, person.event) == ("https://cpj.example/ana", False)


def test_an_export_of_cpj_that_leaves_columns_out() -> None:
    row = {k: CPJ[k] for k in ("fullName", "startDisplay", "country", "mtpage")}
    assert read("cpj", row).id == "https://cpj.example/ana"


def test_a_list_of_ones_own_columns() -> None:
    row = {"id": "1", "name": "Ana Ríos", "date": "2019-03-07", "city": "Puerto Ejemplo"}
    assert read("generic", row).place == "Puerto Ejemplo"


def test_every_preset_can_be_read_and_no_other() -> None:
    assert [shipped_mapping(name).name for name in PRESETS] == list(PRESETS)
    with pytest.raises(KeyError):
        shipped_mapping("../ucdp")


def test_a_mapping_that_somebody_wrote(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[list]\nname = "Partner"\n[columns]\nname = "quien"\n', "utf-8")
    assert custom_mapping(path).about == {"name": "Partner"}
    path.write_text('[list]\nnmae = "Partner"\n', "utf-8")
    with pytest.raises(ValueError, match=r"\[list\]: nmae is not known"):
        custom_mapping(path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mexico", "MEX"),
        ("COL", "COL"),
        ("DR Congo (Zaire)", "COD"),
        ("Kingdom of eSwatini (Swaziland)", "SWZ"),
        ("Freedonia", ""),
        ("", ""),
    ],
)
def test_countries_as_lists_write_them(text: str, code: str) -> None:
    assert country_of(text) == code
