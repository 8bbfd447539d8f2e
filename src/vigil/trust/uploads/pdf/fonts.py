"""Fonts: how codes become shapes, and nothing on who made, licensed or named them."""

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Stream, String

from vigil.trust.uploads.pdf.fontfiles import stripped_cff, stripped_sfnt, stripped_type1
from vigil.trust.uploads.pdf.values import is_number, numbers, plain_keys, unpacked

if TYPE_CHECKING:
    from vigil.trust.uploads.pdf.copying import Copier, Scope

_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType"))
_DESCRIPTOR = ("/Flags", "/ItalicAngle", "/Ascent", "/Descent", "/Leading", "/CapHeight",
               "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth",
               "/MissingWidth")  # fmt: skip
_KNOWN = re.compile(
    r"/(Helvetica|Times|Courier|Symbol|ZapfDingbats|Arial|TimesNewRoman|CourierNew|Verdana|Georgia"
    r"|Calibri|Cambria|Tahoma|Garamond|TrebuchetMS|SimSun|SimHei|MSung|STSong|HeiseiMin|"
    r"HeiseiKakuGo|HYSMyeongJo|HYGoThic|MHei|MSMincho|MSGothic|KozMin|KozGo|AdobeSongStd)"
    r"(PSMT|MT|Pro|ProVI|Std|Medium|Light|Regular|StdLight|-?W\d|-?Roman|Narrow|Unicode)*"
    r"([-,]?(Bold|Italic|Oblique|BoldItalic|BoldOblique|Light|Medium|Regular|Acro|BoldMT"
    r"|ItalicMT|BoldItalicMT))*"
)
_ENCODING = re.compile(r"/(WinAnsi|MacRoman|MacExpert|Standard|PDFDoc)Encoding")
_CMAP = re.compile(r"/(Identity|[A-Z][A-Za-z0-9]{0,12}(-[A-Za-z0-9]{1,12}){0,4})-[HV]|/[HV]")
_GLYPH = re.compile(r"/[A-Za-z0-9._]{1,32}")
_COLLECTIONS = frozenset(("Identity", "Japan1", "Japan2", "GB1", "CNS1", "Korea1", "KR"))
_SECTIONS = re.compile(
    rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange)\b(.*?)"
    rb"end\1\b",
    re.DOTALL,
)
_CMAP_TOKENS = re.compile(rb"<[0-9A-Fa-f\s]*>|[\[\]]|\d+")
_FIXED, _SERIF, _ITALIC, _BOLD = 1, 2, 64, 1 << 18


def font(found: Any, copier: "Copier", scope: "Scope") -> Dictionary | None:
    """Carry over a font; None for one that is not understood."""
    if not isinstance(found, Dictionary):
        return None
    kind = str(found.get("/Subtype"))
    if kind == "/Type0":
        return _composite(found, copier)
    if kind == "/Type3":
        return _drawn(found, copier, scope)
    if kind not in _SIMPLE:
        return None
    new = Dictionary(Type=Name.Font, Subtype=Name(kind))
    _common(found, new, copier)
    _descriptor(found, new, copier)
    if (encoding := _encoding(found.get("/Encoding"))) is not None:
        new.Encoding = encoding
    return new


def _common(found: Any, new: Dictionary, copier: "Copier") -> None:
    for key, value in plain_keys(
        found, numeric=("/FirstChar", "/LastChar"), lists=("/Widths",)
    ).items():
        new[f"/{key}"] = value
    if (made := _cmap(found.get("/ToUnicode"), copier)) is not None:
        new.ToUnicode = made


