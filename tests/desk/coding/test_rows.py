"""The coding form as rows: groups of people, what was accepted, and what is asked first."""

from typing import Any

from django.http import QueryDict

from desk.coding.test_views import BOOK, COMPLETE, sent
from vigil.desk.coding.forms import CodingForm
from vigil.desk.coding.rows import row_groups

UNNAMED: dict[str, Any] = {"gender": "male", "outcome": "killed", "role": "caught_in_crossfire"}


def posted(values: dict[str, Any], **extra: Any) -> CodingForm:
    data = QueryDict(mutable=True)
    for name, value in sent(values, **extra).items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return CodingForm.sent(BOOK, data)


def marked_read(form: CodingForm) -> dict[str, str]:
    return {f"{item.name}--read": "yes" for item in form.inputs() if item.value is not None}


def test_people_without_names_who_are_coded_alike_are_one_group_of_the_form() -> None:
    named = COMPLETE["victims"][0]
    values = {"case": {}, "victims": [named, *[UNNAMED] * 3, {**UNNAMED, "gender": "female"}]}
    form = CodingForm.of(BOOK, values)
    assert [part.count for part in form.persons] == [1, 3, 1]
    assert form.values == values
    again = posted(values, **{"p1-count": "5"})
    assert [person.get("gender") for person in again.values["victims"]] == [
        *["male"] * 6,
        "female",
    ]


def test_a_required_value_of_the_machine_must_be_accepted_and_another_one_is_left_out() -> None:
    form = CodingForm.of(BOOK, COMPLETE)
    read = marked_read(form)
    rows = posted(COMPLETE, by_rows="yes", **read, **{"case-method--accepted": "yes"})
    undecided = {problem.name for problem in rows.undecided()}
    assert {"event", "place", "0/gender"} <= undecided
    assert "method" not in undecided
    assert "0/age" not in undecided
    assert "names" not in rows.complete.values["victims"][0]
    assert rows.complete.values["case"]["method"] == "firearm"

    plain = posted(COMPLETE, **read)
    assert plain.undecided() == []
    assert plain.complete.values == COMPLETE


def test_what_the_machine_read_is_told_from_what_the_coder_changed() -> None:
    changed = {**COMPLETE, "case": {**COMPLETE["case"], "method": "blade"}}
    form = CodingForm.of(BOOK, changed)
    form.mark_read(COMPLETE)
    read = {item.row for item in form.inputs() if item.read}
    assert "event" in read
    assert "place" in read
    assert "0/names" in read
    assert "method" not in read


def test_what_is_required_comes_open_and_the_rest_is_folded() -> None:
    form = CodingForm.of(BOOK, {"case": {"specific_target": "yes"}, "victims": []})
    happened, person, why = row_groups(form, {}, [{}])
    assert [row.item.field.id for row in happened.rows] == [
        *("event", "date_of_attack", "place", "method")
    ]
    assert person.rows[0].item.field.id == "names"
    # The evidence of a specific target is needed as soon as there is said to be one.
    evidence = next(r for r in why.rows if r.item.field.id == "specific_target_evidence")
    assert evidence.needed
    assert "motive" in [row.item.field.id for row in why.folded]
    every = [r for group in (happened, person, why) for r in (*group.rows, *group.folded)]
    assert {row.item.field.id for row in every} == set(BOOK.fields)
