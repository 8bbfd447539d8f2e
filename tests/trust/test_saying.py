"""Whether a text says a name."""

import pytest

from vigil.trust.saying import says

NAME = "Casilda Ríos"


@pytest.mark.parametrize(
    "text", ["casilda rios", "With CASILDA  RÍOS.", "#CasildaRíos", "#JusticiaParaCasildaRíos"]
)
def test_a_name_is_found_in_whatever_way_it_is_written(text: str) -> None:
    assert says(["nobody", text], [NAME])


def test_another_name_and_a_short_one_are_not_found() -> None:
    assert not says(["Casilda Reyes"], [NAME])
    assert not says(["Ana spoke"], ["Ana"])
