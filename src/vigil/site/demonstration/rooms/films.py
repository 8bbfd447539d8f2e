"""Make a short film, a sound and slides, in which everything is drawn and nobody speaks.

The film and each slide say in their upper edge that they are invented: files cannot be marked when
they are sent.
"""

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
import typst
from PIL import Image

from vigil.charts.cards.typefaces import OWN_FONTS
from vigil.site.demonstration.picture_marks import marked_picture
from vigil.site.demonstration.rooms.pictures import draw_picture
from vigil.trust.demonstration.mark import PLAIN

SECONDS: Final = 8
SIZE: Final = (640, 360)
"""Pixels of the film."""
BAND: Final = 32
"""Pixels of its upper edge that say what it is."""
RATE: Final = 12
"""Pictures a second."""
QUICKLY: Final = {"deadline": "realtime", "cpu-used": "8", "crf": "30", "b": "0"}
SOUND_RATE: Final = 48_000
SOUND_FRAME: Final = 1024
"""Samples that an encoder takes at once."""
CHORDS: Final = ((196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (164.8, 196.0, 246.9))
"""Notes in Hz; each chord lasts as long as the others."""
SLIDE: Final = """
#set document(title: {title})
#set page(width: 25.4cm, height: 14.3cm, margin: 1.6cm, header: align(center, text(9pt, {mark})))
#set text(font: "Noto Sans", size: 20pt, lang: "en")
"""


def draw_film(number: int) -> bytes:
    """Return a film (WebM) of some seconds: the view moves slowly over a drawing."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as film:
        pictures = film.add_stream("libvpx-vp9", rate=RATE, options=QUICKLY)
        pictures.width, pictures.height = SIZE
        pictures.pix_fmt = "yuv420p"
        sound = film.add_stream("libopus", rate=SOUND_RATE)
        sound.layout = "mono"
        _encode(film, pictures, _views(number))
        _encode(film, sound, _tones())
    return out.getvalue()


def play_sound() -> bytes:
    """Return a sound (Ogg) of some seconds: three quiet chords."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as file:
        sound = file.add_stream("libopus", rate=SOUND_RATE)
        sound.layout = "mono"
        _encode(file, sound, _tones())
    return out.getvalue()


def draw_slides(slides: Sequence[Mapping[str, Any]]) -> bytes:
    """Return slides (PDF), each with its `title` and its `lines`."""
    pages = [SLIDE.format(title=_quoted(slides[0]["title"]), mark=_quoted(PLAIN))]
    for slide in slides:
        lines = "".join(f"#list.item({_quoted(line)})\n" for line in slide["lines"])
        pages.append(f"#heading(text(32pt, {_quoted(slide['title'])}))\n#v(1cm)\n{lines}")
    content = typst.Compiler(
        "\n#pagebreak()\n".join([pages[0] + pages[1], *pages[2:]]).encode(),
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=sorted({str(path.parent) for path in OWN_FONTS}),
        ),
    ).compile(format="pdf")
    assert isinstance(content, bytes)
    return content


def _quoted(text: str) -> str:
    """Return a text as Typst writes it in a program."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _encode(file: Any, stream: Any, frames: Iterator[Any]) -> None:
    for frame in itertools.chain(frames, [None]):
        file.mux(stream.encode(frame))


def _views(number: int) -> Iterator[av.VideoFrame]:
    """Yield the pictures of a film: each shows a part of one drawing, a little further on."""
    width, height = SIZE
    count = SECONDS * RATE
    drawn = draw_picture(number, (width + count, height - BAND), person=False)
    with Image.open(io.BytesIO(drawn)) as told:
        whole = told.convert("RGB")
    band = _band(width)
    for n in range(count):
        picture = Image.new("RGB", SIZE)
        picture.paste(whole.crop((n, 0, n + width, height - BAND)), (0, BAND))
        picture.paste(band, (0, 0))
        frame = av.VideoFrame.from_image(picture)
        frame.pts, frame.time_base = n, Fraction(1, RATE)
        yield frame


def _band(width: int) -> Image.Image:
    dark = io.BytesIO()
    Image.new("RGB", (width, BAND), (18, 22, 38)).save(dark, "PNG")
    with Image.open(io.BytesIO(marked_picture(dark.getvalue(), PLAIN))) as band:
        return band.convert("RGB")


def _tones() -> Iterator[av.AudioFrame]:
    """Yield the sound: chords that begin and end softly."""
    length = SECONDS * SOUND_RATE // len(CHORDS)
    soft = np.sin(np.linspace(0, np.pi, length)) * 0.05
    angles = 2 * np.pi * np.arange(length) / SOUND_RATE
    samples = np.concatenate([soft * np.sin(np.outer(chord, angles)).sum(0) for chord in CHORDS])
    for at in range(0, len(samples), SOUND_FRAME):
        part = samples[at : at + SOUND_FRAME].astype(np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
        yield frame
