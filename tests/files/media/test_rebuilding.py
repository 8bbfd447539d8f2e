"""Nothing that sound or video says beyond what is played survives in the copy, and that plays."""

import io
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pytest

from files.carriers import marker
from files.media_files import (
    CODECS,
    MEDIA_CARRIERS,
    RATE,
    SECONDS,
    grey,
    greys,
    heard,
    hidden_beginning,
    media,
    streams,
)
from vigil.files import MEDIA, Kind, RebuiltMedia, rebuild_media, sniff
from vigil.files.limits import MEDIA_MEMORY, MESSAGE_BYTES, media_seconds
from vigil.files.media.rebuilding import rebuild_media as rebuild_here
from vigil.files.sandbox import process

NUMBERS = {name: number for number, name in enumerate(MEDIA_CARRIERS)}
COPY_OF = {"mov": Kind.MP4, "mkv": Kind.MP4}
"""Containers whose copy is another one: browsers do not play Matroska with H.264."""


def here(content: bytes, parts: Any = ()) -> tuple[bytes, dict[str, Any]]:
    """Rebuild within this process: what a process of its own does, without its start."""
    copy = io.BytesIO()
    about = rebuild_here(io.BytesIO(content), copy, parts)
    return copy.getvalue(), about


def apart(content: bytes, folder: Path, parts: Any = ()) -> tuple[bytes, RebuiltMedia]:
    """Rebuild in a process of its own."""
    given = folder / "given"
    given.write_bytes(content)
    with given.open("rb") as source, (folder / "copy").open("w+b") as copy:
        told = rebuild_media(source, copy, most=MESSAGE_BYTES, parts=parts)
        copy.seek(0)
        return copy.read(), told


def test_there_are_carriers_of_every_kind() -> None:
    assert len(MEDIA_CARRIERS) >= 30
    first = {name.split()[0] for name in MEDIA_CARRIERS}
    assert {COPY_OF.get(name) or Kind(name) for name in first} == set(MEDIA)


@pytest.mark.parametrize("name", MEDIA_CARRIERS)
def test_carrier_is_left_behind(name: str) -> None:
    mark, kind = marker(NUMBERS[name]), name.split()[0]
    original = MEDIA_CARRIERS[name](mark)
    assert traces(original, mark), "the marker is not in the original: this test could not fail"
    copy, about = here(original)
    assert about["kind"] == COPY_OF.get(kind, kind) == sniff(copy)
    assert not traces(copy, mark)
    assert heard(copy) == pytest.approx(2 if "Vorbis" in name else SECONDS, abs=0.1)
    if "Vorbis" not in name and CODECS[kind][0]:
        assert greys(copy) == greys(original)


def traces(content: bytes, mark: str) -> bool:
    """Say whether a marker is in a file, in any of the ways in which texts are written there."""
    written = (mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be"))
    return any(text in content for text in written)


@pytest.mark.parametrize(
    ("kind", "codecs", "word"),
    [
        ("mp4", ("libx265", "aac"), b"x265"),
        ("mp4", ("libx264", "aac"), b"x264"),
        ("mp4", ("libx264", "aac"), b"Lavf"),
        ("mkv", ("libx264", "aac"), rb"Lavf\d"),
        ("webm", ("libsvtav1", "libopus"), rb"Lavf\d"),
        ("ogg", ("", "libopus"), b"Lavf"),
        ("wav", ("", "pcm_s16le"), b"Lavf"),
    ],
)
def test_which_program_wrote_it_is_not_told(
    kind: str, codecs: tuple[str, str], word: bytes
) -> None:
    original = media(kind, codecs=codecs)
    assert re.search(word, original)
    assert not re.search(word, here(original)[0])


@pytest.mark.parametrize("name", ["mkv second sound", "mkv subtitles", "mkv font", "mkv chapters"])
def test_a_copy_has_one_picture_and_one_sound(name: str) -> None:
    original = MEDIA_CARRIERS[name](marker(1))
    assert len(streams(original)) > 2
    copy, about = here(original)
    assert streams(copy) == ["video", "audio"]
    assert about["left_out"]


def test_times_of_making_are_not_told() -> None:
    original = media("mp4", metadata={"creation_time": "2021-03-11T09:00:00Z"})
    with av.open(io.BytesIO(original)) as container:
        assert "2021" in container.metadata["creation_time"]
    with av.open(io.BytesIO(here(original)[0])) as container:
        assert "creation_time" not in container.metadata
        assert not any("creation_time" in stream.metadata for stream in container.streams)


def test_the_same_file_gives_the_same_copy() -> None:
    for kind in ("mp4", "webm", "mp3", "ogg", "wav"):
        original = media(kind)
        assert here(original)[0] == here(original)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="the priorities of Linux")
