"""Reading published editions: both header styles, and every refusal with its row and column."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from outlook.factories_editions import (
    BLOCKS,
    CODES,
    COUNTRIES,
    Cells,
    as_csv,
    as_xlsx,
    csv_of,
    header,
    rows_of,
    whole_workbook,
)
from vigil.casefile.sheet_files.vocabulary import country_in
from vigil.outlook.index_editions.headers import AVERAGES, editions, meaning, parts_of, scored_in
from vigil.outlook.index_editions.spreadsheet_reading import Doubt, Unreadable, read_edition
from vigil.reading.codebook.country_codes import COUNTRIES as COUNTRIES_OF_THE_WORLD
from vigil.reading.codebook.terms import actors, markets, resilience

YEARS = pytest.mark.parametrize("year", ["2021", "2023"])


@YEARS
def test_every_title_of_an_edition_is_known(year: str) -> None:
    codes = [meaning(title) for title in header(year)]
    assert codes[:3] == ["passed_over", "passed_over", "country"]
    assert set(codes[3:]) == {*AVERAGES, *scored_in(year)}
    assert len(codes) == len(set(codes)) + 1


def test_codes_of_terms_and_averages_are_told_apart() -> None:
    lists = [list(read().terms) for read in (markets, actors, resilience)]
    every = [code for codes in (*lists, AVERAGES) for code in codes]
    assert len(every) == len(set(every))
    assert editions() == ["2021", "2023"]
    assert [len(terms) for terms in parts_of("2021").values()] == [10, 4, 12]


@YEARS
@pytest.mark.parametrize("make", [csv_of, lambda year: whole_workbook()])
def test_both_styles_are_read(year: str, make: Callable[[str], bytes]) -> None:
    read = read_edition(make(year), year)
    assert read.problems == []
    assert read.doubts == []
    assert read.ignored == []
    assert tuple(read.scores) == CODES
    told = rows_of(year)[0]
    assert read.scores["COL"]["heroin"] == Decimal(str(told["Heroin trade"]))
    assert set(read.scores["COL"]) == {*AVERAGES, *scored_in(year)}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Criminality avg,", "criminality"),
        ("Criminality avg.", "criminality"),
        ("  criminality  ", "criminality"),
        ("Criminal actors", "actors"),
        ("Criminal actors avg,", "actors"),
        ("Resilience avg", "resilience"),
        ("HEROIN TRADE avg.", "heroin"),
        ("Non-State Actors", "non_state_actors"),
        ("State embedded actors", "state_embedded"),
        ("Something else", ""),
        ("", ""),
    ],
)
def test_titles_mean_the_same_in_all_their_spellings(title: str, code: str) -> None:
    assert meaning(title) == code


def changed(year: str, change: Callable[[list[str], list[Cells]], None]) -> list[tuple[Any, ...]]:
    """Return the problems (row, column, value, reason) of a file that was changed."""
    titles, rows = header(year), rows_of(year)
    change(titles, rows)
    read = read_edition(as_csv(titles, rows), year)
    return [(p.row, p.column, p.value, p.reason) for p in read.problems]


SCALE, NUMBER, NOTHING = (
    "A score lies from 1 to 10.",
    "This is not a number.",
    "There is no score.",
)
NO_COLUMN, UNKNOWN = "There is no such column.", "We know no such country."


@YEARS
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("11", SCALE),
        ("0.5", SCALE),
        ("-3", SCALE),
        ("high", NUMBER),
        ("NaN", NUMBER),
        ("Infinity", NUMBER),
        ("", NOTHING),
        ("5.5.5", NUMBER),
    ],
)
def test_what_is_no_score_is_refused_with_row_and_column(
    year: str, value: str, reason: str
) -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        rows[2]["Cocaine trade"] = value

    assert changed(year, change) == [(4, "Cocaine trade", value, reason)]


@YEARS
@pytest.mark.parametrize("title", ["Fauna crimes", "Prevention", "Foreign actors", "Criminality"])
def test_a_missing_column_is_refused(year: str, title: str) -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        titles[:] = [one for one in titles if meaning(one) != meaning(title)]

    assert changed(year, change) == [(1, title, "", NO_COLUMN)]


def test_a_file_of_another_edition_is_refused() -> None:
    later = read_edition(csv_of("2023"), "2021")
    assert {p.column for p in later.problems} >= {"Financial crimes", "Private sector actors"}
    assert len(later.problems) == 6
    earlier = read_edition(csv_of("2021"), "2023")
    assert next((p.column, p.reason) for p in earlier.problems) == (
        "Extortion and protection racketeering",
        NO_COLUMN,
    )
    assert earlier.scores == later.scores == {}


def test_an_unknown_country_and_one_twice_are_refused() -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        rows[1]["Country"] = "Atlantis"
        rows[3]["Country"] = "COLOMBIA"
        rows[4]["Country"] = ""

    assert changed("2023", change) == [
        (3, "Country", "Atlantis", UNKNOWN),
        (5, "Country", "COLOMBIA", "The same country stands in row 2."),
        (6, "Country", "", UNKNOWN),
    ]


def test_name_and_code_must_be_of_one_country() -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        titles.insert(2, "ISO3")
        for row, code in zip(rows, ("COL", "COG", "XYZ", "TUR", "", "PRK"), strict=True):
            row["ISO3"] = code

    assert changed("2021", change) == [
        (3, "ISO3", "COG", "Name and code are of different countries."),
        (4, "ISO3", "XYZ", UNKNOWN),
    ]


def test_a_code_is_enough() -> None:
    titles = ["ISO code" if title == "Country" else title for title in header("2023")]
    rows = [{**row, "ISO code": code} for row, code in zip(rows_of("2023"), CODES, strict=True)]
    read = read_edition(as_csv(titles, rows), "2023")
    assert (tuple(read.scores), read.problems) == (CODES, [])


def test_a_column_twice_is_refused() -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        titles.append("Heroin trade avg")

    assert [problem[:2] for problem in changed("2023", change)] == [(1, "Heroin trade avg")]


def test_a_row_of_another_year_is_refused() -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        titles.append("Year")
        for row in rows:
            row["Year"] = 2023
        rows[5]["Year"] = 2021

    reason = "This row is not of the edition of 2023."
    assert changed("2023", change) == [(7, "Year", "2021", reason)]


@YEARS
def test_an_average_that_is_not_the_mean_of_its_parts_is_told_with_the_difference(
    year: str,
) -> None:
    titles, rows = header(year), rows_of(year)
    resilience_title = titles[-13]
    right = rows[0][resilience_title]
    rows[0][resilience_title] = right + 0.3
    rows[1][resilience_title] += 0.005
    read = read_edition(as_csv(titles, rows), year)
    assert read.problems == []
    doubt = read.doubts[0]
    assert len(read.doubts) == 1
    assert (doubt.row, doubt.country, doubt.term) == (2, "COL", "resilience")
    assert doubt.difference == pytest.approx(Decimal("0.3"), abs=Decimal("0.01"))


def test_a_score_that_is_no_half_step_is_told() -> None:
    titles, rows = header("2023"), rows_of("2023")
    rows[0]["Prevention"] = 4.3
    read = read_edition(as_csv(titles, rows), "2023")
    assert Doubt(2, "COL", "prevention", Decimal("4.30")) in read.doubts


def test_decimal_commas_titles_further_down_and_lines_below_are_understood() -> None:
    titles, rows = header("2021"), rows_of("2021")
    lines = [
        ";".join(titles),
        *(
            ";".join(
                str(row[title]).replace(".", ",") if not isinstance(row[title], str) else row[title]
                for title in titles
            )
            for row in rows
        ),
    ]
    text = "\n".join([";" * len(titles), *lines, "Source: invented" + ";" * (len(titles) - 1)])
    read = read_edition(text.encode(), "2021")
    assert read.problems == []
    assert len(read.scores) == len(COUNTRIES)


@YEARS
def test_a_file_in_which_every_number_has_a_comma_is_parted_at_its_semicolons(year: str) -> None:
    """As many commas as semicolons in each row: only the titles tell which of them parts cells."""
    titles = ["ISO3", *header(year)[3:]]
    codes = sorted(COUNTRIES_OF_THE_WORLD)[:40]
    lines = [
        ";".join([code, *(f"{row[title]:.2f}".replace(".", ",") for title in titles[1:])])
        for code, row in zip(codes, rows_of(year, codes), strict=True)
    ]
    read = read_edition("\n".join([";".join(titles), *lines]).encode("utf-8-sig"), year)
    assert read.problems == []
    assert tuple(read.scores) == tuple(codes)


def test_an_empty_cover_before_the_worksheet_is_no_hindrance() -> None:
    content = as_xlsx({"Cover": ([], []), "2023_dataset": (header("2023"), rows_of("2023"))})
    assert len(read_edition(content, "2023").scores) == len(COUNTRIES)
    with pytest.raises(Unreadable):
        read_edition(as_xlsx({"Cover": ([], []), "More": ([], [])}), "2023")


def test_numbers_kept_as_text_and_blanks_about_them_are_understood() -> None:
    titles, rows = header("2023"), rows_of("2023")
    as_text = [
        {title: f" {value}\u00a0" if title in titles[3:] else value for title, value in row.items()}
        for row in rows
    ]
    read = read_edition(as_xlsx({"2023": (titles, as_text)}), "2023")
    assert (read.problems, len(read.scores)) == ([], len(COUNTRIES))


@pytest.mark.parametrize("value", ["1_0", "5_5", "2023-05-07", "½", "7.5*", "5 5"])
def test_what_only_looks_like_a_number_is_refused(value: str) -> None:
    def change(titles: list[str], rows: list[Cells]) -> None:
        rows[0]["Prevention"] = value

    assert changed("2023", change) == [(2, "Prevention", value, NUMBER)]


def test_a_score_that_was_cut_to_two_decimals_is_told() -> None:
    titles, rows = header("2023"), rows_of("2023")
    rows[0]["Prevention"] = "6.504"
    rows[1]["Prevention"] = 6.500000000000001
    read = read_edition(as_csv(titles, rows), "2023")
    assert read.problems == []
    told = [(one.row, one.value) for one in read.doubts if one.term == "prevention"]
    assert told == [(2, Decimal("6.504"))]


def test_columns_that_mean_nothing_are_told() -> None:
    titles, rows = [*header("2023"), "Colour"], rows_of("2023")
    rows[0]["Colour"] = "red"
    read = read_edition(as_csv(titles, rows), "2023")
    assert (read.ignored, read.problems) == (["Colour"], [])


def test_an_empty_table_and_what_is_no_sheet_are_refused() -> None:
    empty = read_edition(as_csv(header("2023"), []), "2023")
    assert [p.reason for p in empty.problems] == ["There is no country below the titles."]
    with pytest.raises(Unreadable):
        read_edition(b"PK\x03\x04 no archive", "2023")
    with pytest.raises(ValueError, match="no edition 1999"):
        read_edition(csv_of("2023"), "1999")


def test_a_workbook_with_one_worksheet_of_any_name_is_read() -> None:
    content = as_xlsx({"Sheet1": (header("2023"), rows_of("2023"))})
    assert len(read_edition(content, "2023").scores) == len(COUNTRIES)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Congo, Rep.", "COG"),
        ("Côte d’Ivoire", "CIV"),
        ("Turkey", "TUR"),
        ("Korea, Rep.", "KOR"),
        ("St. Vincent and the Grenadines", "VCT"),
        ("Micronesia (Federated States of)", "FSM"),
        ("St. Kitts and Nevis", "KNA"),
        ("Sao Tome and Principe", "STP"),
        ("Eswatini", "SWZ"),
        ("Cabo Verde", "CPV"),
        ("Czech Republic", "CZE"),
        ("Timor-Leste", "TLS"),
        ("Kyrgyz Republic", "KGZ"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Holy See", "VAT"),
    ],
)
def test_names_of_countries_as_indices_write_them_are_known(name: str, code: str) -> None:
    assert country_in(name) == code


def test_the_blocks_of_the_tests_are_those_of_the_codebook() -> None:
    assert len(BLOCKS) == len(resilience().terms)
