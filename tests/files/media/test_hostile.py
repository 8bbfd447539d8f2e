"""Files of sound and video that are not what they say: refused with a reason, and at no cost."""

import io
import struct
import threading
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.carriers import jpeg
from files.media.test_rebuilding import apart, here
from files.media_files import MEDIA_CARRIERS, box, media
from vigil.files import MEDIA, Reason, RefusedError, rebuild, sniff
from vigil.files.limits import MEDIA_CPU_SECONDS, MESSAGE_BYTES
from vigil.files.sandbox import process

pytestmark = pytest.mark.apart


def reason(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as refused:
        here(content)
    return refused.value.reason


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("film.mp4", "nothing")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"<html>", Reason.NO_MEDIA),
        (zipped, Reason.NO_MEDIA),
        (jpeg, Reason.NO_MEDIA),
        (lambda: media("mp4")[:-3000], Reason.DAMAGED),
        (lambda: media("mkv")[:-3000], Reason.DAMAGED),
        (lambda: media("webm")[:-3000], Reason.DAMAGED),
        (lambda: media("wav")[:-3000], Reason.DAMAGED),
        (lambda: box(b"ftyp", b"isom\0\0\2\0isom") + b"\xff" * 400, Reason.DAMAGED),
        (lambda: b"\x1aE\xdf\xa3" + b"\0" * 400, Reason.DAMAGED),
        (lambda: b"OggS\0" + b"\0" * 400, Reason.DAMAGED),
        (lambda: b"ID3\3\0\0\0\0\x0f\x7f" + b"\0" * 400, Reason.DAMAGED),
        (lambda: b"\xff\xfb\x90\0" + b"\0" * 400, Reason.DAMAGED),
        (lambda: media("mkv", codecs=("mpeg4", "aac")), Reason.CODEC),
        (lambda: media("mkv", codecs=("libx264", "pcm_s16le")), Reason.CODEC),
    ],
)
def test_it_is_refused_for_what_it_is(content: Any, said: Reason) -> None:
    assert reason(content()) == said


def patched(content: bytes, name: bytes, at: int, value: int) -> bytes:
    """Write a number into every box of a name, `at` bytes behind it."""
    changed, place = bytearray(content), 0
    while (place := changed.find(name, place + 1)) > 0:
        changed[place + at : place + at + 4] = struct.pack(">I", value)
    return bytes(changed)


def test_sizes_that_are_declared_and_not_there_are_refused() -> None:
    content = media("mp4")
    assert reason(patched(content, b"stsz", 12, 0x7FFFFFF0)) in (Reason.DAMAGED, Reason.COSTLY)
    for name in (b"stts", b"stsc", b"stco"):
        try:
            copy, about = here(patched(content, name, 8, 0x7FFFFFF0))
        except RefusedError as refused:
            assert refused.reason in (Reason.DAMAGED, Reason.COSTLY)  # noqa: PT017
        else:
            assert len(copy) < 2 * len(content)
            assert about["seconds"] <= 4
    huge = content[:4].replace(content[:4], struct.pack(">I", 0x7FFFFFFF)) + content[4:]
    assert reason(huge) == Reason.DAMAGED


def test_what_lasts_for_ever_is_refused() -> None:
    # A clock that strikes once a second, for pictures that count in thousandths; and no list
    # that says how much of it is shown.
    assert reason(patched(media("mp4").replace(b"elst", b"free"), b"mdhd", 16, 1)) == Reason.LONG
    slow = bytearray(media("wav"))
    slow[24:32] = struct.pack("<II", 1, 2)  # one sample a second
    assert reason(bytes(slow)) == Reason.LONG


def test_a_name_counts_for_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        apart(zipped(), tmp_path)
    assert refused.value.reason == Reason.NO_MEDIA


def test_a_file_that_is_too_large_is_not_even_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("begun")

    monkeypatch.setattr(process, "_run_worker", begun)
    path = tmp_path / "large"
    path.write_bytes(media("mp4"))
    with path.open("r+b") as given, (tmp_path / "copy").open("w+b") as copy:
        given.truncate(MESSAGE_BYTES + 1)
        with pytest.raises(RefusedError) as refused:
            process.rebuild_media(given, copy, most=MESSAGE_BYTES)
        assert refused.value.reason == Reason.BYTES
        given.truncate(0)
        with pytest.raises(RefusedError) as refused:
            process.rebuild_media(given, copy, most=MESSAGE_BYTES)
        assert refused.value.reason == Reason.EMPTY


def test_who_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "media_seconds", lambda size: (MEDIA_CPU_SECONDS, 0.0))
    with pytest.raises(RefusedError) as refused:
        apart(media("wav"), tmp_path)
    assert refused.value.reason == Reason.COSTLY


def test_pictures_do_not_wait_for_a_recording(tmp_path: Path) -> None:
    done = threading.Event()
    with process._MEDIA_AT_ONCE:
        waiting = threading.Thread(target=lambda: (apart(media("wav"), tmp_path), done.set()))
        waiting.start()
        assert rebuild(jpeg()).kind == "jpeg"
        assert not done.is_set()
    waiting.join()
    assert done.is_set()


def test_sound_and_video_are_no_papers() -> None:
    for kind in ("mp4", "mp3"):
        with pytest.raises(RefusedError) as refused:
            rebuild(media(kind))
        assert refused.value.reason == Reason.KIND


def test_nothing_left_is_refused() -> None:
    content = media("ogg")
    for parts in ([(0, 3)], [(4, 5)], [(1, 1)]):
        with pytest.raises(RefusedError) as refused:
            here(content, parts)
        assert refused.value.reason == Reason.NOTHING_LEFT


KINDS = ("mp4", "webm", "mkv", "mp3", "ogg", "wav", "m4a")


@cache
def small(kind: str) -> bytes:
    return MEDIA_CARRIERS["mkv font"]("x" * 13) if kind == "mkv" else media(kind, seconds=1)


DAMAGE: Any = {
    "kind": st.sampled_from(KINDS),
    "changes": st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=8
    ),
    "cut": st.floats(0.3, 1),
}
LOOSE: Any = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=8, **LOOSE)
@given(**DAMAGE)
def test_damaged_files_are_copied_or_refused(
    kind: str, changes: list[tuple[float, bytes]], cut: float, tmp_path: Path
) -> None:
    assert_copied_or_refused(damaged(kind, changes, cut), tmp_path)


@pytest.mark.tail("eight of them daily, and one of every kind of media in tests/hostile")
@settings(max_examples=200, **LOOSE)
@given(**DAMAGE)
def test_many_damaged_files_are_copied_or_refused(
    kind: str, changes: list[tuple[float, bytes]], cut: float, tmp_path: Path
) -> None:
    assert_copied_or_refused(damaged(kind, changes, cut), tmp_path)


def damaged(kind: str, changes: list[tuple[float, bytes]], cut: float) -> bytes:
    content = bytearray(small(kind))
    for place, by in changes:
        at = int(place * len(content))
        content[at : at + len(by)] = by
    return bytes(content[: int(cut * len(content))])


def assert_copied_or_refused(content: bytes, folder: Path) -> None:
    try:
        copy, told = apart(content, folder)
    except RefusedError:
        return
    assert sniff(copy) == told.kind in MEDIA
