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
    Path(__file__).parent / name for name in ("report.typ", "report_words.typ", "report_figures.typ")
)
OURS: Final = ("Noto Serif", "Noto Naskh Arabic", "Noto Sans")
"""The order in which fonts are searched for a letter, before all other fonts."""


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
        compiler = _compiler({**report, "files": files}, folders, Path(folder))
        content = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(content, bytes)
    return content


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
