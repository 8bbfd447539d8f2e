"""Transcripts are read as turns of speakers, and no word of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.consultations.transcripts import (
    Turn,
    as_text,
    likely_speakers,
    named_turns,
    statements_of,
    vtt_turns,
)

VTT = """\ufeffWEBVTT - consultation

STYLE
::cue { color: red }

NOTE not to be read

1
00:00:01.000 --> 00:00:04.000 align:start
<v.loud Ana Pérez>The port is <i>open</i> at night &amp; nobody looks.

00:00:04.500 --> 00:00:06.000
<v Ana Pérez>It always was.

00:01:06.000 --> 00:01:09.000
<v John Mwangi>Who pays?<v Ana Pérez>Everybody.

00:02:00.000 --> 00:02:02.000
Without a voice.
"""
WORDS = (
    st.text(alphabet="abcdefgh ", min_size=1, max_size=30)
    .map(lambda s: " ".join(s.split()))
    .filter(bool)
)


def test_cues_of_one_speaker_in_a_row_are_one_turn():
    assert vtt_turns(VTT) == [
        Turn("Ana Pérez", "The port is open at night & nobody looks. It always was."),
        Turn("John Mwangi", "Who pays?"),
        Turn("Ana Pérez", "Everybody."),
        Turn("", "Without a voice."),
    ]


def test_who_speaks_is_who_begins_several_lines():
    text = (
        "Minutes: of the meeting\n\n[00:12] Ana: One.\nStill one.\n\n"
        "00:13 - Juma: Two.\nAna: Three."
    )
    assert likely_speakers(text) == ["Ana"]
    assert likely_speakers("Ana: One.\n\nJuma: Two.") == ["Ana", "Juma"]
    assert named_turns(text, ["Ana", "Juma"]) == [
        Turn("", "Minutes: of the meeting"),
        Turn("Ana", "One.\n\nStill one."),
        Turn("Juma", "Two."),
        Turn("Ana", "Three."),
    ]


def test_a_name_that_was_not_ticked_stays_in_the_words():
    assert named_turns("Ana: One.\n\nNote: two.", ["Ana"]) == [Turn("Ana", "One.\n\nNote: two.")]


@given(st.lists(st.tuples(st.sampled_from(["Ana", "Juma Ali", "莉娜"]), WORDS), min_size=1))
def test_what_is_written_out_is_read_again(said):
    turns = [Turn(name, words) for name, words in said]
    assert named_turns(as_text(turns), {name for name, _words in said}) == turns


@given(st.lists(st.tuples(st.sampled_from(["Ana", "Juma Ali"]), WORDS), min_size=1))
def test_no_word_is_lost(said):
    turns = statements_of([Turn(name, words) for name, words in said], "sentences")
    assert " ".join(turn.text for turn in turns).split() == " ".join(w for _n, w in said).split()


def test_a_file_made_to_be_slow_is_read_like_any_other() -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
    assert not vtt_turns(f"{cue}<v{'.a' * 5_000}")[0].speaker
    assert len(vtt_turns(f"{cue}{'<a' * 50_000}")) == 1
    assert vtt_turns(f"{cue}<v.loud.first Ana>One.")[0] == Turn("Ana", "One.")
