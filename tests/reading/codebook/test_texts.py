"""Definitions and examples in the languages of coders."""

from pathlib import Path

import pytest

from vigil.reading import codebook
from vigil.reading.codebook.loading import HERE, read
from vigil.reading.codebook.scheme import TEXT_LANGUAGES, CodebookError

BOOK = codebook.current()


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_what_every_coding_must_give_is_defined_in_the_language(language: str) -> None:
    for field in BOOK.fields.values():
        if not field.required:
            continue
        text = field.text(f"{language}-419")
        assert text.language == language, field.id
        assert len(text.notes) == len(field.notes), field.id
        for value in field.values.values():
            assert value.text(language).language == language, (field.id, value.key)


def test_what_is_not_translated_is_english() -> None:
    text = BOOK.fields["weapons"].text("es")
    assert (text.language, text.definition) == ("en", BOOK.fields["weapons"].definition)
    assert BOOK.fields["event"].text("ar").language == "en"


def test_a_version_that_defines_a_field_anew_has_no_older_translation_of_it() -> None:
    older = codebook.load("1.0").fields["organised_crime_link"]
    assert older.text("es").language == "en"
    assert BOOK.fields["organised_crime_link"].text("es").language == "es"


def test_a_translation_of_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    folder.mkdir()
    for file in (HERE / "v1").glob("*.toml"):
        (folder / file.name).write_text(file.read_text())
    broken = folder / "es.toml"
    broken.write_text('[nothing]\ndefinition = "x"\nexample = "x"\n')
    with pytest.raises(CodebookError, match=r"es\.toml: there is no field 'nothing'"):
        read(folder)
    broken.write_text(
        '[event]\ndefinition = "x"\nexample = "x"\n[event.values.war]\ndefinition = "x"\n'
    )
    with pytest.raises(CodebookError, match=r"es\.toml: event: there is no value 'war'"):
        read(folder)
