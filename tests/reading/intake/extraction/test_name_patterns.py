"""Names by their capitals: the quick way finds what the pattern finds."""

from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.extraction.name_patterns import NAME, find_names

PIECES = ["Ana", "MARIA", "de la", "O'Neill", "d'Antoine", "l'Anna", "dell'Orto", "McRae", "J.",
          "Jr.", "murió", "’", "'", " ", " ", ", ", "Élodie", "Тарас", "x", "2", "\n",
          '"Chato"']  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.integers(0, 5))
def test_names_are_those_of_the_pattern(text: str, start: int) -> None:
    expected = [match.span() for match in NAME.finditer(text, start, len(text))]
    assert list(find_names(text, start, len(text))) == expected
