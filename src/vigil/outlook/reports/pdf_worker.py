"""Make a PDF/UA-1 from the JSON of a report, in a separate process without Django.

python -m vigil.outlook.reports.pdf_worker < {"report": ..., "fonts": [folders], "pictures": {}}
"""

import base64
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

TEMPLATES: Final = tuple(
    Path(__file__).parent / name
    for name in ("report.typ", "report_words.typ", "report_figures.typ")
)
OURS: Final = ("Noto Serif", "Noto Naskh Arabic", "Noto Sans")
"""The order in which fonts are searched for a letter, before all other fonts."""
LAYOUTS: Final = 12
"""How often a report is laid out at most until its page breaks stay."""
JOINED: Final = 0.7
"""The next section follows on the same page if no more than this part of it is used."""


def set_report(
    report: dict[str, Any], folders: Sequence[str], pictures: Mapping[str, bytes]
) -> bytes:
    """Return a report as a tagged PDF. Raises typst.TypstError."""
    with TemporaryDirectory() as folder:
        for template in TEMPLATES:
            shutil.copy(template, folder)
        # The names of pictures are data: Typst reads them from files with names of our own.
        files = {}
        for n, (name, content) in enumerate(sorted(pictures.items())):
            files[name] = f"picture-{n}{Path(name).suffix.lower()}"
            (Path(folder) / files[name]).write_bytes(content)
        return _settled({**report, "files": files}, folders, Path(folder))


def _settled(report: dict[str, Any], folders: Sequence[str], root: Path) -> bytes:
    """Return a report whose page breaks know where things stand.

    Where a section ends and where a long table begins is seen in one layout and used in the next,
    until nothing changes. Asked within one layout, each answer would move the next question.
    """
    joined: list[str] = []
    placed: dict[str, float] = {}
    for _layout in range(LAYOUTS):
        compiler = _compiler({**report, "joined": joined, "placed": placed}, folders, root)
        begins = {one["key"]: one["y"] for one in _marks(compiler, "long-table")}
        ends = [one["key"] for one in _marks(compiler, "end-of-section") if one["y"] < JOINED]
        more = [key for key in ends if key not in joined]
        if not more and all(abs(placed.get(key, -1.0) - y) < 1 for key, y in begins.items()):
            break
        joined, placed = [*joined, *more[:1]], begins
    content = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(content, bytes)
    return content


def _marks(compiler: Any, label: str) -> list[dict[str, Any]]:
    """Return what a layout says of itself under a label."""
    found: list[dict[str, Any]] = json.loads(compiler.query(f"<{label}>", field="value"))
    return found


def _compiler(report: dict[str, Any], folders: Sequence[str], root: Path) -> Any:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    faces = [*OURS, *(family for family in fonts.families() if family not in OURS)]
    sans = ["Noto Sans", *(face for face in faces if face not in ("Noto Sans", "Noto Serif"))]
    return typst.Compiler(
        str(root / TEMPLATES[0].name),
        root=str(root),
        font_paths=fonts,
        sys_inputs={"report": json.dumps({**report, "serif": faces, "sans": sans})},
    )


if __name__ == "__main__":
    said = json.load(sys.stdin)
    drawn = {name: base64.b64decode(one) for name, one in said["pictures"].items()}
    sys.stdout.buffer.write(set_report(said["report"], said["fonts"], drawn))
