import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reading.linkage.lists.samples import day, month
from vigil.reading.linkage.lists.columns import Columns, chosen, from_toml, guessed
from vigil.reading.linkage.lists.list_rows import RowRead, is_unknown, read_age, read_day, read_rows


def read(row: dict[str, str], config: str = "") -> RowRead:
    columns = chosen(from_toml(config), list(row))
    return next(iter(read_rows([row], columns)))


def test_columns_are_known_by_their_names() -> None:
    found = guessed(["mpv_id", "name", "age", "Victim's gender", "date", "city", "state", "County"])
    assert (found.id, found.name, found.gender) == (("mpv_id",), ("name",), ("Victim's gender",))
    assert (found.place, found.admin1, found.admin2) == (("city",), ("state",), ("County",))


def test_a_configuration_says_it_for_one_side() -> None:
    text = '[columns]\nname = "who"\n[b]\nname = ["first", "last"]\nid = "no | key"\n'
    assert chosen(from_toml(text, "a"), ["who"]).name == ("who",)
    found = chosen(from_toml(text, "b"), ["first", "last", "key"])
    assert (found.name, found.id) == (("first", "last"), ("key",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "no TOML"),
        ('[c]\nname = "x"', r"\[c\] is not known"),
        ('nmae = "x"', "nmae is not known"),
        ('name = "victim"', "no column 'victim'"),
        ("name = 3", "3 is not the name of a column"),
        ('date_order = "ydm"', "date_order"),
    ],
)
def test_what_a_configuration_gets_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        chosen(from_toml(text), ["name"])


def test_a_row() -> None:
    row = {
        "id": "7",
        "name": 'Ana "La Güera" Torres; Ana Torres Vega',
        "date": "2019-05-03",
        "city": "Veracruz",
        "state": "Veracruz",
        "country": "Mexico",
        "latitude": "19.2",
        "longitude": "-96.1",
        "age": "34",
        "gender": "F",
    }
    killing = read(row).killing
    assert killing
    assert killing.names == ("Ana Torres", 'Ana "La Güera" Torres', "Ana Torres Vega")
    assert (killing.when, killing.age, killing.gender) == (day("2019-05-03"), (34, 34), "female")
    assert killing.point == (19.2, -96.1)


def test_a_place_in_one_cell_is_cut_from_fine_to_coarse() -> None:
    told = {"name": "Ana Torres", "place": "Xalapa, Veracruz, Mexico"}
    killing = read(told).killing
    assert killing
    assert (killing.place, killing.admin1, killing.country) == ("Xalapa", "Veracruz", "Mexico")


def test_a_cell_that_cannot_be_read_is_told_and_the_row_stays() -> None:
    found = read({"id": "1", "name": "Ana Torres", "date": "2019-02-30", "age": "old"})
    assert found.killing
    assert found.killing.when is None
    assert [(t.line, t.field) for t in found.troubles] == [(2, "date"), (2, "age")]


def test_a_row_without_its_id_is_not_taken() -> None:
    found = read({"id": " ", "name": "Ana Torres"})
    assert found.killing is None
    assert [t.kept for t in found.troubles] == [False]


def test_a_list_without_ids_is_told_by_its_lines() -> None:
    found = read({"name": "Ana Torres"})
    assert found.killing
    assert found.killing.id == "2"


def test_a_coarse_place_is_not_taken_for_the_spot() -> None:
    config = 'place_precision = "where_prec"\nprecise_up_to = 3'
    row = {"id": "1", "place": "Zacatecas state", "state": "Zacatecas", "lat": "23", "lon": "-102"}
    coarse, fine = (read({**row, "where_prec": n}, config).killing for n in ("4", "1"))
    assert coarse
    assert fine
    assert (coarse.place, coarse.point, coarse.admin1) == ("", None, "Zacatecas")
    assert (fine.place, fine.point) == ("Zacatecas state", (23.0, -102.0))


def test_days_of_an_event_are_a_span() -> None:
    row = {"id": "1", "date_start": "2019-05-01 00:00:00.000", "date_end": "2019-05-31"}
    killing = read(row).killing
    assert killing
    assert killing.when == month(2019, 5)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2019-05", month(2019, 5)),
        ("May 2019", month(2019, 5)),
        ("May 3, 2019", day("2019-05-03")),
        ("3 May 2019", day("2019-05-03")),
        ("3/5/2019", day("2019-05-03")),
        ("2019/5/3", day("2019-05-03")),
        ("2019-05-03T10:00:00Z", day("2019-05-03")),
        ("2019-05-01/2019-05-31", month(2019, 5)),
        ("unknown", None),
    ],
)
def test_dates_as_they_are_written(text: str, when: tuple[int, int] | None) -> None:
    assert read_day(text) == when


def test_the_column_shows_whether_the_month_is_first() -> None:
    rows = [{"name": "x", "date": "3/5/2019"}, {"name": "y", "date": "3/25/2019"}]
    first = next(iter(read_rows(rows, Columns(name=("name",), date=("date",)))))
    assert first.killing
    assert first.killing.when == day("2019-03-05")


@pytest.mark.parametrize(
    ("text", "age"),
    [("34", (34, 34)), ("34.0", (34, 34)), ("30-35", (30, 35)), ("40s", (40, 49)), ("N/A", None)],
)
def test_ages(text: str, age: tuple[int, int] | None) -> None:
    assert read_age(text) == age


@pytest.mark.parametrize("text", ["old", "130", "-4", "35-30"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="no age"):
        read_age(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Unknown", "Name withheld by police", "unidentified man", "TK TK", "No identificado"),
        *("Desconocida", "n/a", "not known", "Name not released", "Unnamed", "?"),
    ],
)
def test_words_for_nothing(text: str) -> None:
    assert is_unknown(text)


@pytest.mark.parametrize("text", ["Ana Torres", "Nan Li", "Noname Jones", "Knowles", "Inés"])
def test_names_are_not_words_for_nothing(text: str) -> None:
    assert not is_unknown(text)


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "date", "age", "lat", "lon", "deaths", "place"]), st.text()
    )
)
@example({"deaths": "Infinity"})
def test_no_row_stops_the_reading(row: dict[str, str]) -> None:
    columns = guessed(["id", "name", "date", "age", "lat", "lon", "deaths", "place"])
    found = list(read_rows([row], columns))
    assert len(found) == 1
    assert found[0].killing or found[0].troubles
