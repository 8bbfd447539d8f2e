"""Languages as hosts type them."""

import pytest
from django.core.exceptions import ValidationError

from vigil.programme.events.form_fields import LanguageTagsField
from vigil.programme.events.language_tags import tags_in


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("en, es", ["en", "es"]),
        ("English, Spanish", ["en", "es"]),
        ("Español; français", ["es", "fr"]),
        ("en es pt-BR", ["en", "es", "pt-BR"]),
        ("English en", ["en"]),
        ("Deutsch، العربية / русский", ["de", "ar", "ru"]),
        ("", []),
        ("klingonese", ["klingonese"]),
    ],
)
def test_by_name_or_tag(typed: str, tags: list[str]) -> None:
    assert tags_in(typed) == tags


@pytest.mark.parametrize(
    ("typed", "said"),
    [("en, Klingonese", "no language “Klingonese”"), ("Portugese", "Spelled alike: .*portuguese")],
)
def test_what_is_no_language_is_refused_with_what_is_spelled_alike(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        LanguageTagsField().clean(typed)