def _composite(found: Any, copier: "Copier") -> Dictionary | None:
    below = found.get("/DescendantFonts")
    below = below[0] if isinstance(below, Array) and len(below) else None
    if not isinstance(below, Dictionary):
        return None
    kind = str(below.get("/Subtype"))
    if kind not in ("/CIDFontType0", "/CIDFontType2"):
        return None
    child = Dictionary(Type=Name.Font, Subtype=Name(kind), CIDSystemInfo=_collection(below))
    _descriptor(below, child, copier)
    for key, value in plain_keys(below, numeric=("/DW",), lists=("/DW2",)).items():
        child[f"/{key}"] = value
    for key in ("/W", "/W2"):
        if (widths := _widths(below.get(key))) is not None:
            child[key] = widths
    glyphs = below.get("/CIDToGIDMap")
    if isinstance(glyphs, Stream):
        child.CIDToGIDMap = copier.stream(unpacked(glyphs)[: 2 * 65_536])
    elif glyphs == Name.Identity:
        child.CIDToGIDMap = Name.Identity
    encoding = found.get("/Encoding")
    new = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=child.BaseFont)
    if isinstance(encoding, Stream):
        new.Encoding = _cmap(encoding, copier)
    else:
        known = isinstance(encoding, Name) and _CMAP.fullmatch(str(encoding))
        new.Encoding = encoding if known else Name("/Identity-H")
    _common(found, new, copier)
    new.DescendantFonts = Array([copier.target.make_indirect(child)])
    return new


def _drawn(found: Any, copier: "Copier", scope: "Scope") -> Dictionary | None:
    """Carry over a font whose glyphs are drawings; they are called by numbers."""
    glyphs, encoding = found.get("/CharProcs"), found.get("/Encoding")
    if not isinstance(glyphs, Dictionary) or not isinstance(encoding, Dictionary):
        return None
    inner = copier.scope(found.get("/Resources"), scope)
    drawings, differences = Dictionary(), Array()
    for code, name in _differences(encoding):
        if name in glyphs and isinstance(glyphs[name], Stream):
            drawings[f"/g{code}"] = copier.stream(copier.content(glyphs[name], inner))
            differences.append(code)
            differences.append(Name(f"/g{code}"))
    new = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=drawings)
    new.Encoding = Dictionary(Type=Name.Encoding, Differences=differences)
    for key, value in plain_keys(found, lists=("/FontBBox", "/FontMatrix")).items():
        new[f"/{key}"] = value
    new.Resources = inner.dictionary()
    _common(found, new, copier)
    return new


def _differences(encoding: Any) -> list[tuple[int, str]]:
    code, pairs = 0, list[tuple[int, str]]()
    listed = encoding.get("/Differences")
    for entry in listed if isinstance(listed, Array) else ():
        if is_number(entry):
            code = int(entry)
        elif isinstance(entry, Name):
            if 0 <= code <= 255:
                pairs.append((code, str(entry)))
            code += 1
    return pairs


def _encoding(found: Any) -> Any:
    if isinstance(found, Name):
        return found if _ENCODING.fullmatch(str(found)) else None
    if not isinstance(found, Dictionary):
        return None
    new = Dictionary(Type=Name.Encoding)
    base = found.get("/BaseEncoding")
    if isinstance(base, Name) and _ENCODING.fullmatch(str(base)):
        new.BaseEncoding = base
    listed = Array()
    for code, name in _differences(found):
        if _GLYPH.fullmatch(name):
            listed.append(code)
            listed.append(Name(name))
    if len(listed):
        new.Differences = listed
    return new


def _descriptor(found: Any, new: Dictionary, copier: "Copier") -> None:
    """Carry over the font's measures and its file, and give it a name that says nothing."""
    described = found.get("/FontDescriptor")
    if not isinstance(described, Dictionary):
        new.BaseFont = _known_name(found, 0)
        return
    made = Dictionary(Type=Name.FontDescriptor)
    for key, value in plain_keys(described, numeric=_DESCRIPTOR, lists=("/FontBBox",)).items():
        made[f"/{key}"] = value
    embedded = _font_file(described, made, copier)
    flags = described.get("/Flags", 0)
    name = Name("/AAAAAA+F") if embedded else _known_name(found, flags)
    made.FontName = new.BaseFont = name
    new.FontDescriptor = copier.target.make_indirect(made)


def _known_name(found: Any, flags: Any) -> Name:
    """Return the name of a font that is not in the file, if it is one that readers know."""
    asked = re.sub(r"^/[A-Z]{6}\+", "/", str(found.get("/BaseFont", "")))
    if _KNOWN.fullmatch(asked):
        return Name(asked)
    flags = flags if isinstance(flags, int) else 0
    bold = bool(flags & _BOLD) or "bold" in asked.lower()
    slanted = bool(flags & _ITALIC) or "italic" in asked.lower() or "oblique" in asked.lower()
    if flags & _SERIF and not flags & _FIXED:
        style = {(0, 0): "Roman", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}
        return Name(f"/Times-{style[bold, slanted]}")
    family = "Courier" if flags & _FIXED else "Helvetica"
    style = {(0, 0): "", (1, 0): "-Bold", (0, 1): "-Oblique", (1, 1): "-BoldOblique"}
    return Name(f"/{family}{style[bold, slanted]}")


