"""A voice message is packed anew: it sounds as before, and says nothing else."""

import io
from typing import Any

import av
import pytest

from files.carriers import marker
from files.media_files import MEDIA_CARRIERS, heard, media, streams
from vigil.files import Kind, Reason, RefusedError, rebuild_voice
from vigil.files.limits import VOICE_SECONDS
from vigil.files.media import voices


def in_another(muxer: str, content: bytes) -> bytes:
    """Put the sound of a file into another container."""
    out = io.BytesIO()
    with av.open(io.BytesIO(content)) as source, av.open(out, "w", format=muxer) as copy:
        sound = source.streams.audio[0]
        written: Any = copy.add_stream_from_template(sound)
        for packet in source.demux(sound):
            if packet.dts is not None:
                packet.stream = written
                copy.mux(packet)
    return out.getvalue()


def recorded() -> dict[str, bytes]:
    """Three seconds as phones and browsers record them."""
    return {
        "m4a": media("m4a"),
        "mp3": media("mp3"),
        "ogg opus": media("ogg"),
        "wav": media("wav"),
        "webm opus": media("webm", codecs=("", "libopus")),
        "aac": in_another("adts", media("m4a")),
        "3gp aac": in_another("3gp", media("m4a")),
        "amr": b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150,
        "amr wide": b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 150,
    }


def refusal(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as error:
        rebuild_voice(content)
    return error.value.reason


def test_what_phones_record_becomes_one_plain_format() -> None:
    for name, content in recorded().items():
        told = rebuild_voice(content)
        assert told.kind is Kind.MP3
        assert abs(told.seconds - 3) <= 1, name
        assert abs(heard(told.content) - 3) < 0.3, name
        assert streams(told.content) == ["audio"]
        with av.open(io.BytesIO(told.content)) as copy:
            assert not copy.metadata
        assert told.content[:3] != b"ID3"
        assert told.content[-128:-125] != b"TAG"


def test_it_carries_nothing_but_its_sound() -> None:
    sound = ("m4a", "mp3", "ogg", "wav")
    asked = [name for name in MEDIA_CARRIERS if name.split()[0] in sound]
    assert len(asked) >= 8
    for number, name in enumerate(asked):
        mark = marker(number)
        content = MEDIA_CARRIERS[name](mark)
        told = [mark.encode(), mark.encode("utf-16-le")]
        copy = rebuild_voice(content).content
        assert any(one in content for one in told), name
        assert not any(one in copy for one in told), name


def test_refusals_say_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(b"") is Reason.EMPTY
    assert refusal(b"MZ\x90\x00 an executable") is Reason.NO_MEDIA
    assert refusal(media("mp4")) is Reason.VIDEO
    assert refusal(media("m4a")[:9000]) is Reason.DAMAGED
    assert refusal(b"#!AMR\n") is Reason.DAMAGED
    assert refusal(b"\xff\xf1" + bytes(4000)) is Reason.DAMAGED
    monkeypatch.setattr(voices, "VOICE_SECONDS", 2)
    assert refusal(media("ogg")) is Reason.LONG_VOICE


@pytest.mark.apart
@pytest.mark.tail("test_what_phones_record_becomes_one_plain_format, in the test's process")
def test_the_limited_process_packs_ten_minutes() -> None:
    whole = media("m4a", seconds=VOICE_SECONDS - 1)
    told = rebuild_voice(whole)
    assert told.seconds == VOICE_SECONDS - 1
    assert len(told.content) < 4_000_000
    for name, content in recorded().items():
        assert abs(rebuild_voice(content).seconds - 3) <= 1, name
    assert refusal(media("m4a", seconds=VOICE_SECONDS + 2)) is Reason.LONG_VOICE
