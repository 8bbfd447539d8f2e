import pytest
from django.utils.translation import override

from vigil.publication.record.labels import country_name, date_text, language_name, value_label


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2019-03-08", "8 March 2019"),
        ("2019-03", "March 2019"),
        ("2019", "2019"),
        ("2019~", "about 2019"),
        ("2019-03?", "March 2019 (uncertain)"),
        ("2019-03-08/2019-03-10", "between 8 March 2019 and 10 March 2019"),
        ("", ""),
        ("some time in spring", "some time in spring"),
    ],
)
def test_a_date_is_said_no_more_precisely_than_it_is_known(value: str, said: str) -> None:
    with override("en"):
        assert date_text(value) == said


@pytest.mark.parametrize(
    ("language", "country", "tongue", "method"),
    [
        ("en", "Mexico", "Russian", "blade"),
        ("es", "México", "ruso", "arma blanca"),
        ("pt", "México", "russo", "arma branca"),
    ],
)
def test_words_are_of_the_language_of_the_page(
    language: str, country: str, tongue: str, method: str
) -> None:
    with override(language):
        assert country_name("MEX") == country
        assert language_name("ru-RU") == tongue
        assert value_label("method", "blade") == method


def test_what_is_not_known_is_shown_as_it_stands() -> None:
    assert country_name("QQQ") == "QQQ"
    assert country_name("XKX") == "Kosovo"
    assert value_label("method", "of an older version") == "of an older version"
