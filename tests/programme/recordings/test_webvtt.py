"""WebVTT is read strictly: what is wrong is named by its line, what is right comes out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.programme.recordings import webvtt
from vigil.programme.recordings.webvtt import CaptionsError, Cue, read_captions, write_captions

GOOD = """WEBVTT - of the session

NOTE made by hand
over two lines

1
00:01.000 --> 00:02.500 align:start line:0%
<v Casilda>We <i>looked</i> for them.</v>
Every day.

01:00:00.000 --> 01:00:04.000
&lt;applause&gt;
"""


def test_cues_are_read_with_all_they_have() -> None:
    first, second = read_captions(GOOD)
    assert first == Cue(
        1000,
        2500,
        "<v Casilda>We <i>looked</i> for them.</v>\nEvery day.",
        "1",
        "align:start line:0%",
    )
    assert (second.begin, second.end) == (3_600_000, 3_604_000)
    assert second.text == "&lt;applause&gt;"


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_a_mark_of_the_encoding_do_not_matter(ends: str) -> None:
    assert read_captions("\ufeff" + GOOD.replace("\n", ends)) == read_captions(GOOD)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "begins with WEBVTT"),
        ("1\n00:01.000 --> 00:02.000\nx\n", 1, "begins with WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nx\n", 1, "begins with WEBVTT"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nx\n", 2, "a line empty after"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nx\n", 3, "no time"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx\n", 3, "no time"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nx\n", 3, "ends before"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 3, "says nothing"),
        ("WEBVTT\n\nonly a name\n", 3, "a time belongs below"),
        ("WEBVTT\n\nname\nno time\nx\n", 4, "no time"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000 colour:red\nx\n", 3, "unknown setting"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<script>x\n", 4, "unknown tag"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na < b\n", 4, "&lt;"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny\n", 5, "before each"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny\n", 6, "above"),
        ("WEBVTT\n\nSTYLE\n::cue { color: url(https://x.example) }\n", 3, "not taken"),
        ("WEBVTT\n\nNOTE nothing\n", 4, "no cue"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\0\n", 4, "character"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(CaptionsError, match=said) as wrong:
        read_captions(text)
    assert wrong.value.line == line
    assert f"Line {line}:" in str(wrong.value)


def test_too_much_is_refused() -> None:
    with pytest.raises(CaptionsError, match="longer than"):
        read_captions("WEBVTT\n\n" + "x" * webvtt.LONGEST)


WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<>&\u2028\u2029\x85"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() and "-->" not in text)
CUES = st.lists(
    st.tuples(
        st.integers(0, 9_000_000),
        st.integers(1, 60_000),
        WORDS,
        st.sampled_from(["", "a", " 12"]),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda told: [
        Cue(begin, begin + lasts, text, name) for begin, lasts, text, name in sorted(told)
    ]
)


@given(CUES)
def test_what_is_written_is_read_as_it_was(cues: list[Cue]) -> None:
    assert read_captions(write_captions(cues)) == cues


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for written in (text, f"WEBVTT\n\n{text}", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        try:
            cues = read_captions(written)
        except CaptionsError as error:
            line = error.line
        else:
            assert read_captions(write_captions(cues)) == cues
            line = 1
        assert 1 <= line <= written.count("\n") + written.count("\r") + 1


@given(CUES, st.integers(0, 5_000), st.integers(1, 5_000))
def test_cues_move_up_and_those_that_are_gone_are_gone(
    cues: list[Cue], begin: int, lasts: int
) -> None:
    from vigil.files.media.cutting import time_after_cuts

    gone = [(float(begin), float(begin + lasts))]
    moved = webvtt.shift_cues(cues, lambda first, last: time_after_cuts(gone, first, last))
    kept = [cue for cue in cues if cue.end <= begin * 1000 or cue.begin >= (begin + lasts) * 1000]
    assert [cue.text for cue in moved] == [cue.text for cue in kept]
    for now, was in zip(moved, kept, strict=True):
        by = lasts * 1000 if was.begin >= (begin + lasts) * 1000 else 0
        assert (now.begin, now.end) == (was.begin - by, was.end - by)


def test_a_line_of_spaces_is_read_at_once() -> None:
    # Each space was tried as the end of the line: an hour for a file of a megabyte.
    text = f"WEBVTT\n\n00:00.000 --> 00:01.000 align:start{' ' * 400_000}x\nWords\n"
    with pytest.raises(CaptionsError, match="unknown setting"):
        read_captions(text)
    trailing = f"WEBVTT\n\n00:00.000 --> 00:01.000 align:start{' ' * 400_000}\nWords\n"
    assert read_captions(trailing)[0].settings == "align:start"
