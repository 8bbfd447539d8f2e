"""The first sentence of a text."""

import pytest

from vigil.language.sentences import first_sentence


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("She wrote about corruption. A bomb killed her.", "She wrote about corruption."),
        ("Judge John H. Wood was strict. He died.", "Judge John H. Wood was strict."),
        ("With Mrs. Vega he taught. He sang.", "With Mrs. Vega he taught."),
        ("He asked: “Who pays?” Nobody knew.", "He asked: “Who pays?”"),
        ("هل كتبت؟ نعم كتبت.", "هل كتبت؟"),
        ("Only one, without an end", "Only one, without an end"),
        ("It cost 3.5 million. All paid.", "It cost 3.5 million."),
        ("", ""),
    ],
)
def test_it_ends_where_the_sentence_ends(text: str, first: str) -> None:
    assert first_sentence(text) == first
