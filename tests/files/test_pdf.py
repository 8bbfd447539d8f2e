"""The copy of a document is a picture of each page, as it is seen, and nothing else."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops

from files.carriers import fax, pdf, pdf_picture, picture
from vigil.files import Reason, RefusedError, rebuild
from vigil.files.limits import PAGE_PIXELS, PAGE_SIDE, PAGES
from vigil.files.pdf import rebuild_pdf

BLACK_BOX = b"0 g 10 10 40 20 re f\n"


def drawn(content: bytes, number: int = 0) -> Image.Image:
    """A page as a reader shows it, in grey, 400 pixels wide."""
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        page = document[number]
        shown: Image.Image = page.render(scale=400 / page.get_width()).to_pil()
        return shown.convert("L")


def shade(content: bytes, x: float, y: float) -> int:
    """How light the page is at a place, in units of its 200 by 200."""
    seen = drawn(content).getpixel((int(2 * x), int(400 - 2 * y)))
    assert isinstance(seen, int)
    return seen


def copied(content: bytes) -> bytes:
    """The copy, made in this process: these documents are ours."""
    return rebuild_pdf(content)[0]


# What the copy is


def test_the_copy_holds_pages_and_pictures_alone() -> None:
    with pikepdf.open(BytesIO(copied(pdf()))) as document:
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert set(document.trailer.keys()) == {"/Root", "/Size"}
        (page,) = document.pages
        assert set(page.obj.keys()) == {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}
        assert set(page.obj.Resources.keys()) == {"/XObject"}
        assert re.fullmatch(rb"[\d.]+ 0 0 [\d.]+ 0 0 cm /P Do", page.obj.Contents.read_bytes())
        assert len(document.objects) == 5
        kept = {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace"}
        assert set(page.obj.Resources.XObject.P.keys()) == kept | {"/Filter", "/Length"}


def test_the_copy_has_no_text() -> None:
    def text(content: bytes) -> str:
        with pypdfium2.PdfDocument(content) as document:
            return str(document[0].get_textpage().get_text_bounded())

    assert text(pdf()) == "Seen on the page"
    assert text(copied(pdf())) == ""


def test_the_copy_is_whole_for_a_strict_reader() -> None:
    with pikepdf.open(BytesIO(copied(several()))) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.apart
def test_the_same_document_has_the_same_copy_in_the_process_too() -> None:
    content = pdf(content=BLACK_BOX)
    assert rebuild(content).content == rebuild(content).content


# What is seen


def picture_with_a_mask(document: Pdf, page: Any) -> None:
    mask = pdf_picture(document, zlib.compress(bytes([255] * 24 + [0] * 24) * 32))
    mask.Filter, mask.ColorSpace = Name.FlateDecode, Name.DeviceGray
    page.Resources.XObject.Im1.SMask = mask


def picture_by_fax(document: Pdf, page: Any) -> None:
    image = pdf_picture(document, fax(picture("1")))
    image.Filter, image.ColorSpace, image.BitsPerComponent = (
        Name.CCITTFaxDecode,
        Name.DeviceGray,
        1,
    )
    image.DecodeParms = Dictionary(K=-1, Columns=48, Rows=32)
    page.Resources.XObject.Im1 = image


def upon_the_page(kind: Name, **more: Any) -> Callable[[Pdf, Any], None]:
    """Something that stands upon the page and draws a black box there."""

    def change(document: Pdf, page: Any) -> None:
        look = Stream(document, b"0 g 0 0 40 20 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 40, 20])
        keys = {"Rect": Array([120, 20, 160, 40]), "AP": Dictionary(N=look), **more}
        one = document.make_indirect(Dictionary(Type=Name.Annot, Subtype=kind, **keys))
        page.Annots = Array([one])
        if kind == Name.Widget:
            document.Root.AcroForm = Dictionary(Fields=Array([one]))

    return change


LOOKS: dict[str, bytes] = {
    "text and a photograph": pdf(),
    "text alone": pdf(lambda _document, page: page.Resources.__delitem__("/XObject")),
    "mask": pdf(picture_with_a_mask),
    "fax": pdf(picture_by_fax),
    "picture within the page": pdf(
        content=b"q 90 0 0 60 110 90 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \x10\xf0 EI Q\n"
    ),
    "form field": pdf(upon_the_page(Name.Widget, FT=Name.Tx, T="f", V="v", F=4)),
    "comment": pdf(upon_the_page(Name.Square)),
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_copy_looks_as_the_document(name: str) -> None:
    before, after = drawn(LOOKS[name]), drawn(copied(LOOKS[name]))
    assert before.size == after.size
    assert before.getextrema()[0] < 100, "nothing is on the page: this test could not fail"
    apart = ImageChops.difference(before, after).histogram()
    assert sum(apart[96:]) < 0.01 * before.width * before.height, sum(apart[96:])


@pytest.mark.parametrize("kind", [Name.Widget, Name.Square])
def test_what_stands_upon_the_page_covers_it(kind: Name) -> None:
    more = {"FT": Name.Tx, "T": "f", "F": 4} if kind == Name.Widget else {}
    copy = copied(pdf(upon_the_page(kind, **more)))
    assert shade(copy, 140, 30) < 10
    assert shade(copied(pdf()), 140, 30) > 245


def test_layers_that_are_shown_are_drawn_and_hidden_ones_are_not() -> None:
    def layered(*, off: bool) -> bytes:
        def change(document: Pdf, page: Any) -> None:
            layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="L"))
            default = Dictionary(OFF=Array([layer])) if off else Dictionary()
            document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
            page.Resources.Properties = Dictionary(L1=layer)

        return pdf(change, b"/OC /L1 BDC 0 g 120 20 40 20 re f EMC\n")

    assert shade(copied(layered(off=False)), 140, 30) < 10
    assert shade(copied(layered(off=True)), 140, 30) > 245


def several() -> bytes:
    """Three pages of different sizes, turned, the second one cropped."""
    with Pdf.new() as document:
        for number in range(3):
            page = document.add_blank_page(page_size=(100 + number, 200)).obj
            page.Contents = Stream(document, b"%.1f g 0 0 200 200 re f" % (number / 4))
        document.Root.Pages.Rotate = 90  # inherited by all
        document.pages[1].obj.CropBox = Array([10, 10, 50, 70])
        out = BytesIO()
        document.save(out)
        return out.getvalue()


def test_size_turn_and_order_of_pages_stay() -> None:
    copy = copied(several())
    with pypdfium2.PdfDocument(copy) as document:
        assert [page.get_size() for page in document] == [(200, 100), (60, 40), (200, 102)]
    assert [drawn(copy, number).getpixel((50, 50)) for number in range(3)] == [0, 40, 128]


# How it is packed


def pixels(content: bytes) -> tuple[int, int]:
    with pikepdf.open(BytesIO(content)) as document:
        shown = document.pages[0].obj.Resources.XObject.P
        return int(shown.Width), int(shown.Height)


def blank(width: float, height: float, pages: int = 1) -> bytes:
    with Pdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(width, height))
        out = BytesIO()
        document.save(out)
        return out.getvalue()


def test_a_page_of_a4_has_150_dots_an_inch() -> None:
    assert pixels(copied(blank(595, 842))) == (1_240, 1_755)


@pytest.mark.parametrize(
    "size", [(72, 72), (3_024, 4_032), (14_400, 14_400), (14_400, 3), (3, 14_400)]
)
def test_small_and_large_pages_have_bounded_pictures(size: tuple[int, int]) -> None:
    width, height = pixels(copied(blank(*size)))
    assert max(width, height) <= PAGE_SIDE + 1
    assert width * height < 1.01 * PAGE_PIXELS[1]
    if min(size) > 3:
        assert width * height > 0.99 * PAGE_PIXELS[0]


def test_letters_are_packed_without_loss_and_photographs_as_jpeg() -> None:
    def photograph(document: Pdf, page: Any) -> None:
        noise = BytesIO()
        Image.effect_noise((300, 300), 90).convert("RGB").save(noise, "JPEG")
        page.Resources.XObject.Im1 = pdf_picture(document, noise.getvalue())
        page.Resources.XObject.Im1.Width = page.Resources.XObject.Im1.Height = 300

    over_all = b"q 200 0 0 200 0 0 cm /Im1 Do Q\n"
    for content, packing, colours in (
        (LOOKS["text alone"], Name.FlateDecode, Name.DeviceGray),
        (pdf(photograph, over_all), Name.DCTDecode, Name.DeviceGray),
        (pdf(content=b"1 0 0 rg 0 0 200 190 re f\n"), Name.FlateDecode, Name.DeviceRGB),
    ):
        with pikepdf.open(BytesIO(copied(content))) as document:
            shown = document.pages[0].obj.Resources.XObject.P
            assert (shown.Filter, shown.ColorSpace) == (packing, colours)


# What is refused


def test_damaged_document_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        copied(pdf()[:200])
    assert refused.value.reason == Reason.DAMAGED


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        copied(blank(10, 10, PAGES + 1))
    assert refused.value.reason == Reason.PAGES


def test_letters_that_cannot_be_drawn_are_refused_not_left_out() -> None:
    """A letter that PDFium's own fonts lack would be missing in a name."""

    def saying(letter: str, manner: bytes = b"0 Tr ") -> bytes:
        def change(document: Pdf, page: Any) -> None:
            code = letter.encode("utf-16-be").hex().encode()
            table = b"begincmap 1 beginbfchar <53> <" + code + b"> endbfchar endcmap"
            page.Resources.Font.F1.ToUnicode = Stream(document, table)
            page.Contents = Stream(document, manner + b"BT /F1 12 Tf 20 150 Td (S) Tj ET")

        return pdf(change)

    for letter in ("م", "Ж", "人", "č", "ş", "α", "٣"):
        with pytest.raises(RefusedError) as refused:
            copied(saying(letter))
        assert refused.value.reason == Reason.UNSUPPORTED
    for letter in ("é", "ñ", "Ł", "–", "✓", "∑"):
        assert copied(saying(letter))
    assert copied(saying("م", b"3 Tr ")), "what a scanner read behind its picture"


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_document_is_refused_only_if_nobody_can_open_it(user: str) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf(content=BLACK_BOX))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    if not user:
        assert rebuild(out.getvalue()).content == rebuild(pdf(content=BLACK_BOX)).content
        return
    with pytest.raises(RefusedError) as refused:
        rebuild(out.getvalue())
    assert refused.value.reason == Reason.ENCRYPTED


# What is said of the rest


def test_what_is_left_out_is_said() -> None:
    assert rebuild_pdf(blank(100, 100))[1]["left_out"] == []
    assert rebuild_pdf(pdf())[1]["left_out"] == ["text"]
    assert rebuild_pdf(LOOKS["comment"])[1]["left_out"] == ["notes", "text"]
    assert rebuild_pdf(LOOKS["form field"])[1]["left_out"] == ["form", "text"]
