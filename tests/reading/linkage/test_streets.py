"""Streets, quarters and house numbers in texts of several languages."""

import pytest

from vigil.reading.linkage.streets import streets


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It happened in the 2300 block of Thistle St., police said.", {"thistle", "2300 thistle"}),
        ("near East Harrow Avenue and Quarry Road", {"harrow", "quarry"}),
        ("at 604 N. 23rd St. on Monday", {"23rd", "604 23rd"}),
        ("the 6100-block of Tullow Drive", {"tullow", "6100 tullow"}),
        ("en la calle Benito Ibarra de la colonia Las Palmas", {"benito", "ibarra", "palmas"}),
        ("na rua das Acácias, bairro Serrano", {"acacias", "serrano"}),
        ("rue de Valmorel", {"valmorel"}),
        ("на улице Садовой", {"садовои"}),
        ("في شارع النخيل", {"النخيل"}),
        ("two men of 23 were shot on a Tuesday in March", set()),
    ],
)
def test_streets_are_found_where_texts_name_them(text: str, told: set[str]) -> None:
    assert set(streets(text)) == told
