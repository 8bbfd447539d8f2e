"""Words suggest codes and countries, in five languages; nothing else is suggested."""

import pytest

from vigil.outlook.consultations.code_lists import checked_codes
from vigil.outlook.consultations.code_suggestions import suggested_codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Containers leave the port of Guayaquil, Ecuador, with cocaine.",
            {"markets": ["cocaine"], "drivers": ["infrastructure_trade"], "places": ["ECU"]},
        ),
        (
            "Les juges sont seuls en Guinée-Bissau.",
            {"responses": ["justice"], "places": ["GNB"]},
        ),
        (
            "Los alcaldes pagan la extorsión en Côte d’Ivoire y en Estados Unidos.",
            {"markets": ["extortion"], "levels": ["local_community"], "places": ["CIV", "USA"]},
        ),
        (
            "الشرطة على الحدود تسمح بمرور الأسلحة إلى مصر",
            {
                "markets": ["arms_trafficking"],
                "responses": ["law_enforcement", "territory"],
                "places": ["EGY"],
            },
        ),
        ("We met again after lunch.", {}),
    ],
)
def test_the_words_suggest_codes(text, found):
    assert suggested_codes(text) == found
    assert checked_codes(suggested_codes(text)) == found
