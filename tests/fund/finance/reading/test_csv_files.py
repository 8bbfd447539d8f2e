"""CSV statements of spreadsheets and banks: delimiters, encodings, days, signs."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.fund.finance.guessing import guess
from vigil.fund.finance.reading.csv_files import Columns, read_lines, read_sheet
from vigil.fund.finance.reading.statement import MAX_BYTES, NotReadable
from vigil.fund.payments import money

GERMAN = (
    "Umsätze;;;\r\nKonto;DE00;;\r\n\r\n"
    "Buchungstag;Empfänger;Verwendungszweck;Betrag\r\n"
    '30.11.2026;"Hermanas; Río";Radio;"-1.234,56"\r\n'
    "01.12.2026;Bank;Gebühr;-5,00\r\n"
)
SIGNED = Columns(day=0, day_format="%d.%m.%Y", decimal=",", amount=3, currency="EUR", texts=(1, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_excel_with_semicolons_and_marks(encoding: str) -> None:
    sheet = read_sheet(GERMAN.encode(encoding))
    assert sheet.header == ("Buchungstag", "Empfänger", "Verwendungszweck", "Betrag")
    read = read_lines(sheet, SIGNED)
    assert [(one.booked_on, one.minor) for one in read.lines] == [
        (date(2026, 11, 30), -123_456),
        (date(2026, 12, 1), -500),
    ]
    assert read.lines[0].text == "Hermanas; Río · Radio"
    assert read.currency == "EUR"


def test_the_columns_are_guessed() -> None:
    found = guess(read_sheet(GERMAN.encode()))
    assert (found["day"], found["amount"], found["day_format"]) == ("0", "3", "%d.%m.%Y")
    assert (found["decimal"], found["texts"]) == (",", ["2"])


def test_excel_names_its_delimiter() -> None:
    sheet = read_sheet(b"sep=|\nDate|Amount\n2026-11-30|-5.00\n")
    columns = Columns(day=0, day_format="%Y-%m-%d", decimal=".", amount=1, currency="USD")
    (line,) = read_lines(sheet, columns).lines
    assert (line.number, line.minor) == (3, -500)


def test_debit_and_credit_have_columns_of_their_own() -> None:
    sheet = read_sheet(
        b"Date,Debit,Credit\n2026-11-30,5.00,\n2026-11-30,,7\n2026-11-30,,\n2026-11-30,1,2\n"
    )
    columns = Columns(day=0, day_format="%Y-%m-%d", decimal=".", debit=1, credit=2, currency="USD")
    read = read_lines(sheet, columns)
    assert [one.minor for one in read.lines] == [-500, 700]
    assert [(one.number, one.code) for one in read.problems] == [(4, "amount"), (5, "amount")]


def test_a_column_says_which_way_money_went() -> None:
    sheet = read_sheet(b"Date,Amount,Way\n2026-11-30,5,D\n2026-11-30,5,C\n2026-11-30,5,\n")
    columns = Columns(*(0, "%Y-%m-%d", "."), amount=1, sign=2, leaves="d", currency="USD")
    read = read_lines(sheet, columns)
    assert [one.minor for one in read.lines] == [-500, 500]
    assert [one.code for one in read.problems] == ["sign"]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("1,234.56", 123_456),
        ("(12.30)", -1_230),
        ("12.30-", -1_230),
        ("−7", -700),
        ("USD 5", 500),
        ("1 000.00", 100_000),
        ("1.234,56", None),
        ("12.345", None),
        ("1,23", None),
        ("=1+1", None),
        ("1e5", None),
        ("9" * 40, None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(cell: str, minor: int | None) -> None:
    sheet = read_sheet(f'Date,Amount\n2026-11-30,"{cell}"\n'.encode())
    columns = Columns(day=0, day_format="%Y-%m-%d", decimal=".", amount=1, currency="USD")
    read = read_lines(sheet, columns)
    assert [one.minor for one in read.lines] == ([] if minor is None else [minor])
    assert [one.code for one in read.problems] == (["amount"] if minor is None else [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a" * (MAX_BYTES + 1), "size"),
        (b"Date,Amount\n\x00\x01", "encoding"),
        (b"\xff\xfe\x00\xd8x", "encoding"),
        (b"", "header"),
        (b"1,2\n3,4\n", "header"),
        (b"Date,Amount\n" + b'"' + b"x" * 200_000, "csv"),
        (b"Date,Amount\n" + b"," * 99 + b"\n", "csv"),
        (b"Date,Amount\n" + b"1,2\n" * 20_001, "lines"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotReadable) as error:
        read_sheet(content)
    assert error.value.code == code


def test_days_that_do_not_fit_are_named() -> None:
    sheet = read_sheet(b"Date,Amount\n31.11.2026,1\n2026-11-30,1\n30.11.2026 08:15,1\n")
    columns = Columns(day=0, day_format="%d.%m.%Y", decimal=".", amount=1, currency="USD")
    read = read_lines(sheet, columns)
    assert [one.number for one in read.problems] == [2, 3]
    assert [one.number for one in read.lines] == [4]


def test_the_choice_is_kept_as_plain_data() -> None:
    assert Columns.of(SIGNED.plain()) == SIGNED


def write(minor: int, currency: str, decimal: str) -> str:
    """Write an amount with groups, as a bank does."""
    whole, _point, part = money.format_for_machines(minor, currency).partition(".")
    grouped = f"{int(whole):,}".replace(",", "." if decimal == "," else ",")
    return f"-{grouped}{decimal}{part}" if part else f"-{grouped}"


@settings(max_examples=25)
@given(
    st.sampled_from(["KWD", "BHD", "TND", "JOD", "OMR", "JPY", "CLP", "USD", "CLF"]),
    st.integers(1, 10**13),
    st.sampled_from([",", "."]),
)
def test_amounts_of_every_currency_round_trip(currency: str, minor: int, decimal: str) -> None:
    cell = write(minor, currency, decimal)
    sheet = read_sheet(f"Date;Amount\n2026-11-30;{cell}\n".encode())
    values: dict[str, Any] = {"day": 0, "day_format": "%Y-%m-%d", "amount": 1}
    read = read_lines(sheet, Columns(**values, decimal=decimal, currency=currency))
    known = currency in money.currencies()
    assert [one.minor for one in read.lines] == ([-minor] if known else [])
