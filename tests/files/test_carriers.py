"""Nothing that a file says beyond what it shows survives in the working copy."""

from collections import Counter
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from files.carriers import CARRIERS, drawn, marker, pdf, traces
from vigil.files import MEDIA, Kind, rebuild, sniff
from vigil.files.pdf import rebuild_pdf

NUMBERS = {name: number for number, name in enumerate(CARRIERS)}


def test_there_are_at_least_sixty_carriers_over_all_formats() -> None:
    assert len(CARRIERS) >= 60
    counts = Counter(name.split()[0] for name in CARRIERS)
    assert set(counts) == set(Kind) - MEDIA
    assert min(counts.values()) >= 6


FIRST_OF_EACH_KIND = list({name.split()[0]: name for name in reversed(CARRIERS)}.values())


@pytest.mark.parametrize("name", CARRIERS)
def test_carrier_is_left_behind(name: str) -> None:
    assert_left_behind(name)


@pytest.mark.apart
@pytest.mark.parametrize("name", FIRST_OF_EACH_KIND)
def test_carrier_of_each_kind_is_left_behind_by_the_process(name: str) -> None:
    assert_left_behind(name)


def assert_left_behind(name: str) -> None:
    mark = marker(NUMBERS[name])
    original = CARRIERS[name](mark)
    assert traces(original, mark), "the marker is not in the original: this test could not fail"
    rebuilt = rebuild(original)
    assert rebuilt.kind == name.split()[0] == sniff(rebuilt.content)
    assert traces(rebuilt.content, mark) == []


@pytest.mark.parametrize("name", [name for name in CARRIERS if name.startswith("pdf")])
def test_copy_of_a_document_is_the_same_whatever_stands_where_nobody_sees_it(name: str) -> None:
    """So nothing of it is in the copy in any form: not in its text, nor its pixels, nor its size.

    In this process, for speed. The first copy does not count: letters without a font are drawn
    with one of PDFium's own, which keeps the width that was set before.
    """
    marks = (marker(101), marker(101), marker(202))
    _first, one, other = (rebuild_pdf(CARRIERS[name](mark)) for mark in marks)
    assert one == other


def test_what_is_seen_makes_another_copy() -> None:
    """The control: the comparison above can fail."""
    seen = [rebuild_pdf(pdf(content=drawn(mark)))[0] for mark in (marker(101), marker(202))]
    assert seen[0] != seen[1]


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


def test_what_is_left_out_of_a_pdf_is_said() -> None:
    built = {
        "pdf outline": "outline",
        "pdf attachment": "attachments",
        "pdf title": "metadata",
        "pdf author of a comment": "notes",
        "pdf address of a link": "links",
        "pdf script of the document": "actions",
        "pdf value of a hidden form field": "form",
    }
    for name, word in built.items():
        assert word in rebuild(CARRIERS[name](marker(1))).left_out
