"""The check of a DOI and an ISBN."""

from hypothesis import given
from hypothesis import strategies as st

from each import each
from vigil.outlook.reports.front_matter.numbers import bare_doi, isbn_13


@each(
    "case",
    [
        ("10.1234/abc", "10.1234/abc"),
        (" https://doi.org/10.1234/a.b(c)-1 ", "10.1234/a.b(c)-1"),
        ("doi: 10.1000.10/123", "10.1000.10/123"),
        ("10.12/abc", ""),
        ("10.1234/a b", ""),
        ("https://example.org/10.1234/abc", ""),
        ("", ""),
    ],
)
def test_a_doi(case):
    typed, kept = case
    assert bare_doi(typed) == kept


@each(
    "case",
    [
        ("978-3-16-148410-0", "978-3-16-148410-0"),
        ("9783161484100", "9783161484100"),
        ("978 3 16 148410 0", "978-3-16-148410-0"),
        ("978-3-16-148410-1", ""),
        ("979-3-16-148410-0", ""),
        ("977-3-16-148410-0", ""),
        ("3-16-148410-0", ""),
        ("978--316-148410-0", ""),
        ("٩٧٨٣١٦١٤٨٤١٠٠", ""),
        ("", ""),
    ],
)
def test_an_isbn(case):
    typed, kept = case
    assert isbn_13(typed) == kept


@given(st.integers(0, 10**9 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, more):
    first = f"978{number:09}"
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(first))
    right = f"{first}{-total % 10}"
    assert isbn_13(right) == right
    wrong = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
    assert isbn_13(wrong) == ""
