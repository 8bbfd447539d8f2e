"""What is seen on the pages of a document stays; how it is stored does not matter."""

import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from trust.uploads.carriers import fax, jpeg, pdf, pdf_picture, picture
from vigil.trust.uploads import Reason, RefusedError, rebuild
from vigil.trust.uploads.jpegs import stripped_jpeg


def first(content: bytes) -> tuple[Any, bytes, Pdf]:
    """The first page of the copy, what it draws, and the document (a page lives as long as it)."""
    document = pikepdf.open(BytesIO(rebuild(content).content))
    page = document.pages[0].obj
    return page, page.Contents.read_bytes(), document


def test_size_turn_and_order_of_pages_stay() -> None:
    with Pdf.new() as document:
        for number in range(3):
            page = document.add_blank_page(page_size=(100 + number, 200)).obj
            page.Contents = Stream(document, b"%d 0 m S" % number)
        document.Root.Pages.Rotate = 90  # inherited by all
        document.pages[1].obj.CropBox = Array([10, 10, 50, 50])
        out = BytesIO()
        document.save(out)
    with pikepdf.open(BytesIO(rebuild(out.getvalue()).content)) as copy:
        assert [int(page.obj.MediaBox[2]) for page in copy.pages] == [100, 101, 102]
        assert [page.obj.Rotate for page in copy.pages] == [90, 90, 90]
        assert list(copy.pages[1].obj.CropBox) == [10, 10, 50, 50]
        assert [page.Contents.read_bytes()[:1] for page in copy.pages] == [b"0", b"1", b"2"]


def test_pictures_keep_their_samples() -> None:
    page, _drawn, _document = first(pdf())
    assert page.Resources.XObject.X1.read_raw_bytes() == stripped_jpeg(jpeg())

    samples = bytes(range(48))

    def change(document: Pdf, page: Any) -> None:
        image = pdf_picture(document, zlib.compress(samples))
        image.Filter, image.Width, image.Height = Name.FlateDecode, 4, 4
        page.Resources.XObject.Im1 = image

    page, _drawn, _document = first(pdf(change))
    assert page.Resources.XObject.X1.read_bytes() == samples


@pytest.mark.parametrize("black_is_1", [False, True])
def test_fax_becomes_plain_samples(black_is_1: bool) -> None:
    original = picture("1")

    def change(document: Pdf, page: Any) -> None:
        image = pdf_picture(document, fax(original))
        image.Filter, image.ColorSpace = Name.CCITTFaxDecode, Name.DeviceGray
        image.BitsPerComponent = 1
        image.DecodeParms = Dictionary(K=-1, Columns=48, Rows=32, BlackIs1=black_is_1)
        page.Resources.XObject.Im1 = image

    page, _drawn, _document = first(pdf(change))
    samples = page.Resources.XObject.X1.read_bytes()
    # As the format has it: black is 0 unless the fax says that it is 1.
    expected = original.tobytes()
    assert samples == (bytes(b ^ 0xFF for b in expected) if black_is_1 else expected)


def test_picture_within_a_page_becomes_one_apart() -> None:
    content = b"q BI /W 2 /H 1 /BPC 8 /CS /G ID \x10\xf0 EI Q\n"
    page, drawn, _document = first(pdf(content=content))
    assert b"/X2 Do" in drawn
    assert page.Resources.XObject.X2.read_bytes() == b"\x10\xf0"


def test_masks_come_along() -> None:
    def change(document: Pdf, page: Any) -> None:
        mask = pdf_picture(document, zlib.compress(bytes(48 * 32)))
        mask.Filter, mask.ColorSpace = Name.FlateDecode, Name.DeviceGray
        page.Resources.XObject.Im1.SMask = mask

    page, _drawn, _document = first(pdf(change))
    assert page.Resources.XObject.X1.SMask.read_bytes() == bytes(48 * 32)


def layered(*, off: bool) -> bytes:
    def change(document: Pdf, page: Any) -> None:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="L"))
        default = Dictionary(OFF=Array([layer])) if off else Dictionary()
        document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
        page.Resources.Properties = Dictionary(L1=layer)

    return pdf(change, b"/OC /L1 BDC 1 2 3 4 re f 5 w EMC 6 7 8 9 re f\n")


def test_layers_that_are_shown_stay_and_hidden_ones_do_not() -> None:
    _page, drawn, _document = first(layered(off=False))
    assert drawn.count(b"\nf\n") == 2
    _page, drawn, _document = first(layered(off=True))
    assert drawn.count(b"\nf\n") == 1
    assert b"1 2 3 4 re\nn\n5 w" in drawn  # what it sets for later still holds
    assert b"6 7 8 9 re\nf\n" in drawn


def test_form_fields_stay_as_they_are_seen() -> None:
    def change(document: Pdf, page: Any) -> None:
        look = Stream(document, b"0 0 5 5 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="f",
                V="v",
                F=4,
                Rect=Array([9, 9, 18, 18]),
                AP=Dictionary(N=look),
            )
        )
        page.Annots = Array([field])
        document.Root.AcroForm = Dictionary(Fields=Array([field]))

    page, drawn, _document = first(pdf(change))
    assert "/Annots" not in page
    assert drawn.count(b" Do") == 2
    forms = [x for x in page.Resources.XObject.values() if x.Subtype == Name.Form]
    assert b"0 0 5 5 re\nf" in forms[0].read_bytes()


def test_instructions_without_their_operands_are_left_out() -> None:
    _page, drawn, _document = first(pdf(content=b"1 2 re f (text) w /Nobody gs /Nobody Do 3 w\n"))
    assert b"re" not in drawn
    assert b"/Nobody" not in drawn
    assert drawn.endswith(b"3 w\n")


def test_profile_becomes_the_usual_space() -> None:
    def change(document: Pdf, page: Any) -> None:
        icc = Stream(document, b"profile", N=3)
        page.Resources.XObject.Im1.ColorSpace = Array([Name.ICCBased, icc])

    page, _drawn, _document = first(pdf(change))
    assert page.Resources.XObject.X1.ColorSpace == Name.DeviceRGB


def test_font_that_readers_have_keeps_its_name() -> None:
    page, _drawn, _document = first(pdf())
    assert page.Resources.Font.F1.BaseFont == Name.Helvetica


def test_document_without_anything_to_say_says_nothing() -> None:
    copy = rebuild(pdf())
    with pikepdf.open(BytesIO(copy.content)) as document:
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in document.trailer
    assert copy.left_out == ()


def test_damaged_document_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        rebuild(pdf()[:200])
    assert refused.value.reason == Reason.DAMAGED
