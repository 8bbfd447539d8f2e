"""Labels in the three ways in which people write them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.extraction.learned.labelled_reports import (
    LabelError,
    LabelledName,
    ReportLabels,
    read_labels,
    report_of_spans,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def names(fills: tuple[LabelledName, ...] | None) -> list[tuple[str, ...]] | None:
    return None if fills is None else [f.names for f in fills]


# -- Vigil's own form ------------------------------------------------------------------------

OWN = {
    "id": "r1",
    "about_a_killing": True,
    "victims": [
        {"name": "Ana Balbero", "names": ["A. Balbero"], "age": 34},
        {"name": None, "age": 40},
    ],
    "suspects": ["Luis Corfuz"],
    "perpetrators": [
        {"name": "Los Dunvados", "kind": "group"},
        {"name": "dos sicarios", "kind": "unknown"},
        {"name": "Luis Corfuz", "kind": "person"},
    ],
    "weapons": ["rifle"],
}


def test_a_line_of_our_own() -> None:
    said = read_labels(OWN)
    assert said.id == "r1"
    assert said.killing is True
    assert names(said.victims) == [("Ana Balbero", "A. Balbero")]
    assert said.ages == frozenset({34, 40})
    assert names(said.suspects) == [("Luis Corfuz",)]
    assert names(said.groups) == [("Los Dunvados",)]
    assert names(said.doers) == [("dos sicarios",), ("Luis Corfuz",)]
    assert names(said.weapons) == [("rifle",)]
    assert said.row == OWN


def test_what_is_absent_is_not_said_and_what_is_empty_is() -> None:
    bare = read_labels({"id": "r1"})
    assert bare == ReportLabels(id="r1", row={"id": "r1"})
    empty = read_labels(
        {"id": "r1", "victims": [], "suspects": [], "perpetrators": [], "weapons": []}
    )
    assert (empty.victims, empty.suspects, empty.weapons) == ((), (), ())
    assert (empty.doers, empty.groups) == ((), ())


def test_ages_are_said_only_where_somebody_noted_ages() -> None:
    assert read_labels({"id": "r", "victims": [{"name": "Ana Balbero"}]}).ages is None
    assert (
        read_labels({"id": "r", "victims": [{"name": "Ana Balbero", "age": None}]}).ages
        == frozenset()
    )
    assert read_labels({"id": "r", "victims": [{"age": "34"}]}).ages == frozenset({34})


def test_what_annotators_differed_on_is_not_said() -> None:
    said = read_labels({**OWN, "victims_agreed": False})
    assert (said.victims, said.ages) == (None, None)
    assert said.killing is True
    assert read_labels({**OWN, "victims_agreed": True}).victims == read_labels(OWN).victims


# -- MUC -------------------------------------------------------------------------------------


def template(**slots: list[str]) -> dict[str, list[str]]:
    """A template of a killing in MUC's words, `name` for its slot HUM TGT: NAME and so on."""
    slot_of = {
        "message": "MESSAGE: TEMPLATE",
        "name": "HUM TGT: NAME",
        "description": "HUM TGT: DESCRIPTION",
        "effect": "HUM TGT: EFFECT OF INCIDENT",
        "individual": "PERP: INDIVIDUAL ID",
        "organization": "PERP: ORGANIZATION ID",
        "instrument": "INCIDENT: INSTRUMENT ID",
    }
    filled = {"message": ["1"], "effect": ['DEATH: "JUAN BALBERO"'], **slots}
    return {slot_of[name]: values for name, values in filled.items()}


def muc(*templates: dict[str, list[str]]) -> ReportLabels:
    return read_labels({"id": "DEV-X", "templates": list(templates)})


def test_a_template_of_a_killing() -> None:
    said = muc(
        template(
            name=['"JUAN BALBERO" / "BALBERO"', '"ANA CORFUZ"'],
            description=['"MAYOR": "JUAN BALBERO"', '"TWO PEASANTS"'],
            individual=['"ARMED MEN"'],
            organization=['"THE NORTHERN FRONT"'],
            instrument=['MACHINE GUN: "MACHINEGUNS"', "-"],
        )
    )
    assert said.killing is True
    assert names(said.victims) == [("JUAN BALBERO", "BALBERO"), ("ANA CORFUZ",)]
    assert names(said.unnamed) == [("MAYOR", "JUAN BALBERO"), ("TWO PEASANTS",)]
    assert names(said.doers) == [("ARMED MEN",)]
    assert names(said.groups) == [("THE NORTHERN FRONT",)]
    assert names(said.weapons) == [("MACHINEGUNS",)]
    assert len(said.attacks) == 1
    assert {"JUAN BALBERO", "ANA CORFUZ", "TWO PEASANTS"} <= set(said.attacks[0])


