"""Forms go out as XLSForm and come back as they were; what cannot be read is named by its cell."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.calls.test_conditions import forms
from vigil.files.workbooks import cells_of
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.exchange import relevant
from vigil.fund.calls.exchange.json_files import json_of, read_json
from vigil.fund.calls.exchange.xlsform_reading import TakenForm, read_xlsform
from vigil.fund.calls.exchange.xlsform_writing import xlsform_of
from vigil.trust.access.errors import NotPossible

WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)


def there_and_back(form: list[dict[str, Any]]) -> TakenForm:
    """Write a workbook, and read it as the sandbox does."""
    content = xlsform_of(form, {"en": "A call"}, "a-call")
    return read_xlsform(*(cells_of(content, name).rows for name in ("survey", "choices")))


@pytest.mark.parametrize("kind", calls.EXAMPLE_FILES)
def test_the_templates_come_back_as_they_were(kind: str) -> None:
    values = calls.example_call(kind)
    taken = there_and_back(values["form"])
    assert (taken.form, taken.issues) == (values["form"], [])
    assert read_json(json_of(values))["rubric"] == values["rubric"]


@given(forms(), st.dictionaries(st.sampled_from(["en", "ar", "pt-BR"]), WORDS, min_size=1))
def test_any_form_comes_back_as_it_was(form: list[dict[str, Any]], label: dict[str, str]) -> None:
    form[0] |= {"label": label, "help": label}
    if form[0]["kind"] not in ("part", "note"):
        form[0] |= {"identity": True, "required": True}
    assert there_and_back(form).form == form


def test_what_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    survey = [
        ["type", "name", "label", "relevant", "constraint", "calculation"],
        ["text", "Who?", "Your name", "", "", ""],
        ["geopoint", "where", "Where", "", "", ""],
        ["select_one yn", "safe", "Safe?", "", "", ""],
        ["begin group", "more", "More", "${safe} = 'y'", "", ""],
        ["integer", "n", "How many", "selected(${safe},'y') or ${safe}='n'", ". > 0 and . < 9", ""],
        ["text", "odd", "Odd", "${n} > 3", "regex(., 'x')", "1+1"],
        ["end group", "", "", "", "", ""],
        ["note", "bye", "Thank you", "${safe}='y' and ${safe}='maybe'", "", ""],
    ]
    choices = [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]
    taken = read_xlsform(survey, choices)
    assert [(one["key"], one["kind"]) for one in taken.form] == [
        *(("who", "text"), ("safe", "choice"), ("more", "part"), ("n", "number")),
        *(("odd", "text"), ("more_questions", "part"), ("bye", "note")),
    ]
    number = taken.form[3]
    assert (number["least"], number["most"], number["when"][0]["is"]) == (1, 8, ["y", "n"])
    places = {f"{one.column}{one.row}" for one in taken.issues}
    assert places == {"B2", "A3", "D7", "E7", "F7", "D9", "A9"}
    assert taken.form[-1]["when"] == [{"field": "safe", "is": ["y"]}]


@pytest.mark.parametrize("text", ["", "not(${a}='x')", "${a}='x' or ${b}='y'", "(${a}='x'", "1"])
def test_a_condition_that_says_more_is_no_condition_of_ours(text: str) -> None:
    with pytest.raises(relevant.NotOurs):
        relevant.read_relevant(text)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"vigil_form": 2}', "\x00"])
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(NotPossible):
        read_json(text.encode())
    assert json.loads(json_of({"form": [], "eligibility": [], "rubric": []}))["vigil_form"] == 1


@pytest.mark.tail("the tests above read what we write")
def test_pyxform_takes_our_files(tmp_path: Any) -> None:
    convert = pytest.importorskip("pyxform.xls2xform").convert
    for kind in calls.EXAMPLE_FILES:
        at = tmp_path / f"{kind}.xlsx"
        at.write_bytes(xlsform_of(calls.example_call(kind)["form"], {"en": kind}, kind))
        assert convert(str(at)).xform
