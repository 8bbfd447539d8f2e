"""Captions in SRT: what programs write is read, and what is wrong is named by its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.programme.recordings.subrip import is_subrip, read_subrip
from vigil.programme.recordings.webvtt import CaptionsError, Cue, read_captions, write_captions

WRITTEN = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<I>Opening</I> words & more\r\n\r\n"
    "2\r\n0:00:02.5 --> 0:00:04,0 X1:10 X2:20 Y1:1 Y2:2\r\n"
    '<font color="#fff">{\\an8}Casilda</font> <speaks>\r\n\r\n\r\n'
    "100:00:05,000-->100:00:06,000\r\nClosing\r\n"
)


def test_what_programs_write_is_read() -> None:
    cues = read_subrip(WRITTEN)
    assert cues == [
        Cue(1000, 2500, "<i>Opening</i> words &amp; more"),
        Cue(2500, 4000, "Casilda &lt;speaks&gt;"),
        Cue(360_005_000, 360_006_000, "Closing"),
    ]
    assert read_captions(write_captions(cues)) == cues


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("1\n00:00:02,000 --> 00:00:01,000\nx\n", "Line 2: the cue ends before"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n2\n", "Line 2: the cue says nothing"),
        ("1\n00:00:01,000 --> 00:00:02,000\n{\\an8}\n", "Line 2: the cue says nothing"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\nmore words\n", "Line 5: no time"),
        ("1\n00:00:01 --> 00:00:02\nx\n", "Line 2: no time"),
        ("1\n00:61:00,000 --> 00:00:02,000\nx\n", "Line 2: no time"),
        ("1\n00:00:05,000 --> 00:00:06,000\nx\n\n2\n00:00:01,000 --> 00:00:02,000\ny\n", "Line 5"),
        ("00:00:01,000 --> 00:00:02,000\nx\n00:00:03,000 --> 00:00:04,000\ny\n", "Line 3: leave"),
        ("00:00:01,000 --> 00:00:02,000\nx\0\n", "Line 2: the line has"),
        ("\n\n", "there is no cue"),
        ("x" * 2_000_001, "longer than"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text: str, trouble: str) -> None:
    with pytest.raises(CaptionsError, match=trouble):
        read_subrip(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (WRITTEN, True),
        ("00:00:01,000 --> 00:00:02,000\nx\n", True),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", False),
        ("12\nwords\n", False),
        ("", False),
    ],
)
def test_which_captions_are_meant_to_be_srt(text: str, is_one: bool) -> None:
    assert is_subrip(text) is is_one


@settings(max_examples=20)
@given(st.text(st.sampled_from("1 :,.->\n<ib/>&{\\}x\0"), max_size=60))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    try:
        cues = read_subrip("1\n00:00:01,000 --> 00:00:02,000\n" + text)
    except CaptionsError:
        return
    assert read_captions(write_captions(cues)) == cues
