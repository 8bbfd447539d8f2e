import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.screening.lexicon import (
    CONCEPTS,
    NUMBER,
    Lexicon,
    LexiconError,
    fold,
    languages,
    lexicon,
    read_terms,
)


def concepts(language: str, text: str) -> set[str]:
    return {CONCEPTS[hit.concept] for hit in lexicon(language).hits(fold(text))}


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "it", "pt", "ru"])
def test_every_language_has_every_concept(language: str) -> None:
    assert language in languages()
    held = {concept for _, concept in lexicon_terms(language)}
    assert held == set(NUMBER.values())


def lexicon_terms(language: str) -> set[tuple[str, int]]:
    from importlib.resources import files

    path = files("vigil.reading.intake.screening") / "lexicons" / f"{language}.toml"
    return read_terms(path.read_text(encoding="utf-8"), f"{language}.toml")


def test_accents_case_and_punctuation_do_not_count() -> None:
    assert fold("¡ASESINÓ,   ayer!") == fold("asesino ayer")


def test_a_term_is_whole_words_unless_it_ends_in_a_star() -> None:
    held = Lexicon({(" mort ", NUMBER["death"]), (" suicid", NUMBER["suicide"])})
    assert [h.concept for h in held.hits(fold("mort mortier suicidaire"))] == [
        NUMBER["death"],
        NUMBER["suicide"],
    ]


def test_an_idiom_takes_back_what_it_covers() -> None:
    assert "kill" in concepts("en", "the gunmen killed the guard")
    assert "kill" not in concepts("en", "the senate killed the bill")
    assert "death" in concepts("es", "hubo dos muertos")
    assert "death" not in concepts("es", "no hubo muertos")


def test_an_idiom_does_not_take_its_neighbour() -> None:
    assert "kill" in concepts("en", "he was murdered, nobody was hurt otherwise")


def test_a_term_may_stand_for_several_concepts() -> None:
    assert {"homicide", "targeted", "organised"} <= concepts("es", "un sicario")


def test_a_language_without_lexicon_uses_all() -> None:
    assert {"kill", "person"} <= concepts("ca", "fue asesinado un hombre")


@pytest.mark.parametrize(
    ("content", "named"),
    [('kil = ["x"]', "kil"), ('kill = ["?!"]', "'?!'"), ('kill = ["a* b"]', "'a* b'")],
)
def test_a_bad_lexicon_names_file_and_term(content: str, named: str) -> None:
    with pytest.raises(LexiconError, match=r"xx\.toml") as caught:
        read_terms(content, "xx.toml")
    assert named in str(caught.value)


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "  " not in fold(text).strip()
