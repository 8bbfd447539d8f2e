"""Nothing that a file says beyond what it shows survives in the working copy."""

from collections import Counter
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from trust.uploads.carriers import CARRIERS, jpeg, marker, pdf, traces
from vigil.trust.uploads import MEDIA, Kind, rebuild, sniff

NUMBERS = {name: number for number, name in enumerate(CARRIERS)}


def test_there_are_at_least_sixty_carriers_over_all_formats() -> None:
    assert len(CARRIERS) >= 60
    counts = Counter(name.split()[0] for name in CARRIERS)
    assert set(counts) == set(Kind) - MEDIA
    assert min(counts.values()) >= 6


@pytest.mark.parametrize("name", CARRIERS)
def test_carrier_is_left_behind(name: str) -> None:
    mark = marker(NUMBERS[name])
    original = CARRIERS[name](mark)
    assert traces(original, mark), "the marker is not in the original: this test could not fail"
    rebuilt = rebuild(original)
    assert rebuilt.kind == name.split()[0] == sniff(rebuilt.content)
    assert traces(rebuilt.content, mark) == []


def test_saving_again_is_not_enough() -> None:
    """The control: what one would do without a rebuilder leaks, so the test above can fail."""
    leaks = [name for name in CARRIERS if _leaks_when_saved_again(name)]
    assert len([name for name in leaks if not name.startswith("pdf")]) >= 8
    assert len([name for name in leaks if name.startswith("pdf")]) >= 25


def _leaks_when_saved_again(name: str) -> bool:
    mark = marker(NUMBERS[name])
    content, out = CARRIERS[name](mark), BytesIO()
    if name.startswith("pdf"):
        with pikepdf.open(BytesIO(content)) as document:
            document.save(out)
    else:
        with Image.open(BytesIO(content)) as image:
            image.save(out, image.format)
    return bool(traces(out.getvalue(), mark))


def test_the_marker_is_found_in_every_form() -> None:
    mark = marker(500)
    for written in (mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be")):
        assert traces(b"before" + written + b"after", mark) == ["raw"]


def test_what_is_seen_stays() -> None:
    rebuilt = rebuild(pdf())
    with pikepdf.open(BytesIO(rebuilt.content)) as document:
        (page,) = document.pages
        assert b"(Seen on the page)" in page.Contents.read_bytes()
        assert page.obj.Resources.XObject.X1.Width == 48


def test_what_is_left_out_of_a_pdf_is_said() -> None:
    built = {
        "pdf outline": "outline",
        "pdf attachment": "attachments",
        "pdf title": "metadata",
        "pdf author of a comment": "comments",
        "pdf value of a form field": "form",
    }
    for name, word in built.items():
        assert word in rebuild(CARRIERS[name](marker(1))).left_out


def test_a_rebuilt_file_rebuilt_again_is_the_same_document() -> None:
    once = rebuild(pdf()).content
    assert rebuild(once).content == once
    assert rebuild(jpeg()).sha256 == rebuild(jpeg()).sha256
