"""Make the typefaces of the pages: subsets of Source Sans, Source Serif and Noto Naskh Arabic.

Usage, with the packages of the publishers in a folder (`npm pack source-sans@3.52.0
source-serif@4.5.1 @fontsource-variable/noto-naskh-arabic@5.3.0`):

    python checks/fonts.py FOLDER

It writes `src/vigil/site/static/vigil/fonts/`. All are under the SIL Open Font License. Two have
the Reserved Font Name "Source": a subset is a modified version, and must not be called so. The
third reserves no name, and gets one of ours so that it is not taken for the whole typeface. Each
file name contains a digest of the file, so that browsers may keep it for good; `fonts.css` names
them. The same packages give the same bytes.
"""

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS: Final = Path(__file__).parents[1] / "src/vigil/site/static/vigil/fonts"
FEATURES: Final = (
    *("kern", "mark", "mkmk", "ccmp", "locl", "calt", "liga", "tnum"),
    *("init", "medi", "fina", "isol", "rlig", "curs"),
)
"""The last six join Arabic letters; the other typefaces have none of them."""
KEPT_NAMES: Final = (0, 1, 2, 3, 4, 5, 6, 13, 14)
COPYRIGHT, LICENCE = 0, 13

LETTERS: Final = (
    *("20-7e", "a0-17f", "18f", "192", "1a0-1a1", "1af-1b0", "1cd-1dc", "1e6-1eb", "1f4-1f5"),
    *("1fa-1ff", "218-21b", "259", "2bb-2bc", "2be-2bf", "2c6-2c7", "2d8-2dd"),
    *("300-304", "306-30c", "323", "326-328", "331", "1e80-1e85", "1e9e", "1ea0-1ef9"),
    *("384-3ce", "400-4ff"),
)
"""Latin with its extensions and Vietnamese, Greek, Cyrillic with the letters of Central Asia."""
SIGNS: Final = (
    *("2009-200a", "2010-2015", "2018-201e", "2020-2022", "2026", "202f", "2030", "2032-2033"),
    *(
        "2039-203a",
        "2044",
        "20ac",
        "2116",
        "2122",
        "2190-2193",
        "2212",
        "2248",
        "2260",
        "2264-2265",
    ),
)
ARABIC: Final = (
    *("600-605", "609-60c", "610-61c", "61e-65f", "66a-66d", "670-6d3", "6d5-6dc", "6df-6e8"),
    *("6ea-6ed", "6fa-6fc", "6fe-6ff", "200c-200f"),
)
"""Arabic and the letters of other languages in its script. Digits are those of the other faces."""


@dataclass(frozen=True, slots=True)
class Source:
    """A package of the registry, the font and the licence in it, and what is kept of the font."""

    package: str
    font: str
    licence: str
    axes: Mapping[str, object]
    codes: Sequence[str] = (*LETTERS, *SIGNS)


SOURCES: Final[Mapping[str, Source]] = {
    # The sans keeps its weights from regular to semibold; the serif has one, for text and headings.
    "Vigil Sans": Source(
        "source-sans-3.52.0.tgz",
        "package/VF/SourceSans3VF-Upright.ttf",
        "package/LICENSE.md",
        {"wght": (400, 400, 600)},
    ),
    "Vigil Serif": Source(
        "source-serif-4.5.1.tgz",
        "package/VAR/SourceSerif4Variable-Roman.ttf",
        "package/LICENSE.md",
        {"wght": 480, "opsz": 20},
    ),
    "Vigil Arabic": Source(
        "fontsource-variable-noto-naskh-arabic-5.3.0.tgz",
        "package/files/noto-naskh-arabic-arabic-wght-normal.woff2",
        "package/LICENSE",
        {"wght": (400, 400, 600)},
        ARABIC,
    ),
}


def main(folder: Path) -> None:
    """Write the files and their licences; remove those of an earlier run."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    for family, source in SOURCES.items():
        with tarfile.open(folder / source.package) as packed:
            made = _subset(_read(packed, source.font), family, source)
            licence = _read(packed, source.licence)
        digest = hashlib.sha256(made).hexdigest()[:8]
        name = family.lower().replace(" ", "-")
        (FONTS / f"{name}.{digest}.woff2").write_bytes(made)
        (FONTS / f"{name}.OFL.txt").write_bytes(licence)
        sys.stdout.write(f"{name}.{digest}.woff2 {len(made)}\n")


def _read(packed: tarfile.TarFile, path: str) -> bytes:
    file = packed.extractfile(path)
    assert file is not None
    return file.read()


def _subset(font_file: bytes, family: str, source: Source) -> bytes:
    font = TTFont(io.BytesIO(font_file), recalcTimestamp=False)
    font = _saved(instancer.instantiateVariableFont(font, dict(source.axes)))
    options = Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = list(KEPT_NAMES)
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for part in source.codes for code in _codes(part)])
    subsetter.subset(font)
    _rename(font, family)
    out = io.BytesIO()
    font.flavor = "woff2"
    font.save(out)
    return out.getvalue()


def _saved(font: TTFont) -> TTFont:
    """Return a font as it is read again: a subset of one that was only just made is refused."""
    between = io.BytesIO()
    font.save(between)
    between.seek(0)
    return TTFont(between, recalcTimestamp=False)


def _codes(part: str) -> Iterator[int]:
    first, _, last = part.partition("-")
    yield from range(int(first, 16), int(last or first, 16) + 1)


def _rename(font: TTFont, family: str) -> None:
    """Give a font its own name; copyright and licence stay."""
    table = font["name"]
    new = {1: family, 2: "Regular", 3: f"{family} subset", 4: family, 6: family.replace(" ", "")}
    for record in list(table.names):
        if record.nameID in new:
            table.setName(new[record.nameID], record.nameID, *_place(record))
        elif record.nameID not in (COPYRIGHT, LICENCE, 5, 14):
            table.removeNames(nameID=record.nameID)
    font.recalcTimestamp = False


def _place(record: object) -> tuple[int, int, int]:
    return record.platformID, record.platEncID, record.langID  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
