"""Make a PDF/UA-1 from the JSON of a report, in a separate process without Django.

python -m vigil.outlook.reports.pdf_worker < {"report": ..., "fonts": [folders]}
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).parent / "report.typ"
OURS: Final = ("Noto Serif", "Noto Naskh Arabic", "Noto Sans")
"""The order in which fonts are searched for a letter, before all other fonts."""


def set_report(report: dict[str, Any], folders: Sequence[str]) -> bytes:
    """Return a report as a tagged PDF. Raises typst.TypstError."""
    content = _compiler(report, folders).compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(content, bytes)
    return content


def _compiler(report: dict[str, Any], folders: Sequence[str]) -> Any:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    faces = [*OURS, *(family for family in fonts.families() if family not in OURS)]
    return typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts,
        sys_inputs={"report": json.dumps({**report, "serif": faces})},
    )


if __name__ == "__main__":
    said = json.load(sys.stdin)
    sys.stdout.buffer.write(set_report(said["report"], said["fonts"]))
