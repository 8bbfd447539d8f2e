"""Rebuild pictures from their pixels alone.

A new picture is made and the pixels are put into it, so that nothing which hung on the old one
(EXIF, XMP, IPTC, profiles, comments, thumbnails, appended bytes, unused colours of a palette,
colours under full transparency) can come along. A profile is applied before it is dropped, the
picture is turned as its orientation says. JPEG stays JPEG, at quality 92.

Animations (GIF, WebP) and TIFF files of several pages keep all their frames, TIFF without those
that are marked as previews. Of a JPEG that holds several pictures the first one stays.
"""

import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from vigil.files.kinds import Kind
from vigil.files.limits import ALL_PIXELS, FRAMES, PIXELS, SIDE, Reason, RefusedError

ORIENTATION = 0x0112
SUBFILE_TYPE = 0x00FE
QUALITY = 92
SHORTEST, LONGEST = 20, 10_000
"""Milliseconds for which a frame of an animation may stand."""
LARGE = 8_000_000
"""Pixels from which PNG and TIFF are packed less tightly, to keep within the time."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_OPENERS: dict[Kind, Callable[..., Any]] = {
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.TIFF: TiffImagePlugin.TiffImageFile,
    Kind.GIF: GifImagePlugin.GifImageFile,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
}

# Our own limits are asked before anything is decoded; Pillow's would only warn up to twice its own.
Image.MAX_IMAGE_PIXELS = None


def rebuild_picture(content: bytes, kind: Kind) -> tuple[bytes, dict[str, Any]]:
    """Return the rebuilt picture, and its width, height and frames.

    Raises RefusedError. To be called in the process of `worker` only.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _rebuilt(content, kind)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # a stranger's bytes: whatever trips the decoder, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _rebuilt(content: bytes, kind: Kind) -> tuple[bytes, dict[str, Any]]:
    # The one plugin that the content calls for; others are not asked.
    source = _OPENERS[kind](BytesIO(content))
    _refuse_size(source.size)
    count = 1 if kind in (Kind.JPEG, Kind.PNG) else _count(source, kind)
    about = {"width": 0, "height": 0, "frames": count}
    out = BytesIO()
    if count == 1:
        picture = _clean(source, kind, only=True)
        _save(picture, out, kind)
        about["width"], about["height"] = picture.size
    else:
        about = _save_all(source, out, kind)
    return out.getvalue(), about


def _refuse_size(size: tuple[int, int]) -> None:
    width, height = size
    if not (0 < width <= SIDE and 0 < height <= SIDE) or width * height > PIXELS:
        raise RefusedError(Reason.PIXELS, f"{width} x {height}")


def _count(source: Any, kind: Kind) -> int:
    """Count the frames; stop at the first one that is too many, or too many pixels in all."""
    most = ALL_PIXELS if kind is Kind.TIFF else PIXELS
    if kind is Kind.WEBP:  # it says so itself, all frames of one size
        count, pixels = source.n_frames, source.n_frames * source.width * source.height
        if count > FRAMES or pixels > most:
            raise RefusedError(Reason.FRAMES, f"{count} frames of {source.size}")
        return int(count)
    count, pixels = 1, source.width * source.height
    try:
        while True:
            source.seek(count)
            _refuse_size(source.size)
            count, pixels = count + 1, pixels + source.width * source.height
            if count > FRAMES or pixels > most:
                raise RefusedError(Reason.FRAMES, f"{count} frames or more, {pixels} pixels")
    except EOFError:
        source.seek(0)
    return count


def _clean(source: Image.Image, kind: Kind, *, only: bool = False) -> Image.Image:
    """Return a new picture of the pixels of this frame, turned upright, in standard colours.

    The source of an `only` frame is let go on the way, so that two copies are the most there are.
    """
    profile = source.info.get("icc_profile")
    source.load()
    # After loading: a TIFF has turned itself by then, and says so.
    turn = _TURNS.get(_orientation(source))
    picture = _in_our_colours(source, profile, kind)
    fresh = _fresh(picture)
    del picture
    if only:
        source.close()
    return fresh.transpose(turn) if turn is not None else fresh


def _orientation(source: Image.Image) -> int:
    try:
        value = source.getexif().get(ORIENTATION, 1)
    except Exception:  # what the camera wrote of itself may be damaged while the pixels are whole
        return 1
    return value if isinstance(value, int) else 1


