"""Some cases of the open case file: loading all of them takes seconds."""

from typing import Any

import pytest

from vigil.casefile.open_case_file import verbs as open_case_file


def load_first(number: int = 3) -> list[dict[str, Any]]:
    """Load the first cases of the open case file; return their lines."""
    first = open_case_file.shipped_cases()[:number]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_case_file, "shipped_cases", lambda: first)
        assert open_case_file.load() == number
    return first
