"""Working copies of PDF: what they let through, cost and weigh, and how they look.

The documents are made here: a photographed letter, judgments of text, scans, faxes, pages of text
and photographs, Arabic, a form. Beside them stand the carriers and killers of the tests. Every
copy is made by `vigil.files.rebuild`, in the process that it starts.

VIGIL_BENCH_PDF_BESIDE names another checkout that is measured in the same way.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import typst
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops, ImageStat

HERE = Path(__file__).parent
ROOT = HERE.parent
FONTS = ROOT / "src/vigil/charts/cards/fonts"
sys.path.insert(0, str(ROOT / "tests"))
from files.carriers import CARRIERS, fax, marker, saved, traces  # noqa: E402
from files.killers import BURDENS, KILLERS  # noqa: E402

NAME = "pdf_copies"
COMPARED = 2
"""Pages of a document that are compared with their copies."""
FAR = 96
"""Steps of 256 by which a pixel is off that looks another way."""

COPY = """
import json, resource, sys, time
from vigil.files import RefusedError, rebuild
from vigil.files.sandbox import process as running
running.WALL_SECONDS = 300  # other programs may run beside: what counts is the processor's time
with open(sys.argv[1], "rb") as file:
    content = file.read()
began = time.perf_counter()
try:
    made = rebuild(content)
    told = {"bytes": len(made.content), "left_out": made.left_out}
    with open(sys.argv[2], "wb") as file:
        file.write(made.content)
except RefusedError as error:
    told = {"refused": str(error.reason)}
