"""Languages as hosts type them."""

import pytest

from vigil.programme.events.language_tags import tags_in


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("en, es", ["en", "es"]),
        ("English, Spanish", ["en", "es"]),
        ("Español; français", ["es", "fr"]),
        ("en es pt-BR", ["en", "es", "pt-BR"]),
        ("English en", ["en"]),
        ("", []),
        ("klingonese", ["klingonese"]),
    ],
)
def test_by_name_or_tag(typed: str, tags: list[str]) -> None:
    assert tags_in(typed) == tags
