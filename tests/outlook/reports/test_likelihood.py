"""Words for probabilities: one scale, without gaps, found in every language it is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.reports.likelihood import scale_in

LANGUAGES = ["en", "es", "fr", "pt", "ar"]


@given(st.floats(min_value=0, max_value=1), st.sampled_from(LANGUAGES))
def test_some_term_fits_each_probability_and_its_range_holds_it(
    probability: float, language: str
) -> None:
    term = scale_in(language).term_for(probability)
    assert term.low <= round(probability * 100, 9) <= term.high


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1.0, "virtually certain"),
        (0.96, "extremely likely"),
        (0.9, "very likely"),
        (0.7, "likely"),
        (0.5, "about as likely as not"),
        (0.2, "unlikely"),
        (0.07, "very unlikely"),
        (0.0, "exceptionally unlikely"),
    ],
)
def test_the_narrowest_term_is_said(probability: float, said: str) -> None:
    assert scale_in("en").term_for(probability).text == said


def test_what_is_no_probability_has_no_term() -> None:
    with pytest.raises(ValueError, match="no probability"):
        scale_in("en").term_for(1.2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is very likely that it grows.", [("very likely", False)]),
        ("Very\nlikely, and likely.", [("very likely", False), ("likely", False)]),
        ("It is not likely.", [("likely", True)]),
        ("About as likely as not", [("about as likely as not", False)]),
        ("The likelihood of it is unknown.", []),
        ("It is likeliest.", []),
        ("More likely than not, it is unlikely.",
         [("more likely than not", False), ("unlikely", False)]),
    ],
)  # fmt: skip
def test_terms_are_found_in_english(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(term.text, negated) for term, negated in scale_in("en").used_in(text)] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_found_in_its_language_as_itself(language: str) -> None:
    scale = scale_in(language)
    assert len({term.text for term in scale.terms}) == 10
    for term in scale.terms:
        assert [one for one, _n in scale.used_in(f"{term.text}.")] == [term], term.text


def test_a_language_without_the_scale_has_the_english_one() -> None:
    assert scale_in("de").terms == scale_in("en").terms


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is not at all likely."),
        ("en", "It isn't likely that it ends."),
        ("en", "It is less likely than before."),
        ("en", "It is hardly likely."),
        ("en", "This is never very likely."),
        ("es", "No es probable que crezca."),
        ("es", "Es poco probable que crezca."),
        ("es", "Es menos probable que antes."),
        ("es", "No parece muy probable."),
        ("fr", "Il n’est pas du tout probable."),
        ("fr", "Il est peu probable."),
        ("fr", "Il n'est guère probable."),
        ("fr", "C’est moins probable."),
        ("pt", "Não é provável que cresça."),
        ("pt", "É pouco provável."),
        ("ar", "ليس من المرجح أن ينمو."),
        ("ar", "هذا أقل مرجحا."),
    ],
)
def test_a_word_that_turns_a_term_round_is_found_in_every_language(
    language: str, text: str
) -> None:
    """What is said then is the contrary of the range that would be printed beside it."""
    assert [negated for _term, negated in scale_in(language).used_in(text)] == [True]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "What is not known is one thing; it is likely.", "likely"),
        ("en", "Less violence is likely.", "likely"),
        ("en", "Nothing speaks for it, not even this. It is very likely.", "very likely"),
        ("es", "Las alzas son muy probables.", "muy probable"),
        ("es", "La subida es prácticamente segura.", "prácticamente seguro"),
        ("fr", "Des hausses très probables.", "très probable"),
        ("fr", "La hausse est quasi certaine.", "quasi certain"),
        ("fr", "Elle est à peu près aussi probable qu'improbable.",
         "à peu près aussi probable qu’improbable"),
        ("pt", "As altas são muito prováveis.", "muito provável"),
        ("ar", "من المرجح أن ينمو.", "مرجح"),
        ("ar", "من غير المرجح أن ينمو.", "غير مرجح"),
        ("ar", "هذا مرجَّحٌ جداً.", "مرجح جدا"),
    ],
)  # fmt: skip
def test_a_term_is_found_in_the_forms_in_which_it_is_written(
    language: str, text: str, said: str
) -> None:
    found = [(term.text, negated) for term, negated in scale_in(language).used_in(text)]
    assert found == [(said, False)]


def test_a_no_within_a_term_turns_nothing_round() -> None:
    text = "About as likely as not it is very likely."
    found = [(term.text, negated) for term, negated in scale_in("en").used_in(text)]
    assert found == [("about as likely as not", False), ("very likely", False)]


@pytest.mark.parametrize(("probability", "said"), [(0.33, "about as likely as not"),
                                                   (0.66, "about as likely as not")])  # fmt: skip
def test_on_a_border_the_weaker_of_two_terms_is_said(probability: float, said: str) -> None:
    assert scale_in("en").term_for(probability).text == said


def test_where_a_term_stands_is_told_in_the_text_as_it_is_written() -> None:
    text = "It  is\nVery\tlikely – very."
    [(_term, _negated, start, end)] = scale_in("en").places_in(text)
    assert text[start:end] == "Very\tlikely"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_half_is_not_more_likely_than_not(language: str) -> None:
    scale = scale_in(language)
    [over] = [term for term in scale.terms if term.over]
    english = scale_in("en").named("more likely than not")
    assert english is not None
    assert (over.low, over.high) == (english.low, english.high)
    assert (over.fits(0.5), over.fits(0.5001), over.fits(1.0)) == (False, True, True)
    assert over.range == ">50–100%"
    assert scale.term_for(0.5).range == "33–66%"
