"""What the pages of a PDF say, letter by letter as they are drawn."""

import io
import re
from collections.abc import Iterator

import pikepdf

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


def text_of(content: bytes) -> str:
    """Return all words of a document whose fonts say which letter each of their glyphs is."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return " ".join("".join(_drawn(page)) for page in pdf.pages)


def _drawn(page: pikepdf.Page) -> Iterator[str]:
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    pairs = (codes[n : n + 2] for n in range(0, len(codes), 2))
                    yield "".join(letters.get(int.from_bytes(pair), "") for pair in pairs)
        elif str(operator) == "ET":
            yield "\n"


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Read which letters the codes of a font are (ISO 32000-1, 9.10.3)."""
    said = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in _CHARS.findall(said):
        codes = _HEX.findall(block)
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in _RANGES.findall(said):
        codes = _HEX.findall(block)
        for first, last, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            start = ord(bytes.fromhex(text.decode()).decode("utf-16-be"))
            for n in range(int(first, 16), int(last, 16) + 1):
                found[n] = chr(start + n - int(first, 16))
    return found
