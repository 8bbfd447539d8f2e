"""Words that mean a value of the codebook, in six languages, with their endings and errors."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from vigil.publication.search.code_words import codes_of, words_in_texts
from vigil.publication.search.tokens import Token, tokens
from vigil.reading import codebook

JOURNALIST = ("target_category", "journalist")
LAWYER = ("target_category", "judicial")


def token(word: str) -> Token:
    [found] = tokens(word)
    return found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (JOURNALIST, "journalist journalists periodista journaliste jornalistas"),
        (JOURNALIST, "صحفي صحفية الصحفيين журналист журналиста журналистов"),
        (LAWYER, "lawyer lawyers abogado abogadas avocate advogado محام المحامي адвокат адвокаты"),
        (("country", "ITA"), "Italy Italia Italie Itália إيطاليا Италия イタリア"),
        (("country", "MEX"), "Mexico México Mexique المكسيك Мексика"),
        (("method", "explosive"), "bomb bombs explosivo explosif قنبلة бомба"),
        (("method", "firearm"), "firearm gun disparos fusillade رصاص оружие"),
    ],
)
def test_a_value_is_found_in_every_language(code: tuple[str, str], words: str) -> None:
    assert [word for word in words.split() if code not in codes_of(token(word))] == []


@pytest.mark.parametrize("word", ["journey", "Italo", "Marta", "advance", "mexcal", "كتاب"])
def test_other_words_mean_no_value(word: str) -> None:
    assert codes_of(token(word)) == {}


def test_a_typing_error_is_forgiven_only_when_asked_for() -> None:
    assert codes_of(token("jornalsit")) == {}
    assert JOURNALIST in codes_of(token("journalsit"), typos=True)


def test_a_word_of_the_label_is_known_from_one_that_only_means_it() -> None:
    assert codes_of(token("journalist"))[JOURNALIST]
    assert not codes_of(token("reporter"))[JOURNALIST]


@pytest.mark.parametrize(
    ("word", "begins"), [("мафия", "mafia"), ("represa", "dam"), ("أرض", "land")]
)
def test_a_word_of_another_language_finds_english_texts(word: str, begins: str) -> None:
    assert words_in_texts(token(word)) == [begins]
    assert words_in_texts(token("Caruana")) == []


def test_every_value_in_the_file_is_one_of_the_codebook() -> None:
    text = files("vigil.publication.search").joinpath("code_words.toml").read_text("utf-8")
    read: dict[str, Any] = tomllib.loads(text)
    del read["texts"]
    fields = codebook.current().fields
    unknown = {(f, v) for f, values in read.items() for v in values if v not in fields[f].values}
    assert unknown == set()
    without = {"reported_criminal_link", "security_private", "bystander", "local_community_member"}
    known = {*read["target_category"], *without, "other", "unknown"}
    assert known == {*fields["target_category"].values}
