"""Words that describe mutilation and torture, found in five languages."""

import pytest

from vigil.language.graphic_words import graphic_words


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "A charred body was found; his throat was slit.", ["charred", "throat was slit"]),
        ("es-MX", "Lo hallaron decapitado y con restos óseos.", ["decapitado", "restos óseos"]),
        ("pt", "Um corpo carbonizado, ali.", ["carbonizado"]),
        ("fr", "Le corps calciné fut trouvé.", ["calciné"]),
        ("ar", "عثر على جثة وعليها آثار التعذيب", ["التعذيب"]),
        ("", "Nothing but tortura", ["tortura"]),
        ("en", "He was shot dead on Tuesday.", []),
        ("es", "Fue asesinado a balazos.", []),
    ],
)
def test_they_are_found_where_they_stand(language: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in graphic_words(text, language)] == found
