"""A transcript with times loses what was removed; one without cannot say what that was."""

import pytest

from vigil.programme.recordings.transcripts import is_timed, shift_transcript

TIMED = """[0:00] Opening words.

[1:00] Casilda: We looked for them.
Every day.

[2:30] The minister answers.
[1:00:00] Close."""


@pytest.mark.parametrize(
    ("text", "timed"),
    [
        (TIMED, True),
        ("\n 0:05 Without brackets", True),
        ("Opening words.\n[1:00] Casilda", False),
        ("[2:00] One\n[1:00] Two", False),
        ("It was 5:07 when they came.", False),
        ("", False),
    ],
)
def test_it_says_whether_it_has_times(text: str, timed: bool) -> None:
    assert is_timed(text) is timed


def test_a_paragraph_of_which_anything_is_gone_goes_whole() -> None:
    def when(begin: float, end: float) -> tuple[float, float] | None:
        gone = (70, 100)
        if begin < gone[1] and gone[0] < end:
            return None
        by = 30 if begin >= gone[1] else 0
        return begin - by, end - by

    assert shift_transcript(TIMED, when) == (
        "[0:00] Opening words.\n\n[2:00] The minister answers.\n[59:30] Close."
    )
    # A quarter of a second more goes on either side: what stands beside it stays.
    beside = "[0:00] One.\n[0:02] Two.\n[0:03] Three."
    left = shift_transcript(
        beside, lambda begin, end: None if begin < 3.25 and end > 1.75 else (begin, end)
    )
    assert left == "[0:00] One.\n[0:03] Three."
    assert shift_transcript(TIMED, lambda begin, end: None) == ""
    assert shift_transcript(TIMED, lambda begin, end: (begin, end)) == TIMED