def _in_our_colours(source: Image.Image, profile: object, kind: Kind) -> Image.Image:
    """Convert a picture to grey, RGB or RGBA (or black and white, where the kind has it)."""
    if source.mode.startswith("I") or source.mode == "F":
        picture = _to_eight_bits(source)
    elif source.mode in ("P", "PA") or "transparency" in source.info:
        alpha = source.mode == "PA" or "transparency" in source.info
        picture = source.convert("RGBA" if alpha else "RGB")
    else:
        picture = source
    if isinstance(profile, bytes) and profile:
        picture = _by_profile(picture, profile)
    wanted = {"1": "1" if kind in (Kind.PNG, Kind.TIFF) else "L", "L": "L", "RGB": "RGB"}
    with_alpha = {"LA": "RGBA", "La": "RGBA", "RGBA": "RGBA", "RGBa": "RGBA"}
    if kind is not Kind.JPEG:
        wanted |= with_alpha
    mode = wanted.get(picture.mode, "RGB")
    return picture if picture.mode == mode else picture.convert(mode)


def _to_eight_bits(source: Image.Image) -> Image.Image:
    if source.mode == "F":
        raise RefusedError(Reason.UNSUPPORTED, "samples are real numbers")
    wide = source if source.mode == "I" else source.convert("I")
    low, high = wide.getextrema()
    if not isinstance(low, int) or low < 0 or high > 0xFFFF:
        raise RefusedError(Reason.UNSUPPORTED, "samples of more than 16 bits")
    return wide.point(lambda value: value * (1 / 256)).convert("L")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Apply a colour profile; ignore one that does not fit the picture."""
    if picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        return picture
    to = picture.mode if picture.mode in ("RGB", "RGBA") else "RGB"
    try:
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, BytesIO(profile), srgb, outputMode=to) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _fresh(picture: Image.Image) -> Image.Image:
    """Copy the pixels into a new picture; fully transparent ones lose their colour."""
    fresh = Image.new(picture.mode, picture.size)
    if picture.mode == "RGBA":
        fresh.paste(picture, mask=picture.getchannel("A").point([0] + [255] * 255))
    else:
        fresh.paste(picture)
    return fresh


def _save(picture: Image.Image, out: BytesIO, kind: Kind) -> None:
    large = picture.width * picture.height > LARGE
    if kind is Kind.JPEG:
        picture.save(out, "JPEG", quality=QUALITY, subsampling=0 if not large else 2)
    elif kind is Kind.PNG:
        picture.save(out, "PNG", compress_level=1 if large else 6)
    elif kind is Kind.TIFF:
        picture.save(out, "TIFF", compression=_tiff_packing(picture))
    elif kind is Kind.WEBP:
        picture.save(out, "WEBP", quality=QUALITY, method=1 if large else 4)
    else:
        picture.save(out, "GIF")


def _tiff_packing(picture: Image.Image) -> str:
    return "group4" if picture.mode == "1" else "tiff_lzw"


def _save_all(source: Any, out: BytesIO, kind: Kind) -> dict[str, Any]:
    # How long each frame stands is read on the way, so that frames come one at a time.
    durations: list[int] = []
    frames = _frames(source, kind, durations)
    first = next(frames, None)
    if first is None:
        raise RefusedError(Reason.DAMAGED, "no picture but previews")
    if kind is Kind.TIFF:
        first.save(out, "TIFF", save_all=True, append_images=frames, compression="tiff_lzw")
        return {"width": first.width, "height": first.height, "frames": len(durations)}
    rest = list(frames)
    common: dict[str, Any] = {"save_all": True, "append_images": rest, "duration": durations}
    if "loop" in source.info:
        common["loop"] = min(int(source.info["loop"]), 1000)
    if kind is Kind.GIF:
        first.save(out, "GIF", disposal=2, **common)
    else:
        first.save(out, "WEBP", quality=QUALITY, method=1, **common)
    return {"width": first.width, "height": first.height, "frames": len(durations)}


def _frames(source: Any, kind: Kind, durations: list[int]) -> Iterator[Image.Image]:
    frame: Any
    for frame in ImageSequence.Iterator(source):
        if kind is Kind.TIFF and int(frame.tag_v2.get(SUBFILE_TYPE, 0)) & 1:
            continue  # a smaller copy of another page
        picture = _clean(frame, kind)
        stands = frame.info.get("duration", 100)
        durations.append(int(min(max(stands, SHORTEST), LONGEST)))
        yield picture
