"""The next version of a codebook: its files, its checks, what old values mean in it."""

import tomllib

import pytest

from vigil.reading import codebook
from vigil.reading.codebook import CodebookError, loading
from vigil.reading.codebook.book import Codebook
from vigil.reading.codebook.editing import (
    FIXED_FIELDS,
    FIXED_VALUES,
    Edit,
    NewValue,
    Words,
    next_version,
)
from vigil.reading.codebook.loading import Files, know
from vigil.reading.codebook.toml_writing import toml_of


def made(*edits: Edit, follows: str = "1.1", stored: dict[str, Files] | None = None) -> Codebook:
    return built(*edits, follows=follows, stored=stored)[1]


def built(
    *edits: Edit, follows: str = "1.1", stored: dict[str, Files] | None = None
) -> tuple[Files, Codebook]:
    number = {"1.1": "1.1.1", "1.1.1": "1.1.2"}[follows]
    said = [(edit, "asked for") for edit in edits]
    about = {"version": number, "released": "2027-01-02", "summary": "New."}
    return next_version(stored or {}, follows, said, **about)


def a_value(key: str, **words: str) -> NewValue:
    texts = {"en": Words(definition="So.", example="So.")} | {
        language: Words(definition=text, example=text) for language, text in words.items()
    }
    return NewValue(key=key, labels={"en": key}, texts=texts)


def test_every_shipped_file_is_written_as_it_is_read() -> None:
    for path in loading.HERE.glob("v1*/*.toml"):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        assert tomllib.loads(toml_of(held)) == held, path


def test_a_new_value_stands_last_and_all_else_is_as_before() -> None:
    before, after = (
        codebook.load("1.1"),
        made(Edit(kind="new_value", field="method", values=(a_value("drone", es="Un dron."),))),
    )
    values = after.fields["method"].values
    assert list(values) == [*before.fields["method"].values, "drone"]
    assert (values["drone"].text("es").definition, values["drone"].label("ar")) == (
        "Un dron.",
        "drone",
    )
    rest = [name for name in before.fields if name != "method"]
    assert all(after.fields[name] == before.fields[name] for name in rest)
    assert all(values[key] == value for key, value in before.fields["method"].values.items())


def test_a_joined_value_is_read_as_the_other_through_two_versions() -> None:
    first = Edit(kind="join", field="place_type", value="worship", becomes="public_building")
    files, book = built(first)
    assert book.in_force("place_type", "worship") == "public_building"
    know({"1.1.1": book})
    try:
        second = Edit(kind="join", field="place_type", value="public_building", becomes="street")
        later = made(second, follows="1.1.1", stored={"1.1.1": files})
    finally:
        know({})
    assert later.in_force("place_type", "worship") == "street"
    assert later.in_force("place_type", "public_building") == "street"
    assert later.fields["contract_signs"].in_force(["payment", "payment"]) == ["payment"]
    problems = later.check_coding({"case": {"place_type": "worship"}, "victims": []}, complete=True)
    assert any("no longer a value" in str(problem) for problem in problems)
    assert (
        later.check_coding({"case": {"place_type": "worship"}, "victims": []}, complete=False) == []
    )


def test_a_translation_of_words_that_changed_is_not_kept() -> None:
    english = {"en": Words(definition="A knife only.")}
    edit = Edit(kind="wording", field="method", value="blade", texts=english, meaning=True)
    book = made(edit)
    assert book.fields["method"].values["blade"].text("es").definition == "A knife only."
    assert book.fields["method"].values["poison"].text("es").language == "es"
    whole = made(
        Edit(kind="wording", field="method", texts={"en": Words(definition="What killed.")})
    )
    assert whole.fields["method"].text("es").definition == "What killed."
    assert whole.fields["method"].values["blade"].text("es").language == "es"
    own = made(
        Edit(kind="wording", field="method", value="blade", texts={"es": Words(example="Así.")})
    )
    assert own.fields["method"].values["blade"].text("es").example == "Así."


@pytest.mark.parametrize(
    "edit",
    [
        Edit(kind="retire", field="outcome", value="killed"),
        Edit(kind="retire", field="place_type", value="home"),
        Edit(kind="retire", field="method", value="unknown"),
        Edit(kind="retire", field="method", value="laser"),
        Edit(kind="join", field="method", value="blade", becomes="laser"),
        Edit(kind="new_value", field="event", values=(a_value("other_event"),)),
        Edit(kind="new_value", field="method", values=(a_value("blade"),)),
        Edit(kind="new_value", field="method", values=(a_value("Not a key"),)),
        Edit(kind="new_value", field="age", values=(a_value("young"),)),
        Edit(kind="fold", field="method"),
        Edit(kind="open_first", field="nothing"),
    ],
)
def test_what_would_break_counts_or_checks_is_refused(edit: Edit) -> None:
    with pytest.raises(CodebookError):
        made(edit)


def test_what_the_product_names_is_in_the_codebook() -> None:
    fields = codebook.current().fields
    assert fields.keys() >= FIXED_FIELDS
    assert all(fields[name].values.keys() >= values for name, values in FIXED_VALUES.items())
