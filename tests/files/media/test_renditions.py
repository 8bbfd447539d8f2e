"""Smaller copies of a film: H.264 and AAC, the index first, never larger than the film."""

import io
from functools import cache
from typing import Any

import av
import numpy as np
import pytest

from files.media_files import media
from vigil.files import Reason, RefusedError
from vigil.files.media.heights import heights_below
from vigil.files.media.renditions import make_rendition


@cache
def film(width: int = 640, height: int = 400, rate: int = 10, pictures: int = 8) -> bytes:
    """Make a film turned by a quarter, of pictures that cannot be packed well, with Opus."""
    out, noise = io.BytesIO(), np.random.default_rng(1)
    with av.open(out, "w", format="mp4") as container:
        options = {"preset": "ultrafast", "qp": "10"}
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.set_display_rotation(90)
        sound = container.add_stream("libopus", rate=48_000)
        sound.layout = "stereo"
        for _number in range(pictures):
            plane = noise.integers(0, 255, (height, width, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(plane, format="rgb24")))
        for number in range(50 * pictures // rate):
            wave = np.full((1, 2 * 960), 900 * (number % 2), dtype=np.int16)
            heard = av.AudioFrame.from_ndarray(wave, format="s16", layout="stereo")
            heard.sample_rate, heard.pts = 48_000, number * 960
            container.mux(sound.encode(heard))
        for lane in (stream, sound):
            container.mux(lane.encode(None))
    return out.getvalue()


def made(content: bytes, height: int, most: int = 0) -> tuple[bytes, dict[str, Any], list[float]]:
    copy, told = io.BytesIO(), list[float]()
    about = make_rendition(
        io.BytesIO(content), copy, height, most or len(content), progress=told.append
    )
    return copy.getvalue(), about, told


def test_a_film_gets_only_sizes_below_its_own() -> None:
    assert heights_below(1920, 1080) == heights_below(1080, 1920) == [720, 360]
    assert heights_below(1280, 720) == [360]
    assert heights_below(640, 360) == heights_below(0, 0) == []


def test_a_smaller_copy_plays_from_its_first_byte() -> None:
    copy, about, told = made(film(), 360)
    assert (about["width"], about["height"], about["kind"]) == (576, 360, "mp4")
    assert copy.index(b"moov") < copy.index(b"mdat")
    assert told == sorted(told)
    assert told[-1] > 0.5
    with av.open(io.BytesIO(copy)) as container:
        kinds = [stream.codec_context.name for stream in container.streams]
        assert kinds == ["h264", "aac"]
        pictures = list(container.decode(video=0))
        assert len(pictures) == 8
        assert pictures[0].rotation == 90, "it is turned as the film is"
        lasts = [float(stream.duration * stream.time_base) for stream in container.streams]
        assert lasts == pytest.approx([0.8, 0.8], abs=0.1)


def test_what_cannot_be_made_is_refused() -> None:
    for content, most, reason in (
        (film(), 90_000, Reason.BYTES),
        (media("ogg"), 0, Reason.NO_MEDIA),
        (b"%PDF-1.7", 0, Reason.NO_MEDIA),
        (film()[:4000], 0, Reason.DAMAGED),
    ):
        with pytest.raises(RefusedError) as error:
            made(content, 360, most)
        assert error.value.reason == reason


@pytest.mark.tail("test_a_smaller_copy_plays_from_its_first_byte: one size, few pictures")
def test_a_film_of_sixty_pictures_a_second_in_both_sizes() -> None:
    content = film(1920, 1080, 60, 60)
    for height in (720, 360):
        copy, about, _told = made(content, height)
        assert about["height"] == height
        with av.open(io.BytesIO(copy)) as container:
            assert 28 <= len(list(container.decode(video=0))) <= 32
