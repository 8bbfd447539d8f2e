"""The summary of the count of keys."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from desk_keys import summary


def test_a_case_that_was_read_whole_is_told_from_the_others() -> None:
    def case(presses: int, people: int = 1, *typed: str, refused: int = 0) -> dict[str, object]:
        return {"presses": presses, "people": people, "typed": [*typed], "refused": refused}

    found = summary([case(14), case(15), case(27, 1, "place"), case(30, 4), case(17, refused=1)])
    assert found["all"] == {"cases": 5, "median": 17, "most": 30}
    assert found["one person, all read"] == {"cases": 2, "median": 14.5, "most": 15}
    assert found["several people, all read"]["most"] == 30
    assert summary([])["all"] == {"cases": 0}
