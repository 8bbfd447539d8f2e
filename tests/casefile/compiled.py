"""Some cases of the open case file: loading all of them takes seconds."""

from typing import Any

import pytest

from vigil.casefile.open_case_file import verbs as open_case_file


def load_first(number: int = 3) -> list[dict[str, Any]]:
    """Load the first cases of the open case file; return their lines."""
    return load_numbers(*range(1, number + 1))


def load_numbers(*numbers: int) -> list[dict[str, Any]]:
    """Load the cases with these public numbers; return their lines."""
    lines = [one for one in open_case_file.shipped_cases() if one["public_number"] in numbers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_case_file, "shipped_cases", lambda: lines)
        assert open_case_file.load() == len(numbers)
    return lines
