"""CAMT.053: every version, exact amounts, and files that mean harm."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fund.finance.files import camt, details, document, entry, statement
from vigil.fund.finance.reading.camt import is_xml, read_camt
from vigil.fund.finance.reading.statement import MAX_BYTES, NotReadable
from vigil.fund.payments import money

LAUGHS = """<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&g;</Document>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&a;</Document>"""


@pytest.mark.parametrize("version", [f"{n:02}" for n in range(2, 14)])
def test_every_version_is_read(version: str) -> None:
    (read,) = read_camt(camt(entry(details=details(said="Radio")), version=version))
    (line,) = read.lines
    assert (line.minor, line.currency, line.booked_on) == (-50_000, "USD", date(2026, 11, 20))
    assert line.text == "Payee · Radio"
    assert (read.account, read.currency) == ("NO9386011117947", "USD")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS.encode(), "doctype"),
        (OUTSIDE.encode(), "doctype"),
        (LAUGHS.encode("utf-16"), "doctype"),
        (b"<Document>", "xml"),
        (b"<\xff\xfe\xfa>", "xml"),
        (camt(entry()).replace(b"UTF-8", b"no-such-code"), "xml"),
        (camt(entry()).replace(b"Payee", b"\xe9\xff"), ""),
        (camt(entry(details=details())).replace(b"Payee", b"\xe9\xff"), "xml"),
        (camt(entry(), version="01"), "camt"),
        (camt(entry(), version="14"), "camt"),
        (camt(entry()).replace(b"camt.053", b"camt.054"), "camt"),
        (document(""), "empty"),
        (b"<" + b" " * MAX_BYTES, "size"),
        (b"<a>" * 500 + b"</a>" * 500, "xml"),
    ],
)
def test_a_file_that_means_harm_is_refused(content: bytes, code: str) -> None:
    if not code:
        assert read_camt(content)
        return
    with pytest.raises(NotReadable) as error:
        read_camt(content)
    assert error.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_that_banks_use(encoding: str) -> None:
    text = camt(entry(details=details(name="Río"))).decode().replace("UTF-8", encoding)
    content = text.encode(encoding)
    assert is_xml(content)
    assert read_camt(content)[0].lines[0].text == "Río"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (entry(amount="12.345"), "amount"),
        (entry(amount="1e3"), "amount"),
        (entry(amount="-5"), "amount"),
        (entry(amount="9" * 30), "amount"),
        (entry(currency="XXY"), "currency"),
        (entry(way="BOTH"), "sign"),
        (entry(on="2026-02-30"), "day"),
        (entry(status="<Sts>PDNG</Sts>"), "pending"),
    ],
)
def test_what_is_wrong_with_one_entry_is_named_and_the_rest_goes_on(wrong: str, code: str) -> None:
    (read,) = read_camt(camt(entry(), wrong, entry(way="CRDT", amount="7")))
    assert [(one.number, one.code) for one in read.problems] == [(2, code)]
    assert [(one.number, one.minor) for one in read.lines] == [(1, -50_000), (3, 700)]


def test_a_batch_is_split_where_its_parts_come_to_its_sum() -> None:
    parts = details("Ana", amount="200.00") + details("Ben", amount="300.00")
    (read,) = read_camt(camt(entry(details=parts)))
    assert [(line.minor, line.text) for line in read.lines] == [(-20_000, "Ana"), (-30_000, "Ben")]
    parts = details("Ana", amount="200.00") + details("Ben", amount="300.00", currency="EUR")
    (read,) = read_camt(camt(entry(details=parts)))
    assert [(line.minor, line.text) for line in read.lines] == [(-50_000, "Ana · Ben")]


def test_statements_of_several_accounts_are_read_apart() -> None:
    both = statement([entry()], "NO1") + statement([entry(), entry()], "NO2")
    read = read_camt(document(both, "02"))
    assert [(one.account, len(one.lines)) for one in read] == [("NO1", 1), ("NO2", 2)]


@settings(max_examples=25)
@given(
    st.sampled_from(["KWD", "BHD", "TND", "JOD", "OMR", "JPY", "CLP", "USD", "EUR"]),
    st.integers(1, 10**13),
)
def test_amounts_come_out_exactly_as_they_went_in(currency: str, minor: int) -> None:
    text = money.format_for_machines(minor, currency)
    (read,) = read_camt(camt(entry(amount=text, currency=currency)))
    assert read.lines[0].minor == -minor
    assert money.in_major_units(minor, currency) == Decimal(text)
