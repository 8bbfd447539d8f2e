"""What is seen in a picture stays as it is seen."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms

from files.carriers import picture, saved
from vigil.files import Reason, RefusedError, rebuild


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(rebuild(content).content))


def difference(a: Image.Image, b: Image.Image) -> int:
    """The largest difference of any sample."""
    extrema = ImageChops.difference(a.convert("RGB"), b.convert("RGB")).getextrema()
    return max(high for _low, high in extrema)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_lossless_kinds_stay_to_the_last_sample(kind: str, mode: str) -> None:
    original = picture(mode)
    with opened(saved(original, kind)) as rebuilt:
        assert difference(original, rebuilt) == 0
        assert rebuilt.size == original.size


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_lossy_kinds_stay_close(kind: str) -> None:
    original = picture()
    with opened(saved(original, kind, quality=95)) as rebuilt:
        assert difference(original, rebuilt) < 12


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_picture_is_turned_as_it_says(kind: str, orientation: int) -> None:
    original = Image.new("RGB", (32, 16), "white")
    original.paste("black", (0, 0, 8, 8))
    block = Image.Exif()
    block[0x0112] = orientation
    content = saved(original, kind, exif=block, **({"quality": 100} if kind == "JPEG" else {}))
    with opened(content) as rebuilt:
        assert rebuilt.getexif().get(0x0112) is None
        assert rebuilt.size == ((32, 16) if orientation < 5 else (16, 32))
        width, height = rebuilt.size
        corners = {
            place
            for place, at in {
                "left top": (2, 2),
                "right top": (width - 3, 2),
                "left bottom": (2, height - 3),
                "right bottom": (width - 3, height - 3),
            }.items()
            if rebuilt.convert("L").getpixel(at) < 128
        }
    where = ["left top", "right top", "right bottom", "left bottom"] * 2
    assert corners == {where[orientation - 1]}


def test_colours_are_brought_to_the_usual_space() -> None:
    lab = ImageCms.createProfile("LAB", 5000)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = picture()
    with opened(saved(same, "PNG", icc_profile=srgb)) as rebuilt:
        assert difference(same, rebuilt) <= 1
        assert "icc_profile" not in rebuilt.info
    odd = ImageCms.ImageCmsProfile(lab).tobytes()
    with opened(saved(same, "PNG", icc_profile=odd)) as rebuilt:  # fits no RGB picture
        assert difference(same, rebuilt) == 0
    with opened(saved(same, "PNG", icc_profile=b"no profile")) as rebuilt:
        assert difference(same, rebuilt) == 0


def test_ink_becomes_light() -> None:
    with opened(saved(picture().convert("CMYK"), "JPEG", quality=95)) as rebuilt:
        assert rebuilt.mode == "RGB"
        assert difference(picture(), rebuilt) < 12


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(kind: str) -> None:
    original = Image.new("I;16", (8, 8), 0x8000)
    with opened(saved(original, kind)) as rebuilt:
        assert (rebuilt.mode, rebuilt.getpixel((0, 0))) == ("L", 0x80)


def test_samples_that_are_no_light_are_refused() -> None:
    for original in (Image.new("F", (8, 8), 0.5), Image.new("I", (8, 8), 1 << 20)):
        with pytest.raises(RefusedError) as refused:
            rebuild(saved(original, "TIFF"))
        assert refused.value.reason == Reason.UNSUPPORTED


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_animation_keeps_its_frames_and_their_times(kind: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "green", "blue")]
    content = saved(
        frames[0], kind, save_all=True, append_images=frames[1:], duration=[50, 300, 20_000], loop=0
    )
    assert rebuild(content).pages == 3
    with opened(content) as rebuilt:
        seen, times = [], []
        for number in range(3):
            rebuilt.seek(number)
            rebuilt.load()
            times.append(rebuilt.info["duration"])
            seen.append(rebuilt.convert("RGB").getpixel((8, 8)))
    assert times == [50, 300, 10_000]
    for colour, frame in zip(seen, frames, strict=True):
        expected = frame.getpixel((8, 8))
        assert max(abs(a - b) for a, b in zip(colour, expected, strict=True)) < 12


def test_pages_of_a_tiff_stay_and_previews_do_not() -> None:
    pages = [picture("1"), picture("RGB"), picture("L").resize((20, 60))]
    content = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert rebuild(content).pages == 3
    with opened(content) as rebuilt:
        for number, page in enumerate(pages):
            rebuilt.seek(number)
            assert rebuilt.size == page.size
            assert difference(page, rebuilt) == 0


def test_first_picture_of_several_in_a_jpeg_stays() -> None:
    content = saved(picture(), "MPO", save_all=True, append_images=[picture().rotate(180)])
    with opened(content) as rebuilt:
        assert getattr(rebuilt, "n_frames", 1) == 1
        assert difference(picture(), rebuilt) < 16
