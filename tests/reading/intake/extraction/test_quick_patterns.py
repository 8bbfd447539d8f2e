"""Long patterns tried where their beginnings stand: what is found is what `re` finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.extraction.quick_patterns import QuickPattern, QuickPatterns

PATTERNS = [
    r"\b(?:shot|was (?:shot|killed)|kill(?:s|ed)?)\b",
    r"(?<!\w)(?:(?:at least )?\d{1,3} dead|a+b|[oa]n no)(?!\w)",
    r"(?<![^\W_])(?:(?:\d+|ten) years?|in prison)(?:(?<=\s)|(?![^\W_]))",
    r"\b(?=\w)(?:shot(?P<t0>)|(?:was )?killed(?P<t1>))|'s (?:murder|killing)(?P<t2>)",
    r"(?<![\w$.])(?:(?P<n>\d+)-(?P=n)|no(?:t|ne)?)",
    r"(?:(?<=an )|(?<=at ))(?:no|in)",
    r"(?:x?y?|was)",
    r"\w+ (?:shot|dead)",
    r"(?:a|ab|abc) ?dead",
]
WORDS = ["shot", "was ", "killed", "kills", "at least ", "12", "7 ", "dead", "a", "b", "an ", "on ",
         "no", "not", "ten ", "years", "year ", "in prison", "'s ", "murder", " ", "_", "-", "$",
         ".", "x", "é", "\n"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


@pytest.mark.parametrize("source", PATTERNS)
@given(text=TEXTS, start=st.integers(0, 6), left=st.integers(0, 6))
def test_finds_what_the_pattern_finds(source: str, text: str, start: int, left: int) -> None:
    whole = re.compile(source)
    end = max(0, len(text) - left)

    def told(found: list[re.Match[str]]) -> list[tuple[tuple[int, int], str | None]]:
        return [(match.span(), match.lastgroup) for match in found]

    expected = told(list(whole.finditer(text, start, end)))
    assert told(list(QuickPattern(whole).finditer(text, start, end))) == expected


@given(text=TEXTS)
def test_one_walk_finds_what_each_pattern_finds(text: str) -> None:
    wholes = {source: re.compile(source) for source in PATTERNS}
    found = QuickPatterns(wholes).matches(text)
    for source, whole in wholes.items():
        spans = [match.span() for match in whole.finditer(text)]
        assert [match.span() for match in found[source]] == spans


def test_a_pattern_with_flags_is_tried_as_it_stands() -> None:
    found = QuickPattern(re.compile("shot", re.IGNORECASE)).search("SHOT")
    assert found is not None
    assert found.span() == (0, 4)
