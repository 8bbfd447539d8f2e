"""Make the typefaces of the pages: subsets of Source Sans and Source Serif under other names.

Usage, with the packages of the publisher in a folder (`npm pack source-sans@3.52.0
source-serif@4.5.1`):

    python checks/fonts.py FOLDER

It writes `src/vigil/site/static/vigil/fonts/`. Both are under the SIL Open Font License with the
Reserved Font Name "Source": a subset is a modified version, and must not be called so. Each file
name contains a digest of the file, so that browsers may keep it for good; `fonts.css` names them.
The same packages give the same bytes.
"""

import hashlib
import io
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS: Final = Path(__file__).parents[1] / "src/vigil/site/static/vigil/fonts"
FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "locl", "calt", "liga", "tnum")
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
SOURCES: Final[Mapping[str, tuple[str, str, Mapping[str, object]]]] = {
    # The sans keeps its weights from regular to semibold; the serif has one, for text and headings.
    "Vigil Sans": (
        *("source-sans-3.52.0.tgz", "package/VF/SourceSans3VF-Upright.ttf"),
        {"wght": (400, 400, 600)},
    ),
    "Vigil Serif": (
        *("source-serif-4.5.1.tgz", "package/VAR/SourceSerif4Variable-Roman.ttf"),
        {"wght": 480, "opsz": 20},
    ),
}


def main(folder: Path) -> None:
    """Write both files and their licence; remove those of an earlier run."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    for family, (package, path, axes) in SOURCES.items():
        with tarfile.open(folder / package) as packed:
            made = _subset(_read(packed, path), family, axes)
            licence = _read(packed, "package/LICENSE.md")
        digest = hashlib.sha256(made).hexdigest()[:8]
        name = family.lower().replace(" ", "-")
        (FONTS / f"{name}.{digest}.woff2").write_bytes(made)
        (FONTS / f"{name}.OFL.txt").write_bytes(licence)
        sys.stdout.write(f"{name}.{digest}.woff2 {len(made)}\n")


def _read(packed: tarfile.TarFile, path: str) -> bytes:
    file = packed.extractfile(path)
    assert file is not None
    return file.read()


def _subset(font_file: bytes, family: str, axes: Mapping[str, object]) -> bytes:
    font = TTFont(io.BytesIO(font_file), recalcTimestamp=False)
    font = _saved(instancer.instantiateVariableFont(font, dict(axes)))
    options = Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = list(KEPT_NAMES)
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for part in (*LETTERS, *SIGNS) for code in _codes(part)])
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