seconds = time.perf_counter() - began
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({**told, "cpu_seconds": round(spent.ru_utime + spent.ru_stime, 2),
    "seconds": round(seconds, 2), "megabytes": spent.ru_maxrss // 1024}))
"""

LATIN = (
    "the court finds that on the day in question the accused left the house before noon and "
    "that neither the witness nor the officer on duty heard more than three shots"
)
ARABIC = "وجدت المحكمة أن الشاهد لم يحضر في ذلك اليوم وأن الضابط سمع ثلاث طلقات قرب السوق"
RIGHT_TO_LEFT = 'size: 13pt, font: "Noto Naskh Arabic", dir: rtl'


def run(_data: Path) -> dict[str, Any]:
    """Measure this checkout, and the other one if it is named."""
    beside = os.environ.get("VIGIL_BENCH_PDF_BESIDE")
    trees = {"here": ROOT, **({"beside": Path(beside)} if beside else {})}
    with tempfile.TemporaryDirectory() as folder:
        return {name: _measured(tree, Path(folder)) for name, tree in trees.items()}


def _measured(tree: Path, folder: Path) -> dict[str, Any]:
    documents = {name: _document(tree, folder, content) for name, content in _documents().items()}
    hostile = {
        name: _copied(tree, folder, build())[0]
        for name, build in (KILLERS | BURDENS).items()
        if name.startswith("pdf")
    }
    names = [name for name in CARRIERS if name.startswith("pdf")]
    return {
        "lines": _lines(tree),
        "documents": documents,
        "hostile": hostile,
        "carriers": len(names),
        **_carried(tree, folder, names),
    }


def _lines(tree: Path) -> dict[str, int]:
    """Count the lines of what rebuilds a PDF, and of what tests only that."""
    room, tests = tree / "src/vigil/trust/uploads", tree / "tests/trust/uploads"
    code = [*room.glob("pdf/*.py"), *room.glob("pdf.py"), *room.glob("jpegs.py")]
    of = {"code": code, "tests": [*tests.glob("test_pdf*.py")]}
    return {
        name: sum(len(file.read_text().splitlines()) for file in files)
        for name, files in of.items()
    }


def _copied(tree: Path, folder: Path, content: bytes) -> tuple[dict[str, Any], bytes]:
    given, made = folder / "given", folder / "made"
    given.write_bytes(content)
    made.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", COPY, str(given), str(made)],
        env={"PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told, made.read_bytes() if made.exists() else b""


def _carried(tree: Path, folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Name the carriers of which something is in the copy.

    `differing`: a copy is another one if the marker is, so it tells something of the marker.
    """
    found: list[str] = []
    differing: list[str] = []
    refused: list[str] = []
    for name in names:
        mark = marker(101)
        one = _copied(tree, folder, CARRIERS[name](mark))[1]
        other = _copied(tree, folder, CARRIERS[name](marker(202)))[1]
        if not one:
            refused.append(name)
        elif traces(one, mark):
            found.append(name)
        if one != other:
            differing.append(name)
    return {"found": found, "differing": differing, "refused": refused}


def _document(tree: Path, folder: Path, content: bytes) -> dict[str, Any]:
    told, copy = _copied(tree, folder, content)
    told |= {"given_bytes": len(content), "pages": _pages(content)}
    if copy:
        told |= _likeness(content, copy)
    return told


def _pages(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def _likeness(content: bytes, copy: bytes) -> dict[str, Any]:
    """Compare the first pages as they are drawn at 150 dpi, and the words that can be searched."""
    mean, far, words, kept = [], [], 0, 0
    with pypdfium2.PdfDocument(content) as given, pypdfium2.PdfDocument(copy) as made:
        given.init_forms()
        for number in range(min(COMPARED, len(given))):
            first, second = _drawn(given[number]), _drawn(made[number])
            apart = ImageChops.difference(first, second.resize(first.size))
            mean.append(ImageStat.Stat(apart).mean[0])
            far.append(sum(apart.histogram()[FAR:]) / (first.width * first.height))
            words += len(_text(given[number]).split())
            kept += len(_text(made[number]).split())
    return {
        "mean_difference": round(max(mean), 2),
        "far_pixels": round(max(far), 4),
        "words": words,
        "words_kept": kept,
    }


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    picture: Image.Image = page.render(scale=1_750 / max(width, height)).to_pil()
    return picture.convert("L")


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded())


# The documents


@cache
def _documents() -> dict[str, bytes]:
    scan = _scan()
    return {
        "photographed letter": _of_pictures([_photograph()], 1, size=(3_024, 4_032)),
        "text, 1 page": _set(LATIN, 1),
        "text, 60 pages": _set(LATIN, 60),
        "text, 150 pages": _set(LATIN, 150),
        "Arabic, 12 pages": _set(ARABIC, 12, manner=RIGHT_TO_LEFT),
        "scan in colour at 200 dpi, 60 pages": _of_pictures([scan.resize((1_654, 2_339))], 60),
        "scan in colour at 300 dpi, 60 pages": _of_pictures([scan], 60),
        "fax at 200 dpi, 60 pages": _of_pictures([_fax(scan)], 60),
        "text and photographs, 20 pages": _set(LATIN, 20, picture=_photograph().resize((900, 600))),
        "form": _form(),
    }


def _set(
    words: str, pages: int, *, manner: str = "size: 11pt", picture: Image.Image | None = None
) -> bytes:
    """Set so many pages of random sentences, each with a picture if there is one."""
    draw, choice = random.Random(4), words.split()
    paragraphs = 4 if picture else 7
    with tempfile.TemporaryDirectory() as folder:
        if picture:
            (Path(folder) / "p.jpg").write_bytes(saved(picture, "JPEG", quality=85))
        shown = '#image("p.jpg", width: 55%)\n' if picture else ""
        body = "\n#pagebreak()\n".join(
            shown + "\n\n".join(_sentence(draw, choice) for _ in range(paragraphs))
            for _ in range(pages)
        )
        source = Path(folder) / "a.typ"
        source.write_text(f"#set text({manner})\n#set par(justify: true)\n{body}")
        return bytes(typst.compile(str(source), root=folder, font_paths=[str(FONTS)]))


def _sentence(draw: random.Random, words: Sequence[str]) -> str:
    return " ".join(draw.choice(words) for _ in range(70)) + "."


def _photograph() -> Image.Image:
    """A telephone's photograph of a letter: uneven light, noise, a little askew."""
    page = _scan().resize((2_600, 3_677)).rotate(2, fillcolor=(120, 110, 100))
    ground = Image.new("RGB", (3_024, 4_032), (96, 80, 66))
    ground.paste(page, (210, 170))
    light = Image.radial_gradient("L").resize(ground.size).point(lambda value: 255 - value // 3)
    return ImageChops.multiply(ground, Image.merge("RGB", [light] * 3))


@cache
def _scan() -> Image.Image:
    """A page of text as a scanner sees it, at 300 dpi."""
    with pypdfium2.PdfDocument(_set(LATIN, 1)) as document:
        page = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    grain = Image.effect_noise(page.size, 18).convert("RGB")
    return Image.blend(page, grain, 0.12).rotate(0.6, fillcolor=(215, 213, 208))


def _fax(scan: Image.Image) -> Image.Image:
    page = scan.resize((1_654, 2_339)).convert("L")
    return page.point(lambda value: 255 if value > 140 else 0).convert("1")


def _of_pictures(
    pictures: Sequence[Image.Image], pages: int, size: tuple[int, int] = (595, 842)
) -> bytes:
    with Pdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=size).obj
            shown = _picture(document, pictures[number % len(pictures)])
            page.Resources = Dictionary(XObject=Dictionary(P=shown))
            page.Contents = Stream(document, b"%d 0 0 %d 0 0 cm /P Do" % size)
        return _saved(document)


def _picture(document: Pdf, picture: Image.Image) -> Stream:
    keys = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height
    )
    if picture.mode == "1":
        keys.Filter, keys.ColorSpace, keys.BitsPerComponent = (
            Name.CCITTFaxDecode,
            Name.DeviceGray,
            1,
        )
        keys.DecodeParms = Dictionary(K=-1, Columns=picture.width, Rows=picture.height)
        return Stream(document, fax(picture), keys)
    keys.Filter, keys.ColorSpace, keys.BitsPerComponent = Name.DCTDecode, Name.DeviceRGB, 8
    return Stream(document, saved(picture, "JPEG", quality=70), keys)


def _form() -> bytes:
    """A page of text with three filled fields."""
    with pikepdf.open(BytesIO(_set(LATIN, 2))) as document:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        fields = list(_fields(document, font))
        document.pages[0].obj.Annots = Array(fields)
        document.Root.AcroForm = Dictionary(Fields=Array(fields))
        return _saved(document)


def _fields(document: Pdf, font: Dictionary) -> Iterator[Any]:
    for number in range(3):
        look = Stream(document, b"BT /F 12 Tf 4 6 Td (Filled in by hand) Tj ET")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
        look.Resources = Dictionary(Font=Dictionary(F=font))
        yield document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                F=4,
                T=f"field {number}",
                V="Filled in by hand",
                Rect=Array([70, 20 + 22 * number, 270, 40 + 22 * number]),
                AP=Dictionary(N=look),
            )
        )


def _saved(document: Pdf) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    return "\n".join(line for name, tree in result.items() for line in _table(name, tree))


def _table(name: str, tree: dict[str, Any]) -> Iterator[str]:
    lines = tree["lines"]
    yield f"{name}: {lines['code']} lines, {lines['tests']} of tests"
    yield (
        f"  {len(tree['found'])} of {tree['carriers']} markers in the copy, "
        f"{len(tree['differing'])} copies tell them apart, {len(tree['refused'])} refused"
    )
    for called, row in {**tree["documents"], **tree["hostile"]}.items():
        size = f"{row['bytes'] / 1e6:.2f} MB" if "bytes" in row else row["refused"]
        said = f"  {called:<40} {size:>11} {row['cpu_seconds']:>6} s {row['megabytes']:>4} MB"
        if "words" in row:
            said += f"  off {row['mean_difference']}, {row['far_pixels']:.2%} far"
            said += f"  words {row['words_kept']} of {row['words']}"
        yield said
