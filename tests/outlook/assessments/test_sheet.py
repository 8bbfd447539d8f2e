"""The sheet of an assessment: written, filled in, read again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlook import factories_panels as panels
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.writing import to_csv
from vigil.outlook.assessments.default_wording import default_term
from vigil.outlook.assessments.sheet import reading, writing
from vigil.outlook.assessments.sheet.columns import full_title
from vigil.outlook.assessments.sheet.reading_terms import read_terms
from vigil.outlook.assessments.specs import RegionSpec, TermSpec

TEXT = (
    st.text(
        st.characters(categories=("L", "N", "P", "S", "Zs"), codec="utf-8"), min_size=1, max_size=40
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
ENDS = ((1.0, 4.5), (5.0, 10.0))


@st.composite
def specs(draw: Any) -> TermSpec:
    """Draw a term with words of any kind, and a translation or none."""
    kind = draw(st.sampled_from(["score", "quantity", "probability", "trajectory"]))
    guidance = tuple(draw(st.lists(TEXT, max_size=3)))
    bands = [{"low": low, "high": high, "text": draw(TEXT)} for low, high in ENDS]
    said: dict[str, Any] = {"text": draw(TEXT) + " {place}"}
    if guidance:
        said["guidance"] = [draw(TEXT) for _one in guidance]
    values: dict[str, Any] = {}
    if kind == "score":
        values["bands"] = tuple(bands)
        said["bands"] = [draw(TEXT) for _one in bands]
    elif kind == "quantity":
        low = draw(st.floats(0.001, 1e6))
        values |= {"form": "four_step", "unit": draw(TEXT), "lower": low, "upper": low + 1e6}
        values["log_scale"] = draw(st.booleans())
    else:
        values["horizon"] = draw(st.dates(date(2026, 1, 1), date(2090, 1, 1)))
    return TermSpec(
        "markets", "cocaine", kind, "{place} " + draw(TEXT), guidance,
        translations=draw(st.sampled_from([{}, {"es": said}])), **values,
    )  # fmt: skip


@given(st.lists(specs(), max_size=3, unique_by=lambda one: one.kind).filter(bool))
def test_a_written_sheet_is_read_as_the_same_terms(terms: list[TermSpec]) -> None:
    columns = writing.term_columns(terms, "en")
    written = to_csv([full_title(one) for one in columns], writing.term_rows(terms, columns))
    read = read_terms(read_sheet(written), "en")
    assert (read.specs, list(map(str, read.problems))) == (terms, [])


@pytest.mark.django_db
def test_a_workbook_is_read_as_the_same_terms_and_countries() -> None:
    lead = panels.chair(email="Lead@example.org")
    terms = [
        default_term("markets", "cocaine", "en"),
        default_term("actors", "foreign_actors", "en"),
    ]
    regions = [RegionSpec("Andes", ("COL", "PER"), lead.pk), RegionSpec("Ex-Yugoslavia", ("SRB",))]
    written = writing.workbook(terms, regions, {"Andes": "lead@EXAMPLE.org"}, "en")
    read = reading.read_workbook(written, "en")
    assert (read.terms, read.regions, read.problems) == (terms, regions, [])
    assert not read.ignored