def _font_file(described: Any, made: Dictionary, copier: "Copier") -> bool:
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        file = described.get(key)
        if isinstance(file, Stream):
            stream = copier.once("/FontFile", file, partial(_file, key, file, copier))
            if stream is not None:
                made[key] = stream
                return True
    return False


def _file(key: str, file: Any, copier: "Copier") -> Stream | None:
    data = unpacked(file)
    if key == "/FontFile":
        stripped, lengths = stripped_type1(data, file.get("/Length1"), file.get("/Length2"))
        names = ("Length1", "Length2", "Length3")
        return copier.stream(
            stripped,
            Dictionary({f"/{n}": length for n, length in zip(names, lengths, strict=True)}),
        )
    kind = str(file.get("/Subtype"))
    if key == "/FontFile2" or kind == "/OpenType":
        sfnt = stripped_sfnt(data)
        if sfnt is None:
            return None
        keys = Dictionary(Length1=len(sfnt))
        if key == "/FontFile3":
            keys = Dictionary(Subtype=Name.OpenType)
        return copier.stream(sfnt, keys)
    if kind in ("/Type1C", "/CIDFontType0C"):
        cff = stripped_cff(data)
        return None if cff is None else copier.stream(cff, Dictionary(Subtype=Name(kind)))
    return None


def _collection(below: Any) -> Dictionary:
    info = below.get("/CIDSystemInfo")
    ordering, supplement = "Identity", 0
    if isinstance(info, Dictionary):
        if str(info.get("/Ordering", "")) in _COLLECTIONS:
            ordering = str(info.Ordering)
        if is_number(info.get("/Supplement")):
            supplement = int(info.Supplement)
    return Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=supplement)


def _widths(found: Any) -> Array | None:
    if not isinstance(found, Array):
        return None
    made = Array()
    for entry in found:
        if is_number(entry):
            made.append(entry)
        elif (inner := numbers(entry)) is not None:
            made.append(inner)
        else:
            return None
    return made


def _cmap(found: Any, copier: "Copier") -> Any:
    """Write a table from codes to characters anew: its entries, and nothing around them."""
    if isinstance(found, Name):
        return found if _CMAP.fullmatch(str(found)) else None
    if not isinstance(found, Stream):
        return None
    return copier.once("/CMap", found, lambda: _cmap_stream(found, copier))


def _cmap_stream(found: Any, copier: "Copier") -> Stream:
    text = re.sub(rb"%[^\r\n]*", b"", unpacked(found))
    wide = b"/WMode 1 def\n" if found.get("/WMode") == 1 else b""
    parts = [
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" + wide
    ]
    for section in _SECTIONS.finditer(text):
        kind, tokens = section[1], _CMAP_TOKENS.findall(section[2])
        columns = 3 if kind.endswith(b"range") and kind != b"codespacerange" else 2
        number = sum(1 for token in tokens if token not in b"[]") // columns
        if b"[" in tokens:
            number = _rows(tokens)
        parts.append(b"%d begin%b\n%b\nend%b\n" % (number, kind, b" ".join(tokens), kind))
    parts.append(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    keys = Dictionary()
    if found.get("/Type") == Name.CMap:
        keys = Dictionary(Type=Name.CMap, CMapName=Name("/Adobe-Identity-UCS"))
        keys.CIDSystemInfo = _collection(Dictionary())
        if found.get("/WMode") == 1:
            keys.WMode = 1
    return copier.stream(b"".join(parts), keys)


def _rows(tokens: list[bytes]) -> int:
    """Count the rows of a range section, in which a list stands for one value."""
    values, inside = 0, False
    for token in tokens:
        if token == b"[":
            inside = True
        elif token == b"]":
            inside = False
            values += 1
        elif not inside:
            values += 1
    return values // 3
