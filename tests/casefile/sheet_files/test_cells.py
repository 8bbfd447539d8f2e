"""What cells mean: dates, ages, countries, words in several languages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.sheet_files.cells import CellFormat, canonical, read, split, write
from vigil.casefile.sheet_files.coding_values import NO_WORDS, changed_event, coding_of
from vigil.casefile.sheet_files.dates import order_of, read_date
from vigil.casefile.sheet_files.field_parts import field_parts
from vigil.casefile.sheet_files.layout import KEPT, ColumnMeaning, Layout
from vigil.casefile.sheet_files.layout_proposals import open_words, propose_layout
from vigil.casefile.sheet_files.reading import Sheet, read_sheet
from vigil.casefile.sheet_files.rows import RowReader
from vigil.casefile.sheet_files.vocabulary import country_in, header_words, proposed_words
from vigil.reading import codebook


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2019", "2019", "year"),
        ("03/2019", "2019-03", "month"),
        ("8/3/2019", "2019-03-08", "day"),
        ("8.3.2019", "2019-03-08", "day"),
        ("2019-03-08", "2019-03-08", "day"),
        ("2019-03-08 14:30:00", "2019-03-08", "day"),
        ("2019/03/08", "2019-03-08", "day"),
        ("8 March 2019", "2019-03-08", "day"),
        ("March 8th, 2019", "2019-03-08", "day"),
        ("8 de marzo de 2019", "2019-03-08", "day"),
        ("1er mars 2019", "2019-03-01", "day"),
        ("março de 2019", "2019-03", "month"),
        ("٨/٣/٢٠١٩", "2019-03-08", "day"),
        ("c. 2019", "2019~", "year"),
        ("2019?", "2019?", "year"),
        ("2018-2019", "2018/2019", "range"),
        ("2019-03-08/2019-03-10", "2019-03-08/2019-03-10", "range"),
    ],
)
def test_dates_are_read_as_far_as_they_are_written(text: str, value: str, precision: str) -> None:
    assert read_date(text) == {"value": value, "precision": precision}
    codebook.current().check("date_of_attack", read_date(text))


@pytest.mark.parametrize(
    "text", ["31/02/2019", "3/14/2019", "8/3/19", "yesterday", "2019-13", "0", "8 March", "1/2/3/4"]
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


def test_the_order_of_day_and_month_is_stated_and_found() -> None:
    assert read_date("3/4/2019", "mdy")["value"] == "2019-03-04"
    assert order_of(["3/4/2019", "25/4/2019"]) == ("dmy", True)
    assert order_of(["3/4/2019", "4/25/2019"]) == ("mdy", True)
    assert order_of(["3/4/2019"]) == ("dmy", False)
    assert order_of(["25/4/2019", "4/25/2019"]) == ("dmy", False)


@pytest.mark.parametrize(
    "name",
    ["Mexico", "México", "Mexique", "MEX", "mx", "المكسيك", "Messico", " méxico "],
)
def test_countries_are_known_by_code_and_in_several_languages(name: str) -> None:
    assert country_in(name) == "MEX"


def test_countries_with_many_names() -> None:
    assert {country_in(n) for n in ("Côte d’Ivoire", "Ivory Coast", "Costa de Marfil")} == {"CIV"}
    assert (country_in("DRC"), country_in("Freedonia"), country_in("")) == ("COD", None, None)


CASES: list[tuple[str, str, Any]] = [
    ("method", "arma de fuego", "firearm"),
    ("method", "Feuerwaffe", ValueError),
    ("victim.gender", "femme", ValueError),
    ("victim.age", "34", {"low": 34, "high": 34}),
    ("victim.age", "30-35", {"low": 30, "high": 35}),
    ("victim.age", "c. 40", {"low": 40, "high": 40}),
    ("victim.age", "aprox. 40", {"low": 40, "high": 40}),
    ("victim.age", "34 years", {"low": 34, "high": 34}),
    ("victim.age", "34 years old", {"low": 34, "high": 34}),
    ("victim.age", "30 a 35 años", {"low": 30, "high": 35}),
    ("victim.age", "30s", {"low": 30, "high": 39}),
    ("victim.age", "8 months", ValueError),
    ("victim.age", "adult", ValueError),
    ("victim.age", "35-30", ValueError),
    ("date_of_attack", "s/f", None),
    ("date_of_attack", "Sin fecha", None),
    ("victim.name", "Unknown male", None),
    ("victim.name", "Sin identificar", None),
    ("victim.name", "2 unidentified men", None),
    ("victim.name", "Mann Unnamed-Ejemplo", "Mann Unnamed-Ejemplo"),
    ("victim.other_names", "unknown man; El Ejemplo", ["El Ejemplo"]),
    ("victim.age", "unknown", None),
    ("victim.name", "Unidentified", None),
    ("victim.name", "  Ana   Ejemplo ", "Ana Ejemplo"),
    ("victim.other_names", 'A; B | "C; D"', ["A", "B", "C; D"]),
    ("place.lat", "19,43", 19.43),
    ("place.lat", "191", ValueError),
    ("price_paid.amount", "1,500.50", 1500.5),
    ("price_paid.amount", "1.500,50", 1500.5),
    ("price_paid.currency", "usd", "USD"),
    ("judicial_year", "2019", 2019),
    ("judicial_year", "2019.5", ValueError),
    ("source.url", "https://a.example/1; https://b.example/2", None),
    ("source.url", "https://a.example/1,https://b.example/2", None),
    ("source.url", "see https://a.example", ValueError),
    ("source.url", "see www.a.example", ValueError),
    ("source2.url", "www.a.example/1", ["http://www.a.example/1"]),
    (
        "source2.url",
        "WWW.a.example, www.b.example",
        ["http://WWW.a.example", "http://www.b.example"],
    ),
    (
        "source2.url",
        "https://a.example/?to=www.b.example,c;d",
        ["https://a.example/?to=www.b.example,c;d"],
    ),
    ("contract_signs", "payment; go between", ["payment", "go_between"]),
    ("weapons", "pistol; 9 mm", ["pistol", "9 mm"]),
    ("method", "#REF!", ValueError),
    ("method", "-", None),
]


@pytest.mark.parametrize(("name", "text", "value"), CASES)
def test_cells(name: str, text: str, value: Any) -> None:
    part = field_parts()[name]
    if value is ValueError:
        with pytest.raises(ValueError):
            read(part, text, CellFormat())
    elif name == "source.url":
        assert read(part, text, CellFormat()) == ["https://a.example/1", "https://b.example/2"]
    else:
        assert read(part, text, CellFormat()) == value


def test_every_value_of_every_choice_is_read_from_its_label_in_every_language() -> None:
    for part in field_parts().values():
        field = codebook.current().fields.get(part.field)
        for key, value in (field.values if field and part.kind == "choice" else {}).items():
            for language in codebook.LANGUAGES:
                try:
                    said = read(part, value.label(language), CellFormat())
                except ValueError:
                    continue  # the label of two values in different languages: neither is meant
                assert said == key, (part.name, language)
            assert canonical(part, key) == key


def test_what_is_proposed_exists() -> None:
    assert set(header_words().values()) <= set(field_parts())
    for field in ("event", "method", "outcome", "gender", "target_category", "motive"):
        assert set(proposed_words(field).values()) <= set(codebook.current().fields[field].values)


@given(st.lists(st.text(min_size=1).map(lambda t: " ".join(t.split())).filter(bool), max_size=4))
def test_lists_come_back(entries: list[str]) -> None:
    part = field_parts()["victim.other_names"]
    unique = list(dict.fromkeys(entries))
    assert split(write(part, unique)) == unique


def sheet_of(text: str) -> Any:
    return read_sheet(text.encode())


def test_a_proposal_is_made_from_names_of_columns_and_words() -> None:
    sheet = sheet_of(
        "ID;País;Fecha;Nombre;Sexo;Resultado;Arma;Fuente;Nota\n"
        "1;México;25/3/2019;Ana;M;muerta;balas;https://a.example;x\n"
        "2;Brasil;4/2019;Iván;H;herido;catapulta;https://b.example;y\n"
    )
    layout = propose_layout(sheet)
    said = {column.column: column.part for column in layout.columns[:9]}
    assert said == {
        "ID": KEPT,
        "País": "place.country",
        "Fecha": "date_of_attack",
        "Nombre": "victim.name",
        "Sexo": "victim.gender",
        "Resultado": "victim.outcome",
        "Arma": "method",
        "Fuente": "source.url",
        "Nota": KEPT,
    }
    assert layout.columns[9:] == (ColumnMeaning("Resultado", "event"),)
    assert layout.key == ("ID",)
    assert layout.words["victim.gender"] == {"m": "female", "h": "male"}
    assert layout.words["event"] == {"muerta": "killing", "herido": "attempt"}
    assert open_words(layout, sheet) == {"method": {"catapulta": 1}}
    assert layout.objections() == []


@pytest.mark.parametrize(
    ("column", "part"),
    [
        *(("Estado / Provincia", "place.admin1"), ("Date (dd/mm/yyyy)", "date_of_attack")),
        *(("Name [victim]", "victim.name"), ("Hired?", "contract_or_reward")),
        *(("City/Town", "place.name"), ("Date / Method", KEPT), ("Remarks (date)", KEPT)),
    ],
)
def test_a_name_of_a_column_is_understood_with_what_is_added(column: str, part: str) -> None:
    layout = propose_layout(sheet_of(f"ID;{column}\n1;x\n2;y\n"))
    assert layout.columns[1] == ColumnMeaning(column, part)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("M", "F"), "male"),
        (("M", "H"), "female"),
        (("M", "H", "F"), None),
        (("m", "Male"), "male"),
    ],
)
def test_m_is_a_woman_beside_h_and_open_beside_both(
    words: tuple[str, ...], meant: str | None
) -> None:
    sheet = sheet_of("ID;Sex\n" + "\n".join(f"{n};{word}" for n, word in enumerate(words)))
    layout = propose_layout(sheet)
    assert layout.words["victim.gender"].get("m") == meant
    assert bool(open_words(layout, sheet)) == (meant is None)


def test_a_layout_says_what_is_wrong_with_it() -> None:
    layout = Layout(
        columns=(
            ColumnMeaning("A", "method"),
            ColumnMeaning("B", "method"),
            ColumnMeaning("C", "nonsense"),
        ),
        key=(),
        words={"method": {"shot": "gun"}},
        constants={"event": "killng", "victim.role": "target", "place.country": "Freedonia"},
    )
    assert len(layout.objections()) == 6
    assert "killng is no value of event." in layout.objections()


def test_sources_stand_beside_their_publishers() -> None:
    sheet = sheet_of(
        "ID,Source,Outlet,Source 2\n1,https://a.example https://b.example,Paper,https://c.example\n"
    )
    (row,) = RowReader(sheet, propose_layout(sheet)).rows()
    assert row.sources == [
        {"url": "https://a.example", "publisher": "Paper"},
        {"url": "https://b.example", "publisher": "Paper"},
        {"url": "https://c.example"},
    ]


def test_what_a_coding_needs_is_added_and_follows_changes() -> None:
    event = coding_of({"place.country": "MEX", "specific_target": "yes"}, [])["case"]
    assert event["place"] == {"country": "MEX", "precision": "country"}
    assert event["specific_target_evidence"] == NO_WORDS
    changed = changed_event(event, {"place.admin1": "Guerrero", "specific_target": "unclear"})
    assert changed["place"] == {"country": "MEX", "admin1": "Guerrero", "precision": "admin1"}
    assert "specific_target_evidence" not in changed
    assert "place" not in changed_event(event, {"place.country": None})


def test_long_texts_are_read_at_once() -> None:
    # Each bracket, space and line break was tried as the beginning of something: hours.
    for name in ("(" * 400_000, "a" + " " * 400_000 + "b"):
        assert propose_layout(Sheet("", [name], [], 1, [])).columns[0].part == KEPT
    assert read(field_parts()["contract_signs"], "\n" * 400_000 + "payment", CellFormat()) == [
        "payment"
    ]
