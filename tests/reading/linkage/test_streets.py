"""Streets, quarters and house numbers in texts of several languages."""

import pytest

from vigil.reading.linkage.streets import streets


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        (
            "en",
            "It happened in the 2300 block of Thistle St., police said.",
            {"thistle", "2300 thistle"},
        ),
        ("en", "near East Harrow Avenue and Quarry Road", {"harrow", "quarry"}),
        ("en", "at 604 N. 23rd St. on Monday", {"23rd", "604 23rd"}),
        ("", "the 6100-block of Tullow Drive", {"tullow", "6100 tullow"}),
        (
            "es",
            "en la calle Benito Ibarra de la colonia Las Palmas",
            {"benito", "ibarra", "palmas"},
        ),
        ("pt", "na rua das Acácias, bairro Serrano", {"acacias", "serrano"}),
        ("fr", "rue de Valmorel", {"valmorel"}),
        ("ru", "на улице Садовой", {"садовои"}),
        ("ar", "في شارع النخيل", {"النخيل"}),
        ("en", "two men of 23 were shot on a Tuesday in March", set()),
    ],
)
def test_streets_are_found_where_texts_name_them(language: str, text: str, told: set[str]) -> None:
    assert set(streets(text, language)) == told