def test_whoever_makes_a_film_keeps_the_priority_that_they_had() -> None:
    before = os.sched_getscheduler(0)
    media("webm", codecs=("libsvtav1", ""))
    assert os.sched_getscheduler(0) == before


def test_metadata_of_an_av1_stream_is_left_out() -> None:
    """A unit of metadata (ITU-T T.35) behind the pictures of the first piece."""
    mark = marker(7).encode()
    original = _with_units(
        media("webm", codecs=("libsvtav1", "")), b"\x04\xb5\0\0" + mark + b"\x80"
    )
    assert mark in original
    copy, _about = here(original)
    assert mark not in copy
    assert greys(copy) == greys(original)


def _with_units(content: bytes, payload: bytes) -> bytes:
    out = io.BytesIO()
    with av.open(io.BytesIO(content)) as source, av.open(out, "w", format="webm") as copy:
        stream = copy.add_stream_from_template(source.streams.video[0], opaque=True)
        for packet in source.demux(video=0):
            if packet.size:
                piece = av.Packet(bytes(packet) + bytes([0x2A, len(payload)]) + payload)
                piece.pts, piece.dts, piece.time_base = packet.pts, packet.dts, packet.time_base
                piece.is_keyframe, piece.stream = packet.is_keyframe, stream
                copy.mux_one(piece)
    return out.getvalue()


def test_what_an_edit_list_hides_at_the_beginning_is_not_in_the_copy() -> None:
    original = hidden_beginning()
    with av.open(io.BytesIO(original), options={"ignore_editlist": "1"}) as container:
        everything = sum(1 for _frame in container.decode(video=0))
    assert everything == RATE * (SECONDS + 1)
    copy, _about = here(original)
    with av.open(io.BytesIO(copy), options={"ignore_editlist": "1"}) as container:
        shown = [
            round(float(f.to_ndarray(format="rgb24").mean())) for f in container.decode(video=0)
        ]
    assert len(shown) == RATE * SECONDS
    assert abs(shown[0] - grey(0)) < 4


@pytest.mark.parametrize("kind", ["mp4", "webm", "mkv"])
def test_a_video_goes_on_from_the_next_full_picture(kind: str, tmp_path: Path) -> None:
    original = media(kind, seconds=6, apart=RATE)
    copy, about = here(original, [(1.6, 2.2)])
    ((begin, end),) = about["removed"]
    assert begin == pytest.approx(1.35)
    assert end == pytest.approx(3.0, abs=0.11)
    left = greys(copy)
    gone = [grey(number) for number in range(15, 29)]
    for number, value in enumerate(gone):
        assert all(abs(value - one) > 1 for one in left), number
    assert heard(copy) == pytest.approx(6 - (end - begin), abs=0.15)
    assert about["seconds"] == round(6 - (end - begin))
    assert _gaps(copy) < 0.5


def _gaps(content: bytes) -> float:
    with av.open(io.BytesIO(content)) as container:
        times = sorted(float(p.pts * p.time_base) for p in container.demux(video=0) if p.size)
    assert times[0] == pytest.approx(0, abs=0.02)
    return max(after - before for before, after in itertools.pairwise(times))


@pytest.mark.parametrize("kind", ["m4a", "mp3", "ogg", "wav"])
def test_sound_is_cut_to_its_margin(kind: str) -> None:
    copy, about = here(media(kind, seconds=6), [(2, 3)])
    ((begin, end),) = about["removed"]
    assert (begin, end) == (1.75, 3.25)
    assert heard(copy) == pytest.approx(4.5, abs=0.2)


@pytest.mark.apart
def test_a_process_of_its_own_gives_the_same(tmp_path: Path) -> None:
    original = MEDIA_CARRIERS["mp4 place"](marker(3))
    copy, told = apart(original, tmp_path)
    assert copy == here(original)[0]
    assert told.kind == Kind.MP4
    assert (told.width, told.height, told.seconds, told.size) == (64, 48, SECONDS, len(copy))
    assert "metadata" in told.left_out or told.left_out == ()


@pytest.mark.apart
def test_the_limits_are_those_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    start = subprocess.Popen

    def note(command: list[str], **kwargs: Any) -> Any:
        seen.update(kwargs, command=command)
        return start(command, **kwargs)

    monkeypatch.setenv("VIGIL_SECRET_KEY", "secret")
    monkeypatch.setattr(process.subprocess, "Popen", note)
    apart(media("wav"), tmp_path)
    assert set(seen["env"]) == {"PYTHONPATH", "HOME", "TMPDIR", "LC_ALL"}
    assert len(seen["pass_fds"]) == 1
    assert MEDIA_MEMORY <= 1024**3
    assert all(cpu <= clock for cpu, clock in map(media_seconds, (1, 2**31, 2**33)))
