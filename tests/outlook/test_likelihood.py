"""Words for probabilities: one scale, without gaps, found in every language it is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.likelihood import scale_in

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
