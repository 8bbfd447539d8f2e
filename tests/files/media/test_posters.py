"""A still picture of a film: drawn as it is shown, from a moment that shows something."""

import io
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from files.media_files import media
from vigil.files import Reason, RefusedError
from vigil.files.media.posters import SIDE, draw_poster


def drawn(content: bytes) -> Image.Image:
    picture, about = draw_poster(io.BytesIO(content))
    image = Image.open(io.BytesIO(picture))
    assert (about["width"], about["height"]) == image.size
    assert image.getexif() == {}
    return image


@pytest.mark.parametrize("kind", ["mp4", "webm", "mkv"])
def test_a_picture_of_the_film(kind: str) -> None:
    assert drawn(media(kind, seconds=6, apart=10)).size == (64, 48)


def film(shows: Any, width: int, height: int) -> bytes:
    """Make a film of which each picture is a full one: `shows` makes the picture of a number."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", 1
        for number in range(40):
            frame = av.VideoFrame.from_ndarray(shows(number), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


def test_a_dark_beginning_is_passed_over_and_a_large_picture_made_small() -> None:
    def shows(number: int) -> Any:
        plane = np.zeros((1200, 1600, 3), dtype=np.uint8)
        if number >= 8:
            plane[:600] = 255
        return plane

    image = drawn(film(shows, 1600, 1200))
    assert image.size == (SIDE, 960)
    assert image.convert("L").getextrema()[1] > 200


def test_a_film_that_is_dark_throughout_has_a_dark_picture() -> None:
    image = drawn(film(lambda number: np.zeros((48, 64, 3), dtype=np.uint8), 64, 48))
    assert image.size == (64, 48)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.NO_MEDIA),
        (b"%PDF-1.7", Reason.NO_MEDIA),
        (media("ogg"), Reason.NO_MEDIA),
        (b"\0\0\0\x18ftypmp42" + b"x" * 500, Reason.DAMAGED),
    ],
)
def test_what_has_no_picture_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(RefusedError) as error:
        draw_poster(io.BytesIO(content))
    assert error.value.reason == reason