def test_two_killings_are_two_attacks() -> None:
    said = muc(
        template(name=['"JUAN BALBERO"']),
        template(message=["2"], name=['"ANA CORFUZ"']),
    )
    assert said.attacks == (("JUAN BALBERO",), ("ANA CORFUZ",))
    assert names(said.victims) == [("JUAN BALBERO",), ("ANA CORFUZ",)]


@pytest.mark.parametrize("effect", [['INJURY: "X"'], ["NO INJURY"], ["-"], [], ["SOME DEATH"]])
def test_no_death_no_killing(effect: list[str]) -> None:
    said = muc(template(name=['"JUAN BALBERO"'], effect=effect))
    assert said.killing is False
    assert said.victims == ()
    assert said.attacks == ()


@pytest.mark.parametrize(
    "effect", ['DEATH: "X"', 'INJURY: "Y" / DEATH: "X"', '? DEATH: "X"', "(DEATH)", "DEATH"]
)
def test_a_death_however_it_is_marked(effect: str) -> None:
    assert muc(template(effect=[effect])).killing is True


@pytest.mark.parametrize("templates", [[], None])
def test_a_report_without_templates_is_of_no_killing(templates: list[Any] | None) -> None:
    assert read_labels({"id": "DEV-X", "templates": templates}).killing is False


def test_an_optional_template_teaches_nothing() -> None:
    said = muc(template(message=["1 (OPTIONAL)"], name=['"JUAN BALBERO"']))
    assert said.killing is None
    assert said.attacks == ()
    assert said.victims == (LabelledName(("JUAN BALBERO",), required=False),)


def test_beside_a_sure_template_an_optional_one_makes_its_persons_optional() -> None:
    said = muc(
        template(name=['"JUAN BALBERO"']),
        template(message=["2 (OPTIONAL)"], name=['"ANA CORFUZ"']),
    )
    assert said.killing is True
    assert said.attacks == (("JUAN BALBERO",),)
    assert [f.required for f in said.victims or ()] == [True, False]


def test_a_fill_with_a_question_mark_is_optional() -> None:
    said = muc(template(name=['? "JUAN BALBERO"', '"ANA CORFUZ"']))
    assert [f.required for f in said.victims or ()] == [False, True]


# -- spans -----------------------------------------------------------------------------------

SPANS = {
    "doc_key": "g1",
    "date": "2016-03-02",
    "full_text": [["Kim", "Balbero", ",", "34", ",", "died", "."], ["Lee", "fled", "."]],
    "spans": [
        [0, 2, "VIC-NAME", "", ["Kim", "Balbero"]],
        [3, 4, "VIC-AGE", "", ["34-year-old"]],
        [7, 8, "SHO-NAME", "", ["Lee"]],
        [5, 6, "VIC-AGE", "", ["unknown"]],
    ],
}


def test_a_line_of_spans() -> None:
    said = read_labels(SPANS)
    assert said.id == "g1"
    assert said.killing is None
    assert names(said.victims) == [("Kim Balbero",)]
    assert said.ages == frozenset({34})
    assert names(said.suspects) == [("Lee",)]


def test_the_report_of_a_line_of_spans() -> None:
    report = report_of_spans(SPANS)
    assert (report.id, report.published, report.language) == ("g1", "2016-03-02", "en")
    assert report.text == "Kim Balbero , 34 , died . Lee fled ."


# -- what is none of them --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "`id`"),
        ({"id": 7}, "`id`"),
        ({"about_a_killing": True}, "`id`"),
        ({"templates": []}, "`id`"),
        ({"spans": []}, "`doc_key`"),
        ({"doc_key": "g", "spans": [], "full_text": 1, "id": 3, "templates": "x"}, "kind"),
        ({"id": "r", "victims": ["Ana Balbero"]}, "kind"),
        ({"id": "r", "victims": "Ana Balbero"}, "kind"),
        ({"id": "r", "victims": [{"name": 5}]}, "names of victims"),
        ({"id": "r", "suspects": "Luis Corfuz"}, "list of texts"),
        ({"id": "r", "weapons": [{"name": "rifle"}]}, "list of texts"),
        ({"id": "r", "perpetrators": ["Los Dunvados"]}, "kind"),
        ({"id": "r", "perpetrators": [{"kind": "group"}]}, "`name`"),
    ],
)
def test_a_line_in_no_form_says_what_is_wrong(row: dict[str, Any], reason: str) -> None:
    with pytest.raises(LabelError, match=reason):
        read_labels(row)


FIELDS = "id about_a_killing victims suspects perpetrators weapons templates spans doc_key"


@given(st.dictionaries(st.sampled_from(FIELDS.split()), JSON))
def test_any_line_is_understood_or_refused(row: dict[str, Any]) -> None:
    try:
        said = read_labels(row)
    except ValueError:
        return
    assert said.row == row
